import { describe, expect, it } from 'vitest';
import { copy, copyGraph, CopyError, packManifest, skipNode } from '../../src/artifact/index.ts';
import { once } from '../../src/io/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository, type Storage } from '../../src/registry/index.ts';
import { descriptorOf, OciError, type Descriptor } from '../../src/spec/index.ts';

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
  const root = await packManifest(target, '1.1', 'application/vnd.example', { layers, manifestAnnotations: { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' } });
  await target.tag(root, tag);
  return root;
}

describe('copy', () => {
  it('copies what a tag names, each node once and after what it points to', async () => {
    const source = store();
    const destination = store();
    const root = await artifact(source, 'v1', 'one', 'two', 'one');
    const copied: string[] = [];
    expect(await copy(source, 'v1', destination, '', { postCopy: (node) => void copied.push(node.digest) })).toMatchObject({ digest: root.digest, size: root.size });
    expect(await destination.resolve('v1')).toMatchObject({ digest: root.digest });
    expect(copied).toHaveLength(4);
    expect(new Set(copied).size).toBe(4);
    expect(copied.at(-1)).toBe(root.digest);
  });

  it('tags under another name when one is given', async () => {
    const source = store();
    const destination = store();
    await artifact(source, 'v1', 'one');
    await copy(source, 'v1', destination, 'v2');
    expect(await Array.fromAsync(destination.tags())).toEqual(['v2']);
  });

  it('says which side failed, at what, and keeps the code', async () => {
    const error = await copy(store(), 'absent', store()).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(CopyError);
    expect(error).toMatchObject({ op: 'Resolve', origin: 'source', name: 'CopyError' });
    expect(String(error)).toContain('failed to perform "Resolve" on source: ');
  });

  it('does not go below what the destination has', async () => {
    const source = store();
    const destination = store();
    const root = await artifact(source, 'v1', 'one', 'two');
    await copyGraph(source, destination, root);
    const skipped: string[] = [];
    await copyGraph(source, destination, root, { onCopySkipped: (node) => void skipped.push(node.digest) });
    expect(skipped).toEqual([root.digest]);
  });

  it('sends again what the destination wrongly said it had', async () => {
    const source = store();
    const destination = store();
    const root = await artifact(source, 'v1', 'one');
    let lies = 0;
    const liar: Storage = {
      fetch: (target, options) => destination.fetch(target, options),
      push: (expected, body, options) => destination.push(expected, body, options),
      async exists(target, options) {
        if (target.mediaType !== 'application/octet-stream') return destination.exists(target, options);
        lies++;
        return true;
      },
    };
    await copyGraph(source, liar, root);
    expect(lies).toBe(1);
    expect(await destination.exists(root)).toBe(true);
  });

  it('requires a skipped node at the destination', async () => {
    const source = store();
    const root = await artifact(source, 'v1', 'one');
    await expect(copyGraph(source, store(), root, { preCopy: (node) => (node.mediaType === 'application/octet-stream' ? skipNode : undefined) })).rejects.toMatchObject({ code: 'NOT_FOUND', origin: 'destination' });
  });

  it('DL-09 stops the others at the first failure, and waits for them', async () => {
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
    await expect(copyGraph(source, failing, root, { concurrency: 3 })).rejects.toMatchObject({ code: 'DENIED', op: 'Push', origin: 'destination' });
    expect(aborted).toBe(2);
  });

  it('takes zero and less for the default concurrency', async () => {
    const source = store();
    const destination = store();
    const root = await artifact(source, 'v1', 'one', 'two', 'three');
    await copyGraph(source, destination, root, { concurrency: 0, maxMetadataBytes: -1 });
    expect(await destination.exists(root)).toBe(true);
  });

  it('refuses a manifest over the metadata limit', async () => {
    const source = store();
    const root = await artifact(source, 'v1', 'one');
    await expect(copyGraph(source, store(), root, { maxMetadataBytes: 10 })).rejects.toMatchObject({ code: 'SIZE_LIMIT', origin: 'source' });
  });
});
