import { setImmediate as soon } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { isOciError, OciError } from '../../src/spec/index.ts';
import { immutable } from '../../src/wrappers/index.ts';
import { expectCode, manifestOf, name, putImage, type ManifestBlob } from '../contract/content.ts';
import { withMethods, recordCalls } from './fake-registries.ts';

/** Different manifests whose content is stored. */
async function manifests(registry: Registry, count: number): Promise<readonly ManifestBlob[]> {
  const { config, layer } = await putImage(registry, name, 'something');
  return Array.from({ length: count }, (_, index) =>
    manifestOf({
      artifactType: 'a/b',
      config: config.descriptor,
      layers: [layer.descriptor],
      annotations: { index: String(index) },
    }),
  );
}

/** A slow registry, so that two pushes overlap. */
function slow(registry: Registry): Registry {
  let pushes = 0;
  return withMethods(registry, {
    resolveTag: async (repository, tag, options) => {
      await soon();
      return registry.resolveTag(repository, tag, options);
    },
    // Every second push is so slow that the one before it completes its final check first.
    pushManifest: async (repository, content, mediaType, options) => {
      for (let turns = pushes++ % 2 === 0 ? 2 : 20; turns > 0; turns--) await soon();
      return registry.pushManifest(repository, content, mediaType, options);
    },
  });
}

describe('immutable', () => {
  it('refuses one of two concurrent pushes of the same tag (SV-12)', async () => {
    const registry = slow(new MemoryRegistry());
    const contents = await manifests(registry, 2);
    // Each pusher has its own wrapper of the same registry.
    const views = [immutable(registry), immutable(registry)];
    for (let round = 0; round < 20; round++) {
      const tag = `v${round}`;
      const outcomes = await Promise.allSettled(
        views.map((view, index) =>
          view.pushManifest(name, contents[index]?.bytes ?? new Uint8Array(), contents[index]?.mediaType ?? '', {
            tags: [tag],
          }),
        ),
      );
      const won = outcomes.findIndex((outcome) => outcome.status === 'fulfilled');
      const refused = outcomes.filter(
        (outcome) => outcome.status === 'rejected' && isOciError(outcome.reason, 'ALREADY_EXISTS'),
      );
      expect(won).toBeGreaterThanOrEqual(0);
      expect(refused).toHaveLength(1);
      expect((await registry.resolveTag(name, tag)).digest).toBe(contents[won]?.descriptor.digest);
    }
  });

  it('accepts concurrent pushes of the same content to the same tag', async () => {
    const registry = slow(new MemoryRegistry());
    const view = immutable(registry);
    const [manifest] = await manifests(registry, 1);
    if (manifest === undefined) throw new Error('no manifest');
    const pushes = Array.from({ length: 10 }, () =>
      view.pushManifest(name, manifest.bytes, manifest.mediaType, { tags: ['v1', 'v2'] }),
    );
    for (const pushed of await Promise.all(pushes)) expect(pushed).toEqual(manifest.descriptor);
  });

  it('stores nothing when one of several tags points to another manifest', async () => {
    const registry = new MemoryRegistry();
    const view = immutable(registry);
    const [old, next] = await manifests(registry, 2);
    if (old === undefined || next === undefined) throw new Error('no manifests');
    await view.pushManifest(name, old.bytes, old.mediaType, { tags: ['taken'] });
    const failure = await expectCode(
      view.pushManifest(name, next.bytes, next.mediaType, { tags: ['free', 'taken'] }),
      'ALREADY_EXISTS',
    );
    expect(failure.detail).toEqual({ tag: 'taken', digest: old.descriptor.digest });
    expect(await Array.fromAsync(registry.tags(name))).toEqual(['taken']);
    await expectCode(registry.resolveManifest(name, next.descriptor.digest), 'MANIFEST_UNKNOWN');
  });

  it('does not push a tag that it cannot resolve', async () => {
    const memory = new MemoryRegistry();
    const [old, next] = await manifests(memory, 2);
    if (old === undefined || next === undefined) throw new Error('no manifests');
    await memory.pushManifest(name, old.bytes, old.mediaType, { tags: ['v1'] });
    const unreachable = async (): Promise<never> => {
      throw new OciError('UNREACHABLE', 'no answer');
    };
    const view = immutable(withMethods(memory, { resolveTag: unreachable }));
    await expectCode(view.pushManifest(name, next.bytes, next.mediaType, { tags: ['v1'] }), 'UNREACHABLE');
    expect((await memory.resolveTag(name, 'v1')).digest).toBe(old.descriptor.digest);
  });

  it('fails when a concurrent write that bypasses the wrapper wins', async () => {
    const memory = new MemoryRegistry();
    const [ours, theirs] = await manifests(memory, 2);
    if (ours === undefined || theirs === undefined) throw new Error('no manifests');
    const view = immutable(
      withMethods(memory, {
        pushManifest: async (repository, content, mediaType, options) => {
          const pushed = await memory.pushManifest(repository, content, mediaType, options);
          await memory.pushManifest(name, theirs.bytes, theirs.mediaType, { tags: ['v1'] });
          return pushed;
        },
      }),
    );
    await expectCode(view.pushManifest(name, ours.bytes, ours.mediaType, { tags: ['v1'] }), 'ALREADY_EXISTS');
  });

  it('forwards no delete to the registry', async () => {
    const memory = new MemoryRegistry();
    const { manifest, layer } = await putImage(memory, name, 'one', ['v1']);
    const { registry, calls } = recordCalls(memory);
    const view = immutable(registry);
    await expectCode(view.deleteBlob(name, layer.descriptor.digest), 'DENIED');
    await expectCode(view.deleteManifest(name, manifest.descriptor.digest), 'DENIED');
    await expectCode(view.deleteTag(name, 'v1'), 'DENIED');
    expect(calls).toEqual([]);
  });

  it('rejects an aborted push that waits for others at once, and the others continue', async () => {
    const memory = new MemoryRegistry();
    const [first, second] = await manifests(memory, 2);
    if (first === undefined || second === undefined) throw new Error('no manifests');
    const gate = Promise.withResolvers<void>();
    let begun = 0;
    const view = immutable(
      withMethods(memory, {
        pushManifest: async (repository, content, mediaType, options) => {
          begun++;
          await gate.promise;
          return memory.pushManifest(repository, content, mediaType, options);
        },
      }),
    );
    const stop = new AbortController();
    const before = view.pushManifest(name, first.bytes, first.mediaType, { tags: ['v1'] });
    const left = view.pushManifest(name, second.bytes, second.mediaType, { tags: ['v1'], signal: stop.signal });
    const behind = view.pushManifest(name, second.bytes, second.mediaType, { tags: ['v2'] });
    stop.abort();
    await expectCode(left, 'ABORTED');
    for (let turns = 0; turns < 5; turns++) await soon();
    // The order of the pushes is kept.
    expect(begun).toBe(1);
    gate.resolve();
    expect((await before).digest).toBe(first.descriptor.digest);
    expect((await behind).digest).toBe(second.descriptor.digest);
    expect((await memory.resolveTag(name, 'v1')).digest).toBe(first.descriptor.digest);
  });
});
