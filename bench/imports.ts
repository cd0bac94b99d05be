import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { spreadOf, table } from './server/statistics.ts';

// Measures the processor time that importing each entry point of the built library takes (`npm run build:lib`). Each
// measurement follows one of a program that imports nothing.

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '21' } } });
const root = join(import.meta.dirname, '..');
const { exports: subpaths } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
};
const files = new Map(
  Object.entries(subpaths).flatMap(([subpath, target]) =>
    typeof target === 'string' ? [] : [[subpath, join(root, target.default)] as const],
  ),
);

/** Milliseconds of processor time from the start of a program that imports a file. */
async function cpuTime(file: string | undefined): Promise<number> {
  const load = file === undefined ? '' : `await import(${JSON.stringify(file)});`;
  const program = `${load} const { user, system } = process.cpuUsage(); console.log((user + system) / 1000);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  return Number(stdout);
}

const differences = new Map<string, number[]>([...files.keys()].map((subpath) => [subpath, []]));
const bare: number[] = [];
// The first round loads the files into the page cache.
for (let round = 0; round <= Number(values.rounds); round++) {
  for (const [subpath, file] of files) {
    const base = await cpuTime(undefined);
    const own = await cpuTime(file);
    if (round === 0) continue;
    bare.push(base);
    differences.get(subpath)?.push(own - base);
  }
}
const rows = [...differences].map(([subpath, all]) => {
  const { min, median, max } = spreadOf(all);
  return [subpath, median.toFixed(0), min.toFixed(0), max.toFixed(0)];
});
const node = `Node ${process.versions.node}, ${values.rounds} rounds; a program without imports takes ${spreadOf(bare).median.toFixed(0)} ms\n`;
process.stdout.write(node);
process.stdout.write(`${table([['ms of processor time for the import', 'median', 'min', 'max'], ...rows])}\n`);
