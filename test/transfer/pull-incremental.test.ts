import { chmod, lstat, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pullStateName } from '../../src/archive/index.ts';
import { isOciError } from '../../src/spec/index.ts';
import { pullArtifact, type PullArtifactOptions, type PulledArtifact } from '../../src/transfer/pull.ts';
import { archiveLayer, fileLayer, newRepository, PullPlace, pushArtifact, type Layer } from './pull-artifact.ts';

/** Whether a line of a tree is content of the output directory. */
const isContent = (line: string): boolean => line.startsWith('out/') && !line.startsWith(`out/${pullStateName}`);

/** An output directory into which artifacts are pulled one after the other. */
class Target implements AsyncDisposable {
  readonly place: PullPlace;
  readonly warnings: string[] = [];

  private constructor(place: PullPlace) {
    this.place = place;
  }

  static async create(files?: Readonly<Record<string, string>>): Promise<Target> {
    return new Target(await PullPlace.create(files));
  }

  path(name: string): string {
    return join(this.place.out, name);
  }

  async pull(layers: readonly Layer[], options: PullArtifactOptions = {}): Promise<PulledArtifact> {
    const source = newRepository();
    await pushArtifact(source, layers);
    return pullArtifact(source, 'v1', this.place.out, {
      incremental: true,
      onWarning: (text) => this.warnings.push(text),
      ...options,
    });
  }

  /** Pulls, and expects the tree of a pull into a new directory. @returns the titles of downloaded layers */
  async pullLikeNew(layers: readonly Layer[], options: PullArtifactOptions = {}): Promise<readonly string[]> {
    const result = await this.pull(layers, options);
    await using fresh = await Target.create();
    const expected = await fresh.pull(layers, { ...options, incremental: false });
    expect(await this.tree()).toEqual(await fresh.tree());
    expect([...result.files.paths].sort()).toEqual([...expected.files.paths].sort());
    expect(result.layers.length + result.unchanged.length).toBe(layers.length);
    return result.layers.map(({ annotations }) => annotations?.['org.opencontainers.image.title'] ?? '');
  }

  /** The tree with the modes, without the state. */
  async tree(): Promise<readonly string[]> {
    const lines = (await this.place.tree()).filter(isContent);
    return Promise.all(
      lines.map(async (line) => {
        const { mode } = await lstat(join(this.place.root, line.replace(/(?: = | -> | \(\d+\)|\/$).*/s, '')));
        return `${line} ${(mode & 0o777).toString(8)}`;
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.place[Symbol.asyncDispose]();
  }
}

const directory = (name: string, mode = 0o755) => ({ name, type: '5', mode }) as const;
const app = archiveLayer('app', [
  { name: 'main.js', content: 'main', mode: 0o644, mtime: 1_600_000_000 },
  { name: 'run', content: '#!', mode: 0o755 },
  { name: 'now', type: '2', linkName: 'main.js' },
  directory('empty/'),
]);
const docs = archiveLayer('docs', [
  { name: 'docs/', type: '5', mode: 0o750 },
  { name: 'docs/a.md', content: 'a' },
  { name: 'docs/sub/b.md', content: 'b' },
]);
const readme = fileLayer('README', 'readme');
const all = [app, docs, readme];

describe('unchanged content', () => {
  it('downloads nothing when the directory has the content of all layers', async () => {
    await using target = await Target.create();
    expect(await target.pullLikeNew(all)).toEqual(['app', 'docs', 'README']);
    expect(await target.pullLikeNew(all)).toEqual([]);
    expect(await target.pullLikeNew(all)).toEqual([]);
    expect(target.warnings).toEqual([]);
  });

  it('downloads only changed and new layers, and keeps the files of the others', async () => {
    await using target = await Target.create();
    await target.pull(all);
    const before = await stat(target.path('app/main.js'));
    const changed = archiveLayer('docs', [{ name: 'a.md', content: 'A' }]);
    expect(await target.pullLikeNew([app, changed, readme, fileLayer('x/new', 'n')])).toEqual(['docs', 'x/new']);
    expect((await stat(target.path('app/main.js'))).ino).toBe(before.ino);
    expect(await target.pullLikeNew(all)).toEqual(['docs']);
  });

  it('does not touch files that it did not write', async () => {
    await using target = await Target.create({ 'out/mine': 'm', 'out/app/mine': 'm', 'out/docs/sub/mine': 'm' });
    await target.pull(all);
    await target.pull([readme]);
    expect(await target.place.tree()).toEqual(
      expect.arrayContaining(['out/README = readme', 'out/app/mine = m', 'out/docs/sub/mine = m', 'out/mine = m']),
    );
    expect((await target.tree()).join('\n')).not.toMatch(/main\.js|a\.md/);
  });
});

describe('content that was changed by hand', () => {
  const changes: readonly (readonly [string, (target: Target) => Promise<void>])[] = [
    ['another content', (target) => writeFile(target.path('app/main.js'), 'MAIN')],
    [
      'another content with the same size and time',
      async (target) => {
        const { atime, mtime } = await stat(target.path('app/main.js'));
        await writeFile(target.path('app/main.js'), 'niam');
        await utimes(target.path('app/main.js'), atime, mtime);
      },
    ],
    ['a missing file', (target) => rm(target.path('app/run'))],
    ['a missing empty directory', (target) => rm(target.path('app/empty'), { recursive: true })],
    ['another mode', (target) => chmod(target.path('app/run'), 0o600)],
    ['another mode of a directory', (target) => chmod(target.path('app/empty'), 0o700)],
    [
      'another target of a link',
      async (target) => {
        await rm(target.path('app/now'));
        await symlink('run', target.path('app/now'));
      },
    ],
    [
      'a file in place of a link',
      async (target) => {
        await rm(target.path('app/now'));
        await writeFile(target.path('app/now'), 'main');
      },
    ],
  ];

  it.each(changes)('%s is detected, and only this layer is written again', async (_, change) => {
    await using target = await Target.create();
    await target.pull(all);
    await change(target);
    expect(await target.pullLikeNew(all)).toEqual(['app']);
    expect(await target.pullLikeNew(all)).toEqual([]);
  });

  it('a changed file of a layer that is no longer in the artifact is not removed', async () => {
    await using target = await Target.create();
    await target.pull(all);
    await writeFile(target.path('docs/sub/b.md'), 'mine');
    await target.pull([app, readme]);
    expect((await target.place.tree()).filter((line) => line.includes('docs'))).toEqual([
      'out/docs/',
      'out/docs/sub/',
      'out/docs/sub/b.md = mine',
    ]);
    expect(target.warnings).toEqual([expect.stringMatching(/^"docs\/sub\/b\.md" is not part of the artifact/)]);
  });

  it('a directory that was moved away and replaced by a link to it is not followed', async () => {
    await using target = await Target.create();
    await target.pull(all);
    await rename(target.path('docs'), join(target.place.root, 'moved'));
    await symlink('../moved', target.path('docs'));
    await target.pull([app, readme]);
    expect(await readFile(join(target.place.root, 'moved/a.md'), 'utf8')).toBe('a');
    await expect(target.pull(all)).rejects.toThrow(/docs" is a symbolic link where the artifact has a directory/);
  });
});

describe('other artifacts', () => {
  it('removes the files and directories of layers that the artifact does not have', async () => {
    await using target = await Target.create();
    await target.pull(all);
    expect(await target.pullLikeNew([readme])).toEqual([]);
    expect(await target.pullLikeNew([fileLayer('other', 'o')])).toEqual(['other']);
  });

  it.each([
    ['a file in place of a directory', [fileLayer('app', 'file'), docs]],
    ['a directory in place of a file', [archiveLayer('README', [{ name: 'x', content: 'x' }])]],
    ['a link in place of a directory', [archiveLayer('app', [{ name: 'empty', type: '2', linkName: 'x' }])]],
    ['a directory in place of a link', [archiveLayer('app', [directory('now/'), { name: 'now/x', content: 'x' }])]],
    ['another mode of a directory', [archiveLayer('app', [directory('empty/', 0o700)]), docs]],
    ['the same files with another title', [archiveLayer('app2', [{ name: 'main.js', content: 'main' }])]],
  ] as const)('writes %s', async (_, layers) => {
    await using target = await Target.create();
    await target.pull(all);
    await target.pullLikeNew(layers);
    await target.pullLikeNew(all);
    expect(target.warnings).toEqual([]);
  });

  it('writes layers with read-only directories again', async () => {
    const readOnly = (content: string): Layer =>
      archiveLayer('mod', [directory('v1/', 0o555), { name: 'v1/a', content, mode: 0o444 }]);
    await using target = await Target.create();
    await target.pull([readOnly('one')]);
    expect(await target.pullLikeNew([readOnly('two')])).toEqual(['mod']);
    expect(await target.pullLikeNew([readme])).toEqual(['README']);
  });

  it('other options write the layers again', async () => {
    await using target = await Target.create();
    await target.pull([docs]);
    expect(await target.pullLikeNew([docs], { include: ['docs/a.md'] })).toEqual(['docs']);
    expect(await target.pullLikeNew([docs], { include: ['docs/a.md'] })).toEqual([]);
    expect(await target.pullLikeNew([docs], { include: ['docs/a.md'], preservePermissions: true })).toEqual(['docs']);
  });
});

describe('layers with the same entries', () => {
  const layer = (content: string, ...more: readonly string[]): Layer =>
    archiveLayer('d', [{ name: 'shared', content }, ...more.map((name) => ({ name, content: name }))]);

  it('the later layer wins, whichever of them changes', async () => {
    await using target = await Target.create();
    const [a, b, c] = [layer('a', 'x'), layer('b', 'y'), fileLayer('other', 'o')];
    await target.pullLikeNew([a, b, c]);
    expect(await target.pullLikeNew([a, b, c])).toEqual([]);
    for (const layers of [[a, layer('B'), c], [layer('A'), b, c], [b, a, c], [a, c], [a, b, c], [b]]) {
      await target.pullLikeNew(layers);
      expect(await target.pullLikeNew(layers)).toEqual([]);
    }
  });

  it('a changed layer that now overlaps an unchanged one is written in the order of the manifest', async () => {
    const [first, last] = [layer('first'), archiveLayer('d', [{ name: 'own', content: 'own' }])];
    for (const order of [
      [first, last],
      [last, first],
    ]) {
      await using target = await Target.create();
      await target.pullLikeNew(order);
      const changed = order.map((one) => (one === last ? layer('last', 'own') : one));
      await target.pullLikeNew(changed);
      await target.pullLikeNew(order);
    }
  });

  it('a layer that appears twice, and equal content under two titles, are unpacked', async () => {
    await using target = await Target.create();
    const copies = [app, app, archiveLayer('copy', [{ name: 'main.js', content: 'main' }])];
    await target.pullLikeNew(copies);
    expect(await target.pullLikeNew(copies)).toEqual([]);
  });
});

describe('the state', () => {
  const stateOf = async (target: Target): Promise<string> => readFile(target.path(pullStateName), 'utf8');

  it.each([
    ['no JSON', '{'],
    ['another version', '{"version":9,"layers":[]}'],
    ['a path outside', '{"version":1,"layers":[{"keys":[],"entries":["../victim","fAAAAAAAAAAAAAAAA"]}]}'],
    ['an absolute path', '{"version":1,"layers":[{"keys":[],"entries":["/etc/passwd","fAAAAAAAAAAAAAAAA"]}]}'],
    ['a path with an empty segment', '{"version":1,"layers":[{"keys":[],"entries":["a//b","fAAAAAAAAAAAAAAAA"]}]}'],
    ['entries of another type', '{"version":1,"layers":[{"keys":[1],"entries":{}}]}'],
  ])('with %s is ignored with a warning', async (_, text) => {
    await using target = await Target.create({ victim: 'v' });
    await target.pull(all);
    await writeFile(target.path(pullStateName), text);
    expect(await target.pullLikeNew(all)).toHaveLength(3);
    expect(target.warnings).toEqual([expect.stringContaining('the state of earlier pulls')]);
    expect(await readFile(join(target.place.root, 'victim'), 'utf8')).toBe('v');
    expect(await target.pullLikeNew(all)).toEqual([]);
  });

  it('that is a link is not followed', async () => {
    await using target = await Target.create();
    await target.pull(all);
    await rename(target.path(pullStateName), join(target.place.root, 'state'));
    await symlink('../state', target.path(pullStateName));
    expect(await target.pullLikeNew(all)).toHaveLength(3);
    expect((await lstat(target.path(pullStateName))).isFile()).toBe(true);
  });

  it('of an artifact cannot claim that layers are here', async () => {
    await using target = await Target.create();
    const others = await Target.create();
    await others.pull(all);
    const keys = (JSON.parse(await stateOf(others)) as { layers: { keys: string[] }[] }).layers.flatMap(
      (one) => one.keys,
    );
    await others[Symbol.asyncDispose]();
    const claim = JSON.stringify({ version: 1, layers: keys.map((key) => ({ keys: [key], entries: [] })) });
    await target.pull([fileLayer(pullStateName, claim)], { incremental: false });
    expect(await target.pullLikeNew(all)).toHaveLength(3);
  });

  it.each(['.oci-artifact-pull.json', '.OCI-artifact-pull.JSON'])(
    'cannot be a file of the artifact: %s',
    async (name) => {
      await using target = await Target.create();
      await target.pull([readme]);
      await expect(target.pull([fileLayer(name, '{}')])).rejects.toThrow(/the name of the state of incremental pulls/);
      expect(await target.pullLikeNew([readme])).toEqual([]);
    },
  );

  it('describes only content that is there after a pull that failed', async () => {
    await using target = await Target.create();
    await target.pull(all);
    const before = await target.tree();
    const source = newRepository();
    const broken = fileLayer('b', 'b');
    await pushArtifact(source, [fileLayer('a', 'a'), broken], { withhold: [broken] });
    await expect(pullArtifact(source, 'v1', target.place.out, { incremental: true })).rejects.toSatisfy(isOciError);
    expect(await target.tree()).toEqual(before);
    expect(await target.pullLikeNew(all)).toEqual([]);
    // A file in the way is found before anything is removed.
    await writeFile(target.path('dir'), 'mine');
    await expect(target.pull([fileLayer('dir/a', 'a')])).rejects.toThrow(/"[^"]*dir" is a file where/);
    await rm(target.path('dir'));
    expect(await target.pullLikeNew(all)).toEqual([]);
  });

  it('survives a pull without the option, and shows what that pull replaced', async () => {
    await using target = await Target.create();
    await target.pull(all);
    await target.pull([archiveLayer('docs', [{ name: 'a.md', content: 'A' }])], { incremental: false });
    expect(await target.pullLikeNew(all)).toEqual(['docs']);
  });

  it('is a warning when it cannot be written', async () => {
    await using target = await Target.create({ [`out/${pullStateName}/x`]: 'x' });
    await target.pull(all);
    expect(await readFile(target.path('README'), 'utf8')).toBe('readme');
    expect(target.warnings).toEqual([
      expect.stringContaining('the state of earlier pulls'),
      expect.stringContaining('cannot record the state'),
    ]);
  });
});

it('rejects overwrite: false', async () => {
  await using target = await Target.create();
  await expect(target.pull(all, { overwrite: false })).rejects.toThrow(/it replaces the files of earlier pulls/);
});

it('refuses a config output with the path of an unchanged file', async () => {
  await using target = await Target.create();
  await target.pull(all);
  for (const name of ['README', 'app/main.js', 'README/below', 'app'])
    await expect(target.pull(all, { configOutput: target.path(name) })).rejects.toThrow(/cannot write the config/);
  await target.pull(all, { configOutput: target.path('config.json') });
  expect(await target.pullLikeNew([...all, fileLayer('config.json', '{}')])).toEqual(['config.json']);
});
