import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  assembleIndex,
  copy,
  copyGraph,
  CopyError,
  copyErrorOriginDestination,
  copyErrorOriginSource,
  defaultCopyGraphOptions,
  defaultCopyOptions,
  packManifest,
  recursiveCopyGraph,
  skipNode,
  successors,
} from '../../src/transfer/index.ts';
import { resolveContent } from '../../src/transfer/fetch.ts';
import { once } from '../../src/streams/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import {
  blobReader,
  pushContent,
  repository,
  type ReadOnlyStorage,
  type ReadOnlyTarget,
  type Repository,
  type Storage,
} from '../../src/registry/index.ts';
import { descriptorOf, digestHex, isManifestMediaType, OciError, type Descriptor } from '../../src/spec/index.ts';
import { noise } from '../contract/content.ts';
import { temporaryFolder } from '../layout/fixture.ts';
import { RecordingStore } from './recording-store.ts';

function store(): Repository {
  return repository(new MemoryRegistry(), 'some/repository');
}

async function push(target: Storage, text: string): Promise<Descriptor> {
  const bytes = Buffer.from(text);
  const descriptor = descriptorOf('application/octet-stream', bytes);
  await target.push(descriptor, () => once(bytes));
  return descriptor;
}

async function artifact(target: Repository, tag: string, ...texts: readonly string[]): Promise<Descriptor> {
  const layers = await Promise.all(texts.map((text) => push(target, text)));
  const root = await packManifest(target, '1.1', 'application/vnd.example', {
    layers,
    manifestAnnotations: { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' },
  });
  await target.tag(root, tag);
  return root;
}

describe('copyGraph', () => {
  it('reads each manifest once, and copies its content before it reads many others', async () => {
    const source = store();
    const children: Descriptor[] = [];
    for (let count = 0; count < 30; count++) children.push(await artifact(source, `v${count}`, `layer of ${count}`));
    const root = await assembleIndex(source, children);
    const destination = store();
    const reads: string[] = [];
    let open = 0;
    let mostOpen = 0;
    const recording: ReadOnlyStorage = {
      exists: (target) => source.exists(target),
      fetch: (target) => {
        if (children.some(({ digest }) => digest === target.digest)) mostOpen = Math.max(mostOpen, ++open);
        if (isManifestMediaType(target.mediaType)) reads.push(target.digest);
        return source.fetch(target);
      },
    };
    await copyGraph(recording, destination, root, {
      concurrency: 2,
      maxMetadataBytes: 10_000,
      postCopy: ({ digest }) => {
        if (children.some((child) => child.digest === digest)) open--;
      },
    });
    expect(reads).toHaveLength(31);
    expect(new Set(reads).size).toBe(31);
    expect(mostOpen).toBeLessThanOrEqual(4);
    expect(await destination.exists(root)).toBe(true);
  });
});

describe('a chain of 2,000 referrers', () => {
  it('is copied', async () => {
    const source = store();
    const first = await artifact(source, 'v1', 'one');
    let last = first;
    for (let level = 0; level < 2000; level++) last = await assembleIndex(source, [], { subject: last });
    const destination = store();
    const { referrers } = await recursiveCopyGraph(source, destination, first);
    expect(referrers).toHaveLength(2000);
    expect(await destination.exists(last)).toBe(true);
  });
});

describe('copy', () => {
  it('copies each node below a tag once, after the nodes below it', async () => {
    const source = store();
    const destination = store();
    const root = await artifact(source, 'v1', 'one', 'two', 'one');
    const copied: string[] = [];
    expect(
      await copy(source, 'v1', destination, '', { postCopy: (node) => void copied.push(node.digest) }),
    ).toMatchObject({ digest: root.digest, size: root.size });
    expect(await destination.resolve('v1')).toMatchObject({ digest: root.digest });
    expect(copied).toHaveLength(4);
    expect(new Set(copied).size).toBe(4);
    expect(copied.at(-1)).toBe(root.digest);
  });

  it('writes the destination reference as the tag', async () => {
    const source = store();
    const destination = store();
    await artifact(source, 'v1', 'one');
    await copy(source, 'v1', destination, 'v2');
    expect(await Array.fromAsync(destination.tags())).toEqual(['v2']);
  });

  it('names the failed side and operation, and preserves the error code', async () => {
    const error = await copy(store(), 'absent', store()).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(CopyError);
    expect(error).toMatchObject({ op: 'Resolve', origin: 'source', name: 'CopyError' });
    expect(String(error)).toContain('failed to perform "Resolve" on source: ');
  });

  it('does not visit the content below a node that the destination has', async () => {
    const source = store();
    const destination = store();
    const root = await artifact(source, 'v1', 'one', 'two');
    await copyGraph(source, destination, root);
    const skipped: string[] = [];
    await copyGraph(source, destination, root, { onCopySkipped: (node) => void skipped.push(node.digest) });
    expect(skipped).toEqual([root.digest]);
  });

  it.each([
    ['named', (error: unknown) => error],
    ['not named', () => new OciError('MANIFEST_BLOB_UNKNOWN', 'a blob is missing')],
  ])('pushes content again that the destination wrongly reported as existing (%s)', async (_, refusalOf) => {
    const source = store();
    const destination = store();
    const root = await artifact(source, 'v1', 'one');
    let calls = 0;
    const wrongStore: Storage = {
      fetch: (target, options) => destination.fetch(target, options),
      push: (expected, body, options) =>
        destination.push(expected, body, options).catch((error: unknown) => {
          throw refusalOf(error);
        }),
      async exists(target, options) {
        if (target.mediaType !== 'application/octet-stream') return destination.exists(target, options);
        calls++;
        return true;
      },
    };
    await copyGraph(source, wrongStore, root);
    expect(calls).toBe(1);
    expect(await destination.exists(root)).toBe(true);
  });

  it('requires a skipped node at the destination', async () => {
    const source = store();
    const root = await artifact(source, 'v1', 'one');
    await expect(
      copyGraph(source, store(), root, {
        preCopy: (node) => (node.mediaType === 'application/octet-stream' ? skipNode : undefined),
      }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND', origin: 'destination' });
  });

  it('stops all transfers at the first failure and waits for them (DL-09)', async () => {
    const source = store();
    const root = await artifact(source, 'v1', ...Array.from({ length: 50 }, (_, index) => `layer ${index}`));
    let running = 0;
    let aborted = 0;
    const failing: Storage = {
      fetch: () => Promise.reject(new OciError('BLOB_UNKNOWN', 'nothing here')),
      exists: async () => false,
      async push(expected, _body, options) {
        if (running === 2) throw new OciError('DENIED', `no ${expected.digest}`);
        running++;
        await new Promise<void>((resolve) => options?.signal?.addEventListener('abort', () => resolve()));
        aborted++;
        throw new OciError('ABORTED', 'stopped');
      },
    };
    await expect(copyGraph(source, failing, root, { concurrency: 3 })).rejects.toMatchObject({
      code: 'DENIED',
      op: 'Push',
      origin: 'destination',
    });
    expect(aborted).toBe(2);
  });

  it('treats a concurrency of zero or less as the default', async () => {
    const source = store();
    const destination = store();
    const root = await artifact(source, 'v1', 'one', 'two', 'three');
    await copyGraph(source, destination, root, { concurrency: 0, maxMetadataBytes: -1 });
    expect(await destination.exists(root)).toBe(true);
  });

  it('refuses a manifest over the metadata limit', async () => {
    const source = store();
    const root = await artifact(source, 'v1', 'one');
    await expect(copyGraph(source, store(), root, { maxMetadataBytes: 10 })).rejects.toMatchObject({
      code: 'SIZE_LIMIT',
      origin: 'source',
    });
  });

  it('gives the error text of oras-go for a missing reference', async () => {
    const error = await copy(store(), 'non-existent-reference', store(), '').catch((failure: unknown) => failure);
    if (!(error instanceof CopyError)) throw error;
    expect(error.origin).toBe(copyErrorOriginSource);
    expect(error.op).toBe('Resolve');
    expect(error.err).toBeInstanceOf(OciError);
    expect(error.err).toMatchObject({ message: 'non-existent-reference: not found' });
    expect(error.err).toBe(error.cause);
    expect(error.message).toBe('failed to perform "Resolve" on source: non-existent-reference: not found');
    expect([copyErrorOriginSource, copyErrorOriginDestination]).toEqual(['source', 'destination']);
  });

  it('states its defaults', () => {
    expect(defaultCopyGraphOptions).toEqual({ concurrency: 3, maxMetadataBytes: 4 * 1024 * 1024 });
    expect(defaultCopyOptions).toEqual(defaultCopyGraphOptions);
  });

  it.each([
    { concurrency: undefined, most: 3 },
    { concurrency: 0, most: 3 },
    { concurrency: -1, most: 3 },
    { concurrency: 1, most: 1 },
    { concurrency: 8, most: 8 },
  ])('copies at most $most nodes at the same time with concurrency $concurrency', async ({ concurrency, most }) => {
    const source = store();
    const destination = store();
    const root = await artifact(source, 'v1', ...Array.from({ length: 20 }, (_, index) => `layer ${index}`));
    let running = 0;
    let highest = 0;
    await copyGraph(source, destination, root, {
      concurrency,
      async preCopy() {
        highest = Math.max(highest, ++running);
        await new Promise((done) => setTimeout(done, 1));
        running--;
      },
    });
    expect(highest).toBe(most);
  });

  it('pushes the tag with the root manifest, without a read from the destination', async () => {
    const source = store();
    const target = store();
    const root = await artifact(source, 'v1', 'one');
    const calls: string[] = [];
    const watched: Repository = new Proxy(target, {
      get(object, method: keyof Repository) {
        const value = object[method];
        return (...args: never[]): unknown => {
          calls.push(
            `${String(method)} ${JSON.stringify(args[0] === undefined ? '' : (args[0] as Descriptor).mediaType)}`,
          );
          return (value as (...all: never[]) => unknown).apply(object, args);
        };
      },
    });
    await copy(source, 'v1', watched, 'v2');
    expect((await target.resolve('v2')).digest).toBe(root.digest);
    expect(calls.filter((call) => call.startsWith('push') && call.includes('manifest'))).toHaveLength(1);
    expect(calls.filter((call) => call.startsWith('tag') || call.startsWith('fetch'))).toEqual([]);
  });

  it('tags a root that preCopy skipped, and an existing root', async () => {
    const source = store();
    const destination = store();
    const root = await artifact(source, 'v1', 'one');
    await copyGraph(source, destination, root);
    await copy(source, 'v1', destination, 'there');
    await destination.delete(root);
    await copy(source, 'v1', destination, 'skipped', {
      async preCopy(node) {
        if (node.digest !== root.digest) return undefined;
        await copyGraph(source, destination, root);
        return skipNode;
      },
    });
    expect(await Array.fromAsync(destination.tags())).toEqual(['skipped']);
  });

  it('refuses the digest of other content as a tag', async () => {
    const source = store();
    await artifact(source, 'v1', 'one');
    await expect(copy(source, 'v1', store(), descriptorOf('a/b', Buffer.from('x')).digest)).rejects.toMatchObject({
      origin: 'destination',
    });
  });

  it('throws the error of a hook unchanged', async () => {
    const source = store();
    const root = await artifact(source, 'v1', 'one');
    const own = new Error('my own');
    for (const hook of ['preCopy', 'postCopy'] as const)
      await expect(copyGraph(source, store(), root, { [hook]: () => Promise.reject(own) })).rejects.toBe(own);
    const destination = store();
    await copyGraph(source, destination, root);
    await expect(copyGraph(source, destination, root, { onCopySkipped: () => Promise.reject(own) })).rejects.toBe(own);
  });

  it('mounts from the first repository that has the blob, and copies a blob that cannot be mounted', async () => {
    const registry = new MemoryRegistry();
    const [source, destination] = [repository(registry, 'from/source'), repository(registry, 'to/target')];
    const root = await artifact(source, 'v1', 'one', 'two');
    const mounted: string[] = [];
    const copied: string[] = [];
    const requested: string[] = [];
    await copy(source, 'v1', destination, '', {
      mountFrom(node) {
        requested.push(node.mediaType);
        return node.mediaType === 'application/octet-stream' ? ['not/existing', 'from/source'] : [];
      },
      onMounted: (node) => void mounted.push(node.mediaType),
      preCopy: (node) => void copied.push(node.mediaType),
    });
    expect(mounted).toEqual(['application/octet-stream', 'application/octet-stream']);
    expect(copied).toEqual(['application/vnd.oci.empty.v1+json', root.mediaType]);
    // A manifest is never mounted.
    expect(requested).not.toContain(root.mediaType);
  });

  it('reports a failed mount unless the blob is missing', async () => {
    const source = store();
    const root = await artifact(source, 'v1', 'one');
    const target = store();
    const broken = {
      fetch: target.fetch.bind(target),
      exists: target.exists.bind(target),
      push: target.push.bind(target),
      mount: () => Promise.reject(new OciError('UNREACHABLE', 'gone')),
    };
    await expect(copyGraph(source, broken, root, { mountFrom: () => ['a'] })).rejects.toMatchObject({
      op: 'Mount',
      origin: 'destination',
      code: 'UNREACHABLE',
    });
  });

  it('copies the nodes that a custom findSuccessors returns', async () => {
    const source = store();
    const root = await artifact(source, 'v1', 'one');
    const loose = await push(source, 'loose');
    const destination = store();
    await copyGraph(source, destination, root, {
      findSuccessors: async (from, node) => [
        ...(await successors(from, node)),
        ...(node.digest === root.digest ? [loose] : []),
      ],
    });
    expect(await destination.exists(loose)).toBe(true);
    await expect(
      copyGraph(source, store(), root, { findSuccessors: () => Promise.reject(new OciError('DENIED', 'no')) }),
    ).rejects.toMatchObject({ op: 'FindSuccessors', origin: 'source' });
  });

  it('refuses a manifest whose size differs from its descriptor', async () => {
    const source = store();
    const root = await artifact(source, 'v1', 'one');
    const destination = store();
    await expect(copyGraph(source, destination, { ...root, size: root.size + 1 })).rejects.toMatchObject({
      origin: 'source',
      code: 'SIZE_MISMATCH',
    });
    await expect(copyGraph(source, destination, { ...root, size: root.size - 1 })).rejects.toMatchObject({
      origin: 'source',
      code: 'SIZE_MISMATCH',
    });
  });

  it('verifies manifests when the source does not', async () => {
    const source = new RecordingStore();
    const root = await packManifest(source, '1.1', 'application/vnd.example');
    const destination = new RecordingStore();
    await expect(copyGraph(source, destination, { ...root, size: root.size + 1 })).rejects.toMatchObject({
      origin: 'source',
      code: 'SIZE_MISMATCH',
    });
    const original = source.content.get(root.digest);
    if (original === undefined) throw new Error('the manifest was pushed');
    source.content.set(root.digest, {
      ...original,
      bytes: Buffer.from(Buffer.from(original.bytes).toString().replace('example', 'exampla')),
    });
    await expect(copyGraph(source, destination, root)).rejects.toMatchObject({
      op: 'FindSuccessors',
      origin: 'source',
      code: 'DIGEST_MISMATCH',
    });
    expect(destination.pushed).toEqual([]);
  });

  it('stores nothing of a large blob that is damaged at the source (MF-01)', async () => {
    await using place = await temporaryFolder();
    const bytes = noise(3_000_000, 1);
    const layer = descriptorOf('application/octet-stream', bytes);
    const whole = await LayoutRepository.open(join(place.path, 'whole'));
    await pushContent(whole, layer, bytes);
    await copyGraph(whole, await LayoutRepository.open(join(place.path, 'copied')), layer);
    expect(
      Buffer.compare(await readFile(join(place.path, 'copied', 'blobs', 'sha256', digestHex(layer.digest))), bytes),
    ).toBe(0);
    const damaged = Buffer.from(bytes);
    damaged[0] = (damaged[0] ?? 0) ^ 1;
    await writeFile(join(place.path, 'whole', 'blobs', 'sha256', digestHex(layer.digest)), damaged);
    const destination = await LayoutRepository.open(join(place.path, 'destination'));
    await expect(
      copyGraph(await LayoutRepository.open(join(place.path, 'whole')), destination, layer),
    ).rejects.toMatchObject({ origin: 'source', code: 'DIGEST_MISMATCH' });
    expect(await destination.exists(layer)).toBe(false);
    // A source that verifies nothing.
    const careless = { fetch: async () => blobReader(layer, once(damaged)), exists: async () => true };
    await expect(copyGraph(careless, destination, layer)).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    expect(await destination.exists(layer)).toBe(false);
    // A source that returns other, complete content of the same size.
    const others = store();
    const other = descriptorOf('application/octet-stream', damaged);
    await pushContent(others, other, damaged);
    const mistaken = { fetch: async () => await others.fetch(other), exists: async () => true };
    await expect(copyGraph(mistaken, destination, layer)).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    expect(await destination.exists(layer)).toBe(false);
    expect(await destination.pending()).toEqual([]);
  });

  it('stops at once after an abort', async () => {
    const source = store();
    const root = await artifact(source, 'v1', 'one');
    const stop = new AbortController();
    const hanging: Storage = {
      fetch: () => Promise.reject(new Error('unused')),
      exists: async () => false,
      push: (_node, _body, options) =>
        new Promise((_, reject) =>
          options?.signal?.addEventListener('abort', () => reject(new OciError('ABORTED', 'stopped'))),
        ),
    };
    const copying = copyGraph(source, hanging, root, { signal: stop.signal });
    setTimeout(() => stop.abort(), 5);
    await expect(copying).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it.each<[string, (source: ReadOnlyTarget, root: Descriptor, signal: AbortSignal) => Promise<unknown>]>([
    ['copyGraph', (source, root, signal) => copyGraph(source, store(), root, { signal })],
    ['resolveContent', (source, _, signal) => resolveContent(source, 'v1', { signal })],
  ])('%s stops at once after an abort while it reads a manifest', async (_, work) => {
    const root = await artifact(store(), 'v1', 'one');
    const stop = new AbortController();
    const hanging: ReadOnlyTarget = {
      exists: async () => true,
      resolve: async () => root,
      fetch: (_node, options) =>
        new Promise((_, reject) => {
          if (options?.signal === undefined) reject(new Error('the read has no signal'));
          options?.signal?.addEventListener('abort', () => reject(new OciError('ABORTED', 'stopped')));
          stop.abort();
        }),
    };
    await expect(work(hanging, root, stop.signal)).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
