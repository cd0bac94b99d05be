import { appendFileSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { sifConfigMediaTypeV1, sifLayerMediaTypeV1 } from '../../src/formats/index.ts';
import { digestOf, parseManifest, type ImageManifest, type OperationEvent } from '../../src/spec/index.ts';
import { makeImage, temporaryPlace, uniqueImage, type Place } from '../formats/sif/image.ts';
import { testRegistry, type TestRegistry } from '../formats/sif/registry.ts';
import { publish, type PublishOptions } from '../../src/operations/index.ts';
import { downloadImage, uploadImage } from '../../src/sif/index.ts';

function options(
  place: Place,
  registry: TestRegistry,
  sourceDir: string,
  change: Partial<PublishOptions> = {},
): PublishOptions {
  return {
    sourceDir,
    target: { kind: 'registry', registry: registry.host, repository: 'acme/app', tag: 'v1' },
    tags: ['v1'],
    outputDir: join(place.path, 'output'),
    connection: registry.options,
    ...change,
  };
}

async function manifestOf(registry: TestRegistry, tag: string): Promise<ImageManifest> {
  const reader = await registry.store.getTag('acme/app', tag);
  const manifest = parseManifest(Buffer.concat(await Array.fromAsync(reader)));
  if (manifest.kind !== 'manifest') throw new Error('it is not an image manifest');
  return manifest;
}

describe('publishing a SIF image', () => {
  it('creates the same artifact as uploadImage, and returns the same fields as for a directory', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const image = uniqueImage();
    const path = await place.file('app.sif', image);
    const result = await publish(options(place, registry, path, { tags: ['v1', 'latest'] }));
    const layer = digestOf(image);
    const { manifest } = await uploadImage(path, `${registry.host}/acme/app:other`, registry.options);
    const name = `${registry.host}/acme/app`;
    expect(result).toMatchObject({
      digest: manifest.digest,
      reference: `${name}:v1`,
      pinnedReference: `${name}@${manifest.digest}`,
      name,
      tags: [`${name}:v1`, `${name}:latest`],
      storePath: join(place.path, 'output/oci-layout'),
      artifactType: sifConfigMediaTypeV1,
      size: manifest.size,
      layerDigest: layer,
      layerSize: image.byteLength,
      contentDigest: layer,
      contentSize: image.byteLength,
      pushed: true,
      files: 1,
      excluded: 0,
    });
    expect((await manifestOf(registry, 'latest')).layers).toEqual([
      {
        mediaType: sifLayerMediaTypeV1,
        digest: layer,
        size: image.byteLength,
        annotations: { 'org.opencontainers.image.title': 'app.sif' },
      },
    ]);
    await downloadImage(join(place.path, 'back.sif'), `${name}:v1`, registry.options);
    expect(await readFile(join(place.path, 'back.sif'))).toEqual(image);
    const store = await LayoutRepository.open(result.storePath, { readOnly: true });
    expect((await store.resolve('v1')).digest).toBe(manifest.digest);
  });

  it('writes annotations, an artifact type and a date', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const path = await place.file('app.sif', makeImage());
    const { artifactType } = await publish(
      options(place, registry, path, {
        annotations: { team: 'core' },
        artifactType: 'application/vnd.example.app',
        timestamp: '2026-01-31T12:00:00Z',
      }),
    );
    expect(artifactType).toBe('application/vnd.example.app');
    expect(await manifestOf(registry, 'v1')).toMatchObject({
      artifactType: 'application/vnd.example.app',
      config: { mediaType: sifConfigMediaTypeV1 },
      annotations: { team: 'core', 'org.opencontainers.image.created': '2026-01-31T12:00:00Z' },
    });
    const subject = await registry.store.resolveTag('acme/app', 'v1');
    await publish(options(place, registry, path, { subject: 'v1', tags: ['referrer'] }));
    expect((await manifestOf(registry, 'referrer')).subject).toEqual(subject);
    // Without a date from the user, the date of the image is used.
    await publish(options(place, registry, path, { annotations: { team: 'core' } }));
    expect((await manifestOf(registry, 'v1')).annotations).toEqual({
      team: 'core',
      'org.opencontainers.image.created': '2023-11-14T22:13:20Z',
    });
  });

  it('supports push: false, a layout, a push by digest, and existing tags, as for a directory', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const path = await place.file('app.sif', uniqueImage());
    const dry = await publish(options(place, registry, path, { push: false }));
    expect(dry).toMatchObject({ pushed: false, reference: `${registry.host}/acme/app:v1` });
    const local = join(place.path, 'local');
    const onDisk = await publish(options(place, registry, path, { target: { kind: 'layout', path: local } }));
    expect(onDisk).toMatchObject({
      digest: dry.digest,
      storePath: local,
      reference: `${local}:v1`,
      pinnedReference: '',
    });
    await expect(registry.store.resolveTag('acme/app', 'v1')).rejects.toMatchObject({
      code: expect.stringMatching(/_UNKNOWN$/),
    });
    const byDigest = await publish(options(place, registry, path, { pushByDigest: true, tags: [] }));
    expect(byDigest).toMatchObject({ digest: dry.digest, tags: [], reference: byDigest.pinnedReference, pushed: true });
    await expect(registry.store.resolveTag('acme/app', 'v1')).rejects.toMatchObject({
      code: expect.stringMatching(/_UNKNOWN$/),
    });
    await publish(options(place, registry, path));
    const other = await place.file('other.sif', uniqueImage());
    expect(await publish(options(place, registry, other, { ifTagExists: 'skip' }))).toMatchObject({
      digest: dry.digest,
      pushed: false,
      artifactType: sifConfigMediaTypeV1,
    });
    await expect(publish(options(place, registry, other, { ifTagExists: 'fail' }))).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
  });

  it.each<readonly [string, Buffer, Partial<PublishOptions>, RegExp]>([
    [
      'that is not an image',
      Buffer.from('text'),
      {},
      /^`sourceDir` ".*app\.sif" is a file that cannot be published: .*; give a directory, or a SIF image$/,
    ],
    [
      'that cannot be run',
      makeImage({ objects: [] }),
      {},
      /no primary system partition.*; give a directory, or a SIF image$/,
    ],
    [
      'with a sub-directory',
      makeImage(),
      { subDir: 'bin' },
      /^`subDir` "bin" selects a part of a directory, but `sourceDir` .* is a file/,
    ],
  ])('refuses an image %s, and leaves no files', async (_, content, change, message) => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const path = await place.file('app.sif', content);
    await expect(publish(options(place, registry, path, change))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
    });
    expect(await readdir(place.path)).toEqual(['app.sif']);
  });

  it('reports options that have no effect', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const events: OperationEvent[] = [];
    const path = await place.file('app.sif', makeImage());
    const { digest } = await publish(
      options(place, registry, path, {
        exclude: ['*.tmp'],
        compression: 'zstd',
        onEvent: (event) => events.push(event),
      }),
    );
    expect(events.filter(({ kind }) => kind === 'notice')).toHaveLength(2);
    expect((await publish(options(place, registry, path))).digest).toBe(digest);
  });

  it('detects a change of the file during the run, and does not push it', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const path = await place.file('app.sif', uniqueImage(3_000_000));
    let changed = false;
    const onEvent = ({ kind }: OperationEvent): void => {
      if (kind !== 'progress' || changed) return;
      changed = true;
      appendFileSync(path, 'more');
    };
    await expect(publish(options(place, registry, path, { onEvent }))).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    expect((await stat(path)).size).toBeGreaterThan(3_000_000);
    expect(await readdir(place.path)).toEqual(['app.sif']);
    await expect(registry.store.resolveTag('acme/app', 'v1')).rejects.toMatchObject({
      code: expect.stringMatching(/_UNKNOWN$/),
    });
  });

  it('packages a directory that contains an image as a directory', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    await mkdir(join(place.path, 'source'));
    await writeFile(join(place.path, 'source/app.sif'), makeImage());
    const { artifactType, files } = await publish(options(place, registry, join(place.path, 'source')));
    expect({ artifactType, files }).toEqual({ artifactType: 'application/vnd.unknown.artifact.v1', files: 1 });
    await expect(publish(options(place, registry, join(place.path, 'nowhere')))).rejects.toMatchObject({
      message: expect.stringContaining('does not exist'),
    });
  });
});
