import { setImmediate as nextTick } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { isOciError, mediaTypeDockerManifest, mediaTypeImageManifest, OciError } from '../../src/spec/index.ts';
import { immutable } from '../../src/wrappers/index.ts';
import { blobOf, expectCode, manifestOf, name, putImage, type ManifestBlob } from '../contract/content.ts';
import { withMethods, recordCalls } from './fake-registries.ts';

/** Creates different manifests. The registry has their content. */
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

/** Slows the registry down, so that two pushes overlap. */
function slow(registry: Registry): Registry {
  let pushes = 0;
  return withMethods(registry, {
    resolveTag: async (repository, tag, options) => {
      await nextTick();
      return registry.resolveTag(repository, tag, options);
    },
    // Every second push is so slow that the previous push completes its final check first.
    pushManifest: async (repository, content, mediaType, options) => {
      for (let ticks = pushes++ % 2 === 0 ? 2 : 20; ticks > 0; ticks--) await nextTick();
      return registry.pushManifest(repository, content, mediaType, options);
    },
  });
}

describe('the media type of a manifest', () => {
  it.each([
    [mediaTypeImageManifest, mediaTypeDockerManifest],
    [mediaTypeDockerManifest, mediaTypeImageManifest],
  ])('does not change from %s to %s', async (first, second) => {
    const registry = new MemoryRegistry({ allowSparse: true });
    const view = immutable(registry);
    const config = { ...blobOf('{}').descriptor, mediaType: 'application/vnd.docker.container.image.v1+json' };
    // Only the header of a push states the type.
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, config, layers: [] }));
    const { digest } = await view.pushManifest(name, bytes, first, { tags: ['v1'] });
    for (const options of [{}, { tags: ['v1'] }, { tags: ['v2'] }])
      await expectCode(view.pushManifest(name, bytes, second, options), 'ALREADY_EXISTS');
    expect((await view.pushManifest(name, bytes, first, { tags: ['v2'] })).mediaType).toBe(first);
    expect((await registry.resolveManifest(name, digest)).mediaType).toBe(first);
  });
});

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
      const winner = outcomes.findIndex((outcome) => outcome.status === 'fulfilled');
      const refused = outcomes.filter(
        (outcome) => outcome.status === 'rejected' && isOciError(outcome.reason, 'ALREADY_EXISTS'),
      );
      expect(winner).toBeGreaterThanOrEqual(0);
      expect(refused).toHaveLength(1);
      expect((await registry.resolveTag(name, tag)).digest).toBe(contents[winner]?.descriptor.digest);
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
    await view.pushManifest(name, old.bytes, old.mediaType, { tags: ['existing'] });
    const failure = await expectCode(
      view.pushManifest(name, next.bytes, next.mediaType, { tags: ['new', 'existing'] }),
      'ALREADY_EXISTS',
    );
    expect(failure.detail).toEqual({ tag: 'existing', digest: old.descriptor.digest });
    expect(await Array.fromAsync(registry.tags(name))).toEqual(['existing']);
    await expectCode(registry.resolveManifest(name, next.descriptor.digest), 'MANIFEST_UNKNOWN');
  });

  it('rejects the push when it cannot resolve the tag', async () => {
    const memory = new MemoryRegistry();
    const [old, next] = await manifests(memory, 2);
    if (old === undefined || next === undefined) throw new Error('no manifests');
    await memory.pushManifest(name, old.bytes, old.mediaType, { tags: ['v1'] });
    const unreachable = async (): Promise<never> => {
      throw new OciError('UNREACHABLE', 'no response');
    };
    const view = immutable(withMethods(memory, { resolveTag: unreachable }));
    await expectCode(view.pushManifest(name, next.bytes, next.mediaType, { tags: ['v1'] }), 'UNREACHABLE');
    expect((await memory.resolveTag(name, 'v1')).digest).toBe(old.descriptor.digest);
  });

  it('fails when a concurrent write bypasses the wrapper and moves the tag', async () => {
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

  it('rejects a waiting push at once when it is aborted, and continues the other pushes', async () => {
    const memory = new MemoryRegistry();
    const [first, second] = await manifests(memory, 2);
    if (first === undefined || second === undefined) throw new Error('no manifests');
    const release = Promise.withResolvers<void>();
    let started = 0;
    const view = immutable(
      withMethods(memory, {
        pushManifest: async (repository, content, mediaType, options) => {
          started++;
          await release.promise;
          return memory.pushManifest(repository, content, mediaType, options);
        },
      }),
    );
    const stop = new AbortController();
    const running = view.pushManifest(name, first.bytes, first.mediaType, { tags: ['v1'] });
    const aborted = view.pushManifest(name, second.bytes, second.mediaType, { tags: ['v1'], signal: stop.signal });
    const waiting = view.pushManifest(name, second.bytes, second.mediaType, { tags: ['v2'] });
    stop.abort();
    await expectCode(aborted, 'ABORTED');
    for (let ticks = 0; ticks < 5; ticks++) await nextTick();
    // The pushes run in order.
    expect(started).toBe(1);
    release.resolve();
    expect((await running).digest).toBe(first.descriptor.digest);
    expect((await waiting).digest).toBe(second.descriptor.digest);
    expect((await memory.resolveTag(name, 'v1')).digest).toBe(first.descriptor.digest);
  });
});
