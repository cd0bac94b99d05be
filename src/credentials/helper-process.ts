import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { abortedError, OciError, printable, throwIfAborted } from '../spec/index.ts';
import type { Environment } from './helper-path.ts';

/** Operation of a credential helper, in the protocol of Docker. */
export type HelperVerb = 'get' | 'store' | 'erase';

/** Input of a run of a credential helper. */
export interface HelperRun {
  /** Absolute path of the helper. */
  readonly program: string;
  /** Operation of the helper. @default 'get' */
  readonly verb?: HelperVerb | undefined;
  /** Written to the helper's standard input: the server address, or for `store` a JSON object. */
  readonly input: string;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
  /** Maximum run time, milliseconds. @default 30_000 */
  readonly timeoutMs?: number | undefined;
}

/** The output of a credential helper. */
export interface HelperOutput {
  /** -1 when a signal ended the helper. */
  readonly exitCode: number;
  readonly stdout: string;
}

/** Runs a credential helper. */
export type RunHelper = (run: HelperRun) => Promise<HelperOutput>;

/**
 * Maximum run time of a helper, milliseconds. Helpers that call a cloud service need some seconds. A helper that waits
 * for a user's answer would block a workflow.
 */
export const helperTimeoutMs: number = 30_000;
/** Maximum output of a helper, bytes. A credential has some hundred bytes. */
export const maxHelperOutput: number = 1024 * 1024;
/**
 * Maximum wait for the rest of the output after the helper exited, milliseconds. A daemon that the helper started may
 * keep the pipe open.
 */
const drainMs = 1000;

const isWindows = process.platform === 'win32';

/**
 * Runs a credential helper without a shell. Its standard error is discarded, because it may contain secrets. A timeout,
 * an abort or too much output kills the helper and every process that it started. `@actions/exec` is not used, because
 * it cannot kill a process that hangs.
 *
 * @throws OciError `TIMEOUT`, `CREDENTIALS` when the helper cannot be started or prints too much, `ABORTED`
 */
export async function runHelper(run: HelperRun): Promise<HelperOutput> {
  const { program, verb = 'get', input, env, signal, timeoutMs = helperTimeoutMs } = run;
  throwIfAborted(signal);
  const { promise, resolve, reject } = Promise.withResolvers<HelperOutput>();
  const name = `the credential helper ${printable(program)}`;
  const helper = spawn(program, [verb], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
    // The helper gets its own process group, so that it can be killed together with its children.
    detached: !isWindows,
    windowsHide: true,
  });
  const watchdog = startWatchdog(helper.pid);
  const kill = (error: OciError): void => {
    killTree(helper, env);
    reject(error);
  };
  const onAbort = (): void => {
    if (signal !== undefined) kill(abortedError(signal));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const timeout = setTimeout(() => {
    const remedy = 'run it in a terminal to find the reason, or give credentials in another way';
    kill(new OciError('TIMEOUT', `${name} did not answer within ${timeoutMs / 1000} s and was killed; ${remedy}`));
  }, timeoutMs);

  const chunks: Buffer[] = [];
  let size = 0;
  helper.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxHelperOutput) chunks.push(chunk);
    else kill(new OciError('CREDENTIALS', `${name} printed more than ${maxHelperOutput} bytes and was killed`));
  });
  const finish = (code: number | null): void =>
    resolve({ exitCode: code ?? -1, stdout: Buffer.concat(chunks).toString('utf8') });
  let drain: NodeJS.Timeout | undefined;
  helper.on('exit', (code) => (drain = setTimeout(finish, drainMs, code))).on('close', finish);
  helper.on('error', (error: NodeJS.ErrnoException) =>
    reject(new OciError('CREDENTIALS', `cannot run ${name}: ${printable(error.code ?? 'unknown error', 40)}`)),
  );
  helper.stdout.on('error', () => undefined);
  // A helper may exit without reading its input (EPIPE).
  helper.stdin.on('error', () => undefined).end(input);
  try {
    return await promise;
  } finally {
    clearTimeout(timeout);
    clearTimeout(drain);
    signal?.removeEventListener('abort', onAbort);
    watchdog?.kill('SIGKILL');
    helper.stdout.destroy();
  }
}

/**
 * Kills the helper's process group when this process ends, even by SIGKILL, because the pipe to the watchdog then
 * closes. On Windows the system ends child processes together with their parent.
 */
function startWatchdog(pid: number | undefined): ChildProcess | undefined {
  if (isWindows || pid === undefined) return undefined;
  const watchdog = spawn('/bin/sh', ['-c', 'read -r _; kill -KILL "-$0"', String(pid)], {
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl+C in a terminal must not end the watchdog before the helper.
    detached: true,
  });
  return watchdog.on('error', () => undefined);
}

function killTree({ pid }: ChildProcess, env: Environment): void {
  if (pid === undefined) return;
  if (isWindows) {
    const taskkill = join(env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', 'taskkill.exe');
    const options = { stdio: 'ignore', windowsHide: true } as const;
    spawn(taskkill, ['/T', '/F', '/PID', String(pid)], options).on('error', () => undefined);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The process group has already ended.
  }
}
