import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { empty, fill, packaging, pulling, pushing, type Registry } from './artifacts/directories.ts';
import { goSources, jsonInput, randomInput, sourceInput, type Input, type InputName } from './artifacts/inputs.ts';
import { measureGrowth } from './artifacts/growth.ts';
import { readOptions, type Scenario } from './artifacts/options.ts';
import { findPrograms } from './artifacts/programs.ts';
import { fillBlob, movingBlobs, prepareBlob } from './artifacts/raw-blobs.ts';
import { comparison, imageLink, machine, markdownTable, printTable, writeSection } from './artifacts/report.ts';
import { compete, type Work } from './artifacts/rounds.ts';
import { weigh } from './artifacts/weight.ts';
import { startDistribution } from './server/contestants.ts';

// Compares packaging, pushing and pulling with other programs. docs/performance.md describes the method.

const options = readOptions(process.argv.slice(2));
const mib = 1024 * 1024;
const directory = await mkdtemp(join(options.directory, 'oci-artifact-bench-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(directory, { recursive: true, force: true }));
const programs = await findPrograms(directory, options.cli);
const distribution = stack.use(await startDistribution(directory));
const registry: Registry = { host: new URL(distribution.url).host, storage: join(directory, 'distribution') };
const stop = new AbortController();
// `on` and not `once`: a signal often arrives twice, for the process and for its group. The second would interrupt the
// cleanup.
for (const name of ['SIGINT', 'SIGTERM'])
  process.on(name, () => {
    stop.abort();
  });
const running = { ...options, directory, measure: programs.measure, signal: stop.signal };
const page = new Map<string, string[]>();

if (options.kind === 'plot') {
  for (const { title, file, rows } of await measureGrowth(programs, running)) {
    if (options.markdown !== undefined) add('growth', imageLink(options.markdown, title, file));
    show('growth', rows);
  }
} else if (options.kind === 'memory') {
  show('memory', await weigh(programs, registry, running));
} else {
  for (const name of options.inputs) await compareDirectories(name);
  if (options.scenarios.includes('blob')) await compareBlobs();
}
if (options.markdown !== undefined) {
  for (const [section, texts] of page)
    await writeSection(options.markdown, section, [machine(options.rounds), ...texts].join('\n\n'));
}

async function compareDirectories(name: InputName): Promise<void> {
  const at = join(directory, name);
  const input = await makeInput(name, at);
  if (options.scenarios.includes('package')) await compare('package', packaging(input, programs));
  if (options.scenarios.includes('push')) await compare('push', pushing(input, registry, programs));
  if (options.scenarios.includes('pull')) {
    const place = join(directory, 'filling');
    await mkdir(place);
    await fill(input, registry, programs, place);
    await rm(place, { recursive: true });
    await compare('pull', pulling(input, registry, programs));
    await empty(registry);
  }
  await rm(at, { recursive: true, force: true });
}

async function compareBlobs(): Promise<void> {
  const blob = await prepareBlob(directory, options.blobMib * mib);
  const [push, pull] = movingBlobs(blob, registry, programs);
  await compare('blob', push);
  await fillBlob(blob, registry, programs);
  await compare('blob', pull);
}

function makeInput(name: InputName, at: string): Promise<Input> {
  if (name === 'json') return jsonInput(at, options.jsonMib * mib);
  if (name === 'random') return randomInput(at, options.randomMib * mib);
  return options.sourceFiles === undefined ? goSources() : sourceInput(at, options.sourceFiles);
}

async function compare(scenario: Scenario, work: Work): Promise<void> {
  show(scenario, comparison(work.title, await compete(work, running)));
}

function show(section: string, rows: readonly (readonly string[])[]): void {
  printTable(rows);
  add(section, markdownTable(rows));
}

function add(section: string, text: string): void {
  page.set(section, [...(page.get(section) ?? []), text]);
}
