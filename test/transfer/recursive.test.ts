import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  assembleIndex,
  copyGraph,
  cosignTags,
  listReferrers,
  maxCompanions,
  packManifest,
  recursiveCopyGraph,
  type Companions,
} from '../../src/transfer/index.ts';
import { once } from '../../src/streams/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { bytesReader, repository, type GraphTarget, type Repository } from '../../src/registry/index.ts';
import {
  descriptorOf,
  digestOf,
  encodeJson,
  emptyDescriptor,
  mediaTypeImageManifest,
  plainDescriptor,
  type Descriptor,
} from '../../src/spec/index.ts';

const created = { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' };

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** A second collection waits until the buffers that the first one found are freed. */
function collectGarbage(): void {
  gc();
  gc();
}

function memory(): Repository {
  return repository(new MemoryRegistry(), 'some/repository');
}

async function blob(target: GraphTarget, text: string): Promise<Descriptor> {
  const bytes = Buffer.from(text);
  const descriptor = descriptorOf('application/octet-stream', bytes);
  await target.push(descriptor, () => once(bytes));
  return descriptor;
}

async function image(target: GraphTarget, text: string): Promise<Descriptor> {
  return packManifest(target, '1.1', 'application/vnd.example.image', {
    layers: [await blob(target, text)],
    manifestAnnotations: created,
  });
}

async function referrer(target: GraphTarget, subject: Descriptor, text: string): Promise<Descriptor> {
  return packManifest(target, '1.1', 'application/vnd.example.report', {
    subject,
    layers: [await blob(target, text)],
    manifestAnnotations: created,
  });
}

async function signature(target: GraphTarget, subject: Descriptor, suffix = '.sig'): Promise<Descriptor> {
  const node = await packManifest(target, '1.1', 'application/vnd.example.signature', {
    layers: [await blob(target, `${suffix} of ${subject.digest}`)],
    manifestAnnotations: created,
  });
  await target.tag(node, `${subject.digest.replace(':', '-')}${suffix}`);
  return node;
}

interface Promoted {
  readonly root: Descriptor;
  readonly all: readonly Descriptor[];
  readonly companions: number;
}

/** An index of two images, with all kinds of companions of both. */
async function release(source: GraphTarget): Promise<Promoted> {
  const [one, two] = [await image(source, 'one'), await image(source, 'two')];
  const root = await assembleIndex(source, [one, two]);
  const sbom = await referrer(source, one, 'SBOM');
  const review = await referrer(source, sbom, 'review of the bill');
  const onIndex = await referrer(source, root, 'provenance');
  const signed = await signature(source, root);
  const onSignature = await referrer(source, signed, 'time stamp');
  const companions = [
    sbom,
    review,
    onIndex,
    signed,
    onSignature,
    await signature(source, two, '.att'),
    await signature(source, sbom, '.sbom'),
  ];
  return { root, all: [root, one, two, ...companions], companions: companions.length };
}

async function missingFrom(target: GraphTarget, nodes: readonly Descriptor[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const node of nodes) if (!(await target.exists(plainDescriptor(node)))) missing.push(node.digest);
  return missing;
}

describe('recursiveCopyGraph', () => {
  it('copies referrers, their referrers, and cosign tags, of each manifest of an index', async () => {
    const [source, destination] = [memory(), memory()];
    const { root, all, companions } = await release(source);
    const result = await recursiveCopyGraph(source, destination, root);
    expect(await missingFrom(destination, all)).toEqual([]);
    expect(result.referrers.length + result.tagged.length).toBe(companions);
    const tags = await Array.fromAsync(destination.tags());
    expect(tags).toEqual(await Array.fromAsync(source.tags()));
    expect(tags.map((tag) => tag.slice(tag.indexOf('.'))).sort()).toEqual(['.att', '.sbom', '.sig']);
    const [onRoot] = await listReferrers(destination, root);
    expect(onRoot).toMatchObject({ artifactType: 'application/vnd.example.report', annotations: created });
  });

  it('copies from one image layout to another', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'recursive-'));
    try {
      const source = await LayoutRepository.open(join(directory, 'source'), { sync: false });
      const destination = await LayoutRepository.open(join(directory, 'destination'), { sync: false });
      const { root, all } = await release(source);
      // It also contains one of the images, but is not a referrer.
      const stranger = await assembleIndex(source, all.slice(1, 2), { annotations: { other: 'index' } });
      await recursiveCopyGraph(source, destination, root);
      expect(await missingFrom(destination, all)).toEqual([]);
      expect(await destination.exists(plainDescriptor(stranger))).toBe(false);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('does not copy content again', async () => {
    const [source, destination] = [memory(), memory()];
    const { root } = await release(source);
    await recursiveCopyGraph(source, destination, root);
    const copied: string[] = [];
    const tagged: string[] = [];
    await recursiveCopyGraph(source, destination, root, {
      postCopy: ({ digest }) => void copied.push(digest),
      onCompanionTagged: ({ tag }) => void tagged.push(tag),
    });
    expect({ copied, tagged }).toEqual({ copied: [], tagged: [] });
  });

  it('adds referrers that were attached after the artifact was copied', async () => {
    const [source, destination] = [memory(), memory()];
    const root = await image(source, 'one');
    await copyGraph(source, destination, root);
    const late = await referrer(source, root, 'late');
    await recursiveCopyGraph(source, destination, root);
    expect(await missingFrom(destination, [late])).toEqual([]);
  });

  it('replaces a signature tag with other content at the destination, and reports the previous content', async () => {
    const [source, destination] = [memory(), memory()];
    const root = await image(source, 'one');
    const ours = await signature(source, root);
    const theirs = await image(destination, 'other signature');
    const [tag = ''] = cosignTags(root.digest);
    await destination.tag(theirs, tag);
    const previous: (string | undefined)[] = [];
    await recursiveCopyGraph(source, destination, root, {
      onCompanionTagged: (_, before) => void previous.push(before?.digest),
    });
    expect(previous).toEqual([theirs.digest]);
    expect(await destination.resolve(tag)).toMatchObject({ digest: ours.digest });
  });

  it('names a missing child of an index, and writes nothing (CP-08)', async () => {
    const destination = memory();
    const absent = descriptorOf(mediaTypeImageManifest, Buffer.from('{}'));
    const sparse = repository(new MemoryRegistry({ allowSparse: true }), 'some/repository');
    const root = await assembleIndex(sparse, [await image(sparse, 'one'), absent]);
    await expect(recursiveCopyGraph(sparse, destination, root)).rejects.toMatchObject({
      name: 'CopyError',
      origin: 'source',
      message: expect.stringContaining(absent.digest),
    });
    expect(await destination.exists(plainDescriptor(root))).toBe(false);
  });

  it('continues without a referrer that is listed but missing', async () => {
    const [source, destination] = [memory(), memory()];
    const root = await image(source, 'one');
    const existing = await referrer(source, root, 'existing');
    const deleted = descriptorOf(mediaTypeImageManifest, Buffer.from('deleted'));
    const missing: string[] = [];
    const listing = {
      ...delegate(source),
      predecessors: async (node: Descriptor) =>
        node.digest === root.digest ? [deleted, ...(await source.predecessors(node))] : [],
    };
    const result = await recursiveCopyGraph(listing, destination, root, {
      onMissingReferrer: ({ digest }) => void missing.push(digest),
    });
    expect(missing).toEqual([deleted.digest]);
    expect(result.referrers.map(({ digest }) => digest)).toEqual([existing.digest]);
    expect(await missingFrom(destination, [existing])).toEqual([]);
  });

  it('ignores a listed referrer whose manifest has another subject', async () => {
    const [source, destination] = [memory(), memory()];
    const root = await image(source, 'one');
    const stranger = await image(source, 'stranger');
    const listing = {
      ...delegate(source),
      predecessors: async (node: Descriptor) => (node.digest === root.digest ? [stranger] : []),
    };
    const result: Companions = await recursiveCopyGraph(listing, destination, root);
    expect(result).toEqual({ referrers: [], tagged: [] });
    expect(await destination.exists(plainDescriptor(stranger))).toBe(false);
  });

  it('stops at a limit when a registry reports endless referrers', async () => {
    const [source, destination] = [memory(), memory()];
    const root = await image(source, 'one');
    const created = new Map<string, Uint8Array>();
    // A thousand new referrers for each request.
    const predecessors = async (node: Descriptor): Promise<readonly Descriptor[]> =>
      Array.from({ length: 1000 }, (_, index) => {
        const bytes = encodeJson({
          schemaVersion: 2,
          mediaType: mediaTypeImageManifest,
          config: emptyDescriptor,
          layers: [],
          subject: plainDescriptor(node),
          annotations: { index: String(index) },
        });
        const descriptor = descriptorOf(mediaTypeImageManifest, bytes);
        created.set(descriptor.digest, bytes);
        return descriptor;
      });
    const endless = {
      ...delegate(source),
      predecessors,
      fetch: async (target: Descriptor) => {
        const bytes = created.get(target.digest);
        return bytes === undefined ? source.fetch(target) : bytesReader(target, bytes);
      },
    };
    await expect(recursiveCopyGraph(endless, destination, root)).rejects.toMatchObject({
      code: 'SIZE_LIMIT',
      message: expect.stringContaining(String(maxCompanions)),
    });
    // Only the requests in progress when the limit was reached.
    expect(created.size).toBeLessThan(maxCompanions + 10_000);
  });

  it('holds a bounded number of manifests in memory', async () => {
    const [source, destination] = [memory(), memory()];
    const root = await image(source, 'one');
    const size = 256 * 1024;
    for (let index = 0; index < 60; index++) {
      await packManifest(source, '1.1', 'application/vnd.example.report', {
        subject: root,
        manifestAnnotations: { ...created, index: String(index), text: 'x'.repeat(size) },
      });
    }
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    const held: number[] = [];
    const { referrers } = await recursiveCopyGraph(source, destination, root, {
      maxMetadataBytes: 2 * size,
      concurrency: 2,
      onFound: () => {
        collectGarbage();
        held.push(process.memoryUsage().arrayBuffers - before);
      },
    });
    // Memory may be freed later. Manifests that are held would count in each of the last measurements.
    expect(Math.min(...held.slice(-10))).toBeLessThan(6 * size);
    expect(referrers).toHaveLength(60);
    expect(await missingFrom(destination, referrers)).toEqual([]);
  });

  it('does not change the tags of the destination when a companion cannot be copied (CP-09)', async () => {
    const [source, destination] = [memory(), memory()];
    const root = await image(source, 'one');
    await signature(source, root);
    const [tag = ''] = cosignTags(root.digest);
    const before = await image(destination, 'before');
    await destination.tag(before, tag);
    const failing = {
      ...delegate(destination),
      push: () => Promise.reject(new Error('no')),
      tag: () => Promise.reject(new Error('unexpected call of tag')),
    };
    await expect(recursiveCopyGraph(source, failing, root)).rejects.toThrow('no');
    expect(await destination.resolve(tag)).toMatchObject({ digest: before.digest });
  });

  it('stops at once after an abort', async () => {
    const [source, destination] = [memory(), memory()];
    const { root } = await release(source);
    await expect(recursiveCopyGraph(source, destination, root, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});

describe('cosignTags', () => {
  it('contain a sha256 digest', () => {
    const digest = digestOf('x');
    expect(cosignTags(digest)).toEqual(['.sig', '.att', '.sbom'].map((suffix) => `sha256-${digest.slice(7)}${suffix}`));
    expect(cosignTags(digestOf('x', 'sha512'))).toEqual([]);
  });
});

/** The methods of a repository, to be replaced one by one. */
function delegate(
  target: Repository,
): Pick<Repository, 'fetch' | 'exists' | 'resolve' | 'predecessors' | 'push' | 'tag'> {
  return {
    fetch: (node, options) => target.fetch(node, options),
    exists: (node, options) => target.exists(node, options),
    resolve: (reference, options) => target.resolve(reference, options),
    predecessors: (node, options) => target.predecessors(node, options),
    push: (node, body, options) => target.push(node, body, options),
    tag: (node, reference, options) => target.tag(node, reference, options),
  };
}
