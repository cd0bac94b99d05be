import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { empty, fill, packaging, pulling, pushing, type Registry } from './artifacts/directories.ts';
import { goSources, jsonInput, randomInput, sourceInput, type Input, type InputName } from './artifacts/inputs.ts';
import { readOptions, type Scenario } from './artifacts/options.ts';
import { findPrograms } from './artifacts/programs.ts';
import { fillBlob, movingBlobs, prepareBlob } from './artifacts/raw-blobs.ts';
import { comparison, machine, markdownTable, printTable, writeSection } from './artifacts/report.ts';
import { compete, type Work } from './artifacts/rounds.ts';
import { startDistribution } from './server/contestants.ts';

// Measures packaging, pushing and pulling beside other programs: the same input, in turns. docs/performance.md says what the figures mean.

const options = readOptions(process.argv.slice(2));
const mib = 1024 * 1024;
const directory = await mkdtemp(join(options.directory, 'oci-artifact-bench-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(directory, { recursive: true, force: true }));
const programs = await findPrograms(directory, options.cli);
const distribution = stack.use(await startDistribution(directory));
const registry: Registry = { host: new URL(distribution.url).host, storage: join(directory, 'distribution') };
const tables = new Map<Scenario, string[]>();

const makers: Readonly<Record<InputName, (at: string) => Promise<Input>>> = {
  json: (at) => jsonInput(at, options.jsonMib * mib),
  source: (at) => (options.sourceFiles === undefined ? goSources() : sourceInput(at, options.sourceFiles)),
  random: (at) => randomInput(at, options.randomMib * mib),
};

for (const name of options.inputs) {
  const at = join(directory, name);
  const input = await makers[name](at);
  if (options.scenarios.includes('package')) await measure('package', packaging(input, programs));
  if (options.scenarios.includes('push')) await measure('push', pushing(input, registry, programs));
  if (options.scenarios.includes('pull')) {
    const place = join(directory, 'filling');
    await mkdir(place);
    await fill(input, registry, programs, place);
    await rm(place, { recursive: true });
    await measure('pull', pulling(input, registry, programs));
    await empty(registry);
  }
  await rm(at, { recursive: true, force: true });
}
if (options.scenarios.includes('blob')) {
  const blob = await prepareBlob(directory, options.blobMib * mib);
  const [push, pull] = movingBlobs(blob, registry, programs);
  await measure('blob', push);
  await fillBlob(blob, registry, programs);
  await measure('blob', pull);
}
if (options.markdown !== undefined) {
  for (const [scenario, texts] of tables) await writeSection(options.markdown, scenario, [machine(options.rounds), ...texts].join('\n\n'));
}

async function measure(scenario: Scenario, work: Work): Promise<void> {
  const results = await compete(work, { rounds: options.rounds, measure: programs.measure, directory });
  const rows = comparison(work.title, results);
  printTable(rows);
  tables.set(scenario, [...(tables.get(scenario) ?? []), markdownTable(rows)]);
}
