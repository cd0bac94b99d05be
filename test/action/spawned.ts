import { spawn, type ChildProcess } from 'node:child_process';
import { lchown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtDirectory } from '../built.ts';
import { parseCommands, type Command } from './runner-rules.ts';

/** The program of the root action. */
export const entry: string = entryOf('push');

function entryOf(bundle: string): string {
  return join(builtDirectory, `${bundle}.js`);
}

/** The files and directories that a runner prepares for a step. */
export interface Workspace extends AsyncDisposable {
  /** Current directory of the step. */
  readonly path: string;
  readonly runnerTemp: string;
  readonly home: string;
  file(name: string): string;
}

export async function workspace(): Promise<Workspace> {
  const base = await mkdtemp(join(tmpdir(), 'action-test-'));
  const path = join(base, 'work');
  for (const name of ['work', 'temp', 'tmp', 'home', 'files']) await mkdir(join(base, name));
  return {
    path,
    runnerTemp: join(base, 'temp'),
    home: join(base, 'home'),
    file: (name) => join(base, 'files', name),
    [Symbol.asyncDispose]: () => rm(base, { recursive: true, force: true }),
  };
}

export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly commands: readonly Command[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly notices: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly outputFile: string;
  readonly stateFile: string;
  readonly envFile: string;
  readonly pathFile: string;
  readonly summary: string;
  /** Names in the temporary directories after the run, without the directory of locks, which processes share. */
  readonly left: readonly string[];
  readonly ms: number;
}

export interface RunOptions {
  /** Name of the action's bundle. @default push */
  readonly bundle?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Runs as an unprivileged user, because root ignores permissions. */
  readonly unprivileged?: boolean | undefined;
  /** The step's file mode creation mask. @default that of the tests */
  readonly umask?: number | undefined;
  /** Shell command that runs first in the same process, such as `ulimit -f 100`. Not on Windows. */
  readonly limit?: string | undefined;
  /** Called with the started process. */
  readonly onStart?: ((child: ChildProcess) => void) | undefined;
  /** Called with the whole stdout after each new chunk. */
  readonly onOutput?: ((stdout: string, child: ChildProcess) => void) | undefined;
}

/** Variables with the paths of the files to which a step writes for the runner. */
export const commandFiles = [
  'GITHUB_OUTPUT',
  'GITHUB_STATE',
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_STEP_SUMMARY',
] as const;

/** Runs the action as a runner does: with inputs as `INPUT_*`, and command files for its results. */
export async function runAction(
  place: Workspace,
  inputs: Readonly<Record<string, string>>,
  options: RunOptions = {},
): Promise<Run> {
  for (const name of commandFiles) await writeFile(place.file(name), '');
  const user = options.unprivileged === true ? await unprivilegedUser(place) : {};
  const started = performance.now();
  // The child inherits the mask when it starts.
  const umask = options.umask === undefined ? undefined : process.umask(options.umask);
  const env = environment(place, inputs, options.env);
  // A shell removes variables with invalid names, such as `INPUT_SOURCE-DIR`; env(1) sets them again.
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value ?? ''}`);
  const program = [process.execPath, entryOf(options.bundle ?? 'push')];
  const [command = '', ...args] =
    options.limit === undefined
      ? program
      : ['sh', '-c', `${options.limit}; exec env "$@"`, 'sh', ...variables, ...program];
  const child = spawn(command, args, { ...user, cwd: place.path, env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (umask !== undefined) process.umask(umask);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    options.onOutput?.(stdout, child);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  options.onStart?.(child);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve([code, signal]);
    });
  });
  const files = Object.fromEntries(
    await Promise.all(
      commandFiles.map(async (name) => [name, await readFile(place.file(name), 'utf8').catch(() => '')] as const),
    ),
  );
  const commands = parseCommands(stdout);
  const valuesOf = (name: string): readonly string[] =>
    commands.filter((command) => command.name === name).map((command) => command.value);
  return {
    code,
    signal,
    stdout,
    stderr,
    commands,
    errors: valuesOf('error'),
    warnings: valuesOf('warning'),
    notices: valuesOf('notice'),
    outputs: parseBlocks(files['GITHUB_OUTPUT'] ?? ''),
    outputFile: files['GITHUB_OUTPUT'] ?? '',
    stateFile: files['GITHUB_STATE'] ?? '',
    envFile: files['GITHUB_ENV'] ?? '',
    pathFile: files['GITHUB_PATH'] ?? '',
    summary: files['GITHUB_STEP_SUMMARY'] ?? '',
    left: [...(await readdir(place.runnerTemp)), ...(await readdir(join(place.runnerTemp, '../tmp')))].filter(
      (name) => !name.startsWith('oci-artifact-locks'),
    ),
    ms: performance.now() - started,
  };
}

const nobodyId = 65_534;

async function unprivilegedUser(place: Workspace): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const base = join(place.path, '..');
  for (const path of ['.', ...(await readdir(base, { recursive: true }))])
    await lchown(join(base, path), nobodyId, nobodyId);
  return { uid: nobodyId, gid: nobodyId };
}

function environment(
  place: Workspace,
  inputs: Readonly<Record<string, string>>,
  more: RunOptions['env'] = {},
): NodeJS.ProcessEnv {
  const temporary = join(place.runnerTemp, '../tmp');
  return {
    PATH: process.env['PATH'],
    HOME: place.home,
    USERPROFILE: place.home,
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    SystemRoot: process.env['SystemRoot'],
    RUNNER_TEMP: place.runnerTemp,
    GITHUB_ACTIONS: 'true',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_WORKSPACE: place.path,
    ...Object.fromEntries(commandFiles.map((name) => [name, place.file(name)])),
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ...more,
  };
}

/** Reads `name<<delimiter` blocks as the runner does. The last value of a name wins. */
export function parseBlocks(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const [, name, delimiter] = /^([^=<]+)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined || delimiter === undefined) {
      if (lines[at] !== '') throw new Error(`invalid line in a command file: ${lines[at] ?? ''}`);
      continue;
    }
    const end = lines.indexOf(delimiter, at + 1);
    if (end < 0) throw new Error(`the block of ${name} has no end`);
    outputs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}
