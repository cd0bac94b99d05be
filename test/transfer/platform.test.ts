import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copy, fetch, fetchBytes, resolve, withTargetPlatform } from '../../src/transfer/index.ts';
import { once } from '../../src/streams/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import {
  mediaTypeArtifactManifest,
  matchesPlatform,
  mediaTypeImageConfig,
  platformFromText,
  platformKey,
  platformText,
  selectByPlatform,
  type Descriptor,
  type Platform,
} from '../../src/spec/index.ts';
import { blobOf, indexOf, manifestBlob, manifestOf, type Blob } from '../contract/content.ts';

const arm: Platform = { architecture: 'arm64', os: 'linux', variant: 'v8' };
const amd: Platform = { architecture: 'amd64', os: 'linux' };
const s390x: Platform = { architecture: 's390x', os: 'linux' };

async function put(target: Repository, { descriptor, bytes }: Blob, tags: readonly string[] = []): Promise<Descriptor> {
  await target.push(descriptor, () => once(bytes), { tags });
  return descriptor;
}

interface Published {
  readonly target: Repository;
  readonly image: Descriptor;
  readonly first: Descriptor;
}

async function published(allowSparse = false): Promise<Published> {
  const target = repository(new MemoryRegistry({ allowSparse }), 'images');
  const image = async (platform: Platform, marker: string, tag: string): Promise<Descriptor> => {
    const config = blobOf(JSON.stringify({ ...platform, marker }));
    const descriptor = { ...(await put(target, config)), mediaType: mediaTypeImageConfig };
    return put(target, manifestOf({ config: descriptor, layers: [], annotations: { marker } }), [tag]);
  };
  const first = await image(amd, 'first', 'image');
  const second = await image(amd, 'second', 'other');
  const third = await image(arm, 'third', 'arm');
  await put(
    target,
    indexOf([
      { ...first, platform: amd },
      { ...second, platform: amd },
      { ...third, platform: arm },
    ]),
    ['index'],
  );
  return { target, image: first, first };
}

describe('a target platform', () => {
  it('selects the first manifest of an index that matches', async () => {
    const { target, first } = await published();
    expect(await resolve(target, 'index', { targetPlatform: amd })).toEqual({ ...first, platform: amd });
    await using reader = await fetch(target, 'index', { targetPlatform: amd });
    expect(reader.descriptor.digest).toBe(first.digest);
    const { bytes } = await fetchBytes(target, 'index', { targetPlatform: arm });
    expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({ annotations: { marker: 'third' } });
  });

  it('accepts a manifest whose annotation matches', async () => {
    const { target } = await published();
    const config = await put(target, blobOf('{}'));
    const annotations = { 'io.oci-artifact.platform': 'linux/arm64' };
    const { digest } = await put(target, manifestOf({ config, layers: [], annotations }), ['annotated']);
    expect((await resolve(target, 'annotated', { targetPlatform: arm })).digest).toBe(digest);
    await expect(resolve(target, 'annotated', { targetPlatform: amd })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('accepts an image whose config matches', async () => {
    const { target, image } = await published();
    expect((await resolve(target, 'image', { targetPlatform: amd })).digest).toBe(image.digest);
    expect((await fetchBytes(target, 'image', { targetPlatform: amd })).descriptor.digest).toBe(image.digest);
  });

  it('compares the variant in the config of an image', async () => {
    const { target } = await published();
    const of = (variant?: string): Platform => ({ os: 'linux', architecture: 'arm', ...(variant && { variant }) });
    for (const variant of ['v6', 'v7']) {
      const config = { ...(await put(target, blobOf(JSON.stringify(of(variant))))), mediaType: mediaTypeImageConfig };
      await put(target, manifestOf({ config, layers: [] }), [variant]);
    }
    for (const targetPlatform of [of('v6'), of('v7'), of()])
      expect((await resolve(target, 'v6', { targetPlatform })).digest).toMatch(/^sha256:/);
    await expect(resolve(target, 'v7', { targetPlatform: of('v6') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await resolve(target, 'v7', { targetPlatform: of('v7') })).digest).toMatch(/^sha256:/);
  });

  it('distinguishes a missing platform from content without platforms', async () => {
    const { target } = await published();
    await expect(resolve(target, 'index', { targetPlatform: s390x })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(resolve(target, 'image', { targetPlatform: s390x })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const blob = await put(target, blobOf('a blob'));
    await expect(resolve(target, blob.digest, { targetPlatform: amd })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await put(
      target,
      manifestBlob(mediaTypeArtifactManifest, { mediaType: mediaTypeArtifactManifest, artifactType: 'a/b', blobs: [] }),
      ['artifact'],
    );
    await expect(resolve(target, 'artifact', { targetPlatform: amd })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    const config = {
      ...(await put(target, blobOf(JSON.stringify(amd)))),
      mediaType: 'application/vnd.example.config+json',
    };
    await put(target, manifestOf({ config, layers: [] }), ['no-image']);
    await expect(resolve(target, 'no-image', { targetPlatform: amd })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('applies the metadata limit, and the default for zero and less', async () => {
    const { target, first } = await published();
    await expect(resolve(target, 'index', { targetPlatform: amd, maxMetadataBytes: 20 })).rejects.toMatchObject({
      code: 'SIZE_LIMIT',
    });
    for (const maxMetadataBytes of [0, -1])
      expect((await resolve(target, 'index', { targetPlatform: amd, maxMetadataBytes })).digest).toBe(first.digest);
  });

  it('selects the root after an existing mapRoot', async () => {
    const { target, first } = await published();
    const mapped: string[] = [];
    const options = {
      mapRoot: async (_: unknown, root: Descriptor) => {
        mapped.push(root.digest);
        return target.resolve('index');
      },
    };
    const destination = repository(new MemoryRegistry(), 'copies');
    const root = await copy(target, 'arm', destination, '', withTargetPlatform(options, amd));
    expect(mapped).toHaveLength(1);
    expect(root.digest).toBe(first.digest);
    expect((await destination.resolve('arm')).digest).toBe(first.digest);
    await expect(copy(target, 'index', destination, '', withTargetPlatform({}, s390x))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      op: 'MapRoot',
      origin: 'source',
    });
    expect(withTargetPlatform(options, undefined)).toBe(options);
  });

  it('does not tag with the digest of the index that it selected from', async () => {
    const { target, first } = await published();
    const { digest } = await target.resolve('index');
    const destination = repository(new MemoryRegistry(), 'copies');
    expect((await copy(target, digest, destination, '', withTargetPlatform({}, amd))).digest).toBe(first.digest);
    expect(await Array.fromAsync(destination.tags())).toEqual([]);
  });

  it('reports a missing child of an index, unless another platform was selected (CP-08)', async () => {
    const { target, first } = await published(true);
    const missing = manifestOf({ config: blobOf('x').descriptor, layers: [] }).descriptor;
    await put(
      target,
      indexOf([
        { ...missing, platform: s390x },
        { ...first, platform: amd },
      ]),
      ['sparse'],
    );
    const destination = repository(new MemoryRegistry(), 'copies');
    await expect(copy(target, 'sparse', destination)).rejects.toMatchObject({
      origin: 'source',
      code: 'MANIFEST_UNKNOWN',
      message: expect.stringContaining(missing.digest) as string,
    });
    expect((await copy(target, 'sparse', destination, '', withTargetPlatform({}, amd))).digest).toBe(first.digest);
  });
});

describe('the platform of an index', () => {
  /** Resolves a platform in an index of manifests for `listed`, to the text in the list. */
  async function selected(listed: readonly string[], requested: string): Promise<string | undefined> {
    const target = repository(new MemoryRegistry(), 'images');
    const config = await put(target, blobOf('{}'));
    const children: Descriptor[] = [];
    for (const text of listed) {
      const child = await put(target, manifestOf({ config, layers: [], annotations: { text } }));
      const [os = '', architecture = '', variant] = text.split('/');
      children.push({ ...child, platform: { os, architecture, ...(variant === undefined ? {} : { variant }) } });
    }
    await put(target, indexOf(children), ['index']);
    try {
      const { digest } = await resolve(target, 'index', { targetPlatform: platformFromText(requested) });
      return listed[children.findIndex((child) => child.digest === digest)];
    } catch (error) {
      expect(error).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining(listed[0] ?? '') as string });
      return undefined;
    }
  }

  const one = ['linux/amd64/v3', 'linux/amd64', 'linux/arm64', 'linux/arm/v6', 'linux/arm/v7'];
  const two = ['linux/arm', 'linux/arm64/v8'];

  it.each<readonly [string, readonly string[], string | undefined]>([
    ['linux/amd64', one, 'linux/amd64'],
    ['linux/amd64/v1', one, 'linux/amd64'],
    ['linux/amd64/v2', one, 'linux/amd64'],
    ['linux/amd64/v3', one, 'linux/amd64/v3'],
    ['linux/amd64/v4', one, 'linux/amd64/v3'],
    ['linux/x86_64', one, 'linux/amd64'],
    ['linux/x86-64', one, 'linux/amd64'],
    ['linux/arm64/v8', one, 'linux/arm64'],
    ['linux/aarch64', one, 'linux/arm64'],
    ['linux/arm64/v9', one, 'linux/arm64'],
    ['linux/arm64', two, 'linux/arm64/v8'],
    ['linux/arm', one, 'linux/arm/v7'],
    ['linux/arm/v8', one, 'linux/arm/v7'],
    ['linux/arm/v7', two, 'linux/arm'],
    ['linux/arm/v6', one, 'linux/arm/v6'],
    ['linux/arm/v6', two, undefined],
    ['linux/armhf', one, 'linux/arm/v7'],
    ['linux/armel', one, 'linux/arm/v6'],
    ['linux/i386', ['linux/amd64', 'linux/386'], 'linux/386'],
    ['linux/amd64', ['linux/amd64/v2'], undefined],
    ['linux/amd64', ['linux/amd64/v1', 'linux/amd64'], 'linux/amd64'],
    ['linux/amd64', ['linux/x86_64'], 'linux/x86_64'],
    ['linux/arm64', ['linux/arm64/8'], 'linux/arm64/8'],
    ['linux/arm64/v9', ['linux/arm64/v8.6', 'linux/arm64/v8.5', 'linux/arm64/v8.4'], 'linux/arm64/v8.5'],
    ['linux/arm64/v8.2', ['linux/arm64', 'linux/arm64/v8.1', 'linux/arm64/v9'], 'linux/arm64/v8.1'],
    ['linux/riscv64', ['linux/riscv64/rva22u64', 'linux/riscv64'], 'linux/riscv64'],
    ['linux/riscv64', ['linux/riscv64/rva22u64'], 'linux/riscv64/rva22u64'],
    ['linux/riscv64/rva20u64', ['linux/riscv64/rva22u64'], undefined],
    ['linux/riscv64/rva20u64', ['linux/riscv64'], undefined],
    ['linux/amd64/other', ['linux/amd64', 'linux/amd64/v1'], undefined],
    ['linux/arm64/other', ['linux/arm64', 'linux/arm64/other'], 'linux/arm64/other'],
    ['darwin/arm64', ['macos/arm64'], 'macos/arm64'],
    ['linux/amd64', ['linux/386', 'linux/arm64'], undefined],
  ])('for %s in %j is %s', async (requested, listed, expected) => {
    expect(await selected(listed, requested)).toBe(expected);
  });

  it('is compatible with the request, and no compatible manifest has a higher variant', () => {
    const variant = fc.option(fc.constantFrom('v1', 'v2', 'v3', '3', 'v6', 'v7', 'v8', 'v8.5', 'v9', 'other'), {
      nil: undefined,
    });
    const anyPlatform = fc.record({
      os: fc.constantFrom('linux', 'windows'),
      architecture: fc.constantFrom('amd64', 'x86_64', 'arm', 'arm64', 'aarch64', 's390x'),
      variant,
    });
    fc.assert(
      fc.property(fc.array(fc.record({ platform: anyPlatform })), anyPlatform, (items, requested) => {
        const best = selectByPlatform(items, requested);
        const matching = items.filter(({ platform: candidate }) => matchesPlatform(candidate, requested));
        expect(best === undefined).toBe(matching.length === 0);
        if (best === undefined) return;
        expect(matching).toContain(best);
        const exact = items.find((item) => platformText(item.platform) === platformText(requested));
        if (exact !== undefined) expect(platformKey(best.platform)).toBe(platformKey(requested));
        // A platform matches itself, and the result of a selection matches everything that the request matches.
        expect(matchesPlatform(requested, requested)).toBe(true);
        for (const { platform: other } of matching)
          if (matchesPlatform(best.platform, other)) expect(platformKey(best.platform)).toBe(platformKey(other));
      }),
    );
  });
});

describe('matchesPlatform', () => {
  const windows: Platform = {
    architecture: 'amd64',
    os: 'windows',
    'os.version': '10.0.1',
    'os.features': ['win32k', 'more'],
    variant: 'v1',
  };

  it.each<readonly [Partial<Platform>, boolean]>([
    [{}, true],
    [{ architecture: 'arm64' }, false],
    [{ os: 'linux' }, false],
    [{ variant: 'v1' }, true],
    [{ variant: 'v2' }, true],
    [{ variant: 'other' }, false],
    [{ variant: '' }, true],
    [{ 'os.version': '10.0.1' }, true],
    [{ 'os.version': '10.0.2' }, false],
    [{ 'os.features': ['win32k'] }, true],
    [{ 'os.features': [] }, true],
    [{ 'os.features': ['win32k', 'other'] }, false],
  ])('returns for a request with %j: %s', (more, expected) => {
    expect(matchesPlatform(windows, { architecture: 'amd64', os: 'windows', ...more })).toBe(expected);
  });
});
