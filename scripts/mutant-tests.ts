// Runs tests again and again in one process for scripts/test-mutants.ts. A start of vitest takes longer than most tests.
// The working directory is the copy of the project. Argument: a configuration of vitest.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inspect } from 'node:util';
import { createVitest, type TestModule } from 'vitest/node';

/** The request of the parent process. */
export interface TestRequest {
  /** Files and folders, relative to the working directory. */
  readonly tests: readonly string[];
}

/** The reply to the parent process. `undecided`: the build failed, or no test ran. */
export interface TestReply {
  readonly result: 'passed' | 'failed' | 'undecided';
  /** The first test that failed, or another reason. */
  readonly reason: string;
}

const root = process.cwd();
const configuration = process.argv[2] ?? '';
const vitest = await createVitest('test', {
  root,
  config: join(root, configuration),
  watch: false,
  bail: 1,
  reporters: [{}],
});

process.on('message', (request: TestRequest) => {
  void run(request)
    .catch((error: unknown): TestReply => ({ result: 'undecided', reason: inspect(error) }))
    .then((reply) => process.send?.(reply));
});
process.send?.('ready');

// Vitest starts new workers for each run, and Node reads the source in them, so a change of a file needs no other step.
async function run({ tests }: TestRequest): Promise<TestReply> {
  // Results of earlier runs must not count.
  vitest.state.filesMap.clear();
  vitest.state.idMap.clear();
  const specifications = await vitest.globTestSpecifications([...tests]);
  buildFor(specifications.map(({ moduleId }) => moduleId));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const failure = failureIn(testModules, unhandledErrors);
  if (failure !== undefined) return { result: 'failed', reason: failure };
  const passed = testModules.reduce((sum, module) => sum + [...module.children.allTests('passed')].length, 0);
  if (passed === 0) return { result: 'undecided', reason: 'no test ran' };
  return { result: 'passed', reason: `${passed} tests passed` };
}

/** Builds the programs that the tests start: those in `dist/` in tests with other programs, and those in `build/`. */
function buildFor(modules: readonly string[]): void {
  const isInterop = configuration.includes('interop');
  if (!isInterop && !modules.some(usesPrograms)) return;
  const directory = join(root, isInterop ? 'dist' : 'build');
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), directory], { stdio: 'ignore' });
}

function usesPrograms(test: string): boolean {
  return /(?:built|loaded|spawned)\.ts'/.test(readFileSync(test, 'utf8'));
}

/** Names the first test that failed, and says whether it failed by its time limit. */
function failureIn(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): string | undefined {
  for (const module of modules) {
    for (const test of module.children.allTests('failed')) {
      const isLate = test.result().errors?.some(({ message }) => /timed out in \d+ms/.test(message)) === true;
      return `${relative(root, module.moduleId)} > ${test.fullName}${isLate ? ', by its time limit' : ''}`;
    }
  }
  for (const module of modules) {
    const [error] = module.errors();
    if (error !== undefined) return `${relative(root, module.moduleId)} as a whole: ${error.message}`;
  }
  const [error] = unhandledErrors;
  return error === undefined ? undefined : `no test, but an unhandled error: ${inspect(error)}`;
}
