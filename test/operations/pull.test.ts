import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ArtifactCache } from '../../src/artifact-cache/index.ts';
import { parseLocation, type PullResult, digestHex, digestOf } from '../../src/spec/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { repository } from '../../src/registry/index.ts';
import { sifLayerMediaTypeProto, sifLayerMediaTypeV1 } from '../../src/formats/index.ts';
import { archiveLayer, fileLayer, pushArtifact } from '../transfer/pull-artifact.ts';
import { makeImage, temporaryPlace, uniqueImage } from '../formats/sif/image.ts';
import { storeManifest, testRegistry, type TestRegistry } from '../formats/sif/registry.ts';
import { pull as pullLocation, type PullOptions } from '../../src/operations/index.ts';
import { uploadImage } from '../../src/sif/index.ts';

const posix = process.platform !== 'win32';

function pull(
  registry: TestRegistry,
  reference: string,
  outputDir: string,
  more: Partial<PullOptions> = {},
): Promise<PullResult> {
  return pullLocation({
    source: parseLocation(reference),
    outputDir,
    platform: undefined,
    include: [],
    expectedDigest: undefined,
    overwrite: true,
    preservePermissions: false,
    concurrency: 3,
    connection: registry.options,
    label: (name) => name,
    ...more,
  });
}

it('names the option that must not be combined with overwrite: false', async () => {
  await using place = await temporaryPlace();
  await using registry = await testRegistry();
  await expect(
    pull(registry, `${registry.host}/a/app:v1`, join(place.path, 'out'), {
      incremental: true,
      overwrite: false,
      label: (name) => `--${name}`,
    }),
  ).rejects.toThrow(/^--incremental: it replaces the files of earlier pulls/);
});

describe('a SIF image', () => {
  it('becomes an executable file for images of every tool', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const image = uniqueImage();
    await uploadImage(await place.file('app.sif', image), `${registry.host}/a/app:v1`, registry.options);
    const titled = {
      content: image,
      mediaType: sifLayerMediaTypeV1,
      annotations: { 'org.opencontainers.image.title': 'images/other.sif' },
    };
    await storeManifest(registry.store, 'a/app', 'today', {
      config: { mediaType: 'application/vnd.sylabs.sif.config.v1+json', data: 'e30=' },
      layers: [titled],
    });
    await storeManifest(registry.store, 'a/app', 'prototype', {
      layers: [{ content: image, mediaType: sifLayerMediaTypeProto }],
    });
    const { digest } = await storeManifest(registry.store, 'a/deep/app', 'untitled', {
      layers: [{ content: image, mediaType: sifLayerMediaTypeV1 }],
    });
    const cases = [
      ['a/app:v1', 'app.sif'],
      ['a/app:today', 'images/other.sif'],
      ['a/app:prototype', 'app_prototype.sif'],
      ['a/deep/app:untitled', 'app_untitled.sif'],
      [`a/deep/app@${digest}`, `app_${digestHex(digest).slice(0, 12)}.sif`],
    ] as const;
    for (const [index, [reference, name]] of cases.entries()) {
      const output = join(place.path, `out-${index}`);
      const { files, artifactType } = await pull(registry, `${registry.host}/${reference}`, output);
      expect(files.paths).toEqual([name]);
      expect(artifactType).not.toBe('');
      expect(await readFile(join(output, name))).toEqual(image);
      if (posix) expect((await stat(join(output, name))).mode & 0o777).toBe(0o755);
    }
  });

  it('is named after the directory of its image layout', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const layout = join(place.path, 'store');
    await pushArtifact(await LayoutRepository.open(layout), [
      fileLayer(undefined, makeImage(), { mediaType: sifLayerMediaTypeV1 }),
    ]);
    const { files } = await pull(registry, `${layout}:v1`, join(place.path, 'out'));
    expect(files.paths).toEqual(['store_v1.sif']);
  });

  it('is refused when its content is not an image, and the existing file does not change (EX-16)', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const output = join(place.path, 'out');
    await mkdir(output);
    await writeFile(join(output, 'app_text.sif'), 'before');
    const digest = digestOf(Buffer.from('not an image'));
    await storeManifest(registry.store, 'a/app', 'text', {
      layers: [{ content: Buffer.from('not an image'), mediaType: sifLayerMediaTypeV1 }],
    });
    await expect(pull(registry, `${registry.host}/a/app:text`, output)).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: expect.stringMatching(new RegExp(`^the layer ${digest} is refused: `)),
    });
    expect(await readdir(place.path)).toEqual(['out']);
    expect(await readFile(join(output, 'app_text.sif'), 'utf8')).toBe('before');
  });

  it.each(['../x.sif', '/x.sif', '.', '..', '', 'a\\b.sif', 'x/', 'a\u0000b'])(
    'is refused with the title %j, before anything is written (MF-11, EX-01)',
    async (title) => {
      await using place = await temporaryPlace();
      await using registry = await testRegistry();
      await storeManifest(registry.store, 'a/app', 'v1', {
        layers: [
          {
            content: makeImage(),
            mediaType: sifLayerMediaTypeV1,
            annotations: { 'org.opencontainers.image.title': title },
          },
        ],
      });
      await expect(pull(registry, `${registry.host}/a/app:v1`, join(place.path, 'out'))).rejects.toMatchObject({
        code: 'ARCHIVE_INVALID',
      });
      expect(await readdir(place.path)).toEqual([]);
      expect(registry.downloads()).toBe(0);
    },
  );

  it('is an ordinary file when the artifact has other layers', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const named = (
      name: string,
    ): {
      readonly content: Uint8Array;
      readonly mediaType: string;
      readonly annotations: Readonly<Record<string, string>>;
    } => ({
      content: Buffer.from(name),
      mediaType: sifLayerMediaTypeV1,
      annotations: { 'org.opencontainers.image.title': name },
    });
    await storeManifest(registry.store, 'a/app', 'v1', { layers: [named('a'), named('b')] });
    const { files } = await pull(registry, `${registry.host}/a/app:v1`, join(place.path, 'out'));
    expect(files.paths).toEqual(['a', 'b']);
    if (posix) expect((await stat(join(place.path, 'out/a'))).mode & 0o111).toBe(0);
  });
});

describe('a pull through a cache', () => {
  const layers = [fileLayer('a', 'content of a'), archiveLayer('d', [{ name: 'b', content: 'b' }])];

  it('resolves the reference each time, and downloads content once', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    await pushArtifact(repository(registry.store, 'a/b'), layers);
    const reference = `${registry.host}/a/b:v1`;
    const plain = await pull(registry, reference, join(place.path, 'plain'));
    const before = registry.downloads();
    for (const name of ['one', 'two']) {
      const cache = await ArtifactCache.open(join(place.path, 'cache'));
      const seen: [number, number][] = [];
      const roots: string[] = [];
      const outcome = await pull(registry, reference, join(place.path, name), {
        cache: async (root) => {
          roots.push(root);
          return cache;
        },
        onProgress: (done, total) => seen.push([done, total]),
      });
      expect(outcome).toEqual({ ...plain, downloadPath: join(place.path, name) });
      expect(roots).toEqual([plain.digest]);
      const total = layers.reduce((sum, { content }) => sum + content.byteLength, 0);
      expect(seen.at(-1)).toEqual(name === 'one' ? [total, total] : undefined);
      expect(await readFile(join(place.path, name, 'a'), 'utf8')).toBe('content of a');
    }
    expect(registry.downloads()).toBe(before + 2);
  });

  it('detects a flipped byte, and downloads the damaged content again (GA-08)', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    await pushArtifact(repository(registry.store, 'a/b'), layers);
    const warnings: string[] = [];
    const cache = await ArtifactCache.open(join(place.path, 'cache'), { onWarning: (text) => warnings.push(text) });
    const options = { cache: () => Promise.resolve(cache) };
    await pull(registry, `${registry.host}/a/b:v1`, join(place.path, 'one'), options);
    const damaged = digestOf(Buffer.from('content of a'));
    {
      await using file = await open(join(cache.path, 'blobs/sha256', digestHex(damaged)), 'r+');
      await file.write('C', 0);
    }
    const before = registry.downloads();
    await pull(registry, `${registry.host}/a/b:v1`, join(place.path, 'two'), options);
    expect(await readFile(join(place.path, 'two/a'), 'utf8')).toBe('content of a');
    expect(warnings).toEqual([expect.stringContaining(damaged)]);
    expect(registry.downloads()).toBe(before + 1);
  });

  it('does not use a cache for a layout, without one, and for an artifact that is refused at once', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const layout = join(place.path, 'layout');
    await pushArtifact(await LayoutRepository.open(layout), layers);
    const refuse = (): Promise<never> => Promise.reject(new Error('unexpected call of the cache'));
    const { files } = await pull(registry, `${layout}:v1`, join(place.path, 'out'), { cache: refuse });
    expect(files.paths).toEqual(['a', 'd/b']);
    await pushArtifact(repository(registry.store, 'a/b'), layers);
    const reference = `${registry.host}/a/b:v1`;
    expect(
      (await pull(registry, reference, join(place.path, 'away'), { cache: () => Promise.resolve(undefined) })).files
        .paths,
    ).toEqual(['a', 'd/b']);
    await expect(
      pull(registry, reference, join(place.path, 'no'), { cache: refuse, expectedDigest: digestOf('other') }),
    ).rejects.toMatchObject({ message: expect.stringContaining('not to the expected') });
  });
});
