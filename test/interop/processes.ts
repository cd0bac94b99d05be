import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../eventually.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs?: number;
  readonly input?: string;
}

/** Runs a program to its end and returns its exit code. A missing program is an error. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const env = { ...process.env, ...options.env };
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      [...args],
      { cwd: options.cwd, env, timeout: options.timeoutMs ?? 120_000, maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number')
          reject(
            new Error(`${command} ${args.join(' ')} was terminated: ${error.message}\n${stderr}`, {
              cause: error,
            }),
          );
        else resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
    // A program may end without reading its input, which breaks the pipe.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}

/** {@link run} for a program that must succeed. @returns its stdout */
export async function must(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`);
  return stdout;
}

export interface Service extends AsyncDisposable {
  readonly process: ChildProcess;
  /** The output so far. */
  output(): string;
}

/** Starts a server program and waits until `ready` accepts its output. Disposing stops the program. */
export async function serve(
  command: string,
  args: readonly string[],
  options: RunOptions,
  ready: (output: string) => boolean | Promise<boolean>,
): Promise<Service> {
  const child = spawn(command, [...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-200_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  failed.catch(() => undefined);
  try {
    await eventually(
      async () => {
        if (await Promise.race([ready(output), failed])) return true;
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`exit code ${child.exitCode}`);
        return false;
      },
      'its start',
      30_000,
    );
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${command} did not start: ${String(error)}\n${output}`, { cause: error });
  }
  return {
    process: child,
    output: () => output,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    },
  };
}

export interface TemporaryDirectory extends AsyncDisposable {
  readonly path: string;
}

export async function temporaryDirectory(): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'oci-artifact-interop-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
