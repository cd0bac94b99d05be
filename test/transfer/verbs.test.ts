import { describe, expect, it } from 'vitest';
import {
  defaultFetchBytesOptions,
  defaultFetchOptions,
  defaultResolveOptions,
  defaultTagBytesNOptions,
  defaultTagNOptions,
  fetch,
  fetchBytes,
  packManifest,
  pushBytes,
  resolve,
  tag,
  tagBytes,
  tagBytesN,
  tagN,
} from '../../src/transfer/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import {
  observeReader,
  repository,
  type BlobReader,
  type Repository,
  type Target,
  blobReader,
} from '../../src/registry/index.ts';
import { digestOf, mediaTypeImageManifest, OciError, plainDescriptor, type Descriptor } from '../../src/spec/index.ts';
import { RecordingStore } from './recording-store.ts';
import { once, withVerification } from '../../src/streams/index.ts';

const mebibyte = 1024 * 1024;

function store(): Repository {
  return repository(new MemoryRegistry(), 'some/repository');
}

async function artifact(target: Target, reference?: string): Promise<Descriptor> {
  const root = await packManifest(target, '1.1', 'application/vnd.example', {
    manifestAnnotations: { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' },
  });
  if (reference !== undefined) await target.tag(root, reference);
  return root;
}

async function read(reader: BlobReader): Promise<string> {
  return Buffer.concat(await Array.fromAsync(reader)).toString();
}

describe('resolve', () => {
  it('returns the descriptor of a tag and of a digest', async () => {
    const target = store();
    const root = await artifact(target, 'v1');
    expect(await resolve(target, 'v1')).toEqual(plainDescriptor(root));
    expect(await resolve(target, root.digest)).toEqual(plainDescriptor(root));
    await expect(resolve(target, 'v2')).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
  });

  it('states its default', () => {
    expect(defaultResolveOptions).toEqual({ maxMetadataBytes: 4 * mebibyte });
    expect(defaultFetchOptions).toEqual({ maxMetadataBytes: 4 * mebibyte });
  });
});

describe('fetch', () => {
  it('opens manifests and blobs by reference', async () => {
    const target = store();
    const root = await artifact(target, 'v1');
    const blob = await pushBytes(target, '', Buffer.from('content'));
    await using manifest = await fetch(target, 'v1');
    expect(manifest.descriptor).toEqual(plainDescriptor(root));
    expect(digestOf(await read(manifest))).toBe(root.digest);
    await using reader = await fetch(target, blob.digest);
    expect(await read(reader)).toBe('content');
  });

  it('verifies content when the target does not', async () => {
    const target = new RecordingStore();
    const blob = await pushBytes(target, '', Buffer.from('content'));
    target.content.set(blob.digest, { descriptor: blob, bytes: Buffer.from('CONTENT'), children: [] });
    await using reader = await fetch(target, blob.digest);
    await expect(read(reader)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    await expect(fetchBytes(target, blob.digest)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });
});

describe('verification', () => {
  it('does not hash content again that its reader verifies', async () => {
    const target = new RecordingStore();
    const blob = await pushBytes(target, '', Buffer.from('content'));
    const hashed = once(Buffer.from('CONTENT'));
    target.fetch = async () =>
      blobReader(blob, hashed, { borrowed: () => withVerification(hashed, () => blob.digest) });
    // Other content shows that only the reader's statement counts.
    expect(Buffer.from((await fetchBytes(target, blob.digest)).bytes).toString()).toBe('CONTENT');
  });
});

describe('fetchBytes', () => {
  it('returns content up to the limit, and refuses larger content', async () => {
    const target = store();
    const blob = await pushBytes(target, '', Buffer.from('twelve bytes'));
    expect(Buffer.from((await fetchBytes(target, blob.digest, { maxBytes: 12 })).bytes).toString()).toBe(
      'twelve bytes',
    );
    await expect(fetchBytes(target, blob.digest, { maxBytes: 11 })).rejects.toMatchObject({ code: 'SIZE_LIMIT' });
  });

  it('uses 4 MiB by default, and for zero and less', async () => {
    const target = store();
    const just = await pushBytes(target, '', Buffer.alloc(4 * mebibyte));
    const over = await pushBytes(target, '', Buffer.alloc(4 * mebibyte + 1));
    expect((await fetchBytes(target, just.digest)).bytes.byteLength).toBe(4 * mebibyte);
    for (const maxBytes of [undefined, 0, -1])
      await expect(fetchBytes(target, over.digest, { maxBytes })).rejects.toMatchObject({ code: 'SIZE_LIMIT' });
    expect(defaultFetchBytesOptions).toEqual({ maxMetadataBytes: 4 * mebibyte, maxBytes: 4 * mebibyte });
  });

  it('does not read content over the limit', async () => {
    const target = new RecordingStore();
    const blob = await pushBytes(target, '', Buffer.alloc(100));
    let read = 0;
    const watched = {
      resolve: (reference: string) => target.resolve(reference),
      exists: (wanted: Descriptor) => target.exists(wanted),
      fetch: async (wanted: Descriptor): Promise<BlobReader> => {
        const reader = await target.fetch(wanted);
        return observeReader(reader, () => {
          read++;
        });
      },
    };
    await expect(fetchBytes(watched, blob.digest, { maxBytes: 99 })).rejects.toMatchObject({ code: 'SIZE_LIMIT' });
    expect(read).toBe(0);
  });
});

describe('pushBytes', () => {
  it('describes and stores bytes; the default media type is application/octet-stream', async () => {
    const target = store();
    const bytes = Buffer.from('content');
    expect(await pushBytes(target, 'text/plain', bytes)).toEqual({
      mediaType: 'text/plain',
      digest: digestOf(bytes),
      size: 7,
    });
    const blob = await pushBytes(target, '', bytes);
    expect(blob.mediaType).toBe('application/octet-stream');
    expect(await target.exists(blob)).toBe(true);
  });
});

describe('tag and tagN', () => {
  it('point tags to the content of a tag or digest', async () => {
    const target = store();
    const root = await artifact(target, 'v1');
    expect(await tag(target, 'v1', 'stable')).toEqual(plainDescriptor(root));
    expect(await tagN(target, root.digest, ['a', 'b', 'c'])).toEqual(plainDescriptor(root));
    expect(await tagN(target, 'v1', ['one'])).toEqual(plainDescriptor(root));
    expect(await Array.fromAsync(target.tags())).toEqual(['a', 'b', 'c', 'one', 'stable', 'v1']);
  });

  it('refuse an empty list of references', async () => {
    const target = store();
    await artifact(target, 'v1');
    await expect(tagN(target, 'v1', [])).rejects.toMatchObject({ code: 'REFERENCE_INVALID' });
    await expect(tagBytesN(target, mediaTypeImageManifest, Buffer.from('{}'), [])).rejects.toMatchObject({
      code: 'REFERENCE_INVALID',
    });
  });

  it('name the tag that could not be set', async () => {
    const target = store();
    await artifact(target, 'v1');
    await expect(tagN(target, 'v1', ['good', 'not good'])).rejects.toMatchObject({
      code: 'TAG_INVALID',
      message: expect.stringContaining('as not good: ') as string,
    });
  });

  it('refuse a manifest over the limit', async () => {
    const target = store();
    await artifact(target, 'v1');
    await expect(tagN(target, 'v1', ['a', 'b'], { maxMetadataBytes: 10 })).rejects.toMatchObject({
      code: 'SIZE_LIMIT',
    });
    await tagN(target, 'v1', ['a', 'b'], { maxMetadataBytes: 0, concurrency: 0 });
    expect(await Array.fromAsync(target.tags())).toEqual(['a', 'b', 'v1']);
  });

  it.each([
    { concurrency: undefined, most: 5 },
    { concurrency: 0, most: 5 },
    { concurrency: -2, most: 5 },
    { concurrency: 2, most: 2 },
  ])('set at most $most tags at the same time with concurrency $concurrency', async ({ concurrency, most }) => {
    const target = new SlowTags();
    await artifact(target, 'v1');
    const references = Array.from({ length: 12 }, (_, index) => `t${index}`);
    await tagN(target, 'v1', references, { concurrency });
    expect(target.most).toBe(most);
    await tagBytesN(target, 'text/plain', Buffer.from('x'), references, { concurrency });
    expect(target.most).toBe(most);
    expect(target.tagged.size).toBe(13);
  });

  it('state their defaults', () => {
    expect(defaultTagNOptions).toEqual({ concurrency: 5, maxMetadataBytes: 4 * mebibyte });
    expect(defaultTagBytesNOptions).toEqual({ concurrency: 5 });
  });
});

describe('tagBytes and tagBytesN', () => {
  it('store a manifest and point tags to it', async () => {
    const target = store();
    const root = await artifact(target);
    const { bytes } = await fetchBytes(target, root.digest);
    const other = repository(new MemoryRegistry(), 'other');
    await pushBytes(other, 'application/vnd.oci.empty.v1+json', Buffer.from('{}'));
    expect(await tagBytes(other, mediaTypeImageManifest, bytes, 'v1')).toEqual(plainDescriptor(root));
    await tagBytesN(other, mediaTypeImageManifest, bytes, ['v2', 'v3']);
    expect(await Array.fromAsync(other.tags())).toEqual(['v1', 'v2', 'v3']);
  });

  it('use application/octet-stream without a media type', async () => {
    const target = new RecordingStore();
    expect((await tagBytes(target, '', Buffer.from('x'), 'v1')).mediaType).toBe('application/octet-stream');
    expect(target.tagged.get('v1')?.mediaType).toBe('application/octet-stream');
  });
});

/** Counts the tags that are set at the same time. */
class SlowTags extends RecordingStore {
  most = 0;
  #running = 0;

  override async tag(target: Descriptor, reference: string): Promise<void> {
    this.most = Math.max(this.most, ++this.#running);
    await new Promise((done) => setTimeout(done, 2));
    this.#running--;
    if (reference === '') throw new OciError('TAG_INVALID', 'empty');
    await super.tag(target, reference);
  }
}
