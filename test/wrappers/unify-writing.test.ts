import { describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { readOnly, unify } from '../../src/wrappers/index.ts';
import {
  blobOf,
  expectBytes,
  expectCode,
  hanging,
  manifestOf,
  name,
  noise,
  pieces,
  put,
  putImage,
  putManifest,
} from '../contract/content.ts';
import { brokenRegistry, withMethods, pair, positions } from './fake-registries.ts';

describe('unify: writes', () => {
  it('writes to both registries and opens the body once', async () => {
    const [first, second] = [new MemoryRegistry(), new MemoryRegistry()];
    const both = unify(first, second);
    const blob = blobOf(noise(3_000_000, 2));
    let opens = 0;
    const body = (): AsyncIterable<Uint8Array> => {
      opens++;
      return pieces(blob.bytes, 50_000);
    };
    expect(await both.pushBlob(name, blob.descriptor, body)).toEqual(blob.descriptor);
    expect(opens).toBe(1);
    for (const registry of [first, second]) await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    const { manifest } = await putImage(both, name, 'one', ['v1']);
    for (const registry of [first, second]) await expectBytes(registry.getTag(name, 'v1'), manifest);
  });

  it('opens the body again only for the registry that retries', async () => {
    const [first, second] = [new MemoryRegistry(), new MemoryRegistry()];
    const blob = blobOf(noise(2_000_000, 3));
    const retrying = withMethods(first, {
      pushBlob: async (repository, descriptor, body, options) => {
        for await (const chunk of body()) if (chunk.byteLength > 0) break;
        return first.pushBlob(repository, descriptor, body, options);
      },
    });
    let opens = 0;
    const body = (): AsyncIterable<Uint8Array> => {
      opens++;
      return pieces(blob.bytes, 50_000);
    };
    await unify(retrying, second).pushBlob(name, blob.descriptor, body);
    expect(opens).toBe(2);
    for (const registry of [first, second]) await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
  });

  it('does not wait for a registry that already has the blob', async () => {
    const [first, second] = [new MemoryRegistry(), new MemoryRegistry()];
    const blob = await put(first, name, blobOf(noise(2_000_000, 4)));
    await unify(first, second).pushBlob(name, blob.descriptor, () => pieces(blob.bytes, 50_000));
    await expectBytes(second.getBlob(name, blob.descriptor.digest), blob);
  });

  for (const position of positions) {
    it(`reports that the ${position} registry failed while the other succeeded, and allows a retry`, async () => {
      const [good, bad] = [new MemoryRegistry(), new MemoryRegistry()];
      let fails = true;
      const late = withMethods(bad, {
        pushBlob: async (...parameters) => {
          const stored = await bad.pushBlob(...parameters);
          if (fails) throw new OciError('QUOTA', 'the quota is exceeded', { detail: { left: 0 } });
          return stored;
        },
      });
      const both = unify(...pair(position, late, good));
      const blob = blobOf(noise(1000, 5));
      const failure = await expectCode(
        both.pushBlob(name, blob.descriptor, () => once(blob.bytes)),
        'QUOTA',
      );
      expect(failure.message).toContain(`the ${position} of two registries failed`);
      expect(failure.detail).toEqual({ left: 0 });
      fails = false;
      await both.pushBlob(name, blob.descriptor, () => once(blob.bytes));
      await expectBytes(good.getBlob(name, blob.descriptor.digest), blob);
    });

    it(`aborts the other registry when the ${position} fails at once`, async () => {
      const blob = blobOf(noise(1000, 6));
      const memory = new MemoryRegistry();
      const both = unify(...pair(position, brokenRegistry('QUOTA'), memory));
      await expectCode(
        both.pushBlob(name, blob.descriptor, () => hanging(blob.bytes.subarray(0, 10), () => undefined)),
        'QUOTA',
      );
      await expectCode(memory.resolveBlob(name, blob.descriptor.digest), 'NAME_UNKNOWN');
    });

    it(`fails when the ${position} registry rejects a manifest, and never stores it only in the second`, async () => {
      const memory = new MemoryRegistry();
      const { config, layer } = await putImage(memory, name, 'one');
      const manifest = manifestOf({ artifactType: 'a/b', config: config.descriptor, layers: [layer.descriptor] });
      const both = unify(...pair(position, readOnly(memory), memory));
      await expectCode(both.pushManifest(name, manifest.bytes, manifest.mediaType, { tags: ['v1'] }), 'UNSUPPORTED');
      if (position === 'first')
        await expectCode(memory.resolveManifest(name, manifest.descriptor.digest), 'MANIFEST_UNKNOWN');
    });

    it(`deletes content that only the ${position} registry has, and fails when a registry fails`, async () => {
      const full = new MemoryRegistry();
      const { manifest, layer } = await putImage(full, name, 'one', ['v1', 'v2']);
      const both = unify(...pair(position, full, new MemoryRegistry()));
      await both.deleteTag(name, 'v1');
      await both.deleteBlob(name, layer.descriptor.digest);
      await expectCode(both.deleteTag(name, 'v1'), 'MANIFEST_UNKNOWN');
      await expectCode(
        unify(...pair(position, full, brokenRegistry())).deleteManifest(name, manifest.descriptor.digest),
        'UNREACHABLE',
      );
    });

    it(`requires an upload when only the ${position} registry can mount`, async () => {
      const [one, other] = [new MemoryRegistry(), new MemoryRegistry()];
      const blob = await put(one, 'acme/other', blobOf('to mount'));
      await put(other, 'acme/other', blobOf('something else'));
      const both = unify(...pair(position, one, other));
      await expectCode(both.mountBlob('acme/other', name, blob.descriptor.digest), 'UNSUPPORTED');
      await put(both, name, blob);
      await expectBytes(other.getBlob(name, blob.descriptor.digest), blob);
    });

    it(`cancels the other upload when the ${position} registry cannot start one`, async () => {
      const memory = new MemoryRegistry();
      let id = '';
      const watched = withMethods(memory, {
        pushBlobChunked: async (...parameters) => {
          const writer = await memory.pushBlobChunked(...parameters);
          ({ id } = writer);
          return writer;
        },
      });
      await expectCode(unify(...pair(position, brokenRegistry('QUOTA'), watched)).pushBlobChunked(name), 'QUOTA');
      await expectCode(memory.pushBlobChunkedResume(name, id), 'BLOB_UPLOAD_UNKNOWN');
    });

    it(`can resume an upload after a temporary failure of the ${position} registry`, async () => {
      const [one, other] = [new MemoryRegistry(), new MemoryRegistry()];
      const blob = blobOf(noise(1000, 7));
      const writer = await unify(...pair(position, one, other)).pushBlobChunked(name);
      await writer.write(blob.bytes.subarray(0, 500));
      await writer.close();
      await expectCode(
        unify(...pair(position, brokenRegistry(), other)).pushBlobChunkedResume(name, writer.id),
        'UNREACHABLE',
      );
      await using again = await unify(...pair(position, one, other)).pushBlobChunkedResume(name, writer.id);
      expect(again.size).toBe(500);
      await again.write(blob.bytes.subarray(500));
      await again.commit(blob.descriptor.digest);
      for (const registry of [one, other]) await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    });
  }

  it('requires a new upload when the two registries have different sizes', async () => {
    const [first, second] = [new MemoryRegistry(), new MemoryRegistry()];
    const ids: string[] = [];
    const watched = withMethods(first, {
      pushBlobChunked: async (...parameters) => {
        const writer = await first.pushBlobChunked(...parameters);
        ids[0] = writer.id;
        return writer;
      },
    });
    const failing = withMethods(second, {
      pushBlobChunked: async (...parameters) => {
        const writer = await second.pushBlobChunked(...parameters);
        ids[1] = writer.id;
        return changedWriter(writer);
      },
    });
    const changedWriter = <T extends object>(writer: T): T =>
      new Proxy(writer, {
        get: (target, key) => {
          if (key === 'write') {
            return async (): Promise<never> => {
              throw new OciError('UNREACHABLE', 'the connection broke');
            };
          }
          const value: unknown = Reflect.get(target, key);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    const writer = await unify(watched, failing).pushBlobChunked(name);
    await expectCode(writer.write(new Uint8Array(10)), 'UNREACHABLE');
    await writer.close();
    await expectCode(unify(first, second).pushBlobChunkedResume(name, writer.id), 'BLOB_UPLOAD_UNKNOWN');
    // Both registries discarded their upload.
    expect(ids).toHaveLength(2);
    await expectCode(first.pushBlobChunkedResume(name, ids[0] ?? ''), 'BLOB_UPLOAD_UNKNOWN');
    await expectCode(second.pushBlobChunkedResume(name, ids[1] ?? ''), 'BLOB_UPLOAD_UNKNOWN');
  });

  it('stores a manifest only when both registries have its content', async () => {
    const [first, second] = [new MemoryRegistry(), new MemoryRegistry()];
    const { manifest } = await putImage(first, name, 'one');
    await expectCode(putManifest(unify(first, second), name, manifest, 'v1'), 'MANIFEST_BLOB_UNKNOWN');
  });
});
