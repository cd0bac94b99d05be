import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectFormat, type PlanOptions, type Source, type SourceFile } from '../../src/formats/index.ts';
import { buildLayout, type ArtifactPlan } from '../../src/transfer/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(path: string, mode = 0o644): Promise<void> {
  await mkdir(join(directory, path, '..'), { recursive: true });
  await writeFile(join(directory, path), path);
  await chmod(join(directory, path), mode);
}

async function plan(source: Source, options: PlanOptions = {}): Promise<ArtifactPlan> {
  const planned = await (await selectFormat(source)).plan(source, options);
  if ('manifests' in planned) throw new Error('it is an index');
  return planned;
}

function planFiles(files: readonly SourceFile[], options: PlanOptions = {}): Promise<ArtifactPlan> {
  return plan({ path: directory, files }, options);
}

async function titles(files: readonly SourceFile[], options: PlanOptions = {}): Promise<readonly string[]> {
  const { layers } = await planFiles(files, options);
  return layers.map((layer) =>
    'mediaType' in layer
      ? `${layer.annotations?.['org.opencontainers.image.title']} ${layer.mediaType ?? ''}`
      : layer.kind,
  );
}

const tar = 'application/vnd.oci.image.layer.v1.tar';

describe('files', () => {
  it('report the options of a directory that have no effect on them', async () => {
    for (const path of ['a', 'tree/b']) await write(path);
    const noticesOf = async (paths: readonly string[], options: PlanOptions): Promise<readonly string[]> =>
      (
        await planFiles(
          paths.map((path) => ({ path })),
          options,
        )
      ).notices ?? [];
    expect(await noticesOf(['a'], { archive: 'zip', exclude: ['x'], subDir: 'y' })).toEqual([
      '`archive` has no effect on files; only directories are packed',
      '`exclude` applies only to directories among the files',
      '`subDir` has no effect on files; name the directory among the files',
    ]);
    expect(await noticesOf(['a', 'tree'], { archive: 'zip' })).toEqual([]);
    expect(await noticesOf(['a'], { archive: 'tar' })).toEqual([]);
  });

  it('have their paths as titles, with the types of entries, rules and ORAS', async () => {
    for (const path of ['a.txt', 'b.json', 'sub/c.json', 'sub/d.bin', 'tree/e']) await write(path);
    const rules = [
      { pattern: '*.json', mediaType: 'application/json' },
      { pattern: 'sub/*.json', mediaType: 'application/vnd.sub+json' },
    ];
    expect(
      await titles(
        [
          { path: 'a.txt', mediaType: 'text/plain' },
          { path: '**/*.json' },
          { path: './sub//d.bin' },
          { path: 'tree/' },
        ],
        {
          mediaTypes: rules,
        },
      ),
    ).toEqual([
      'a.txt text/plain',
      'b.json application/json',
      'sub/c.json application/vnd.sub+json',
      `sub/d.bin ${tar}`,
      `tree ${tar}+gzip`,
    ]);
  });

  it('record the mode of executable files only', async () => {
    await write('plain');
    await write('run', 0o750);
    const layers = async (options: PlanOptions): Promise<unknown> =>
      (await planFiles([{ path: 'plain' }, { path: 'run' }], options)).layers.map(
        (layer) => 'annotations' in layer && layer.annotations?.['io.oci-artifact.file.mode'],
      );
    expect(await layers({})).toEqual([undefined, '0750']);
    expect(await layers({ modes: 'normalize' })).toEqual([undefined, '0755']);
    // A directory in layers has the modes that an archive would record.
    await write('private', 0o600);
    await write('shared', 0o664);
    const split = async (options: PlanOptions): Promise<unknown> =>
      (
        await planFiles(
          ['plain', 'run', 'private', 'shared'].map((path) => ({ path })),
          options,
        )
      ).layers.map((layer) => 'annotations' in layer && layer.annotations?.['io.oci-artifact.file.mode']);
    expect(await split({ layers: 'entries' })).toEqual([undefined, '0750', '0600', '0664']);
    expect(await split({ layers: 'entries', modes: 'normalize' })).toEqual([undefined, '0755', undefined, undefined]);
  });

  it.each([
    ['a path that is given twice', [{ path: 'a' }, { path: './a' }], /"\.\/a" is given twice/],
    [
      'a path outside the directory',
      [{ path: '../a' }],
      /cannot be the title of a layer: it contains the segment "\.\."/,
    ],
    ['an absolute path', [{ path: '/etc/hostname' }], /cannot be the title of a layer: it is absolute/],
    ['a pattern without a match', [{ path: '*.nope' }], /matches no file/],
    ['a missing file', [{ path: 'missing' }], /missing.*does not exist/],
  ] as const)('reject %s', async (_, files, message) => {
    await write('a');
    await expect(planFiles(files)).rejects.toThrow(message);
  });

  it('a single file is a source, with its path or its base name as title', async () => {
    await write('bundle.tgz');
    const path = join(directory, 'bundle.tgz');
    expect(isAbsolute(path)).toBe(true);
    for (const given of [path, relative(process.cwd(), path)]) {
      const { layers } = await plan({ path: given }, { layerMediaType: 'application/gzip' });
      expect(layers).toMatchObject([
        {
          kind: 'file',
          mediaType: 'application/gzip',
          annotations: { 'org.opencontainers.image.title': 'bundle.tgz' },
        },
      ]);
    }
  });

  it('have the annotations of the options, with a notice for a path that is not used', async () => {
    await write('a');
    const { layers, annotations, configAnnotations, notices } = await planFiles([{ path: 'a' }], {
      layerAnnotations: { all: '1' },
      fileAnnotations: { a: { one: '2' }, $manifest: { m: '3' }, $config: { c: '4' }, b: { none: '5' } },
    });
    expect(layers).toMatchObject([{ annotations: { all: '1', one: '2' } }]);
    expect(annotations).toEqual({ m: '3', 'org.opencontainers.image.created': '1970-01-01T00:00:00Z' });
    expect(configAnnotations).toEqual({ c: '4' });
    const key = 'org.opencontainers.image.created';
    const dated = { fileAnnotations: { $manifest: { [key]: '2001-01-01T00:00:00Z' } } };
    expect((await planFiles([{ path: 'a' }], dated)).annotations?.[key]).toBe('2001-01-01T00:00:00Z');
    const timestamp = '2002-02-02T00:00:00Z';
    expect((await planFiles([{ path: 'a' }], { ...dated, timestamp })).annotations?.[key]).toBe(timestamp);
    expect(notices).toEqual([expect.stringContaining('"b"')]);
  });
});

describe('the shape of the manifest', () => {
  const config = { kind: 'file', path: '/dev/null', mediaType: 'application/vnd.c' } as const;

  it.each([
    ['image-spec v1.0 with a config and an artifact type', { imageSpec: '1.0', config, artifactType: 'a/b' }],
    ['image-spec v1.1 with a config and no artifact type', { imageSpec: '1.1', config }],
    ['an image config without a platform', { config: { kind: 'image' } }],
    ['labels without an image config', { labels: { a: 'b' } }],
    ['a gzip media type for an uncompressed layer', { layerMediaType: 'application/x.tar+gzip', compression: 'none' }],
    ['a zstd media type for a gzip layer', { layerMediaType: 'application/x.tar+zstd' }],
    ['a tar media type for a gzip layer', { layerMediaType: 'application/x.v1+tar' }],
  ] as const)('rejects %s', async (_, options) => {
    await write('a');
    await expect(plan({ path: directory }, options)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('has the digests of the uncompressed layers in an image config', async () => {
    await write('tree/a');
    const { config: built, layers } = await buildLayout(
      await plan(
        { path: join(directory, 'tree') },
        { config: { kind: 'image' }, platform: { os: 'linux', architecture: 'arm64' }, labels: { team: 'a' } },
      ),
      join(directory, 'layout'),
    );
    expect(built.mediaType).toBe('application/vnd.oci.image.config.v1+json');
    const store = await (await import('../../src/layout/index.ts')).LayoutRepository.open(join(directory, 'layout'));
    expect(JSON.parse(Buffer.from(await (await store.fetch(built)).bytes()).toString())).toEqual({
      created: '1970-01-01T00:00:00Z',
      architecture: 'arm64',
      os: 'linux',
      config: { Labels: { team: 'a' } },
      rootfs: { type: 'layers', diff_ids: [layers[0]?.contentDigest] },
    });
  });
});
