import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtDirectory } from '../built.ts';
import { parseCommands, type Command } from './runner-rules.ts';
import { commandFiles, parseBlocks, type Workspace } from './spawned.ts';

export interface StepRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly commands: readonly Command[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  /** The content of all command files. */
  readonly files: string;
  readonly summary: string;
  /** Names in the runner's temporary directories after the step. */
  readonly left: readonly string[];
}

export interface StepOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs the main step of serve/action.yml as a runner does. */
export function runServe(
  place: Workspace,
  inputs: Readonly<Record<string, string>>,
  options: StepOptions = {},
): Promise<StepRun> {
  return runStep(
    place,
    'serve.js',
    {
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      ...options.env,
    },
    options,
  );
}

/** Runs the post step with the state that the main step saved. */
export function runServePost(
  place: Workspace,
  state: Readonly<Record<string, string>>,
  options: StepOptions = {},
): Promise<StepRun> {
  return runStep(
    place,
    'serve-post.js',
    { ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])), ...options.env },
    options,
  );
}

async function runStep(
  place: Workspace,
  entry: string,
  env: Readonly<Record<string, string | undefined>>,
  options: StepOptions,
): Promise<StepRun> {
  for (const name of commandFiles) await writeFile(place.file(name), '');
  const temporary = join(place.runnerTemp, '../tmp');
  const child = spawn(process.execPath, [join(builtDirectory, entry)], {
    cwd: place.path,
    env: {
      PATH: process.env['PATH'],
      HOME: place.home,
      USERPROFILE: place.home,
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
      SystemRoot: process.env['SystemRoot'],
      RUNNER_TEMP: place.runnerTemp,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: place.path,
      ...Object.fromEntries(commandFiles.map((name) => [name, place.file(name)])),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  options.onStart?.(child);
  // The runner also waits until all processes have closed the pipes, so a registry that keeps them open blocks the job.
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const texts = new Map(
    await Promise.all(commandFiles.map(async (name) => [name, await readFile(place.file(name), 'utf8')] as const)),
  );
  const commands = parseCommands(stdout);
  const valuesOf = (name: string): readonly string[] =>
    commands.filter((command) => command.name === name).map((command) => command.value);
  return {
    code,
    stdout,
    stderr,
    commands,
    errors: valuesOf('error'),
    warnings: valuesOf('warning'),
    outputs: parseBlocks(texts.get('GITHUB_OUTPUT') ?? ''),
    state: parseBlocks(texts.get('GITHUB_STATE') ?? ''),
    files: [...texts.values()].join('\n'),
    summary: texts.get('GITHUB_STEP_SUMMARY') ?? '',
    left: [...(await readdir(place.runnerTemp)), ...(await readdir(temporary))],
  };
}
