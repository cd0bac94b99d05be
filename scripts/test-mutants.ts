// Applies each mutation of test/mutants/ to a copy of the project, runs the related tests, and reports which mutations
// the tests notice. The working tree is never changed.
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { mutatedModules } from '../test/mutants/index.ts';
import { linesOf, mutate, testsOf, type MutatedModule, type Mutant } from '../test/mutants/mutant.ts';

const usage = `Usage: npm run test:mutants -- [options]

  --module NAME      only the mutations of this module of src/; can be repeated
  --name TEXT        only the mutations whose name contains this text; can be repeated
  --shard I/N        only each Nth mutation, from the Ith
  --list             check that each mutation applies, and print the names; run no tests
  --timeout SECONDS  time limit for the tests of one mutation; a mutation that exceeds it is not killed (default 300)
  --min-killed N     fail when fewer than N percent are killed (default 0)
`;

const { values } = parseArgs({
  options: {
    module: { type: 'string', multiple: true, default: [] },
    name: { type: 'string', multiple: true, default: [] },
    shard: { type: 'string', default: '1/1' },
    list: { type: 'boolean', default: false },
    timeout: { type: 'string', default: '300' },
    'min-killed': { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
});

interface Selected {
  readonly module: MutatedModule;
  readonly mutant: Mutant;
}

interface Outcome {
  readonly result: 'passed' | 'failed' | 'timed out';
  /** The test that failed, so that a kill by an unrelated failure is visible. */
  readonly failure?: string;
}

const root = join(import.meta.dirname, '..');
/** Folders that the tests do not need in the copy. */
const notCopied: ReadonlySet<string> = new Set(['node_modules', '.git', 'build', 'lib', 'out', '.vitest']);
const interopConfiguration = 'vitest.interop.config.ts';
/** Characters of the output of a program that an error shows. */
const maxOutput = 10_000;
let running: ChildProcess | undefined;
let lastOutput = '';

await main();

async function main(): Promise<void> {
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const all = mutatedModules.flatMap((module) => module.mutants.map((mutant): Selected => ({ module, mutant })));
  const selected = select(all);
  const problems = selected.flatMap(({ mutant }) => problemOf(mutant) ?? []);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0 || selected.length === 0) {
    if (selected.length === 0) console.error('no mutation matches the options');
    process.exitCode = 1;
    return;
  }
  if (values.list) {
    for (const { module, mutant } of selected) console.log(`${module.module}: ${mutant.name}`);
    console.log(`${selected.length} mutations apply`);
    return;
  }
  const copy = copyProject();
  const stop = (): void => {
    endTests();
    rmSync(copy, { recursive: true, force: true });
    process.exit(130);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await run(selected, copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function select(all: readonly Selected[]): readonly Selected[] {
  const [, part = '', parts = ''] = /^(\d+)\/(\d+)$/.exec(values.shard) ?? [];
  const [index, count] = [Number(part), Number(parts)];
  if (!(index >= 1 && index <= count)) throw new Error(`--shard ${values.shard} is not I/N, for example 1/4`);
  return all
    .filter(({ module }) => values.module.length === 0 || values.module.includes(module.module))
    .filter(({ mutant }) => values.name.length === 0 || values.name.some((text) => mutant.name.includes(text)))
    .filter((_, position) => position % count === index - 1);
}

/** The reason why a mutation cannot be tested. */
function problemOf(mutant: Mutant): string | undefined {
  const result = mutate(read(root, mutant.file), mutant);
  if ('problem' in result)
    return `the mutation "${mutant.name}" does not apply to ${mutant.file}: ${result.problem}; adapt it in test/mutants/`;
  try {
    stripTypeScriptTypes(result.mutated);
    return undefined;
  } catch (error) {
    return `the mutation "${mutant.name}" makes a syntax error in ${mutant.file}: ${String(error)}`;
  }
}

function read(directory: string, file: string): string {
  return readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n');
}

function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'oci-artifact-mutants-'));
  cpSync(root, copy, {
    recursive: true,
    filter: (path) => !notCopied.has(relative(root, path).split(sep)[0] ?? ''),
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
}

async function run(selected: readonly Selected[], copy: string): Promise<void> {
  const passing = new Set<string>();
  const survivors: Selected[] = [];
  const killed = new Map<string, number>();
  for (const each of selected) {
    const { module, mutant } = each;
    const tests = testsOf(module, mutant);
    // Tests that fail without a mutation would count every mutation as killed.
    const untried = tests.filter((path) => !passing.has(path));
    const before = untried.length === 0 ? undefined : await runTests(untried, copy, 4 * Number(values.timeout));
    if (before !== undefined && before.result !== 'passed') {
      survivors.push(each);
      process.exitCode = 1;
      console.log(`UNTESTED  ${module.module}: ${mutant.name} (without it: ${before.failure})\n${lastOutput}`);
      continue;
    }
    for (const path of untried) passing.add(path);
    const { result, failure = 'the tests passed' } = await testMutant(mutant, tests, copy);
    // A run that exceeds the time limit says nothing: the machine may be slow.
    if (result === 'failed') killed.set(module.module, (killed.get(module.module) ?? 0) + 1);
    else survivors.push(each);
    console.log(`${result === 'failed' ? 'killed' : 'SURVIVED'}  ${module.module}: ${mutant.name} (${failure})`);
  }
  report(selected, survivors, killed);
}

async function testMutant(mutant: Mutant, tests: readonly string[], copy: string): Promise<Outcome> {
  const path = join(copy, mutant.file);
  const original = readFileSync(path);
  const result = mutate(read(copy, mutant.file), mutant);
  if ('problem' in result) throw new Error(`the mutation "${mutant.name}" does not apply: ${result.problem}`);
  writeFileSync(path, result.mutated);
  try {
    return await runTests(tests, copy, Number(values.timeout));
  } finally {
    writeFileSync(path, original);
  }
}

/** Runs tests with the configurations that include them, until one fails. */
async function runTests(tests: readonly string[], copy: string, seconds: number): Promise<Outcome> {
  const byConfiguration = Map.groupBy(tests, (path) => {
    if (path.startsWith('test/interop/')) return interopConfiguration;
    return path.endsWith('.programs.test.ts') ? 'vitest.programs.config.ts' : 'vitest.config.ts';
  });
  for (const [configuration, paths] of byConfiguration) {
    // These tests start the programs in dist/. The other tests build the programs themselves.
    if (configuration === interopConfiguration) {
      const built = await runNode([join(copy, 'scripts/build.ts')], copy, seconds);
      if (built !== 'passed') throw new Error(`the build ${built}:\n${lastOutput}`);
    }
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const report = join(copy, 'report.json');
    const reporters = ['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${report}`];
    rmSync(report, { force: true });
    const args = [vitest, 'run', '--config', configuration, '--bail', '1', ...reporters, ...paths];
    const result = await runNode(args, copy, seconds);
    if (result === 'timed out') return { result, failure: `not finished after ${seconds} s` };
    if (result === 'failed') return { result, failure: failureOf(report, copy) };
  }
  return { result: 'passed' };
}

/** The part of a JSON report of vitest that names what failed. */
interface Report {
  readonly testResults: ReadonlyArray<{
    readonly name: string;
    readonly status: string;
    readonly assertionResults: ReadonlyArray<{
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }>;
  }>;
}

/** Names the first test that failed, and says whether it failed by its time limit. */
function failureOf(report: string, copy: string): string {
  if (!existsSync(report)) return 'vitest ended without a report';
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    if (failed === undefined) continue;
    const isLate = failed.failureMessages?.some((message) => /timed out in \d+ms/.test(message)) === true;
    return `${relative(copy, name)} > ${failed.fullName}${isLate ? ', by its time limit' : ''}`;
  }
  const unloaded = testResults.find(({ status }) => status === 'failed');
  return unloaded === undefined ? 'no test, but an unhandled error' : `${relative(copy, unloaded.name)} as a whole`;
}

/** Runs a program of Node in the copy. */
async function runNode(args: readonly string[], copy: string, seconds: number): Promise<Outcome['result']> {
  const child = spawn(process.execPath, [...args], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that the workers and the programs under test end together with it.
    detached: process.platform !== 'win32',
  });
  running = child;
  lastOutput = '';
  const keep = (chunk: Buffer): void => {
    lastOutput = (lastOutput + chunk.toString()).slice(-maxOutput);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('exit', resolve).once('error', reject);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    endTests();
  }, seconds * 1000);
  const code = await promise;
  clearTimeout(timer);
  endTests();
  running = undefined;
  if (isLate) return 'timed out';
  return code === 0 ? 'passed' : 'failed';
}

/** Ends the running program and everything that it started. */
function endTests(): void {
  if (running?.pid === undefined) return;
  if (process.platform === 'win32') {
    running.kill();
    return;
  }
  try {
    process.kill(-running.pid, 'SIGKILL');
  } catch {
    // All processes of the group have ended.
  }
}

function report(
  selected: readonly Selected[],
  survivors: readonly Selected[],
  killed: ReadonlyMap<string, number>,
): void {
  console.log('');
  for (const [name, mutants] of Map.groupBy(selected, ({ module }) => module.module)) {
    const count = killed.get(name) ?? 0;
    console.log(`${name}: ${count} killed, ${mutants.length - count} survived`);
  }
  for (const { mutant } of survivors) {
    console.log(`\n${mutant.name} survived in ${mutant.file}. ${mutant.effect}`);
    console.log(linesOf(mutant.text).replaceAll(/^/gm, '- '));
    console.log(linesOf(mutant.replacement).replaceAll(/^/gm, '+ '));
  }
  const total = selected.length - survivors.length;
  const percent = (100 * total) / selected.length;
  console.log(`\n${total} of ${selected.length} mutations killed (${percent.toFixed(1)} %)`);
  if (percent < Number(values['min-killed'])) {
    console.error(`fewer than --min-killed ${values['min-killed']} percent were killed`);
    process.exitCode = 1;
  }
}
