import { appendFileSync, closeSync, existsSync, openSync, truncateSync, writeSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MemoryRegistry } from '../../src/memory/index.ts';
import { downloadImage, imageSha, openSifCache, pull, pullToFile, uploadImage } from '../../src/sif/index.ts';
import { machinePlatform } from '../../src/sif/machine-platform.ts';
import { collect } from '../../src/streams/index.ts';
import {
  digestOf,
  encodeJson,
  maxManifestBytes,
  mediaTypeImageIndex,
  platformFromText,
  platformText,
  type Descriptor,
} from '../../src/spec/index.ts';
import { makeImage, temporaryPlace, uniqueImage } from '../formats/sif/image.ts';
import { storeManifest, testRegistry } from '../formats/sif/registry.ts';
import {
  imageHash,
  sifConfigMediaTypeV1,
  sifDefaultTag,
  sifLayerMediaTypeProto,
  sifLayerMediaTypeV1,
} from '../../src/formats/index.ts';

// Windows has no permission bits, and only privileged users can make links.
const posix = process.platform !== 'win32';

it('has the constants of Apptainer', () => {
  expect([sifDefaultTag, sifConfigMediaTypeV1, sifLayerMediaTypeV1, sifLayerMediaTypeProto]).toEqual([
    'latest',
    'application/vnd.sylabs.sif.config.v1',
    'application/vnd.sylabs.sif.layer.v1.sif',
    'appliciation/vnd.sylabs.sif.layer.tar',
  ]);
});

describe('uploadImage', () => {
  it('pushes one layer with the name of the file, and the empty config, to the tag latest', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const image = uniqueImage(3_000_000);
    const path = await place.file('app.sif', image);
    const seen: number[] = [];
    const uploaded = await uploadImage(path, `oras://${registry.host}/a/app`, {
      ...registry.options,
      onProgress: (done) => seen.push(done),
    });
    const manifest: unknown = JSON.parse(
      Buffer.from(
        await collect(await registry.store.getTag('a/app', 'latest'), maxManifestBytes, 'manifest'),
      ).toString(),
    );
    expect(manifest).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: sifConfigMediaTypeV1, digest: digestOf('{}'), size: 2, data: 'e30=' },
      layers: [
        {
          mediaType: sifLayerMediaTypeV1,
          digest: digestOf(image),
          size: image.byteLength,
          annotations: { 'org.opencontainers.image.title': 'app.sif' },
        },
      ],
      annotations: { 'org.opencontainers.image.created': '2023-11-14T22:13:20Z' },
    });
    expect(uploaded).toMatchObject({ alreadyThere: false, reference: { repository: 'a/app', tag: 'latest' } });
    expect(seen.at(-1)).toBe(image.byteLength);
    // The same image gives the same manifest, and its bytes are not sent again.
    const again = await uploadImage(path, `${registry.host}/a/app:v2`, registry.options);
    expect(again).toMatchObject({ alreadyThere: true, manifest: { digest: uploaded.manifest.digest } });
  });

  it('writes no date for an image without one', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const path = await place.file('app.sif', makeImage({ created: -62_135_596_800 }));
    await uploadImage(path, `${registry.host}/a/app:v1`, registry.options);
    const manifest: unknown = JSON.parse(
      Buffer.from(await collect(await registry.store.getTag('a/app', 'v1'), maxManifestBytes, 'manifest')).toString(),
    );
    expect(manifest).not.toHaveProperty('annotations');
  });

  it('refuses other files, a digest, and a name without a registry, before the first request', async () => {
    await using place = await temporaryPlace();
    const options = { plainHttp: true, env: {}, homedir: place.path, attempts: 1 };
    // No server listens on this port.
    const ref = '127.0.0.1:1/a/app';
    const text = await place.file('text.sif', Buffer.from('not an image'));
    await expect(uploadImage(text, ref, options)).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    await expect(
      uploadImage(await place.file('data.sif', makeImage({ objects: [] })), ref, options),
    ).rejects.toMatchObject({ code: 'ARCHIVE_INVALID', message: expect.stringContaining('primary') });
    const path = await place.file('app.sif', makeImage());
    await expect(uploadImage(path, `${ref}@${digestOf('')}`, options)).rejects.toMatchObject({
      code: 'REFERENCE_INVALID',
    });
    await expect(uploadImage(path, 'app', options)).rejects.toMatchObject({
      code: 'REFERENCE_INVALID',
      message: expect.stringContaining('registry'),
    });
    await expect(uploadImage(path, 'user:secret@host/app', options)).rejects.toMatchObject({
      code: 'REFERENCE_INVALID',
      message: expect.not.stringContaining('secret'),
    });
    await expect(uploadImage(path, ref, { ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });

  const changes: readonly (readonly [string, (path: string, size: number) => void])[] = [
    ['grows', (path) => appendFileSync(path, 'more')],
    ['shrinks', (path, size) => truncateSync(path, size - 1)],
    [
      'is written to',
      (path, size) => {
        const file = openSync(path, 'r+');
        writeSync(file, 'other', size - 5);
        closeSync(file);
      },
    ],
  ];
  it.each(changes)('notices a file that %s during the push, and writes no tag', async (_, change) => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const image = uniqueImage(5_000_000);
    const path = await place.file('app.sif', image);
    let changed = false;
    const onProgress = (): void => {
      if (!changed) change(path, image.byteLength);
      changed = true;
    };
    await expect(
      uploadImage(path, `${registry.host}/a/app`, { ...registry.options, onProgress }),
    ).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    await expect(registry.store.resolveTag('a/app', 'latest')).rejects.toMatchObject({
      code: expect.stringMatching(/_UNKNOWN$/),
    });
  });
});

describe('downloadImage', () => {
  it('writes the same bytes to an executable file, and replaces an existing file', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const image = uniqueImage();
    const ref = `${registry.host}/a/app:v1`;
    await uploadImage(await place.file('app.sif', image), ref, registry.options);
    const target = await place.file('back.sif', Buffer.from('old'));
    const { layer, manifest } = await downloadImage(target, ref, registry.options);
    expect(await readFile(target)).toEqual(image);
    if (posix) expect((await stat(target)).mode & 0o777).toBe(0o755);
    expect(layer.digest).toBe(digestOf(image));
    // By digest too, with the scheme.
    const pinned = join(place.path, 'pinned.sif');
    await downloadImage(pinned, `oras://${registry.host}/a/app@${manifest.digest}`, registry.options);
    expect(await readFile(pinned)).toEqual(image);
    expect((await readdir(place.path)).toSorted()).toEqual(['app.sif', 'back.sif', 'pinned.sif']);
  });

  it.runIf(posix)('replaces a link, not its target', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const ref = `${registry.host}/a/app:v1`;
    await uploadImage(await place.file('app.sif', makeImage()), ref, registry.options);
    await place.file('precious', Buffer.from('precious'));
    await symlink('precious', join(place.path, 'link.sif'));
    await downloadImage(join(place.path, 'link.sif'), ref, registry.options);
    expect(await readFile(join(place.path, 'precious'), 'utf8')).toBe('precious');
  });

  it('accepts the manifests of Apptainer today, of older versions, and of the prototype', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const image = makeImage();
    const layer = {
      content: image,
      mediaType: sifLayerMediaTypeV1,
      annotations: { 'org.opencontainers.image.title': 'other.sif' },
    };
    await storeManifest(registry.store, 'a/app', 'today', {
      config: { mediaType: 'application/vnd.sylabs.sif.config.v1+json', data: 'e30=' },
      layers: [layer],
      annotations: { 'org.opencontainers.image.created': '2023-12-19T16:02:14Z' },
    });
    await storeManifest(registry.store, 'a/app', 'older', { layers: [layer] });
    await storeManifest(registry.store, 'a/app', 'prototype', {
      layers: [{ content: image, mediaType: sifLayerMediaTypeProto }],
    });
    await storeManifest(registry.store, 'a/app', 'sha512', {
      layers: [{ content: image, mediaType: sifLayerMediaTypeV1, algorithm: 'sha512' }],
    });
    for (const tag of ['today', 'older', 'prototype', 'sha512']) {
      const path = join(place.path, `${tag}.sif`);
      await downloadImage(path, `${registry.host}/a/app:${tag}`, registry.options);
      expect(await readFile(path), tag).toEqual(image);
    }
  });

  it('refuses other manifests before it downloads anything', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const layer = { content: makeImage(), mediaType: sifLayerMediaTypeV1 };
    await storeManifest(registry.store, 'a/app', 'two', { layers: [layer, { ...layer, content: uniqueImage() }] });
    await storeManifest(registry.store, 'a/app', 'none', { layers: [] });
    await storeManifest(registry.store, 'a/app', 'tar', {
      layers: [{ ...layer, mediaType: 'application/vnd.oci.image.layer.v1.tar' }],
    });
    await storeManifest(registry.store, 'a/app', 'packed', {
      layers: [{ ...layer, annotations: { 'io.deis.oras.content.unpack': 'true' } }],
    });
    const index = Buffer.from(
      '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}',
    );
    await registry.store.pushManifest('a/app', index, 'application/vnd.oci.image.index.v1+json', { tags: ['index'] });
    const target = join(place.path, 'back.sif');
    for (const [tag, message] of [
      ['two', '2 layers'],
      ['none', '0 layers'],
      ['tar', 'tar'],
      ['packed', 'packed directory'],
      ['index', 'index'],
    ]) {
      await expect(downloadImage(target, `${registry.host}/a/app:${tag}`, registry.options), tag).rejects.toMatchObject(
        { code: 'UNSUPPORTED', message: expect.stringContaining(message ?? '') },
      );
    }
    await expect(
      downloadImage(target, `${registry.host}/a/app@${digestOf(layer.content)}`, registry.options),
    ).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect(registry.downloads()).toBe(0);
    expect(await readdir(place.path)).toEqual([]);
  });

  it('refuses content that is not a SIF image, and keeps the old file', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    await storeManifest(registry.store, 'a/app', 'text', {
      layers: [{ content: Buffer.from('no image'), mediaType: sifLayerMediaTypeV1 }],
    });
    await storeManifest(registry.store, 'a/app', 'cut', {
      layers: [{ content: makeImage().subarray(0, -1), mediaType: sifLayerMediaTypeV1 }],
    });
    const target = await place.file('back.sif', Buffer.from('old'));
    for (const tag of ['text', 'cut'])
      await expect(downloadImage(target, `${registry.host}/a/app:${tag}`, registry.options)).rejects.toMatchObject({
        code: 'ARCHIVE_INVALID',
      });
    expect(await readFile(target, 'utf8')).toBe('old');
    expect(await readdir(place.path)).toEqual(['back.sif']);
  });

  it('refuses a directory as target, and leaves nothing after an abort', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const ref = `${registry.host}/a/app:v1`;
    await uploadImage(await place.file('app.sif', uniqueImage(4_000_000)), ref, registry.options);
    await mkdir(join(place.path, 'directory'));
    await expect(downloadImage(join(place.path, 'directory'), ref, registry.options)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    const stop = new AbortController();
    const stopped = downloadImage(join(place.path, 'back.sif'), ref, {
      ...registry.options,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await readdir(place.path)).toSorted()).toEqual(['app.sif', 'directory']);
  });
});

describe('pull and pullToFile without a cache', () => {
  it('write to a temporary file, and to the given file', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const image = uniqueImage();
    const ref = `${registry.host}/a/app:v1`;
    await uploadImage(await place.file('app.sif', image), ref, registry.options);
    const tmpDir = join(place.path, 'tmp');
    await mkdir(tmpDir);
    const paths = [
      await pull(undefined, ref, tmpDir, registry.options),
      await pull(undefined, ref, tmpDir, registry.options),
    ];
    expect(new Set(paths).size).toBe(2);
    for (const path of paths) expect(await readFile(path)).toEqual(image);
    expect(await readdir(tmpDir)).toHaveLength(2);
    const to = join(place.path, 'to.sif');
    expect(await pullToFile(undefined, to, ref, tmpDir, registry.options)).toBe(to);
    expect(await readFile(to)).toEqual(image);
    expect(await readdir(tmpDir)).toHaveLength(2);
  });
});

// Windows has no permission bits.
it.runIf(posix).each([0o644, 0o700, 0o711])(
  'makes an image of mode %o in the cache executable for all users',
  async (mode) => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const ref = `${registry.host}/a/app:v1`;
    await uploadImage(await place.file('app.sif', uniqueImage()), ref, registry.options);
    const cache = await openSifCache(join(place.path, 'cache'));
    const path = await pull(cache, ref, undefined, registry.options);
    await chmod(path, mode);
    expect(await pull(cache, ref, undefined, registry.options)).toBe(path);
    expect((await stat(path)).mode & 0o111).toBe(0o111);
  },
);

const otherFileSystem = '/dev/shm';

it.runIf(existsSync(otherFileSystem))(
  'writes a file also with a temporary directory on another file system',
  async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const image = uniqueImage();
    const ref = `${registry.host}/a/app:v1`;
    await uploadImage(await place.file('app.sif', image), ref, registry.options);
    const to = join(place.path, 'to.sif');
    expect(await pullToFile(undefined, to, ref, otherFileSystem, registry.options)).toBe(to);
    expect(await readFile(to)).toEqual(image);
  },
);

describe('imageHash', () => {
  it('hashes any file, and refuses a directory', async () => {
    await using place = await temporaryPlace();
    const content = Buffer.alloc(2_500_000, 7);
    expect(await imageHash(await place.file('a', content))).toBe(digestOf(content));
    await writeFile(join(place.path, 'empty'), '');
    expect(await imageHash(join(place.path, 'empty'))).toBe(digestOf(''));
    await expect(imageHash(place.path)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('imageSha', () => {
  it('is the digest of the SIF layer, also among others, and nothing is downloaded', async () => {
    await using registry = await testRegistry();
    const image = makeImage();
    const layer = { content: image, mediaType: sifLayerMediaTypeV1 };
    await storeManifest(registry.store, 'a/app', 'latest', { layers: [layer] });
    await storeManifest(registry.store, 'a/app', 'among', {
      layers: [
        { content: Buffer.from('x'), mediaType: 'text/plain' },
        { ...layer, mediaType: sifLayerMediaTypeProto },
      ],
    });
    expect(await imageSha(`oras://${registry.host}/a/app`, registry.options)).toBe(digestOf(image));
    expect(await imageSha(`//${registry.host}/a/app:among`, registry.options)).toBe(digestOf(image));
    expect(registry.downloads()).toBe(0);
  });

  it('refuses sha512, and a manifest without a SIF layer', async () => {
    await using registry = await testRegistry();
    await storeManifest(registry.store, 'a/app', 'sha512', {
      layers: [{ content: makeImage(), mediaType: sifLayerMediaTypeV1, algorithm: 'sha512' }],
    });
    await storeManifest(registry.store, 'a/app', 'none', {
      layers: [{ content: Buffer.from('x'), mediaType: 'text/plain' }],
    });
    await expect(imageSha(`${registry.host}/a/app:sha512`, registry.options)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('sha512'),
    });
    await expect(imageSha(`${registry.host}/a/app:none`, registry.options)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    });
  });
});

describe('an index of images', () => {
  interface Child {
    readonly platform?: string | undefined;
    readonly image: Buffer;
  }

  /** Stores an index under the tag `multi`. A child without a platform is listed without one. */
  async function storeIndex(store: MemoryRegistry, children: readonly Child[]): Promise<void> {
    const manifests: Descriptor[] = [];
    for (const [index, { platform, image }] of children.entries()) {
      const layers = [{ content: image, mediaType: sifLayerMediaTypeV1 }];
      const manifest = await storeManifest(store, 'a/app', `child-${index}`, { layers });
      manifests.push({ ...manifest, platform: platform === undefined ? undefined : platformFromText(platform) });
    }
    await store.pushManifest(
      'a/app',
      encodeJson({ schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests }),
      mediaTypeImageIndex,
      {
        tags: ['multi'],
      },
    );
  }

  const [one, two, three] = [uniqueImage(), uniqueImage(), uniqueImage()];
  const here = platformText(machinePlatform());
  const elsewhere = ['linux/s390x', 'linux/mips64le'];
  const children: readonly Child[] = [
    { platform: elsewhere[0], image: one },
    { platform: here, image: two },
    { platform: 'linux/arm/v6', image: three },
  ];

  it.each<readonly [string, readonly Child[], string | undefined, Buffer]>([
    ["this machine's platform", children, undefined, two],
    ['another platform', children, elsewhere[0], one],
    ['a compatible variant', children, 'linux/armhf', three],
    ['the only manifest without a platform', [{ image: three }], undefined, three],
  ])('is resolved to %s', async (_, listed, platform, expected) => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    await storeIndex(registry.store, listed);
    const options = { ...registry.options, platform: platform === undefined ? undefined : platformFromText(platform) };
    const ref = `${registry.host}/a/app:multi`;
    const path = join(place.path, 'app.sif');
    const { manifest } = await downloadImage(path, ref, options);
    expect(await readFile(path)).toEqual(expected);
    expect(manifest.mediaType).toBe('application/vnd.oci.image.manifest.v1+json');
    expect(await imageSha(ref, options)).toBe(digestOf(expected));
    const cache = await openSifCache(join(place.path, 'cache'));
    expect(await readFile(await pull(cache, ref, undefined, options))).toEqual(expected);
  });

  it.each<readonly [string, readonly Child[], string | undefined, RegExp]>([
    ["this machine's platform", [{ platform: elsewhere[0], image: one }], undefined, /it has linux\/s390x; .*platform/],
    ['the requested platform', children, elsewhere[1], /no manifest for linux\/mips64le; it has linux\/s390x, /],
    ['any platform', [{ image: one }, { image: two }], undefined, /it has no platforms/],
  ])('is refused without a manifest for %s', async (_, listed, platform, message) => {
    await using registry = await testRegistry();
    await using place = await temporaryPlace();
    await storeIndex(registry.store, listed);
    const options = { ...registry.options, platform: platform === undefined ? undefined : platformFromText(platform) };
    const refused = downloadImage(join(place.path, 'app.sif'), `${registry.host}/a/app:multi`, options);
    await expect(refused).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(message) as string,
    });
    expect(await readdir(place.path)).toEqual([]);
  });
});

it('compares a requested platform with the annotation of an image outside an index', async () => {
  await using registry = await testRegistry();
  await using place = await temporaryPlace();
  const layers = [{ content: uniqueImage(), mediaType: sifLayerMediaTypeV1 }];
  const annotations = { 'io.oci-artifact.platform': 'linux/arm64' };
  await storeManifest(registry.store, 'a/app', 'annotated', { layers, annotations });
  await storeManifest(registry.store, 'a/app', 'plain', { layers });
  const download = (tag: string, platform: string): Promise<unknown> =>
    downloadImage(join(place.path, 'app.sif'), `${registry.host}/a/app:${tag}`, {
      ...registry.options,
      platform: platformFromText(platform),
    });
  await download('annotated', 'linux/aarch64');
  await download('plain', 'linux/amd64');
  await expect(download('annotated', 'linux/amd64')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('is for linux/arm64, not for linux/amd64') as string,
  });
});
