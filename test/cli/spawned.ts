import { builtDirectory } from '../built.ts';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The program that `oci-artifact` starts. */
export const entry: string = join(builtDirectory, 'cli.js');

export interface Place extends AsyncDisposable {
  readonly path: string;
}

export async function temporaryPlace(): Promise<Place> {
  const path = await mkdtemp(join(tmpdir(), 'cli-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** @param variables of the environment, in addition to the usual ones */
export function start(
  place: Place,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, [entry, ...args], {
    cwd: place.path,
    env: {
      PATH: process.env['PATH'],
      SystemRoot: process.env['SystemRoot'],
      HOME: place.path,
      USERPROFILE: place.path,
      TMPDIR: place.path,
      TEMP: place.path,
      TMP: place.path,
      ...variables,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runCli(
  place: Place,
  args: readonly string[],
  input = '',
  variables: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const child = start(place, args, variables);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdin?.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}
