import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { must, temporaryDirectory } from './processes.ts';
import { repositoryRoot } from './run-action.ts';

const program = join(repositoryRoot, 'bench', 'artifacts.ts');
/** Timeout. Each run synchronises the disk repeatedly and waits for other writers. */
const timeoutMs = 600_000;

/** The sections of the page and the content of their tables. */
const places = {
  package: '| Go program |',
  push: '| Go program |',
  pull: '| oras pull |',
  blob: '| skopeo copy |',
  growth: 'ours, small files, s',
  memory: '| Pull and unpack ',
} as const;
const begin = (place: string): string => `<!-- bench:${place} -->`;
const end = (place: string): string => `<!-- /bench:${place} -->`;

it(
  'the benchmark runs all programs on small inputs, checks what they made, and leaves figures, plots and nothing else',
  async () => {
    await using work = await temporaryDirectory();
    const page = join(work.path, 'page.md');
    await writeFile(
      page,
      Object.keys(places)
        .map((place) => `${begin(place)}\n${end(place)}\n`)
        .join('\n'),
    );
    const options = ['--quick', '--directory', work.path, '--markdown', page, '--plots', join(work.path, 'plots')];
    const printed = await must(process.execPath, [program, ...options], { timeoutMs });
    for (const name of ['ours', 'Go program', 'oras push', 'oras pull', 'skopeo copy', 'crane blob', 'regctl blob put'])
      expect(printed).toContain(`\n${name} `);
    await must(process.execPath, [program, ...options, '--plot'], { timeoutMs });
    await must(process.execPath, [program, ...options, '--memory'], { timeoutMs });
    const text = await readFile(page, 'utf8');
    for (const [place, row] of Object.entries(places))
      expect(text.slice(text.indexOf(begin(place)), text.indexOf(end(place)))).toContain(row);
    expect(await readdir(join(work.path, 'plots'))).toEqual(['time-by-files.svg', 'time-by-size.svg']);
    expect((await readdir(work.path)).sort()).toEqual(['page.md', 'plots']);
  },
  3 * timeoutMs,
);
