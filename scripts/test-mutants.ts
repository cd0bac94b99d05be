// Applies each mutation of test/mutants/ to a copy of the project, runs the related tests, and reports which mutations
// the tests notice. The working tree is never changed.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutatedModules } from '../test/mutants/index.ts';
import { linesOf, mutate, testsOf, type MutatedModule, type Mutant } from '../test/mutants/mutant.ts';
import { ProjectCopy } from './mutant-copy.ts';

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

const root = join(import.meta.dirname, '..');

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
  using copy = new ProjectCopy();
  const stop = (): void => {
    copy[Symbol.dispose]();
    process.exit(130);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  await run(selected, copy);
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
  const result = mutate(readFileSync(join(root, mutant.file), 'utf8').replaceAll('\r\n', '\n'), mutant);
  if ('problem' in result)
    return `the mutation "${mutant.name}" does not apply to ${mutant.file}: ${result.problem}; adapt it in test/mutants/`;
  try {
    stripTypeScriptTypes(result.mutated);
    return undefined;
  } catch (error) {
    return `the mutation "${mutant.name}" makes a syntax error in ${mutant.file}: ${String(error)}`;
  }
}

async function run(selected: readonly Selected[], copy: ProjectCopy): Promise<void> {
  const seconds = Number(values.timeout);
  const passing = new Set<string>();
  const survivors: Selected[] = [];
  const killed = new Map<string, number>();
  for (const each of selected) {
    const { module, mutant } = each;
    const name = `${module.module}: ${mutant.name}`;
    const tests = testsOf(module, mutant);
    // Tests that fail without a mutation would count every mutation as killed.
    const untried = tests.filter((path) => !passing.has(path));
    const before = await copy.test(untried, 4 * seconds);
    if (before.result !== 'passed') {
      survivors.push(each);
      process.exitCode = 1;
      console.log(`UNTESTED  ${name} (without it: ${before.reason})`);
      continue;
    }
    for (const path of untried) passing.add(path);
    const { result, reason } = await copy.testMutant(mutant, tests, seconds);
    // A run without a result says nothing: the machine may be slow, or the change does not compile.
    if (result === 'failed') killed.set(module.module, (killed.get(module.module) ?? 0) + 1);
    else survivors.push(each);
    if (result === 'undecided') process.exitCode = 1;
    console.log(`${{ failed: 'killed', passed: 'SURVIVED', undecided: 'UNDECIDED' }[result]}  ${name} (${reason})`);
  }
  report(selected, survivors, killed);
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
