import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The resources that a process used. */
export interface Usage {
  readonly seconds: number;
  /** User and system time of all threads. */
  readonly cpuSeconds: number;
  /** The maximum resident size. */
  readonly peakBytes: number;
}

export interface Command {
  readonly program: readonly [string, ...string[]];
  /** @default the directory of the run */
  readonly cwd?: string | undefined;
  /** Files for standard input and output. @default no input, and a log for the output */
  readonly stdin?: string | undefined;
  readonly stdout?: string | undefined;
}

export interface MeasureOptions {
  /** The program that measures the process. */
  readonly measure: string;
  readonly signal: AbortSignal;
}

/**
 * Synchronises the disk and runs a program to its end. `place` is its home directory and its temporary directory.
 */
export async function measured(command: Command, place: string, { measure, signal }: MeasureOptions): Promise<Usage> {
  const home = join(place, 'home');
  await mkdir(home, { recursive: true });
  const report = join(home, 'usage.json');
  const log = join(home, 'log');
  await using output = await open(log, 'w');
  await using stdin = command.stdin === undefined ? undefined : await open(command.stdin);
  await using stdout = command.stdout === undefined ? undefined : await open(command.stdout, 'w');
  // Pending writes of earlier programs would slow this one down.
  await promisify(execFile)('sync');
  const child = spawn(measure, [report, ...command.program], {
    cwd: command.cwd ?? place,
    env: { ...process.env, HOME: home, TMPDIR: home, DOCKER_CONFIG: home },
    signal,
    stdio: [stdin?.fd ?? 'ignore', stdout?.fd ?? output.fd, output.fd],
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(`${command.program.join(' ')} ended with ${code}:\n${(await readFile(log, 'utf8')).slice(-4000)}`);
  return JSON.parse(await readFile(report, 'utf8')) as Usage;
}
