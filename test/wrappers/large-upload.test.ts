import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { BlobWriter, Registry } from '../../src/registry/index.ts';
import { OciError, type Digest } from '../../src/spec/index.ts';
import { large, type LargeOptions } from '../../src/wrappers/index.ts';
import { blobOf, expectBytes, expectCode, name, noise, pieces, put } from '../contract/content.ts';
import { changed, recorded } from './changed.ts';

const blob = blobOf(noise(500_000, 1));
const options: LargeOptions = { threshold: 100_000, uploadChunkSize: 50_000, sleep: async () => undefined };
const body = (): AsyncIterable<Uint8Array> => pieces(blob.bytes, 10_000);
const broke = (): OciError => new OciError('UNREACHABLE', 'the connection broke');

interface Script {
  /** Before a write arrives. */
  readonly write?: (writer: BlobWriter) => Promise<void>;
  /** In place of a commit. */
  readonly commit?: (commit: () => Promise<unknown>) => Promise<void>;
}

/** A registry whose uploads break as scripted. */
function breaking(registry: Registry, script: Script): Registry {
  const spoil = (writer: BlobWriter): BlobWriter =>
    new Proxy(writer, {
      get: (target, key) => {
        if (key === 'write' && script.write !== undefined) {
          return async (chunk: Uint8Array): Promise<void> => {
            await script.write?.(target);
            await target.write(chunk);
          };
        }
        if (key === 'commit' && script.commit !== undefined) {
          return async (digest: Digest): Promise<unknown> => {
            let stored: unknown;
            await script.commit?.(async () => {
              stored = await target.commit(digest);
              return stored;
            });
            return stored;
          };
        }
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  return changed(registry, {
    pushBlobChunked: async (...parameters) => spoil(await registry.pushBlobChunked(...parameters)),
    pushBlobChunkedResume: async (...parameters) => spoil(await registry.pushBlobChunkedResume(...parameters)),
  });
}

describe('large: uploads', () => {
  it('pushes small blobs, and all when it is not asked for pieces, as they are', async () => {
    const { registry, calls } = recorded(new MemoryRegistry());
    await put(large(registry, options), name, blobOf(noise(99_999, 2)));
    await large(registry).pushBlob(name, blob.descriptor, body);
    expect(calls).toEqual(['pushBlob', 'pushBlob']);
  });

  it('pushes large ones in pieces of the size that was asked for, and nothing that is there', async () => {
    const { registry, calls } = recorded(new MemoryRegistry());
    let wish: number | undefined;
    const watched = changed(registry, {
      pushBlobChunked: (repository, how) => {
        wish = how?.chunkSize;
        return registry.pushBlobChunked(repository, how);
      },
    });
    expect(await large(watched, options).pushBlob(name, blob.descriptor, body)).toEqual(blob.descriptor);
    expect(wish).toBe(50_000);
    await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    calls.length = 0;
    expect(await large(registry, options).pushBlob(name, blob.descriptor, body)).toEqual(blob.descriptor);
    expect(calls).toEqual(['resolveBlob']);
  });

  it('goes on where the registry stands when a piece breaks', async () => {
    const memory = new MemoryRegistry();
    const { registry, calls } = recorded(memory);
    let broken = 0;
    const flaky = breaking(registry, {
      write: async (writer) => {
        if (writer.size < 100_000 * (broken + 1) || broken >= 4) return;
        broken++;
        throw broke();
      },
    });
    await large(flaky, { ...options, attempts: 2 }).pushBlob(name, blob.descriptor, body);
    await expectBytes(memory.getBlob(name, blob.descriptor.digest), blob);
    expect(calls.filter((call) => call === 'pushBlobChunkedResume')).toHaveLength(4);
    expect(calls.filter((call) => call === 'pushBlobChunked')).toHaveLength(1);
  });

  it('finds the blob that was committed although the answer was lost', async () => {
    const memory = new MemoryRegistry();
    const flaky = breaking(memory, {
      commit: async (commit) => {
        await commit();
        throw broke();
      },
    });
    expect(await large(flaky, options).pushBlob(name, blob.descriptor, body)).toEqual(blob.descriptor);
  });

  it('begins anew when the upload is gone, but not for ever', async () => {
    const memory = new MemoryRegistry();
    let begun = 0;
    const forgetful = changed(
      breaking(memory, {
        write: async (writer) => {
          if (writer.size >= 200_000) throw broke();
        },
      }),
      {
        pushBlobChunkedResume: async () => {
          throw new OciError('BLOB_UPLOAD_UNKNOWN', 'gone');
        },
      },
    );
    const counted = changed(forgetful, {
      pushBlobChunked: (repository, how) => {
        begun++;
        return forgetful.pushBlobChunked(repository, how);
      },
    });
    await expectCode(large(counted, { ...options, attempts: 3 }).pushBlob(name, blob.descriptor, body), 'UNREACHABLE');
    expect(begun).toBe(3);
  });

  it('keeps nothing of what is not what it was said to be, and does not try again', async () => {
    const { registry, calls } = recorded(new MemoryRegistry());
    await expectCode(
      large(registry, options).pushBlob(name, blob.descriptor, () => pieces(noise(500_000, 3), 10_000)),
      'DIGEST_INVALID',
    );
    await expectCode(
      large(registry, options).pushBlob(name, blob.descriptor, () => pieces(noise(500_001, 1), 10_000)),
      'SIZE_INVALID',
    );
    expect(calls.filter((call) => call === 'pushBlobChunked')).toHaveLength(2);
    await expectCode(registry.resolveBlob(name, blob.descriptor.digest), 'NAME_UNKNOWN');
  });
});
