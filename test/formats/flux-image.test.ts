import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';
import { parseManifest, type ImageManifest } from '../../src/spec/index.ts';
import { buildLayout } from '../../src/transfer/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'presets-'));
  await mkdir(join(directory, 'source'));
  await writeFile(join(directory, 'source/a.yaml'), 'a: b\n');
});
afterEach(() => rm(directory, { recursive: true }));

interface Published {
  readonly manifest: ImageManifest;
  readonly config: unknown;
  readonly contentDigest: string | undefined;
  readonly notices: readonly string[];
}

async function published(format: string, options: PlanOptions = {}, path = 'source'): Promise<Published> {
  const source = { path: join(directory, path) };
  const plan = await (await selectFormat(source, format)).plan(source, options);
  const { store, manifest, config, layers } = await buildLayout(plan, join(directory, 'layout'));
  const parsed = parseManifest(await (await store.fetch(manifest)).bytes());
  if (parsed.kind !== 'manifest') throw new Error('it is an index');
  return {
    manifest: parsed,
    config: JSON.parse(Buffer.from(await (await store.fetch(config)).bytes()).toString()),
    contentDigest: layers[0]?.contentDigest,
    notices: plan.notices ?? [],
  };
}

describe('flux', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const workflow = { commit, refName: 'main' };
  const annotations = {
    'org.opencontainers.image.source': 'https://example.com/acme/app',
    'org.opencontainers.image.revision': commit,
  };

  it('has the types and annotations of flux push artifact', async () => {
    const { manifest, config, contentDigest, notices } = await published('flux', { annotations, workflow });
    expect(manifest).toMatchObject({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.cncf.flux.config.v1+json' },
      annotations: {
        'org.opencontainers.image.created': '1970-01-01T00:00:00Z',
        'org.opencontainers.image.source': 'https://example.com/acme/app',
        'org.opencontainers.image.revision': `main@sha1:${commit}`,
      },
    });
    expect(manifest.artifactType).toBeUndefined();
    expect(manifest.layers).toEqual([
      {
        mediaType: 'application/vnd.cncf.flux.content.v1.tar+gzip',
        digest: expect.any(String),
        size: expect.any(Number),
      },
    ]);
    expect(config).toEqual({
      created: '1970-01-01T00:00:00Z',
      architecture: '',
      os: '',
      config: {},
      rootfs: { type: 'layers', diff_ids: [contentDigest] },
    });
    expect(notices).toEqual([]);
  });

  it('keeps a revision of the user, and has a notice for missing annotations', async () => {
    const own = { 'org.opencontainers.image.revision': 'v1@sha1:abc' };
    const { manifest, notices } = await published('flux', { annotations: own, workflow });
    expect(manifest.annotations).toMatchObject(own);
    expect(notices).toEqual([expect.stringContaining('org.opencontainers.image.source')]);
  });

  it('packs a single file', async () => {
    const { manifest } = await published('flux', { annotations }, 'source/a.yaml');
    expect(manifest.layers).toMatchObject([{ mediaType: 'application/vnd.cncf.flux.content.v1.tar+gzip' }]);
  });
});

describe('image', () => {
  it('is an image manifest of one layer without title', async () => {
    const { manifest, config, contentDigest } = await published('image', {
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      labels: { team: 'a' },
      compression: 'zstd',
    });
    expect(manifest.artifactType).toBeUndefined();
    expect(manifest.config.mediaType).toBe('application/vnd.oci.image.config.v1+json');
    expect(manifest.layers).toEqual([
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd',
        digest: expect.any(String),
        size: expect.any(Number),
      },
    ]);
    expect(config).toEqual({
      created: '1970-01-01T00:00:00Z',
      architecture: 'arm64',
      os: 'linux',
      variant: 'v8',
      config: { Labels: { team: 'a' } },
      rootfs: { type: 'layers', diff_ids: [contentDigest] },
    });
  });

  it('has links to absolute paths, which begin at its root', async () => {
    await symlink('/a.yaml', join(directory, 'source/link'));
    const platform = { os: 'linux', architecture: 'amd64' };
    await expect(published('image', { platform })).resolves.toMatchObject({ manifest: { layers: [{}] } });
    await expect(published('flux')).rejects.toThrow('"link" is a link out of the source');
  });

  it('needs a platform', async () => {
    await expect(published('image')).rejects.toThrow('needs a platform');
  });
});

it.each([
  ['flux', { config: { kind: 'image' } }, 'determines `config` itself'],
  ['flux', { compression: 'zstd' }, 'determines `compression` itself'],
  ['flux', { artifactType: 'a/b' }, 'determines `artifactType` itself'],
  ['image', { layerMediaType: 'a/b' }, 'determines `layerMediaType` itself'],
  ['nope', {}, /there is no format "nope"; use one of .*flux/],
] as const)('%s rejects %o', async (format, options, message) => {
  await expect(published(format, options)).rejects.toThrow(message);
});

it('rejects a file where a directory is needed', async () => {
  const platform = { os: 'linux', architecture: 'amd64' };
  await expect(published('image', { platform }, 'source/a.yaml')).rejects.toThrow('needs a directory');
});
