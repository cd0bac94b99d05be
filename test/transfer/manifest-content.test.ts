import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { ForwardingRegistry, partialRegistry, repository, type Registry } from '../../src/registry/index.ts';
import { isReferrersTag, parseDigest, referrersTag, type Descriptor } from '../../src/spec/index.ts';
import { fetchManifest, layerByTitle, packManifest, pushBytes, pushStream } from '../../src/transfer/index.ts';

const title = 'org.opencontainers.image.title';

async function packed(): Promise<ReturnType<typeof repository>> {
  const target = repository(new MemoryRegistry(), 'acme/tool');
  const layers: Descriptor[] = [];
  for (const name of ['a.txt', 'b/c.txt']) {
    const blob = await pushBytes(target, 'text/plain', Buffer.from(name));
    layers.push({ ...blob, annotations: { [title]: name } });
  }
  await packManifest(target, '1.1', 'application/x', { layers, tags: ['v1', 'latest'], now: () => 0 });
  return target;
}

describe('packManifest with tags', () => {
  it('writes each tag', async () => {
    const target = await packed();
    expect(await Array.fromAsync(target.tags())).toEqual(['latest', 'v1']);
    expect(await target.resolve('v1')).toEqual(await target.resolve('latest'));
  });
});

describe('tags of a repository', () => {
  it('are listed after a tag, up to a limit', async () => {
    const target = await packed();
    await target.tag(await target.resolve('v1'), 'v2');
    expect(await Array.fromAsync(target.tags({ startAfter: 'latest' }))).toEqual(['v1', 'v2']);
    expect(await Array.fromAsync(target.tags({ startAfter: 'latest', limit: 1 }))).toEqual(['v1']);
  });
});

describe('fetchManifest', () => {
  it('parses the manifest of a tag and of a digest', async () => {
    const target = await packed();
    const { descriptor, manifest, bytes } = await fetchManifest(target, 'v1', { kind: 'manifest' });
    expect(manifest.layers.map(({ annotations }) => annotations?.[title])).toEqual(['a.txt', 'b/c.txt']);
    expect(bytes.byteLength).toBe(descriptor.size);
    expect((await fetchManifest(target, descriptor.digest)).manifest).toEqual(manifest);
  });

  it('refuses another kind, a blob, and a missing tag', async () => {
    const target = await packed();
    const blob = await pushBytes(target, 'text/plain', Buffer.from('text'));
    await expect(fetchManifest(target, 'v1', { kind: 'index' })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/^v1 is of kind "manifest", not "index" \(sha256:/),
    });
    await expect(fetchManifest(target, blob.digest)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(fetchManifest(target, 'v3')).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
  });
});

describe('layerByTitle', () => {
  it('finds a layer, or lists the titles', async () => {
    const { manifest } = await fetchManifest(await packed(), 'v1', { kind: 'manifest' });
    expect(layerByTitle(manifest, 'b/c.txt')).toBe(manifest.layers[1]);
    expect(() => layerByTitle(manifest, 'c.txt')).toThrow(
      'no layer has the title "c.txt"; its titles are a.txt, b/c.txt',
    );
    expect(() => layerByTitle({ layers: [] }, 'c.txt')).toThrow('its layers have no titles');
  });
});

describe('pushStream', () => {
  it.each<[string, () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>]>([
    ['chunks', () => [Buffer.from('some '), Buffer.alloc(0), Buffer.from('content')]],
    ['a web stream', () => new Response('some content').body as ReadableStream<Uint8Array>],
  ])('stores %s of unknown size', async (_, stream) => {
    const target = repository(new MemoryRegistry(), 'acme/tool');
    const descriptor = await pushStream(target, 'text/plain', stream());
    expect(descriptor).toEqual(await pushBytes(target, 'text/plain', Buffer.from('some content')));
    await using reader = await target.fetch(descriptor);
    expect(await reader.text()).toBe('some content');
  });

  it('stores nothing when the stream fails or the call is aborted', async () => {
    const registry = new MemoryRegistry();
    const target = repository(registry, 'acme/tool');
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('some');
      await Promise.resolve();
      throw new RangeError('no more');
    };
    await expect(pushStream(target, '', broken())).rejects.toThrow(new RangeError('no more'));
    await expect(pushStream(target, '', [Buffer.from('some')], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
      name: 'AbortError',
    });
    expect(await Array.fromAsync(registry.repositories())).toEqual([]);
  });
});

describe('partialRegistry', () => {
  it('has the given operations, and no others', async () => {
    const memory = new MemoryRegistry();
    const registry = partialRegistry({ tags: (name, options) => memory.tags(name, options) });
    await expect(Array.fromAsync(registry.tags('acme/tool'))).rejects.toMatchObject({ code: 'NAME_UNKNOWN' });
    await expect(Array.fromAsync(registry.repositories())).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(registry.resolveTag('acme/tool', 'v1')).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: 'this registry does not support the operation resolveTag',
    });
  });

  it('has every operation of a registry', () => {
    const operations = Object.getOwnPropertyNames(ForwardingRegistry.prototype).filter(
      (name) => name !== 'constructor',
    );
    const registry: Readonly<Partial<Record<string, unknown>>> = partialRegistry({}) satisfies Registry as never;
    for (const name of operations) expect(registry[name], name).toBeTypeOf('function');
  });
});

describe('isReferrersTag', () => {
  it('recognises the tags of indexes of referrers only', () => {
    const sha256 = parseDigest(`sha256:${'a'.repeat(64)}`);
    const sha512 = parseDigest(`sha512:${'b'.repeat(128)}`);
    for (const tag of [sha256, sha512].map(referrersTag)) expect(isReferrersTag(tag), tag).toBe(true);
    for (const tag of ['v1', `${referrersTag(sha256)}.sig`, `sha256-${'A'.repeat(64)}`, `x${referrersTag(sha256)}`])
      expect(isReferrersTag(tag), tag).toBe(false);
  });
});
