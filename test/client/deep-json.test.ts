import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { digestOf, isOciError, mediaTypeImageIndex, mediaTypeImageManifest } from '../../src/spec/index.ts';
import { ScriptedServer } from '../faults/kit/index.ts';
import { send } from '../server/requests.ts';
import { json, name, TestClient } from './test-client.ts';

const levels = 100_000;
const deepArray = '['.repeat(levels) + ']'.repeat(levels);
const deepMember = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const digest = digestOf('some manifest');

type Operation = (client: TestClient) => Promise<unknown>;

const operations: readonly (readonly [string, string, Operation])[] = [
  ['a manifest', mediaTypeImageManifest, ({ registry }) => registry.getTag(name, 'v1')],
  ['a list of tags', 'application/json', ({ registry }) => Array.fromAsync(registry.tags(name))],
  ['a list of repositories', 'application/json', ({ registry }) => Array.fromAsync(registry.repositories())],
  ['a list of referrers', mediaTypeImageIndex, ({ registry }) => Array.fromAsync(registry.referrers(name, digest))],
];

describe.each(operations)('%s with deeply nested JSON', (_title, type, run) => {
  it.each([
    ['arrays', deepArray],
    ['an unknown member', `{"schemaVersion":2,"tags":[],"repositories":[],"manifests":[],"x":${deepMember}}`],
  ])('is refused with a typed error: %s', async (_kind, body) => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: { 'content-type': type }, body });
    await using client = new TestClient(server.origin, { attempts: 1 });
    const error: unknown = await run(client).catch((failure: unknown) => failure);
    expect(isOciError(error, 'MANIFEST_INVALID', 'PROTOCOL')).toBe(true);
    expect((error as Error).message).toContain('levels of nested arrays and objects');
  });
});

describe('deeply nested JSON', () => {
  it('in an error body does not replace the error', async () => {
    await using server = await ScriptedServer.start();
    const detail = `${'['.repeat(3000)}${']'.repeat(3000)}`;
    const body = `{"errors":[{"code":"DENIED","message":"no","detail":${detail}}]}`;
    server.on('GET *', { status: 403, headers: json, body });
    await using client = new TestClient(server.origin);
    await expect(client.registry.getTag(name, 'v1')).rejects.toMatchObject({ code: 'DENIED', status: 403 });
  });

  it('in a pushed manifest is refused by the server', async () => {
    await using server = await listen(new MemoryRegistry());
    const { status, code } = await send(server.url, 'PUT', `/v2/${name}/manifests/v1`, {
      headers: { 'content-type': mediaTypeImageManifest },
      body: `{"schemaVersion":2,"x":${deepMember}}`,
    });
    expect({ status, code }).toEqual({ status: 400, code: 'MANIFEST_INVALID' });
  });
});
