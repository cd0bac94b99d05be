import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../src/files/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { isRepository, pushContent, repository, type Registry } from '../../src/registry/index.ts';
import { descriptorOf, digestOf, mediaTypeImageIndex, plainDescriptor } from '../../src/spec/index.ts';
import { once } from '../../src/streams/index.ts';
import { blobOf, manifestOf, name } from '../contract/content.ts';

/** Accepts any manifest. */
class TrustingRegistry extends MemoryRegistry {
  readonly pushes: string[] = [];

  override async pushManifest(...args: Parameters<Registry['pushManifest']>): ReturnType<Registry['pushManifest']> {
    this.pushes.push(args[3]?.digest ?? '');
    return Promise.resolve(descriptorOf(args[2], args[1]));
  }
}

describe('a repository of a registry that does not check digests', () => {
  const bytes = Buffer.from('{"schemaVersion":2}');
  const { mediaType, size, digest } = descriptorOf(mediaTypeImageIndex, bytes);

  it.each([
    ['another digest', { digest: digestOf('other'), size }, 'DIGEST_INVALID'],
    ['another digest of another algorithm', { digest: digestOf('other', 'sha512'), size }, 'DIGEST_INVALID'],
    ['a smaller size', { digest, size: size - 1 }, 'SIZE_INVALID'],
    ['a larger size', { digest, size: size + 1 }, 'SIZE_INVALID'],
  ])('pushes no manifest with %s', async (_, change, code) => {
    const registry = new TrustingRegistry();
    const pushing = repository(registry, 'acme/bundle').push({ mediaType, ...change }, () => once(bytes));
    await expect(pushing).rejects.toMatchObject({ code });
    expect(registry.pushes).toEqual([]);
  });
});

describe('isRepository', () => {
  it('returns true for a repository of a registry', () => {
    expect(isRepository(repository(new MemoryRegistry(), 'acme/bundle'))).toBe(true);
  });

  it('returns false for a storage, even with the methods of a repository', () => {
    const noop = (): void => undefined;
    const methods = { mount: noop, untag: noop, tags: noop, delete: noop, predecessors: noop };
    expect(isRepository(Object.assign(new MemoryStorage(1), methods))).toBe(false);
  });
});

describe('repository', () => {
  it.each(['sha256', 'sha512'] as const)(
    'keeps the %s digest of a manifest that it pushes with a tag',
    async (algorithm) => {
      const target = repository(new MemoryRegistry({ allowSparse: true }), name);
      const { descriptor, bytes } = manifestOf({ config: blobOf('{}').descriptor, layers: [] }, algorithm);
      await pushContent(target, descriptor, bytes, { tags: ['v1'] });
      expect(await target.resolve('v1')).toMatchObject(plainDescriptor(descriptor));
      expect(await target.exists(descriptor)).toBe(true);
    },
  );
});
