import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { copy } from '../../src/operations/index.ts';
import { ForwardingRegistry, type BlobReader, type CallOptions } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import {
  digestOf,
  isRecord,
  OciError,
  parseLocation,
  type Descriptor,
  type Digest,
  type Location,
} from '../../src/spec/index.ts';
import { once } from '../../src/streams/index.ts';
import { temporaryPlace } from '../cli/spawned.ts';

const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
const emptyBytes = Buffer.from('{}');
const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(emptyBytes), size: 2 };
const count = 24;

/** Calls `onRead` before each read of a manifest. */
class ObservedRegistry extends ForwardingRegistry {
  onRead: () => Promise<void> = async () => undefined;

  override async getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    await this.onRead();
    return super.getManifest(repository, digest, options);
  }
}

async function push(registry: MemoryRegistry, tag: string | undefined, fields: object): Promise<Descriptor> {
  const type = 'manifests' in fields ? indexType : mediaType;
  const content = type === indexType ? {} : { artifactType: 'a/b', config: empty, layers: [empty] };
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: type, ...content, ...fields }));
  return registry.pushManifest('a/b', bytes, type, { tags: tag === undefined ? [] : [tag] });
}

type Shape = (registry: MemoryRegistry) => Promise<void>;

const shapes: readonly (readonly [string, Shape])[] = [
  [
    'a chain of referrers',
    async (registry) => {
      let subject = await push(registry, 'v1', {});
      for (let level = 1; level < count; level++) subject = await push(registry, undefined, { subject });
    },
  ],
  [
    'many referrers of one manifest',
    async (registry) => {
      const subject = await push(registry, 'v1', {});
      for (let at = 1; at < count; at++) await push(registry, undefined, { subject, annotations: { at: `${at}` } });
    },
  ],
  [
    'an index with many children',
    async (registry) => {
      const manifests: Descriptor[] = [];
      for (let at = 1; at < count; at++)
        manifests.push(await push(registry, undefined, { annotations: { at: `${at}` } }));
      await push(registry, 'v1', { manifests });
    },
  ],
];

describe('a copy to a layout', () => {
  it.each(shapes)('writes index.json a few times for %s', async (_, shape) => {
    await using place = await temporaryPlace();
    const stored = new MemoryRegistry();
    await stored.pushBlob('a/b', empty, () => once(emptyBytes));
    await shape(stored);
    const registry = new ObservedRegistry(stored);
    await using server = await listen(registry);
    const indexPath = join(place.path, 'out/index.json');
    const versions = new Set<bigint>();
    let reads = 0;
    registry.onRead = async () => {
      reads++;
      const state = await stat(indexPath, { bigint: true }).catch(() => undefined);
      if (state !== undefined) versions.add(state.ctimeNs);
    };
    const source = parseLocation(`oci://${new URL(server.url).host}/a/b:v1`);
    const target: Location = { kind: 'layout', path: join(place.path, 'out'), tag: 'v1' };
    const from = { plainHttp: true };
    await copy({ source, target, from, recursive: true });
    expect(reads).toBeGreaterThanOrEqual(count - 1);
    expect(versions.size).toBeLessThan(count / 2);
    expect((await readdir(join(place.path, 'out'))).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
    expect(await entries(indexPath)).toBeGreaterThanOrEqual(1);

    // A failed copy to an existing layout also leaves a complete index.
    const partial = { ...target, path: join(place.path, 'partial') };
    await copy({ source: await firstChild(stored, source), target: partial, from });
    const before = await entries(join(partial.path, 'index.json'));
    let left = count / 2;
    registry.onRead = async () => {
      if (left-- <= 0) throw new OciError('DENIED', 'no more reads');
    };
    await expect(copy({ source, target: partial, from, recursive: true })).rejects.toMatchObject({ code: 'DENIED' });
    expect(await entries(join(partial.path, 'index.json'))).toBeGreaterThanOrEqual(before);
    expect((await readdir(partial.path)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });
});

async function entries(path: string): Promise<number> {
  const value: unknown = JSON.parse(await readFile(path, 'utf8'));
  return isRecord(value) && Array.isArray(value['manifests']) ? value['manifests'].length : 0;
}

/** A location of a manifest without a tag. */
async function firstChild(registry: MemoryRegistry, source: Location): Promise<Location> {
  await push(registry, 'other', { annotations: { other: 'yes' } });
  return { ...source, tag: 'other' };
}
