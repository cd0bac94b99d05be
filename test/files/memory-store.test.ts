import { describe, expect, it } from 'vitest';
import {
  connectRepository,
  copy,
  extendedCopy,
  MemoryRegistry,
  MemoryStore,
  packManifest,
  pushBytes,
  resolve,
  tag,
  tagBytes,
} from '../../src/library/oras.ts';
import { listen } from '../../src/library/server.ts';

const type = 'application/vnd.example';

describe('MemoryStore', () => {
  it('finds the indexes that contain a manifest, so that an extended copy takes them along', async () => {
    const [source, target] = [new MemoryStore(), new MemoryStore()];
    const manifest = await packManifest(source, '1.1', type);
    await tag(source, manifest.digest, 'v1');
    const index = { schemaVersion: 2, manifests: [{ ...manifest, annotations: undefined }] };
    const described = await tagBytes(
      source,
      'application/vnd.oci.image.index.v1+json',
      Buffer.from(JSON.stringify(index)),
      'index',
    );
    expect((await source.predecessors(manifest)).map(({ digest }) => digest)).toEqual([described.digest]);
    await extendedCopy(source, 'v1', target);
    expect(await target.exists(described)).toBe(true);
    expect((await target.resolve('v1')).digest).toBe(manifest.digest);
  });

  it('tags blobs, and accepts a manifest before its content', async () => {
    const store = new MemoryStore();
    const blob = await tagBytes(store, 'text/plain', Buffer.from('hello'), 'blob');
    expect((await resolve(store, 'blob')).digest).toBe(blob.digest);
    const other = new MemoryStore();
    const manifest = await packManifest(store, '1.1', type, { layers: [blob] });
    await other.push(manifest, async function* () {
      yield* await store.fetch(manifest);
    });
    expect((await other.predecessors(blob)).map(({ digest }) => digest)).toEqual([manifest.digest]);
  });

  it('reports missing content, and the digest of other content as a tag', async () => {
    const store = new MemoryStore();
    await expect(store.resolve('v1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const one = await pushBytes(store, 'text/plain', Buffer.from('one'));
    const two = await pushBytes(store, 'text/plain', Buffer.from('two'));
    await expect(store.tag(one, two.digest)).rejects.toMatchObject({ code: 'TAG_INVALID' });
    await expect(store.tag({ ...one, size: 4 }, 'v1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('references of a repository', () => {
  it('may be tag@digest, @digest and full references', async () => {
    await using server = await listen(new MemoryRegistry());
    const { host } = new URL(server.url);
    await using connection = await connectRepository(`${host}/acme/bundle`);
    const { repository } = connection;
    const manifest = await packManifest(repository, '1.1', type);
    await tag(repository, manifest.digest, `${host}/acme/bundle:full`);
    await tag(repository, 'full', 'v1');
    for (const reference of [
      `v1@${manifest.digest}`,
      `@${manifest.digest}`,
      `${host}/acme/bundle:full`,
      `${host}/acme/bundle@${manifest.digest}`,
    ])
      expect((await resolve(repository, reference)).digest, reference).toBe(manifest.digest);
    const copied = new MemoryStore();
    await copy(repository, `${host}/acme/bundle:v1`, copied, 'copy');
    expect((await copied.resolve('copy')).digest).toBe(manifest.digest);
    for (const other of [`${host}/acme/other:v1`, 'ghcr.io/acme/bundle:v1', `${host}/acme/bundle:no good`])
      await expect(resolve(repository, other)).rejects.toMatchObject({ code: 'REFERENCE_INVALID' });
    await expect(resolve(repository, 'v1@sha256:1')).rejects.toMatchObject({ code: 'TAG_INVALID' });
  });
});
