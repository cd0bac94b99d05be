import { chmod, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pullArtifact, type PullArtifactOptions, type PulledArtifact } from '../../src/transfer/pull.ts';
import { planPull } from '../../src/transfer/pull-plan.ts';
import { isOciError, descriptorOf, parseDigest, type Descriptor } from '../../src/spec/index.ts';
import { explainFailure } from '../../src/output/index.ts';
import type { Repository } from '../../src/registry/index.ts';
import { archive, noise } from '../archive/tar/blocks.ts';
import { ScriptedServer } from '../faults/kit/index.ts';
import {
  archiveLayer,
  fileLayer,
  newRepository,
  PullPlace,
  pushArtifact,
  pushIndex,
  withLayouts,
  type Layer,
} from './pull-artifact.ts';

/** Pulls an artifact of these layers, and returns the tree and the result. */
async function pulled(
  layers: readonly Layer[],
  options: PullArtifactOptions & { readonly files?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly tree: readonly string[]; readonly result: PulledArtifact }> {
  const source = newRepository();
  await pushArtifact(source, layers);
  await using place = await PullPlace.create(options.files);
  const result = await pullArtifact(source, 'v1', place.out, options);
  return { tree: await place.tree(), result };
}

/** Pulls, expects a refusal without changes, and returns the error. */
async function refused(
  source: Repository,
  options: PullArtifactOptions & {
    readonly files?: Readonly<Record<string, string>>;
    readonly reference?: string;
  } = {},
): Promise<string> {
  await using place = await PullPlace.create(options.files);
  const before = await place.tree();
  try {
    await pullArtifact(source, options.reference ?? 'v1', place.out, options);
  } catch (error) {
    if (!isOciError(error)) throw error;
    expect(await place.tree()).toEqual(before);
    return `${error.code}: ${error.message}`;
  }
  throw new Error(`it was not refused: ${(await place.tree()).join(', ')}`);
}

async function refusedLayers(layers: readonly Layer[], options: Parameters<typeof refused>[1] = {}): Promise<string> {
  const source = newRepository();
  await pushArtifact(source, layers);
  return refused(source, options);
}

describe('layers', () => {
  it('writes files with titles, in the directories of their titles', async () => {
    const { tree, result } = await pulled([
      fileLayer('a.txt', 'a'),
      fileLayer('x/y/b.txt', 'b'),
      fileLayer('./c.txt', 'c'),
    ]);
    expect(tree).toEqual(['out/', 'out/a.txt = a', 'out/c.txt = c', 'out/x/', 'out/x/y/', 'out/x/y/b.txt = b']);
    expect(result.files).toEqual({ count: 3, paths: ['a.txt', 'c.txt', 'x/y/b.txt'] });
    expect(result.layers).toHaveLength(3);
  });

  it.each(['gzip', 'zstd', 'none'] as const)(
    'unpacks an archive into the directory of its title (%s)',
    async (packing) => {
      const { tree } = await pulled([
        archiveLayer(
          'dir/sub',
          [
            { name: 'a', content: 'a' },
            { name: 'l', type: '2', linkName: 'a' },
          ],
          packing,
        ),
      ]);
      expect(tree).toEqual(['out/', 'out/dir/', 'out/dir/sub/', 'out/dir/sub/a = a', 'out/dir/sub/l -> a']);
    },
  );

  it('removes the directory that ORAS writes before each name, also for a title that ends with a slash', async () => {
    const entries = [
      { name: 'dir/sub/', type: '5', mode: 0o755 },
      { name: 'dir/sub/a', content: 'a' },
    ];
    for (const name of ['dir/sub', 'dir/sub/']) {
      const { tree } = await pulled([archiveLayer(name, entries)]);
      expect(tree).toEqual(['out/', 'out/dir/', 'out/dir/sub/', 'out/dir/sub/a = a']);
    }
    const { tree } = await pulled([archiveLayer('dir/sub', [...entries, { name: 'other', content: 'o' }])]);
    expect(tree).toContain('out/dir/sub/dir/sub/a = a');
  });

  it('unpacks a single archive without a title, as Flux writes it', async () => {
    const content = gzipSync(archive({ name: 'kustomization.yaml', content: 'k' }));
    const { tree } = await pulled([
      { descriptor: descriptorOf('application/vnd.cncf.flux.content.v1.tar+gzip', content), content },
    ]);
    expect(tree).toEqual(['out/', 'out/kustomization.yaml = k']);
  });

  it('reports layers without a title, and fails without other layers', async () => {
    const untitled = fileLayer(undefined, 'signature');
    const { tree, result } = await pulled([fileLayer('a', 'a'), untitled]);
    expect(tree).toEqual(['out/', 'out/a = a']);
    expect(result.skipped.map(({ digest }) => digest)).toEqual([untitled.descriptor.digest]);
    expect(await refusedLayers([untitled])).toMatch(/^UNSUPPORTED: .*without a title/);
  });

  it('writes an empty directory and returns the annotations of an artifact without layers', async () => {
    const source = newRepository();
    await pushArtifact(source, [], { annotations: { a: 'b' } });
    await using place = await PullPlace.create();
    expect((await pullArtifact(source, 'v1', place.out)).annotations).toEqual({ a: 'b' });
    expect(await place.tree()).toEqual(['out/']);
  });

  it('uses the later layer for a name that two archives contain, whichever download ends first', async () => {
    const { tree } = await pulled([
      archiveLayer('.', [
        { name: 'a', content: 'first' },
        { name: 'd/x', content: 'x' },
      ]),
      archiveLayer(
        '.',
        [
          { name: 'a', content: 'second' },
          { name: 'd/y', content: 'y' },
        ],
        'none',
      ),
    ]);
    expect(tree).toEqual(['out/', 'out/a = second', 'out/d/', 'out/d/x = x', 'out/d/y = y']);
    expect(
      await refusedLayers([
        archiveLayer('.', [{ name: 'a', content: 'file' }]),
        archiveLayer('.', [{ name: 'a/b', content: 'below' }]),
      ]),
    ).toMatch(/^ARCHIVE_INVALID: "a" is a file in one layer/);
  });
});

describe('titles', () => {
  const bad = ['../x', '/x', '..', 'a/../../x', '', String.raw`a\b`, 'C:x', 'a\0b', 'x'.repeat(256), '.', './', 'dir/'];

  it.each(bad)('refuses the title %j before anything is written (MF-11, EX-01)', async (name) => {
    const fetched = fileLayer('good', 'good');
    expect(await refusedLayers([fetched, fileLayer(name, 'x')])).toMatch(
      /^ARCHIVE_INVALID: the title ".*" of the layer sha256:/,
    );
  });

  it('refuses two layers with the same title, or one below the other (MF-11)', async () => {
    expect(await refusedLayers([fileLayer('a', '1'), fileLayer('./a', '2')])).toMatch(
      /another layer has the same title/,
    );
    expect(await refusedLayers([fileLayer('a', '1'), archiveLayer('a', [{ name: 'x', content: 'x' }])])).toMatch(
      /another layer has the same title/,
    );
    expect(await refusedLayers([fileLayer('a/b', '2'), fileLayer('a', '1')])).toMatch(
      /it is below "a", which is a file/,
    );
  });

  it('refuses a title next to the output directory whose name begins with its name (EX-04)', async () => {
    expect(await refusedLayers([fileLayer('../out-evil/x', 'x')], { files: { 'out-evil/secret': 'canary' } })).toMatch(
      /the segment "\.\."/,
    );
  });

  it('refuses names that have a special meaning on Windows (EX-15)', () => {
    const plan = (name: string, platform: NodeJS.Platform): unknown =>
      planPull([fileLayer(name, '').descriptor], new Map(), platform).placements[0]?.segments;
    for (const name of ['CON', 'a/nul.txt', 'file:stream', 'x.', '.. /x', 'a?']) {
      expect(() => plan(name, 'win32')).toThrow(/is refused/);
      expect(plan(name, 'linux')).toEqual(name.split('/'));
    }
  });

  it('refuses titles that differ only in case on file systems that ignore case (EX-08)', () => {
    const layers = [fileLayer('Straße', '1').descriptor, fileLayer('STRASSE', '2').descriptor];
    for (const platform of ['darwin', 'win32'] as const)
      expect(() => planPull(layers, new Map(), platform)).toThrow(/does not distinguish its name/);
    expect(planPull(layers, new Map(), 'linux').placements).toHaveLength(2);
  });
});

describe('verification', () => {
  it('never contacts the addresses of a layer, and reports a missing layer (MF-10)', async () => {
    await using other = await ScriptedServer.start();
    const existing = fileLayer('a', 'a', { urls: [other.url('/a').href] });
    expect((await pulled([existing])).tree).toContain('out/a = a');
    const source = newRepository();
    const missing = fileLayer('b', 'b', { urls: [other.url('/b').href] });
    await pushArtifact(source, [existing, missing], { withhold: [missing] });
    expect(await refused(source)).toMatch(
      /^BLOB_UNKNOWN: the layer sha256:\w+ is not in the repository.*never contacted/,
    );
    expect(other.connections).toBe(0);
  });

  it('uses embedded content that matches its digest, and fails otherwise (MF-12)', async () => {
    const source = newRepository();
    const data = (text: string): string => Buffer.from(text).toString('base64');
    const layer = fileLayer('a', 'content', { data: data('content') });
    await pushArtifact(source, [layer], { withhold: [layer] });
    await using place = await PullPlace.create();
    await pullArtifact(source, 'v1', place.out);
    expect(await readFile(join(place.out, 'a'), 'utf8')).toBe('content');
    await pushArtifact(source, [fileLayer('a', 'content', { data: data('c0ntent') })], { tag: 'other' });
    expect(await refused(source, { reference: 'other' })).toMatch(/^DIGEST_MISMATCH: the data embedded with/);
    await pushArtifact(source, [fileLayer('a', 'content', { data: data('content and more') })], { tag: 'longer' });
    expect(await refused(source, { reference: 'longer' })).toMatch(/^SIZE_MISMATCH: the data embedded with/);
  });

  it('checks the expected digest before anything is downloaded', async () => {
    const source = newRepository();
    const root = await pushArtifact(source, [fileLayer('a', 'a')]);
    await using place = await PullPlace.create();
    expect((await pullArtifact(source, 'v1', place.out, { expectedDigest: root.digest })).descriptor.digest).toBe(
      root.digest,
    );
    const reads: string[] = [];
    const watched: Repository = new Proxy(source, {
      get: (target, name, receiver): unknown => {
        reads.push(String(name));
        const value: unknown = Reflect.get(target, name, receiver);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    expect(await refused(watched, { expectedDigest: parseDigest(`sha256:${'0'.repeat(64)}`) })).toMatch(
      /^DIGEST_MISMATCH: v1 resolves to sha256:\w+, not to the expected sha256:0+/,
    );
    expect(reads).toEqual(['resolve']);
  });

  it('leaves no files or parent directories of a hostile archive', async () => {
    const source = newRepository();
    await pushArtifact(source, [
      archiveLayer('d', [
        { name: 'good', content: 'g' },
        { name: '../evil', content: 'e' },
      ]),
    ]);
    await using place = await PullPlace.create();
    await expect(pullArtifact(source, 'v1', join(place.root, 'new/deep/out'))).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
    });
    expect(await place.tree()).toEqual([]);
  });

  it('names titles and entries in errors, and never the staging directory', async () => {
    const sif = { mediaType: 'application/vnd.sylabs.sif.layer.v1.sif' };
    const cases: readonly (readonly [Layer, RegExp])[] = [
      [
        archiveLayer('d', [
          { name: 'a/', type: '5' },
          { name: 'a', content: '' },
        ]),
        /^cannot unpack "a": a directory/,
      ],
      [
        archiveLayer('d', [
          { name: 'a', content: '' },
          { name: 'a/b', content: '' },
        ]),
        /^cannot unpack .*"a": a file/,
      ],
      [fileLayer('x.sif', noise(1000, 1), sif), /^the layer sha256:\w+ is refused: /],
      [fileLayer(`${'x'.repeat(255)}/`.repeat(20) + 'y', 'y'), /is refused: it is longer than/],
    ];
    for (const [layer, message] of cases) {
      const source = newRepository();
      await pushArtifact(source, [layer]);
      await using place = await PullPlace.create();
      const failure = await pullArtifact(source, 'v1', place.out, withLayouts).catch((error: unknown) => error);
      expect(explainFailure(failure, { label: (name) => name, placeInput: '' })).not.toContain(place.root);
      expect(failure).toMatchObject({ message: expect.stringMatching(message) as string });
    }
  });

  it('does not follow a link of one layer in the next layer (EX-05)', async () => {
    expect(
      await refusedLayers([
        archiveLayer('.', [
          { name: 'l', type: '2', linkName: 'd' },
          { name: 'd/', type: '5', mode: 0o755 },
        ]),
        fileLayer('l/x', 'x'),
      ]),
    ).toMatch(/^ARCHIVE_INVALID: "l" is a symbolic link in one layer/);
    expect(
      await refusedLayers([
        archiveLayer('.', [{ name: 'l', type: '2', linkName: 'd' }]),
        archiveLayer('.', [{ name: 'l/x', content: 'x' }]),
      ]),
    ).toMatch(/^ARCHIVE_INVALID: "l" is a symbolic link in one layer/);
  });
});

describe('indexes', () => {
  async function index(): Promise<{ readonly source: Repository; readonly manifests: readonly Descriptor[] }> {
    const source = newRepository();
    const amd = await pushArtifact(source, [fileLayer('a', 'amd64')], { tag: 'amd64' });
    const arm = await pushArtifact(source, [fileLayer('a', 'arm64')], { tag: 'arm64' });
    const missing = { ...amd, digest: parseDigest(`sha256:${'1'.repeat(64)}`) };
    const manifests = [
      { ...amd, platform: { os: 'linux', architecture: 'amd64' } },
      { ...arm, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
      { ...missing, platform: { os: 'windows', architecture: 'amd64' } },
    ];
    await pushIndex(source, manifests, 'all');
    return { source, manifests };
  }

  it('selects the manifest of a platform, with the digest of the index', async () => {
    const { source, manifests } = await index();
    await using place = await PullPlace.create();
    const result = await pullArtifact(source, 'all', place.out, { platform: { os: 'linux', architecture: 'arm64' } });
    expect(await place.tree()).toEqual(['out/', 'out/a = arm64']);
    expect(result.manifest.digest).toBe(manifests[1]?.digest);
    expect(result.descriptor).toMatchObject({ mediaType: 'application/vnd.oci.image.index.v1+json' });
  });

  it('reports a missing manifest only when it is selected (CP-08)', async () => {
    const { source } = await index();
    expect(await refused(source, { reference: 'all', platform: { os: 'windows', architecture: 'amd64' } })).toMatch(
      /^MANIFEST_UNKNOWN: the manifest sha256:1+ for windows\/amd64 is missing, but the index/,
    );
  });

  it('requires a platform for an index of several manifests, and names the choices', async () => {
    const { source, manifests } = await index();
    expect(await refused(source, { reference: 'all' })).toMatch(
      /^UNSUPPORTED: .*give a platform \(it has linux\/amd64, linux\/arm64\/v8, windows\/amd64\)/,
    );
    expect(await refused(source, { reference: 'all', platform: { os: 'linux', architecture: 's390x' } })).toMatch(
      /^NOT_FOUND: the index .* has no manifest for linux\/s390x; it has .*linux\/amd64/,
    );
    await pushIndex(source, manifests.slice(0, 1), 'one');
    await using place = await PullPlace.create();
    await pullArtifact(source, 'one', place.out);
    expect(await place.tree()).toEqual(['out/', 'out/a = amd64']);
  });
});

describe('the output directory', () => {
  const layers = [fileLayer('a', 'new'), archiveLayer('d', [{ name: 'x', content: 'new' }])];

  it('does not change files that the artifact does not contain', async () => {
    const { tree } = await pulled(layers, {
      files: { 'out/a': 'old', 'out/d/x': 'old', 'out/d/y': 'kept', 'out/z': 'kept' },
    });
    expect(tree).toEqual(['out/', 'out/a = new', 'out/d/', 'out/d/x = new', 'out/d/y = kept', 'out/z = kept']);
  });

  it('does not change without overwrite when a file would be replaced, and the error names it', async () => {
    expect(await refusedLayers(layers, { overwrite: false, files: { 'out/d/x': 'old' } })).toMatch(
      /^ALREADY_EXISTS: ".*d.x" already exists/,
    );
    const { tree } = await pulled(layers, { overwrite: false, files: { 'out/d/y': 'kept' } });
    expect(tree).toEqual(['out/', 'out/a = new', 'out/d/', 'out/d/x = new', 'out/d/y = kept']);
  });

  it('replaces or refuses existing links, and never writes through them (EX-05)', async () => {
    const source = newRepository();
    await pushArtifact(source, layers);
    await using place = await PullPlace.create({ 'outside/secret': 'canary', 'outside/x': 'canary' });
    await mkdir(place.out);
    await symlink('../outside/secret', join(place.out, 'a'));
    await pullArtifact(source, 'v1', place.out);
    expect(await place.tree()).toEqual([
      'out/',
      'out/a = new',
      'out/d/',
      'out/d/x = new',
      'outside/',
      'outside/secret = canary',
      'outside/x = canary',
    ]);
    await using other = await PullPlace.create({ 'outside/x': 'canary', 'out/kept': 'k' });
    await symlink('../outside', join(other.out, 'd'));
    const before = await other.tree();
    await expect(pullArtifact(source, 'v1', other.out)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await other.tree()).toEqual(before);
    await symlink('outside', join(other.root, 'link'));
    await expect(pullArtifact(source, 'v1', join(other.root, 'link'))).rejects.toThrow(/is a symbolic link/);
  });

  // Windows has no permission bits.
  it.runIf(process.platform !== 'win32')('keeps its mode when it is empty, and archives keep their modes', async () => {
    const source = newRepository();
    await pushArtifact(source, [
      archiveLayer('d', [
        { name: 'closed/', type: '5', mode: 0o555 },
        { name: 'closed/x', content: 'x', mode: 0o777 },
      ]),
    ]);
    await using place = await PullPlace.create();
    await mkdir(place.out);
    await chmod(place.out, 0o700);
    await pullArtifact(source, 'v1', place.out, { preservePermissions: true });
    const mode = async (name: string): Promise<number> => (await stat(join(place.out, name))).mode & 0o777;
    expect([await mode('.'), await mode('d/closed'), await mode('d/closed/x')]).toEqual([0o700, 0o555, 0o777]);
    // Pull into the existing content, which does not replace the closed directory.
    await chmod(join(place.out, 'd/closed'), 0o755);
    await pullArtifact(source, 'v1', place.out);
    expect([await mode('d/closed'), await mode('d/closed/x')]).toEqual([0o755, 0o777 & ~process.umask()]);
  });

  it('reports progress in bytes of layers', async () => {
    const seen: number[] = [];
    const calls: string[] = [];
    await pulled(layers, {
      onProgress: (done, total) => seen.push(done / total),
      onLayer: ({ size }, path) => calls.push(`${path} ${size > 0 ? 'not empty' : ''}`),
    });
    expect(seen.at(-1)).toBe(1);
    expect(calls.sort()).toEqual(['a not empty', 'd/ not empty']);
  });
});

describe('include', () => {
  const layers = [
    fileLayer('README.md', 'r'),
    fileLayer('docs/a.md', 'a'),
    archiveLayer('chart', [
      { name: 'values.yaml', content: 'v' },
      { name: 'templates/', type: '5', mode: 0o755 },
      { name: 'templates/x.yaml', content: 'x' },
      { name: 'empty/', type: '5', mode: 0o755 },
    ]),
  ];

  it.each([
    [['*.md'], ['README.md', 'docs/a.md']],
    [['/chart/'], ['chart/templates/x.yaml', 'chart/values.yaml']],
    [['*.yaml', '!x.yaml'], ['chart/values.yaml']],
    [['chart/templates'], ['chart/templates/x.yaml']],
  ])('writes only the paths that match %j', async (include, expected) => {
    const { result, tree } = await pulled(layers, { include });
    expect(result.files.paths).toEqual(expected);
    expect(tree.filter((line) => line.includes(' = '))).toHaveLength(expected.length);
    expect(tree.includes('out/chart/empty/')).toBe(include[0] === '/chart/');
  });

  it('does not download files that do not match', async () => {
    const source = newRepository();
    const other = fileLayer('big.bin', noise(1000));
    await pushArtifact(source, [fileLayer('a', 'a'), other], { withhold: [other] });
    await using place = await PullPlace.create();
    await pullArtifact(source, 'v1', place.out, { include: ['a'] });
    expect(await place.tree()).toEqual(['out/', 'out/a = a']);
  });

  it('fails when no path matches', async () => {
    expect(await refusedLayers(layers, { include: ['nothing*'], files: { 'out/kept': 'k' } })).toMatch(
      /^INPUT_INVALID: no path in the artifact matches/,
    );
  });
});

// Only Linux accepts names that are not valid text.
it.runIf(process.platform === 'linux')('preserves the bytes of names that are not UTF-8 (EX-18)', async () => {
  const source = newRepository();
  await pushArtifact(source, [archiveLayer('d', [{ name: Buffer.from([0x61, 0xe9, 0x2f, 0xe8]), content: 'x' }])]);
  await using place = await PullPlace.create({ 'out/kept': 'k' });
  const result = await pullArtifact(source, 'v1', place.out);
  expect(result.files.paths).toEqual(['d/a\ufffd/\ufffd']);
  expect(
    await readFile(Buffer.concat([Buffer.from(`${place.out}/d/a`), Buffer.from([0xe9, 0x2f, 0xe8])]), 'utf8'),
  ).toBe('x');
});
