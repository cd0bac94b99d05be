import { describe, expect, it } from 'vitest';
import { abortable } from '../../src/concurrency/index.ts';
import { blobReader } from '../../src/registry/index.ts';
import type { Digest } from '../../src/spec/index.ts';
import { large } from '../../src/wrappers/index.ts';
import { expectBytes, name } from '../contract/content.ts';
import { withMethods } from './fake-registries.ts';
import { blob, truncatedReader, digest, failure, options, registryOf, size, type GetRange } from './large-blob.ts';

describe('large: downloads from a registry without ranges', () => {
  for (const code of ['UNSUPPORTED', 'RANGE_INVALID'] as const) {
    it(`reads the blob with the first request when ranges fail with ${code}`, async () => {
      const { registry, fullRequests } = await registryOf(async () => {
        throw failure(code);
      });
      await expectBytes(large(registry, options).getBlob(name, digest), blob);
      expect(fullRequests()).toBe(1);
    });
  }

  it('requests the blob again and skips received bytes when ranges fail late', async () => {
    const { registry, fullRequests } = await registryOf(async ([start], _call, original) => {
      if (start < 500_000) return original();
      throw failure('UNSUPPORTED');
    });
    await expectBytes(large(registry, options).getBlob(name, digest), blob);
    expect(fullRequests()).toBe(2);
  });

  it('detects a range with too many bytes (DL-02)', async () => {
    const { registry, ranges } = await registryOf(async () => truncatedReader([0, size], size));
    await expectBytes(large(registry, options).getBlob(name, digest), blob);
    expect(ranges.length).toBeLessThanOrEqual(4);
  });

  it('detects a client that reads all bytes before a range', async () => {
    let clock = 0;
    const bytesPerMs = 10;
    const skipping: GetRange = async ([start], call, original) => {
      const reader = await original();
      const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
        clock += start / bytesPerMs;
        for await (const chunk of reader) {
          yield chunk;
          clock += chunk.byteLength / bytesPerMs;
        }
      };
      return blobReader(reader.descriptor, abortable(content(), call.signal));
    };
    const { registry, ranges, fullRequests } = await registryOf(skipping);
    await expectBytes(large(registry, { ...options, parallel: 1, now: () => clock }).getBlob(name, digest), blob);
    expect(ranges.length).toBeLessThan(5);
    expect(fullRequests()).toBeLessThanOrEqual(2);
  });

  it('reads the blob with one request when no attempt of a range returns a byte', async () => {
    const { registry, ranges } = await registryOf(async () => {
      throw failure();
    });
    await expectBytes(large(registry, { ...options, attempts: 3, parallel: 1 }).getBlob(name, digest), blob);
    expect(ranges).toHaveLength(3);
  });

  it('resumes a single request after a failure', async () => {
    const { registry } = await registryOf(async () => {
      throw failure('UNSUPPORTED');
    });
    let requests = 0;
    const breaking = withMethods(registry, {
      getBlob: async (repository: string, digest: Digest, call) =>
        ++requests < 4
          ? truncatedReader([0, size], 200_000 * requests, failure())
          : registry.getBlob(repository, digest, call),
    });
    await expectBytes(large(breaking, options).getBlob(name, digest), blob);
    expect(requests).toBe(4);
  });
});
