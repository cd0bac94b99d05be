import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { tagsOfCopy } from '../../src/operations/copy.ts';
import { copy, type CopyOptions } from '../../src/operations/index.ts';
import { repository, type Registry } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import {
  digestHex,
  digestOf,
  mediaTypeImageManifest,
  parseLocation,
  type Descriptor,
  type Location,
  type OperationEvent,
} from '../../src/spec/index.ts';
import { putImage } from '../contract/content.ts';

/** Counts mounted blobs. */
class MountingRegistry extends MemoryRegistry {
  mounts = 0;

  override mountBlob(...args: Parameters<Registry['mountBlob']>): ReturnType<Registry['mountBlob']> {
    this.mounts++;
    return super.mountBlob(...args);
  }
}

let directory: string;
let source: MountingRegistry;
let target: MountingRegistry;
let servers: readonly Listening[];
let from: string;
let to: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'copy-'));
  [source, target] = [new MountingRegistry(), new MountingRegistry()];
  servers = [await listen(source), await listen(target)];
  [from, to] = servers.map(({ url }) => new URL(url).host) as [string, string];
});
afterEach(async () => {
  for (const server of servers) await server.close();
  await rm(directory, { recursive: true });
});

/** Copies and returns the events. */
async function run(given: Partial<CopyOptions> = {}): Promise<readonly OperationEvent[]> {
  const events: OperationEvent[] = [];
  const connection = { plainHttp: true, env: {}, homedir: directory, attempts: 1 };
  await copy({
    source: `${from}/acme/app:v1`,
    target: `${to}/acme/app`,
    ...given,
    from: { ...connection, ...given.from },
    to: { ...connection, ...given.to },
    onEvent: (event) => events.push(event),
  });
  return events;
}

function warningsOf(events: readonly OperationEvent[]): readonly string[] {
  return events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));
}

describe('a copy between repositories of a registry', () => {
  beforeEach(() => putImage(source, 'acme/app', 'one', ['v1']));

  it('mounts the blobs', async () => {
    await run({ target: `${from}/acme/other` });
    expect(source.mounts).toBe(2);
    await source.resolveTag('acme/other', 'v1');
  });

  it.each<[string, Partial<CopyOptions>]>([
    ['a user name', { to: { username: 'me', password: 'p' } }],
    ['a token of GitHub', { to: { githubToken: 'token' } }],
  ])('does not mount them with %s of the target', async (_, given) => {
    await run({ target: `${from}/acme/other`, ...given });
    expect(source.mounts).toBe(0);
    await source.resolveTag('acme/other', 'v1');
  });

  it('mounts nothing in its own repository, and nothing of another registry', async () => {
    await run({ target: `${from}/acme/app:v2` });
    await run({ target: `${to}/acme/other` });
    expect([source.mounts, target.mounts]).toEqual([0, 0]);
  });
});

describe('the tags of a copy', () => {
  const digest = digestOf(Buffer.from('a'));
  const tags = (given: string, resolved: Partial<Location>, options: Partial<CopyOptions> = {}): readonly string[] => {
    const unresolved = parseLocation('ghcr.io/a/b');
    return tagsOfCopy(
      { ...options, source: { ...unresolved, ...resolved } as Location, target: parseLocation(given) },
      { ...unresolved, ...resolved } as Location,
    );
  };

  it('are those of the source, without a repository in the name of a layout', () => {
    expect(tags('ghcr.io/c/d', { tag: 'v1' })).toEqual(['v1']);
    expect(tags('ghcr.io/c/d', { tag: 'ghcr.io/a/b:v1' })).toEqual(['v1']);
    expect(tags('./layout', { tag: 'ghcr.io/a/b:v1' })).toEqual(['ghcr.io/a/b:v1']);
    expect(tags('ghcr.io/c/d', {})).toEqual(['latest']);
  });

  it('are those of the target, each once', () => {
    expect(tags('ghcr.io/c/d:v2', { tag: 'v1' })).toEqual(['v2']);
    expect(tags('ghcr.io/c/d', { tag: 'v1' }, { tags: ['x', 'y', 'x'] })).toEqual(['x', 'y']);
    expect(tags('ghcr.io/c/d', { tag: 'v1' }, { additionalTags: ['v1', 'z'] })).toEqual(['v1', 'z']);
    expect(tags('ghcr.io/c/d', { digest, tag: undefined })).toEqual([]);
    expect(tags(`ghcr.io/c/d@${digest}`, { tag: 'v1' })).toEqual([]);
  });
});

describe('a copy with referrers', () => {
  let subject: Descriptor;
  beforeEach(async () => {
    subject = (await putImage(source, 'acme/app', 'one', ['v1'])).manifest.descriptor;
  });

  it('reports the companion tags that it writes, and what they pointed to before', async () => {
    const tag = `sha256-${digestHex(subject.digest)}.sig`;
    await putImage(source, 'acme/app', 'signature', [tag]);
    const events = await run({ recursive: true });
    expect(events).toContainEqual({ kind: 'tag', tag, state: 'written' });
    expect(warningsOf(events)).toEqual([]);
    const old = await target.resolveTag('acme/app', tag);
    const moved = await putImage(source, 'acme/app', 'new signature', [tag]);
    expect(warningsOf(await run({ recursive: true }))).toEqual([
      `the tag ${tag} at the target pointed to ${old.digest} and was moved; that manifest still exists under its digest`,
    ]);
    expect((await target.resolveTag('acme/app', tag)).digest).toBe(moved.manifest.descriptor.digest);
  });

  it('reports a referrer that the source lists but does not have', async () => {
    const digest = digestOf(Buffer.from('absent'));
    source.referrers = async function* () {
      yield { mediaType: mediaTypeImageManifest, digest, size: 10 };
    };
    expect(warningsOf(await run({ recursive: true }))).toEqual([
      `the source lists ${digest} as a referrer of ${subject.digest} but does not have it; it is not copied`,
    ]);
  });

  it('reports a referrer that the target stores but does not list', async () => {
    const { descriptor } = (await putImage(source, 'acme/app', 'sbom', [], { subject })).manifest;
    target.referrers = async function* () {};
    expect(warningsOf(await run({ recursive: true }))).toEqual([
      `the target has ${descriptor.digest} but does not list it as a referrer of ${subject.digest}, also after it was ` +
        'pushed again; clients do not find it there',
    ]);
  });
});

describe('a copy to a digest', () => {
  it('is refused if the source has another one, and changes nothing', async () => {
    const { descriptor } = (await putImage(source, 'acme/app', 'one', ['v1'])).manifest;
    const other = digestOf(Buffer.from('other'));
    await expect(run({ target: `${to}/acme/app@${other}` })).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: expect.stringContaining(`is ${descriptor.digest}, but the target requires ${other}`),
    });
    await run({ target: `${to}/acme/app@${descriptor.digest}` });
    await repository(target, 'acme/app').resolve(descriptor.digest);
    await expect(target.resolveTag('acme/app', 'v1')).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
  });

  it('leaves no layout when the source does not exist', async () => {
    const path = join(directory, 'layout');
    await expect(run({ target: path.replace(/^(?=\w:)/, 'layout:') })).rejects.toThrow();
    await expect(LayoutRepository.open(path, { readOnly: true })).rejects.toThrow();
  });
});
