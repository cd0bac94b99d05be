import { join } from 'node:path';
import { orAborted } from '../concurrency/index.ts';
import { OciError, printable, throwIfAborted } from '../spec/index.ts';
import { guardProgram } from './helper-guard.ts';
import type { Environment } from './helper-path.ts';

export interface HelperRun {
  /** Absolute path of the helper. */
  readonly program: string;
  /** What goes to its standard input: a server address. */
  readonly input: string;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
  /** @default 30_000 */
  readonly timeoutMs?: number | undefined;
}

export interface HelperOutput {
  /** -1 when a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
}

/** Runs a credential helper with the verb `get`. */
export type RunHelper = (run: HelperRun) => Promise<HelperOutput>;

/** Longest run, milliseconds: what a person needs to answer a prompt does not happen in a workflow; a helper that asks a cloud service does. */
export const helperTimeoutMs: number = 30_000;
/** Most output kept, bytes. A credential has some hundreds. */
export const maxHelperOutput: number = 1024 * 1024;
/** Added to the helper's time for starting and ending the process that watches it, milliseconds. */
const guardGraceMs = 10_000;

/**
 * Runs a credential helper through @actions/exec: silently, without a shell, under a time limit that kills it and all it started.
 *
 * @throws OciError `TIMEOUT`, `CREDENTIALS` when it cannot be started or prints too much, `ABORTED`
 */
export async function runHelper(run: HelperRun): Promise<HelperOutput> {
  throwIfAborted(run.signal);
  const timeoutMs = run.timeoutMs ?? helperTimeoutMs;
  const guard = new Guard(run, timeoutMs);
  const backstop = setTimeout(() => guard.stop(), timeoutMs + guardGraceMs);
  const stop = (): void => guard.stop();
  run.signal?.addEventListener('abort', stop, { once: true });
  try {
    return readOutcome(await orAborted(guard.finished, run.signal), run.program, timeoutMs);
  } finally {
    clearTimeout(backstop);
    run.signal?.removeEventListener('abort', stop);
  }
}

/** The process that watches the helper. */
class Guard {
  /** All that it printed. */
  readonly finished: Promise<string>;
  #printed = '';
  #stopping = false;
  #stopped = false;

  constructor(run: HelperRun, timeoutMs: number) {
    this.finished = this.#run(run, timeoutMs);
    // Nobody listens any more when the caller has left before the end.
    this.finished.catch(() => undefined);
  }

  /** Ends the watching process, which takes the helper along. Before it has said who it is, that happens as soon as it does. */
  stop(): void {
    this.#stopping = true;
    const pid = /^guard (\d+)\r?\n/.exec(this.#printed)?.[1];
    if (pid === undefined || this.#stopped) return;
    this.#stopped = true;
    end(Number(pid));
  }

  async #run(run: HelperRun, timeoutMs: number): Promise<string> {
    const env = Object.fromEntries(
      Object.entries(run.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    // Loaded only here: most registries are reached without a helper.
    const { exec } = await import('@actions/exec');
    await exec(
      quoted(process.execPath),
      ['-e', guardProgram, '--', run.program, 'get', run.input, String(timeoutMs), String(maxHelperOutput)],
      {
        env,
        silent: true,
        ignoreReturnCode: true,
        delay: 1000,
        listeners: {
          stdout: (data) => {
            this.#printed += data.toString('latin1');
            if (this.#stopping) this.stop();
          },
        },
      },
    );
    return this.#printed;
  }
}

function readOutcome(printed: string, program: string, timeoutMs: number): HelperOutput {
  const [, outcome = ''] = printed.split(/\r?\n/);
  const [kind = '', first = '', second = ''] = outcome.split(' ');
  switch (kind) {
    case 'output':
      return { exitCode: Number(first), stdout: Buffer.from(second, 'base64').toString('utf8') };
    case 'timeout':
      throw new OciError(
        'TIMEOUT',
        `the credential helper ${printable(program)} did not answer within ${timeoutMs / 1000} s and was ended; run it by hand to see what it waits for, or give credentials in another way`,
      );
    case 'overflow':
      throw new OciError(
        'CREDENTIALS',
        `the credential helper ${printable(program)} printed more than ${maxHelperOutput} bytes and was ended`,
      );
    default:
      throw new OciError(
        'CREDENTIALS',
        `the credential helper ${printable(program)} could not be run${first === '' ? '' : ` (${printable(first, 40)})`}`,
      );
  }
}

/** The command line as @actions/exec splits it. */
function quoted(path: string): string {
  return `"${path.replaceAll('"', String.raw`\"`)}"`;
}

function end(pid: number): void {
  if (process.platform === 'win32') {
    // A signal would end the watching process alone; this ends the tree.
    const taskkill = join(process.env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', 'taskkill.exe');
    void import('@actions/exec')
      .then(({ exec }) =>
        exec(quoted(taskkill), ['/T', '/F', '/PID', String(pid)], { silent: true, ignoreReturnCode: true }),
      )
      .catch(() => undefined);
    return;
  }
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
