// A copy of the project for scripts/test-mutants.ts. It runs tests of the copy, with a mutation or without.
import { fork, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { mutate, type Mutant } from '../test/mutants/mutant.ts';
import type { TestReply, TestRequest } from './mutant-tests.ts';

const root = join(import.meta.dirname, '..');
/** Folders that the tests do not need in the copy. */
const notCopied: ReadonlySet<string> = new Set(['node_modules', '.git', 'build', 'lib', 'out', '.vitest']);

/** A copy of the project in a temporary directory. */
export class ProjectCopy implements Disposable {
  readonly #directory: string;
  /** The processes that run tests, by their configuration of vitest. */
  readonly #running = new Map<string, ChildProcess>();

  constructor() {
    this.#directory = mkdtempSync(join(tmpdir(), 'oci-artifact-mutants-'));
    cpSync(root, this.#directory, {
      recursive: true,
      filter: (path) => !notCopied.has(relative(root, path).split(sep)[0] ?? ''),
    });
    symlinkSync(join(root, 'node_modules'), join(this.#directory, 'node_modules'), 'junction');
  }

  /** Runs tests with a mutation. */
  async testMutant(mutant: Mutant, tests: readonly string[], seconds: number): Promise<TestReply> {
    const path = join(this.#directory, mutant.file);
    const original = readFileSync(path, 'utf8');
    const result = mutate(original.replaceAll('\r\n', '\n'), mutant);
    if ('problem' in result) throw new Error(`the mutation "${mutant.name}" does not apply: ${result.problem}`);
    writeFileSync(path, result.mutated);
    try {
      // The tests of the module itself are first, and notice most mutations.
      const [own, ...others] = tests;
      const reply = await this.test(own === undefined ? [] : [own], seconds);
      return reply.result === 'passed' && others.length > 0 ? await this.test(others, seconds) : reply;
    } finally {
      writeFileSync(path, original);
    }
  }

  /** Runs tests with the configurations that include them, until one fails. */
  async test(tests: readonly string[], seconds: number): Promise<TestReply> {
    const byConfiguration = Map.groupBy(tests, (path) => {
      if (path.startsWith('test/interop/')) return 'vitest.interop.config.ts';
      return path.endsWith('.programs.test.ts') ? 'vitest.programs.config.ts' : 'vitest.config.ts';
    });
    let reply: TestReply = { result: 'passed', reason: 'the tests passed' };
    for (const [configuration, paths] of byConfiguration) {
      reply = await this.#runTests(configuration, paths, seconds);
      if (reply.result !== 'passed') break;
    }
    return reply;
  }

  [Symbol.dispose](): void {
    for (const configuration of this.#running.keys()) this.#end(configuration);
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #runTests(configuration: string, tests: readonly string[], seconds: number): Promise<TestReply> {
    const child = await this.#start(configuration);
    const { promise, resolve } = Promise.withResolvers<TestReply>();
    const onEnd = (): void => resolve({ result: 'undecided', reason: 'the process of the tests ended' });
    child.once('message', resolve).once('exit', onEnd);
    const late: TestReply = { result: 'undecided', reason: `not finished after ${seconds} s` };
    const timer = setTimeout(() => resolve(late), seconds * 1000);
    child.send({ tests } satisfies TestRequest);
    const reply = await promise;
    clearTimeout(timer);
    child.off('message', resolve).off('exit', onEnd);
    if (reply.result === 'undecided') this.#end(configuration);
    return reply;
  }

  async #start(configuration: string): Promise<ChildProcess> {
    const running = this.#running.get(configuration);
    if (running !== undefined) return running;
    const child = fork(join(root, 'scripts/mutant-tests.ts'), [configuration], {
      cwd: this.#directory,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // A process group of its own, so that the workers and the programs under test end together with it.
      detached: process.platform !== 'win32',
    });
    this.#running.set(configuration, child);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const onEnd = (): void => reject(new Error(`cannot start vitest with ${configuration}`));
    child.once('message', resolve).once('exit', onEnd);
    await promise;
    child.off('exit', onEnd);
    return child;
  }

  /** Ends the process of a configuration and everything that it started. */
  #end(configuration: string): void {
    const child = this.#running.get(configuration);
    this.#running.delete(configuration);
    if (child?.pid === undefined) return;
    if (process.platform === 'win32') {
      child.kill();
      return;
    }
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All processes of the group have ended.
    }
  }
}
