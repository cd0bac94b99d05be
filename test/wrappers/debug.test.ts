import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { debug, formatDebugEvent, type DebugEvent } from '../../src/wrappers/index.ts';
import { blobOf, expectCode, name, noise, putImage, readAll } from '../contract/content.ts';
import { withMethods, failingMethods } from './fake-registries.ts';

function withDebug(registry: Registry): { readonly registry: Registry; readonly events: DebugEvent[] } {
  const events: DebugEvent[] = [];
  let clock = 0;
  return { events, registry: debug(registry, { log: (event) => events.push(event), now: () => (clock += 5) }) };
}

describe('debug', () => {
  it('logs each call with sizes, digests and duration', async () => {
    const { registry, events } = withDebug(new MemoryRegistry());
    const blob = blobOf(noise(200_000, 1));
    const { digest } = blob.descriptor;
    await registry.pushBlob(name, blob.descriptor, () => once(blob.bytes));
    await readAll(await registry.getBlob(name, digest));
    await readAll(await registry.getBlobRange(name, digest, 10, 30));
    expect(events).toEqual([
      { call: 'pushBlob', repository: name, reference: digest, digest, size: 200_000, ms: 5, outcome: 'ok' },
      { call: 'getBlob', repository: name, reference: digest, digest, size: 200_000, ms: 5, outcome: 'ok' },
      { call: 'read', repository: name, reference: digest, digest, size: 200_000, ms: 5, outcome: 'ok' },
      {
        call: 'getBlobRange',
        repository: name,
        reference: digest,
        start: 10,
        end: 30,
        digest,
        size: 200_000,
        ms: 5,
        outcome: 'ok',
      },
      { call: 'read', repository: name, reference: digest, start: 10, end: 30, digest, size: 20, ms: 5, outcome: 'ok' },
    ]);
  });

  it('logs manifests, tags, mounts, deletes and lists', async () => {
    const { registry, events } = withDebug(new MemoryRegistry());
    const { manifest, layer } = await putImage(registry, name, 'one', ['v1', 'v2']);
    const { digest, size } = manifest.descriptor;
    events.length = 0;
    await registry.resolveTag(name, 'v1');
    await Array.fromAsync(registry.tags(name));
    await Array.fromAsync(registry.repositories());
    await Array.fromAsync(registry.referrers(name, digest));
    await registry.mountBlob(name, 'acme/other', layer.descriptor.digest);
    await registry.pushManifest(name, manifest.bytes, manifest.mediaType, { tags: ['v3'] });
    await registry.deleteTag(name, 'v1');
    const timed = { ms: 5, outcome: 'ok' };
    expect(events).toEqual([
      { call: 'resolveTag', repository: name, reference: 'v1', digest, size, ...timed },
      { call: 'tags', repository: name, count: 2, ...timed },
      { call: 'repositories', count: 1, ...timed },
      { call: 'referrers', repository: name, reference: digest, count: 0, ...timed },
      {
        call: 'mountBlob',
        repository: 'acme/other',
        fromRepository: name,
        reference: layer.descriptor.digest,
        digest: layer.descriptor.digest,
        size: layer.bytes.byteLength,
        ...timed,
      },
      { call: 'pushManifest', repository: name, reference: 'v3', digest, size, ...timed },
      { call: 'deleteTag', repository: name, reference: 'v1', ...timed },
    ]);
  });

  it('logs a chunked upload without its id', async () => {
    const { registry, events } = withDebug(new MemoryRegistry());
    const blob = blobOf(noise(1000, 2));
    const writer = await registry.pushBlobChunked(name);
    await writer.write(blob.bytes.subarray(0, 400));
    await writer.close();
    const resumed = await registry.pushBlobChunkedResume(name, writer.id, { offset: 400 });
    await resumed.write(blob.bytes.subarray(400));
    await resumed.commit(blob.descriptor.digest);
    const { digest } = blob.descriptor;
    const timed = { repository: name, ms: 5, outcome: 'ok' };
    expect(events).toEqual([
      { call: 'pushBlobChunked', ...timed },
      { call: 'write', start: 0, end: 400, size: 400, ...timed },
      { call: 'close', size: 400, ...timed },
      { call: 'pushBlobChunkedResume', start: 400, size: 400, ...timed },
      { call: 'write', start: 400, end: 1000, size: 600, ...timed },
      { call: 'commit', reference: digest, digest, size: 1000, ...timed },
    ]);
    expect(inspect(events)).not.toContain(writer.id);
  });

  it('logs the code of a failure and the early end of a read', async () => {
    const memory = new MemoryRegistry();
    const { manifest } = await putImage(memory, name, 'one', ['v1', 'v2']);
    const { registry, events } = withDebug(memory);
    await expectCode(registry.resolveTag(name, 'v9'), 'MANIFEST_UNKNOWN');
    for await (const tag of registry.tags(name)) if (tag !== '') break;
    await expectCode(Array.fromAsync(registry.tags('acme/nothing')), 'NAME_UNKNOWN');
    for await (const chunk of await registry.getManifest(name, manifest.descriptor.digest))
      if (chunk.byteLength > 0) break;
    expect(events.map(({ call, outcome, count }) => [call, outcome, count])).toEqual([
      ['resolveTag', 'MANIFEST_UNKNOWN', undefined],
      ['tags', 'left', 1],
      ['tags', 'NAME_UNKNOWN', 0],
      ['getManifest', 'ok', undefined],
      ['read', 'left', undefined],
    ]);
  });

  it('logs no content, upload ids or error messages (AU-15)', async () => {
    const canary = `canary-${randomBytes(12).toString('hex')}`;
    const fail = async (): Promise<never> => {
      throw new OciError('DENIED', `quoted: ${canary}`, { detail: { canary }, cause: new Error(canary) });
    };
    const failWithTypeError = async (): Promise<never> => {
      throw new TypeError(canary);
    };
    const memory = new MemoryRegistry();
    const image = await putImage(memory, name, canary, ['v1']);
    const { registry, events } = withDebug(
      withMethods(memory, {
        resolveTag: fail,
        deleteTag: failWithTypeError,
        ...failingMethods('BLOB_UPLOAD_UNKNOWN', 'pushBlobChunkedResume'),
      }),
    );
    await readAll(await registry.getTag(name, 'v1'));
    await readAll(await registry.getBlob(name, image.layer.descriptor.digest));
    await registry.pushBlob(name, blobOf(canary).descriptor, () => once(blobOf(canary).bytes));
    await registry.pushManifest(name, image.manifest.bytes, image.manifest.mediaType);
    const writer = await registry.pushBlobChunked(name);
    await writer.write(blobOf(canary).bytes);
    await writer.cancel();
    await expectCode(registry.pushBlobChunkedResume(name, canary), 'BLOB_UPLOAD_UNKNOWN');
    await expect(registry.resolveTag(name, 'v1')).rejects.toThrow(canary);
    await expect(registry.deleteTag(name, 'v1')).rejects.toThrow(canary);
    expect(events).toHaveLength(12);
    const text = `${inspect(events, { depth: null, showHidden: true })}\n${events.map(formatDebugEvent).join('\n')}`;
    expect(text).not.toContain(canary);
    expect(text).not.toContain(Buffer.from(canary).toString('base64').slice(4, 20));
    expect(text).not.toContain(writer.id);
    expect(events.slice(-2).map(({ outcome }) => outcome)).toEqual(['DENIED', 'failed']);
  });

  it('formats an event as one printable line', () => {
    const event: DebugEvent = {
      call: 'getBlobRange',
      repository: 'acme/bundle\n\u001B[31mx',
      reference: 'sha256:aa',
      start: 3,
      digest: 'sha256:aa',
      size: 12,
      ms: 1.234,
      outcome: 'ok',
    };
    expect(formatDebugEvent(event)).toMatch(
      /^getBlobRange acme\/bundle[\x20-\x7E\u00A0-\uFFFF]*x sha256:aa 3- 12 bytes 1\.2 ms ok$/,
    );
    expect(formatDebugEvent({ call: 'tags', repository: name, count: 2, ms: 0, outcome: 'left' })).toBe(
      `tags ${name} 2 entries 0.0 ms left`,
    );
  });
});
