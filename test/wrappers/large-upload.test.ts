import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { BlobWriter, Registry } from '../../src/registry/index.ts';
import { OciError, type Digest } from '../../src/spec/index.ts';
import { large, type LargeOptions } from '../../src/wrappers/index.ts';
import { blobOf, expectBytes, expectCode, name, noise, pieces, put } from '../contract/content.ts';
import { withMethods, recordCalls } from './fake-registries.ts';

const blob = blobOf(noise(500_000, 1));
const options: LargeOptions = { threshold: 100_000, uploadChunkSize: 50_000, sleep: async () => undefined };
const body = (): AsyncIterable<Uint8Array> => pieces(blob.bytes, 10_000);
const connectionError = (): OciError => new OciError('UNREACHABLE', 'the connection broke');

interface Script {
  /** Called before a write. */
  readonly write?: (writer: BlobWriter) => Promise<void>;
  /** Replaces a commit. */
  readonly commit?: (commit: () => Promise<unknown>) => Promise<void>;
}

/** A registry with scripted failures of uploads. */
function breaking(registry: Registry, script: Script): Registry {
  const scripted = (writer: BlobWriter): BlobWriter =>
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
            let descriptor: unknown;
            await script.commit?.(async () => {
              descriptor = await target.commit(digest);
              return descriptor;
            });
            return descriptor;
          };
        }
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  return withMethods(registry, {
    pushBlobChunked: async (...parameters) => scripted(await registry.pushBlobChunked(...parameters)),
    pushBlobChunkedResume: async (...parameters) => scripted(await registry.pushBlobChunkedResume(...parameters)),
  });
}

describe('large: uploads', () => {
  it('forwards small blobs, and without uploadChunkSize all blobs', async () => {
    const { registry, calls } = recordCalls(new MemoryRegistry());
    await put(large(registry, options), name, blobOf(noise(99_999, 2)));
    await large(registry).pushBlob(name, blob.descriptor, body);
    expect(calls).toEqual(['pushBlob', 'pushBlob']);
  });

  it('pushes large blobs in chunks of the configured size, unless the registry has the blob', async () => {
    const { registry, calls } = recordCalls(new MemoryRegistry());
    let chunkSize: number | undefined;
    const watched = withMethods(registry, {
      pushBlobChunked: (repository, pushOptions) => {
        chunkSize = pushOptions?.chunkSize;
        return registry.pushBlobChunked(repository, pushOptions);
      },
    });
    expect(await large(watched, options).pushBlob(name, blob.descriptor, body)).toEqual(blob.descriptor);
    expect(chunkSize).toBe(50_000);
    await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    calls.length = 0;
    expect(await large(registry, options).pushBlob(name, blob.descriptor, body)).toEqual(blob.descriptor);
    expect(calls).toEqual(['resolveBlob']);
  });

  it("resumes at the registry's offset when a chunk fails", async () => {
    const memory = new MemoryRegistry();
    const { registry, calls } = recordCalls(memory);
    let failures = 0;
    const flaky = breaking(registry, {
      write: async (writer) => {
        if (writer.size < 100_000 * (failures + 1) || failures >= 4) return;
        failures++;
        throw connectionError();
      },
    });
    await large(flaky, { ...options, attempts: 2 }).pushBlob(name, blob.descriptor, body);
    await expectBytes(memory.getBlob(name, blob.descriptor.digest), blob);
    expect(calls.filter((call) => call === 'pushBlobChunkedResume')).toHaveLength(4);
    expect(calls.filter((call) => call === 'pushBlobChunked')).toHaveLength(1);
  });

  it('finds a committed blob when the reply to the commit is lost', async () => {
    const memory = new MemoryRegistry();
    const flaky = breaking(memory, {
      commit: async (commit) => {
        await commit();
        throw connectionError();
      },
    });
    expect(await large(flaky, options).pushBlob(name, blob.descriptor, body)).toEqual(blob.descriptor);
  });

  it('starts a lost upload again, up to the limit of attempts', async () => {
    const memory = new MemoryRegistry();
    let uploads = 0;
    const losing = withMethods(
      breaking(memory, {
        write: async (writer) => {
          if (writer.size >= 200_000) throw connectionError();
        },
      }),
      {
        pushBlobChunkedResume: async () => {
          throw new OciError('BLOB_UPLOAD_UNKNOWN', 'the upload is unknown');
        },
      },
    );
    const counted = withMethods(losing, {
      pushBlobChunked: (repository, pushOptions) => {
        uploads++;
        return losing.pushBlobChunked(repository, pushOptions);
      },
    });
    await expectCode(large(counted, { ...options, attempts: 3 }).pushBlob(name, blob.descriptor, body), 'UNREACHABLE');
    expect(uploads).toBe(3);
  });

  it('discards content that does not match its descriptor, without a retry', async () => {
    const { registry, calls } = recordCalls(new MemoryRegistry());
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
