import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { descriptorOf, isOciError } from '../../src/spec/index.ts';
import { pullArtifact, type PullArtifactOptions, type PulledArtifact } from '../../src/transfer/pull.ts';
import {
  archiveLayer,
  fileLayer,
  newRepository,
  PullPlace,
  pushArtifact,
  pushIndex,
  title,
  type Layer,
} from './pull-artifact.ts';

const layers = [
  fileLayer('a.bin', 'a', { mediaType: 'application/vnd.example.weights' }),
  fileLayer('b.bin', 'b', { mediaType: 'application/vnd.example.weights' }),
  fileLayer('docs/readme.md', 'r', { mediaType: 'text/markdown' }),
  fileLayer('./dotted', 'd'),
  archiveLayer('dir', [{ name: 'f', content: 'f' }]),
];

function configOf(content: string): Layer {
  const bytes = Buffer.from(content);
  return { descriptor: descriptorOf('application/vnd.example.config', bytes), content: bytes };
}

/** Pulls an artifact with only these layers stored. */
async function pullStored(
  stored: readonly Layer[],
  options: PullArtifactOptions,
): Promise<{ readonly result: PulledArtifact; readonly tree: readonly string[] }> {
  const source = newRepository();
  await pushArtifact(source, layers, { withhold: layers.filter((layer) => !stored.includes(layer)) });
  await using place = await PullPlace.create();
  const result = await pullArtifact(source, 'v1', place.out, options);
  return { result, tree: (await place.tree()).filter((line) => !line.endsWith('/')) };
}

async function refusal(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (isOciError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('selection of layers', () => {
  it.each([
    [['a.bin'], [0], ['out/a.bin = a']],
    [['application/vnd.example.weights'], [0, 1], ['out/a.bin = a', 'out/b.bin = b']],
    [
      ['text/markdown', 'a.bin'],
      [0, 2],
      ['out/a.bin = a', 'out/docs/readme.md = r'],
    ],
    [
      ['dotted', 'dir'],
      [3, 4],
      ['out/dir/f = f', 'out/dotted = d'],
    ],
  ])('downloads only the layers that match %j', async (selectors, indexes, tree) => {
    const stored = layers.filter((_, index) => indexes.includes(index));
    const pulled = await pullStored(stored, { layers: selectors });
    expect(pulled.tree).toEqual(tree);
    expect(pulled.result.layers).toEqual(stored.map(({ descriptor }) => descriptor));
  });

  it.each([[['none']], [['a.bin', 'application/vnd.example']], [['a*']]])(
    'refuses %j, which matches no layer, and lists the layers',
    async (selectors) => {
      const text = await refusal(() => pullStored(layers, { layers: selectors }));
      expect(text).toMatch(/^INPUT_INVALID: no layer of the artifact has the title or media type/);
      expect(text).toContain('"a.bin" (application/vnd.example.weights), "b.bin"');
      expect(text).toContain('"docs/readme.md" (text/markdown)');
    },
  );
});

describe('the config in a file', () => {
  it.each(['', '{"a":1}', 'not json'])('writes the config %j unchanged', async (content) => {
    const source = newRepository();
    await pushArtifact(source, layers, { config: configOf(content) });
    await using place = await PullPlace.create();
    for (const path of [join(place.root, 'new/config'), join(place.out, 'inside.json')]) {
      await pullArtifact(source, 'v1', place.out, { configOutput: path });
      expect(await readFile(path, 'utf8')).toBe(content);
      expect(await readFile(join(place.out, 'a.bin'), 'utf8')).toBe('a');
    }
  });

  it('replaces a file or link, and refuses a directory and existing files without overwrite', async () => {
    const source = newRepository();
    await pushArtifact(source, layers, { config: configOf('new') });
    await using place = await PullPlace.create({ file: 'old', target: 'kept' });
    await symlink('target', join(place.root, 'link'));
    for (const name of ['file', 'link']) {
      const configOutput = join(place.root, name);
      const refused = await refusal(() => pullArtifact(source, 'v1', place.out, { configOutput, overwrite: false }));
      expect(refused).toMatch(/^ALREADY_EXISTS: cannot write the config/);
      await pullArtifact(source, 'v1', place.out, { configOutput });
      expect(await readFile(configOutput, 'utf8')).toBe('new');
    }
    expect(await readFile(join(place.root, 'target'), 'utf8')).toBe('kept');
    const directory = await refusal(() => pullArtifact(source, 'v1', place.out, { configOutput: place.root }));
    expect(directory).toMatch(/^INPUT_INVALID: cannot write the config to .*it is a directory/);
  });

  it.each([
    ['a directory in place of a file', { 'out/a.bin/inner': 'mine' }, {}],
    ['a file in place of a directory', { 'out/docs': 'mine' }, {}],
    ['a file that must not be replaced', { 'out/b.bin': 'mine' }, { overwrite: false }],
  ])('is not written when the content is not, because of %s', async (_, files, options) => {
    const source = newRepository();
    await pushArtifact(source, layers, { config: configOf('new') });
    await using place = await PullPlace.create(files);
    const before = await place.tree();
    const configOutput = join(place.root, 'config');
    expect(await refusal(() => pullArtifact(source, 'v1', place.out, { ...options, configOutput }))).toMatch(
      /^ALREADY_EXISTS/,
    );
    expect(await place.tree()).toEqual(before);
  });

  it.each(['a.bin', 'dir', 'a.bin/config', 'docs'])('refuses %s, which the artifact also has', async (name) => {
    const source = newRepository();
    await pushArtifact(source, layers, { config: configOf('c') });
    await using place = await PullPlace.create();
    const configOutput = join(place.out, name);
    const text = await refusal(() => pullArtifact(source, 'v1', place.out, { configOutput }));
    expect(text).toMatch(/^INPUT_INVALID: cannot write the config to .*the artifact has a/);
    expect(await place.tree()).toEqual([]);
  });

  it('writes nothing when the config is damaged, or the artifact is an index of several manifests', async () => {
    const source = newRepository();
    const { descriptor } = configOf('right');
    const damaged = { ...descriptor, data: Buffer.from('wrong').toString('base64') };
    const one = await pushArtifact(source, [fileLayer('x', 'x', { annotations: { [title]: 'x' } })], {
      config: { descriptor: damaged, content: Buffer.from('right') },
    });
    const two = await pushArtifact(source, layers, { tag: 'v2' });
    await pushIndex(source, [one, two], 'both');
    await using place = await PullPlace.create();
    const options = { configOutput: join(place.root, 'config') };
    expect(await refusal(() => pullArtifact(source, 'v1', place.out, options))).toMatch(/^DIGEST_MISMATCH/);
    expect(await refusal(() => pullArtifact(source, 'both', place.out, options))).toMatch(/^UNSUPPORTED.*platform/);
    expect(await place.tree()).toEqual([]);
  });
});
