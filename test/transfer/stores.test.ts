import { describe, expect, it } from 'vitest';
import { copy, copyGraph, CopyError, extendedCopy, withTargetPlatform } from '../../src/transfer/index.ts';
import { once } from '../../src/streams/index.ts';
import type { GraphTarget, Target } from '../../src/registry/index.ts';
import {
  annotationTitle,
  mediaTypeImageConfig,
  mediaTypeImageLayerGzip,
  OciError,
  plainDescriptor,
  type Descriptor,
} from '../../src/spec/index.ts';
import { blobOf, indexOf, manifestOf, noise, type Blob } from '../contract/content.ts';
import { stores, type OpenStore } from './stores.ts';

interface Images {
  readonly nodes: readonly Blob[];
  readonly index: Blob;
  readonly arm: Blob;
  readonly sbom: Blob;
  readonly signature: Blob;
}

/** An index of two images that share a layer, with a referrer of a referrer. */
function images(): Images {
  const layer = named('shared/layer.bin', noise(300_000, 7));
  const own = named('own.txt', Buffer.from('only for arm'));
  const config = (architecture: string): Blob =>
    typed(blobOf(JSON.stringify({ architecture, os: 'linux' })), mediaTypeImageConfig);
  const configs = { arm64: config('arm64'), amd64: config('amd64') };
  const arm = manifestOf({ config: configs.arm64.descriptor, layers: [layer.descriptor, own.descriptor] });
  const amd = manifestOf({ config: configs.amd64.descriptor, layers: [layer.descriptor] });
  const index = indexOf([
    { ...amd.descriptor, platform: { architecture: 'amd64', os: 'linux' } },
    { ...arm.descriptor, platform: { architecture: 'arm64', os: 'linux', variant: 'v8' } },
  ]);
  const sbom = manifestOf({
    config: typed(blobOf('{}'), 'application/vnd.example.sbom').descriptor,
    layers: [],
    subject: index.descriptor,
    annotations: { made: 'by hand' },
  });
  const signature = manifestOf({
    config: typed(blobOf('{}'), 'application/vnd.example.sbom').descriptor,
    layers: [],
    subject: sbom.descriptor,
    artifactType: 'application/vnd.example.signature',
  });
  return {
    nodes: [
      layer,
      own,
      configs.arm64,
      configs.amd64,
      arm,
      amd,
      index,
      typed(blobOf('{}'), 'application/vnd.example.sbom'),
      sbom,
      signature,
    ],
    index,
    arm,
    sbom,
    signature,
  };
}

function named(title: string, bytes: Uint8Array): Blob {
  const blob = typed(blobOf(bytes), mediaTypeImageLayerGzip);
  return { bytes, descriptor: { ...blob.descriptor, annotations: { [annotationTitle]: title } } };
}

function typed(blob: Blob, mediaType: string): Blob {
  return { bytes: blob.bytes, descriptor: { ...blob.descriptor, mediaType } };
}

const sample = images();

async function fill(store: GraphTarget): Promise<Images> {
  const graph = sample;
  for (const { descriptor, bytes } of graph.nodes) await store.push(descriptor, () => once(bytes));
  await store.tag(graph.index.descriptor, 'v1');
  return graph;
}

async function expectSame(store: GraphTarget, nodes: readonly Blob[]): Promise<void> {
  for (const { descriptor, bytes } of nodes) {
    const got = Buffer.concat(await Array.fromAsync(await store.fetch(descriptor)));
    expect(Buffer.compare(got, bytes)).toBe(0);
  }
}

const pairs = stores.flatMap((from) => stores.map((to) => ({ title: `from ${from.title} to ${to.title}`, from, to })));

describe.each(pairs)('copying $title', ({ from, to }) => {
  async function withStores(work: (source: GraphTarget, destination: GraphTarget) => Promise<void>): Promise<void> {
    const stores: OpenStore[] = [];
    try {
      for (const { open } of [from, to]) stores.push(await open());
      const [source, destination] = stores;
      if (source !== undefined && destination !== undefined) await work(source.store, destination.store);
    } finally {
      for (const each of stores) await each.close();
    }
  }

  it('copies every byte, and the tag', async () => {
    await withStores(async (source, destination) => {
      const { nodes, index, sbom } = await fill(source);
      expect(plainDescriptor(await copy(source, 'v1', destination, 'stable'))).toEqual(index.descriptor);
      expect((await destination.resolve('stable')).digest).toBe(index.descriptor.digest);
      await expectSame(destination, nodes.slice(0, 7));
      expect(await destination.exists(sbom.descriptor)).toBe(false);
    });
  });

  it('writes only the tag when the content exists', async () => {
    await withStores(async (source, destination) => {
      const { index } = await fill(source);
      await copy(source, 'v1', destination);
      const copied: string[] = [];
      const skipped: string[] = [];
      await copy(source, 'v1', destination, 'again', {
        postCopy: (node) => void copied.push(node.digest),
        onCopySkipped: (node) => void skipped.push(node.digest),
      });
      expect({ copied, skipped }).toEqual({ copied: [], skipped: [index.descriptor.digest] });
      expect((await destination.resolve('again')).digest).toBe(index.descriptor.digest);
    });
  });

  it('copies referrers and their referrers when extended', async () => {
    await withStores(async (source, destination) => {
      const { nodes, index, sbom, signature } = await fill(source);
      await extendedCopy(source, 'v1', destination);
      await expectSame(destination, nodes);
      expect((await destination.resolve('v1')).digest).toBe(index.descriptor.digest);
      const [referrer] = await destination.predecessors(index.descriptor);
      expect(referrer).toMatchObject({
        digest: sbom.descriptor.digest,
        artifactType: 'application/vnd.example.sbom',
        annotations: { made: 'by hand' },
      });
      expect((await destination.predecessors(sbom.descriptor)).map(({ digest }) => digest)).toEqual([
        signature.descriptor.digest,
      ]);
    });
  });

  it('copies only one platform on request', async () => {
    await withStores(async (source, destination) => {
      const { index, arm } = await fill(source);
      const root = await copy(
        source,
        'v1',
        destination,
        '',
        withTargetPlatform({}, { architecture: 'arm64', os: 'linux' }),
      );
      expect(root.digest).toBe(arm.descriptor.digest);
      expect((await destination.resolve('v1')).digest).toBe(arm.descriptor.digest);
      expect(await destination.exists(index.descriptor)).toBe(false);
    });
  });

  it("does not move the destination's tag when a blob cannot be read (CP-09)", async () => {
    await withStores(async (source, destination) => {
      const old = manifestOf({ config: typed(blobOf('{}'), 'application/vnd.example.sbom').descriptor, layers: [] });
      for (const blob of [typed(blobOf('{}'), 'application/vnd.example.sbom'), old])
        await destination.push(blob.descriptor, () => once(blob.bytes));
      await destination.tag(old.descriptor, 'v1');
      await fill(source);
      const failing: Pick<Target, 'fetch' | 'exists' | 'resolve'> = {
        exists: (target, options) => source.exists(target, options),
        resolve: (reference, options) => source.resolve(reference, options),
        fetch: async (target: Descriptor, options) => {
          if (target.mediaType === mediaTypeImageConfig) throw new OciError('BLOB_UNKNOWN', `lost ${target.digest}`);
          return source.fetch(target, options);
        },
      };
      const error = await copy(failing, 'v1', destination).catch((failure: unknown) => failure);
      expect(error).toBeInstanceOf(CopyError);
      expect(error).toMatchObject({ op: 'Fetch', origin: 'source', code: 'BLOB_UNKNOWN' });
      expect((await destination.resolve('v1')).digest).toBe(old.descriptor.digest);
    });
  });

  it('copies a graph without any tag', async () => {
    await withStores(async (source, destination) => {
      const { arm } = await fill(source);
      await copyGraph(source, destination, arm.descriptor);
      expect(await destination.exists(arm.descriptor)).toBe(true);
    });
  });
});
