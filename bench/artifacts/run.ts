import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a whole process took, from start to end. */
export interface Usage {
  readonly seconds: number;
  /** In user and in system mode, of all its threads. */
  readonly cpuSeconds: number;
  /** The largest resident size. */
  readonly peakBytes: number;
}

export interface Command {
  readonly program: readonly [string, ...string[]];
  /** @default the place it runs for */
  readonly cwd?: string | undefined;
  /** Files. @default nothing comes in, and what comes out goes to a log */
  readonly stdin?: string | undefined;
  readonly stdout?: string | undefined;
}

export interface MeasureOptions {
  /** The program that measures. */
  readonly measure: string;
  readonly signal: AbortSignal;
}

/**
 * Runs a program to its end, after the disk has come to rest. It sees `place` as its home and as the folder for temporary files.
 */
export async function measured(command: Command, place: string, { measure, signal }: MeasureOptions): Promise<Usage> {
  const home = join(place, 'home');
  await mkdir(home, { recursive: true });
  const report = join(home, 'usage.json');
  const log = join(home, 'log');
  await using output = await open(log, 'w');
  await using stdin = command.stdin === undefined ? undefined : await open(command.stdin);
  await using stdout = command.stdout === undefined ? undefined : await open(command.stdout, 'w');
  // What is still to be written from before would be written at this one's cost.
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
