import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  copy,
  extendedCopy,
  filterAnnotation,
  filterArtifactType,
  type ExtendedCopyOptions,
} from '../../src/transfer/index.ts';
import { FileStore } from '../../src/files/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import type { Descriptor } from '../../src/spec/index.ts';
import { graphs, manifestsOf, storeGraph } from '../transfer/random-graph.ts';
import { RecordingStore } from '../transfer/recording-store.ts';
import { must, temporaryDirectory, type TemporaryDirectory } from './processes.ts';

/** Number of compared graphs. */
const count = 200;

let work: TemporaryDirectory;
let oracle: string;

beforeAll(async () => {
  work = await temporaryDirectory();
  oracle = join(work.path, 'graphs');
  await must('go', ['build', '-trimpath', '-o', oracle, '.'], {
    cwd: join(import.meta.dirname, 'graphs'),
    timeoutMs: 300_000,
  });
}, 300_000);
afterAll(() => work[Symbol.asyncDispose]());

const ways = ['copy', 'extended', 'depth1', 'byType', 'byKey', 'byBoth'] as const;
type Answer = Record<(typeof ways)[number], readonly string[] | null>;

const extendedOptions: Readonly<Record<Exclude<(typeof ways)[number], 'copy'>, ExtendedCopyOptions>> = {
  extended: {},
  depth1: { depth: 1 },
  byType: filterArtifactType({}, /example/),
  byKey: filterAnnotation({}, 'org.example.kind'),
  byBoth: filterAnnotation(filterArtifactType({}, /^application\/vnd/), 'org.example.kind', /^odd$/),
};

async function pushedBy(work: (target: RecordingStore) => Promise<Descriptor>): Promise<readonly string[]> {
  const target = new RecordingStore();
  await work(target);
  return target.pushed.toSorted();
}

async function ourAnswer(layout: string): Promise<Answer> {
  const source = await LayoutRepository.open(layout, { readOnly: true });
  const extended = (way: keyof typeof extendedOptions): Promise<readonly string[]> =>
    pushedBy((target) => extendedCopy(source, 'node', target, '', extendedOptions[way]));
  return {
    copy: await pushedBy((target) => copy(source, 'root', target)),
    extended: await extended('extended'),
    depth1: await extended('depth1'),
    byType: await extended('byType'),
    byKey: await extended('byKey'),
    byBoth: await extended('byBoth'),
  };
}

describe(`${count} graphs`, () => {
  it('are copied like in oras-go: the same digests, each once', async () => {
    const layouts: string[] = [];
    for (const [index, { graph, root, node }] of fc
      .sample(fc.record({ graph: graphs, root: fc.nat(1000), node: fc.nat(1000) }), { numRuns: count, seed: 20260101 })
      .entries()) {
      const path = join(work.path, `layout-${index}`);
      const layout = await LayoutRepository.open(path, { sync: false });
      await storeGraph(graph, layout);
      const manifests = manifestsOf(graph);
      for (const [tag, pick] of [
        ['root', root],
        ['node', node],
      ] as const) {
        const manifest = manifests[pick % manifests.length];
        if (manifest !== undefined) await layout.tag(manifest, tag);
      }
      layouts.push(path);
    }
    expect(layouts).toHaveLength(count);
    const asked = await must(oracle, ['copy'], {
      input: layouts.map((layout) => JSON.stringify({ layout, root: 'root', node: 'node' })).join('\n'),
    });
    const answers = asked
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
    expect(answers).toHaveLength(count);
    let moved = 0;
    for (const [index, layout] of layouts.entries()) {
      const ours = await ourAnswer(layout);
      expect({ layout, ...ours }).toEqual({ layout, ...answers[index] });
      // The graphs distinguish the ways of copying.
      if (new Set(ways.map((way) => ours[way]?.length)).size > 2) moved++;
    }
    expect(moved).toBeGreaterThan(count / 10);
  });
});

describe('a directory added under a name', () => {
  it.each([
    { name: 'dir', reproducible: true },
    { name: 'dir', reproducible: false },
    { name: 'deep/down/dir', reproducible: true },
    { name: './dir/', reproducible: false },
    { name: '.', reproducible: false },
    { name: `${'long-'.repeat(30)}ä`, reproducible: false },
  ])('has the same archive as in oras-go: $name, reproducible $reproducible', async ({ name, reproducible }) => {
    await using source = await temporaryDirectory();
    await mkdir(join(source.path, 'sub/empty'), { recursive: true });
    const files = {
      'a.txt': 'a',
      'sub/b.txt': 'b'.repeat(100_000),
      'sub/ümlaut': 'c',
      [`sub/${'n'.repeat(150)}`]: 'd',
    };
    let second = 1_700_000_000.5;
    for (const [file, content] of Object.entries(files)) {
      await writeFile(join(source.path, file), content);
      // Fractions of seconds from both sides of one half, because they are rounded.
      await utimes(join(source.path, file), second, second);
      second += 1.23;
    }
    await symlink('a.txt', join(source.path, 'link'));
    const theirs = JSON.parse(
      await must(oracle, ['add', name, source.path, ...(reproducible ? ['reproducible'] : [])]),
    ) as Descriptor;
    await using store = new FileStore(source.path, { tarReproducible: reproducible });
    const ours = await store.add(name, '', source.path);
    // The compressed bytes differ between compressors.
    expect({ mediaType: ours.mediaType, annotations: ours.annotations }).toEqual({
      mediaType: theirs.mediaType,
      annotations: theirs.annotations,
    });
  });
});
