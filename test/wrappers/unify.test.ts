import { describe, expect, it } from 'vitest';
import { abortable } from '../../src/concurrency/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { blobReader, type Registry } from '../../src/registry/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { unify } from '../../src/wrappers/index.ts';
import { blobOf, expectBytes, expectCode, hanging, name, noise, putImage, readAll } from '../contract/content.ts';
import { brokenRegistry, withMethods, pair, recordCalls, positions } from './fake-registries.ts';

const policies = ['sequential', 'concurrent'] as const;

describe('unify: reads', () => {
  for (const readPolicy of policies) {
    for (const position of positions) {
      it(`${readPolicy}: reads content that only the ${position} registry has, also when the other fails`, async () => {
        const full = new MemoryRegistry();
        const { manifest, layer } = await putImage(full, name, 'one', ['v1']);
        for (const other of [new MemoryRegistry(), brokenRegistry(), brokenRegistry('DENIED')]) {
          const both = unify(...pair(position, full, other), { readPolicy });
          await expectBytes(both.getBlob(name, layer.descriptor.digest), layer);
          expect((await readAll(await both.getBlobRange(name, layer.descriptor.digest, 1, 3))).byteLength).toBe(2);
          await expectBytes(both.getManifest(name, manifest.descriptor.digest), manifest);
          await expectBytes(both.getTag(name, 'v1'), manifest);
          expect((await both.resolveBlob(name, layer.descriptor.digest)).size).toBe(layer.bytes.byteLength);
          expect(await both.resolveManifest(name, manifest.descriptor.digest)).toEqual(manifest.descriptor);
          expect(await both.resolveTag(name, 'v1')).toEqual(manifest.descriptor);
        }
      });

      it(`${readPolicy}: does not report "not found" while the ${position} registry fails`, async () => {
        const both = unify(...pair(position, brokenRegistry(), new MemoryRegistry()), { readPolicy });
        const { digest } = blobOf('x').descriptor;
        await expectCode(both.getBlob(name, digest), 'UNREACHABLE');
        await expectCode(both.resolveManifest(name, digest), 'UNREACHABLE');
        await expectCode(both.getTag(name, 'v1'), 'UNREACHABLE');
        await expectCode(both.resolveTag(name, 'v1'), 'UNREACHABLE');
        await expectCode(Array.fromAsync(both.tags(name)), 'UNREACHABLE');
        await expectCode(Array.fromAsync(both.repositories()), 'UNREACHABLE');
        await expectCode(Array.fromAsync(both.referrers(name, digest)), 'UNREACHABLE');
        // Also if the other registry has the repository.
        const other = new MemoryRegistry();
        await putImage(other, name, 'one');
        await expectCode(
          unify(...pair(position, brokenRegistry(), other), { readPolicy }).resolveBlob(name, digest),
          'UNREACHABLE',
        );
      });

      it(`${readPolicy}: finds a repository that only the ${position} registry has`, async () => {
        const full = new MemoryRegistry();
        await putImage(full, name, 'one', ['v1']);
        const both = unify(...pair(position, full, new MemoryRegistry()), { readPolicy });
        await expectCode(both.getBlob(name, blobOf('x').descriptor.digest), 'BLOB_UNKNOWN');
        await expectCode(both.resolveTag(name, 'v2'), 'MANIFEST_UNKNOWN');
        expect(await Array.fromAsync(both.tags(name))).toEqual(['v1']);
      });
    }

    it(`${readPolicy}: reports both digests of a tag that differs between the registries`, async () => {
      const [first, second] = [new MemoryRegistry(), new MemoryRegistry()];
      const one = await putImage(first, name, 'one', ['v1', 'same']);
      const two = await putImage(second, name, 'two', ['v1']);
      await putImage(second, name, 'one', ['same']);
      let open = 0;
      const counted = (registry: Registry): Registry =>
        withMethods(registry, {
          getTag: async (...parameters) => {
            const reader = await registry.getTag(...parameters);
            open++;
            return blobReader(reader.descriptor, reader, {
              free: async () => {
                open--;
                await reader.close();
              },
            });
          },
        });
      const both = unify(counted(first), counted(second), { readPolicy });
      for (const work of [both.resolveTag(name, 'v1'), both.getTag(name, 'v1')]) {
        const failure = await expectCode(work, 'UNKNOWN');
        expect(failure.status).toBe(409);
        expect(failure.detail).toEqual({
          tag: 'v1',
          digests: [one.manifest.descriptor.digest, two.manifest.descriptor.digest],
        });
      }
      await expectBytes(both.getTag(name, 'same'), one.manifest);
      // Unused readers are closed.
      expect(open).toBe(0);
    });
  }

  it('sequential: uses the second registry only when the first has failed', async () => {
    const [first, second] = [new MemoryRegistry(), recordCalls(new MemoryRegistry())];
    const { layer } = await putImage(first, name, 'one');
    const both = unify(first, second.registry);
    await expectBytes(both.getBlob(name, layer.descriptor.digest), layer);
    expect(second.calls).toEqual([]);
    await expectCode(both.getBlob(name, blobOf('x').descriptor.digest), 'BLOB_UNKNOWN');
    expect(second.calls).toEqual(['getBlob']);
  });

  it('concurrent: returns the faster result, and aborts and closes the slower one', async () => {
    const [fast, slow] = [new MemoryRegistry(), new MemoryRegistry()];
    const { layer } = await putImage(fast, name, 'one');
    await putImage(slow, name, 'one');
    const late = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    let aborted = false;
    const slowly = withMethods(slow, {
      getBlob: async (repository, digest, options) => {
        options?.signal?.addEventListener('abort', () => {
          aborted = true;
        });
        await late.promise;
        const reader = await slow.getBlob(repository, digest);
        return blobReader(reader.descriptor, reader, { free: async () => closed.resolve() });
      },
    });
    for (const both of [
      unify(slowly, fast, { readPolicy: 'concurrent' }),
      unify(fast, slowly, { readPolicy: 'concurrent' }),
    ]) {
      aborted = false;
      await expectBytes(both.getBlob(name, layer.descriptor.digest), layer);
      expect(aborted).toBe(true);
    }
    late.resolve();
    await closed.promise;
  });

  for (const readPolicy of policies) {
    it(`${readPolicy}: rejects at once when the call is aborted before or during the read`, async () => {
      const blob = blobOf(noise(1000, 1));
      const hangs = withMethods(brokenRegistry(), {
        resolveBlob: () => new Promise((_, reject) => setTimeout(() => reject(new OciError('ABORTED', 'gave up')), 20)),
        getBlob: async (_repository, _digest, options) =>
          blobReader(
            blob.descriptor,
            abortable(
              hanging(blob.bytes.subarray(0, 10), () => undefined),
              options?.signal,
            ),
          ),
      });
      const both = unify(hangs, hangs, { readPolicy });
      await expectCode(both.resolveBlob(name, blob.descriptor.digest, { signal: AbortSignal.abort() }), 'ABORTED');
      const stop = new AbortController();
      const reader = await both.getBlob(name, blob.descriptor.digest, { signal: stop.signal });
      setTimeout(() => stop.abort(), 10);
      await expectCode(readAll(reader), 'ABORTED');
    });
  }

  it('merges lists without duplicates in byte order, up to the limit', async () => {
    const [first, second] = [new MemoryRegistry(), new MemoryRegistry()];
    const subject = await putImage(first, name, 'subject', ['b', 'd', 'both']);
    await putImage(second, name, 'subject', ['a', 'c', 'both']);
    const shared = await putImage(first, name, 'referrer', [], { subject: subject.manifest.descriptor });
    await putImage(second, name, 'referrer', [], { subject: subject.manifest.descriptor });
    const own = await putImage(second, name, 'own', [], { subject: subject.manifest.descriptor });
    await putImage(second, 'acme/other', 'other');
    const both = unify(first, second);
    expect(await Array.fromAsync(both.tags(name))).toEqual(['a', 'b', 'both', 'c', 'd']);
    expect(await Array.fromAsync(both.tags(name, { limit: 2, startAfter: 'a' }))).toEqual(['b', 'both']);
    expect(await Array.fromAsync(both.repositories())).toEqual([name, 'acme/other']);
    expect(await Array.fromAsync(both.repositories({ limit: 1 }))).toEqual([name]);
    const referrers = await Array.fromAsync(both.referrers(name, subject.manifest.descriptor.digest));
    expect(referrers.map((referrer) => referrer.digest).sort()).toEqual(
      [shared.manifest.descriptor.digest, own.manifest.descriptor.digest].sort(),
    );
  });
});
