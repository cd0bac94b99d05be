import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleIndex, describeChild, packManifest, resolve, sortedChildren } from '../../src/transfer/index.ts';
import { collect, once } from '../../src/streams/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { RecordingStore } from './recording-store.ts';
import {
  annotationPlatform,
  descriptorOf,
  mediaTypeImageConfig,
  mediaTypeImageManifest,
  plainDescriptor,
  platformFromText,
  platformText,
  type Descriptor,
} from '../../src/spec/index.ts';

const created = { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' };

function memory(): Repository {
  return repository(new MemoryRegistry(), 'a/b');
}

async function child(
  store: Repository,
  config: object | string | undefined,
  annotations: Readonly<Record<string, string>> = {},
): Promise<Descriptor> {
  const manifestAnnotations = { ...created, ...annotations };
  if (config === undefined)
    return plainDescriptor(await packManifest(store, '1.1', 'application/vnd.example', { manifestAnnotations }));
  const bytes = Buffer.from(typeof config === 'string' ? config : JSON.stringify(config));
  const configDescriptor = descriptorOf(mediaTypeImageConfig, bytes);
  await store.push(configDescriptor, () => once(bytes));
  return plainDescriptor(await packManifest(store, '1.1', '', { manifestAnnotations, configDescriptor }));
}

const bytes = Buffer.from('{}');
const manifest = (text: string): Descriptor => descriptorOf(mediaTypeImageManifest, Buffer.from(text));

describe('assembleIndex', () => {
  it('lists each child once, sorted by platform and digest, and children without a platform last', async () => {
    const store = memory();
    const plain = await child(store, undefined);
    const one = {
      ...(await child(store, { architecture: 'arm64', os: 'linux', variant: 'v8' })),
      platform: platformFromText('linux/arm64/v8'),
    };
    const two = {
      ...(await child(store, { architecture: 'amd64', os: 'linux' })),
      platform: platformFromText('linux/amd64'),
    };
    const index = await assembleIndex(store, [plain, one, two, one, plain], {
      artifactType: 'application/vnd.example.set',
      annotations: { b: '2', a: '1' },
    });
    const text = Buffer.from(await collect(await store.fetch(plainDescriptor(index)), 10_000, 'index')).toString();
    expect(JSON.parse(text)).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      artifactType: 'application/vnd.example.set',
      manifests: [
        { ...plainDescriptor(two), platform: { architecture: 'amd64', os: 'linux' } },
        { ...plainDescriptor(one), platform: { architecture: 'arm64', os: 'linux', variant: 'v8' } },
        plain,
      ],
      annotations: { a: '1', b: '2' },
    });
    expect(text).toMatch(
      /^\{"schemaVersion":2,"mediaType":"[^"]+","artifactType":"[^"]+","manifests":\[\{"mediaType":/,
    );
    expect(text).toMatch(/"annotations":\{"a":"1","b":"2"\}\}$/);
    expect(await resolve(store, index.digest, { targetPlatform: platformFromText('linux/arm64/v8') })).toMatchObject({
      digest: one.digest,
    });
  });

  it('gives the same bytes for every order of the children', () => {
    const platforms = ['linux/amd64', 'linux/arm64/v8', 'windows/amd64:10.0.17763.1', undefined];
    const descriptor = fc.record({ text: fc.constantFrom('a', 'b', 'c'), platform: fc.constantFrom(...platforms) });
    fc.assert(
      fc.property(
        fc.array(descriptor, { maxLength: 12 }),
        fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
        (items, keys) => {
          const children = items.map(({ text, platform }) => ({
            ...manifest(text),
            platform: platform === undefined ? undefined : platformFromText(platform),
          }));
          const shuffled = children
            .map((item, at) => ({ item, key: keys[at] ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
          expect(sortedChildren(shuffled)).toEqual(sortedChildren(children));
          expect(sortedChildren(children)).toHaveLength(
            new Set(items.map(({ text, platform }) => `${text} ${platform}`)).size,
          );
        },
      ),
    );
  });

  it('lists a manifest for two platforms twice', () => {
    const child = manifest('x');
    expect(
      sortedChildren([
        { ...child, platform: platformFromText('linux/amd64') },
        { ...child, platform: platformFromText('linux/arm64') },
      ]),
    ).toHaveLength(2);
  });

  it('preserves all fields of the descriptors of its children', async () => {
    const child = {
      ...manifest('{"schemaVersion":2}'),
      urls: ['https://example.com/manifest'],
      annotations: { a: 'b' },
      data: Buffer.from('{"schemaVersion":2}').toString('base64'),
      platform: platformFromText('linux/amd64'),
      artifactType: 'application/vnd.example',
    };
    const store = new RecordingStore();
    store.content.set(child.digest, { descriptor: child, bytes: Buffer.from('{"schemaVersion":2}'), children: [] });
    const index = await assembleIndex(store, [child]);
    expect(JSON.parse(Buffer.from(store.content.get(index.digest)?.bytes ?? []).toString())).toMatchObject({
      manifests: [child],
    });
  });

  it('refuses blobs, and an index that registries do not accept', async () => {
    const store = memory();
    await expect(assembleIndex(store, [descriptorOf('application/octet-stream', bytes)])).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    });
    await expect(
      assembleIndex(store, [], { annotations: { long: 'x'.repeat(4 * 1024 * 1024) } }),
    ).rejects.toMatchObject({ code: 'SIZE_LIMIT' });
    await expect(assembleIndex(store, [], { artifactType: 'word' })).rejects.toMatchObject({
      code: 'MEDIA_TYPE_INVALID',
    });
  });
});

describe('describeChild', () => {
  it('takes the platform from the image config', async () => {
    const store = memory();
    const image = await child(store, {
      architecture: 'arm',
      os: 'linux',
      variant: 'v7',
      'os.features': [],
      rootfs: {},
    });
    expect(await describeChild(store, image)).toEqual({
      ...image,
      platform: { architecture: 'arm', os: 'linux', variant: 'v7', 'os.version': undefined, 'os.features': undefined },
      artifactType: undefined,
    });
  });

  it('takes the version and the features of Windows from the image config, and an index lists them', async () => {
    const store = memory();
    const platform = {
      architecture: 'amd64',
      os: 'windows',
      'os.version': '10.0.17763.1879',
      'os.features': ['win32k'],
    };
    const image = await describeChild(store, await child(store, platform));
    const index = await assembleIndex(store, [image]);
    const content = await collect(await store.fetch(plainDescriptor(index)), 10_000, 'index');
    expect(JSON.parse(Buffer.from(content).toString())).toMatchObject({
      manifests: [{ digest: image.digest, platform }],
    });
  });

  it("prefers the annotation to the config, and the caller's platform to both", async () => {
    const store = memory();
    const image = await child(store, { architecture: 'arm', os: 'linux' }, { [annotationPlatform]: 'linux/riscv64' });
    expect((await describeChild(store, image)).platform).toMatchObject({ architecture: 'riscv64' });
    expect((await describeChild(store, image, { platform: platformFromText('windows/amd64') })).platform).toMatchObject(
      { os: 'windows' },
    );
  });

  it('returns no platform when neither annotation nor config has one', async () => {
    const store = memory();
    for (const artifact of [
      await child(store, undefined),
      await child(store, { os: 'linux' }),
      await child(store, '[]'),
      await child(store, undefined, { [annotationPlatform]: 'nonsense' }),
    ]) {
      expect((await describeChild(store, artifact)).platform).toBeUndefined();
    }
    expect(await describeChild(store, await child(store, undefined))).toMatchObject({
      artifactType: 'application/vnd.example',
    });
  });

  it('reports a config that is not JSON without its content (AU-14)', async () => {
    const store = memory();
    const image = await child(store, 'canary-secret');
    const error = await describeChild(store, image).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'MANIFEST_INVALID' });
    expect(String(error)).not.toContain('canary');
  });
});

describe('platforms as text', () => {
  it.each(['linux/amd64', 'linux/arm64/v8', 'windows/amd64:10.0.17763.1879', 'linux/arm/v7:1'])(
    '%s is parsed and formatted again',
    (text) => {
      expect(platformText(platformFromText(text))).toBe(text);
    },
  );

  it.each([
    ['linux/x86_64', 'linux/amd64'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/aarch64/v8', 'linux/arm64/v8'],
    ['linux/armhf', 'linux/arm/v7'],
    ['linux/armel', 'linux/arm/v6'],
    ['linux/i386', 'linux/386'],
    ['macos/arm64', 'darwin/arm64'],
  ])('%s has the names of Go, %s', (text, named) => {
    expect(platformText(platformFromText(text))).toBe(named);
  });

  it.each([
    '',
    'linux',
    'linux/',
    '/amd64',
    'linux/amd64/',
    'linux/amd64/v8/x',
    'Linux/amd64',
    'linux/amd 64',
    'a\nb/c',
  ])('%j is refused', (text) => {
    expect(() => platformFromText(text)).toThrow(/is not a platform/);
  });
});
