import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import {
  defineCommand,
  serve,
  servePlan,
  type Outcome,
  type RegistryAddress,
  type RunContext,
  type ServeInputs,
  type ServePlan,
  type StorageLayout,
} from '../commands/index.ts';
import { isBucketUrl } from '../connect/index.ts';
import { inputError, OciError, printable, throwIfAborted, type InputLabel } from '../spec/index.ts';
import { runAsStep } from './action.ts';
import { restoreStorage } from './serve-cache.ts';
import { ServeDirectory } from './serve-directory.ts';
import type { FromBackground, ToBackground } from './serve-process.ts';
import { saveServeState } from './serve-state.ts';
import type { ActionContext } from './step.ts';

/** Milliseconds for the registry to start: it opens its storage and counts the content. */
const startTimeoutMs = 120_000;
/** Maximum characters of the prefix: GitHub's limit for a cache key, minus the part that is appended. */
const maxKeyLength = 400;

/**
 * Starts a registry that runs until the job ends, and outputs its address.
 *
 * @param program the program of the background process
 */
export function startRegistry(context: ActionContext, program: string): Promise<void> {
  const command = defineCommand({ ...serve, run: (inputs, run) => startInBackground(inputs, run, program) });
  return runAsStep(command, context);
}

async function startInBackground(
  inputs: ServeInputs,
  context: RunContext,
  program: string,
): Promise<Outcome<RegistryAddress>> {
  const { env, label, signal } = context;
  const plan = await servePlan(inputs, label);
  const { storage, layout } = plan;
  const cacheKey = cacheKeyOf(inputs, label);
  const restoredKey = await restore({ storage, layout, cacheKey }, context);
  throwIfAborted(signal);
  const directory = await ServeDirectory.create(env['RUNNER_TEMP'] || tmpdir());
  // From now on the post step can clean up.
  saveServeState({ directory: directory.path, storage, layout, cacheKey, restoredKey, summary: inputs.summary });
  const background = spawnBackground(program, directory, env);
  context.onFailure(async () => {
    if (background.connected) background.disconnect();
    background.kill('SIGKILL');
    await directory.remove();
  });
  const url = await waitUntilReady(background, { plan, directory, signal });
  return {
    result: { url, registry: URL.parse(url)?.host ?? '' },
    lines: [`the registry is at ${url} until the job ends (process ${background.pid ?? '?'})`],
    afterOutputs: async () => {
      saveServeState({ pid: background.pid, url, log: directory.log });
      await detach(background);
    },
  };
}

interface Restorable {
  readonly storage: string | undefined;
  readonly layout: StorageLayout;
  readonly cacheKey: string | undefined;
}

async function restore(
  { storage, layout, cacheKey }: Restorable,
  { env, log, signal }: RunContext,
): Promise<string | undefined> {
  if (cacheKey === undefined || storage === undefined) return undefined;
  return restoreStorage({ storage, layout, cacheKey, workspace: env['GITHUB_WORKSPACE'] }, log, signal);
}

/** The prefix of the cache keys; undefined without a cache. @throws OciError `INPUT_INVALID` */
export function cacheKeyOf({ storage, cacheKey }: ServeInputs, label: InputLabel): string | undefined {
  // A bucket keeps its content itself.
  if (storage === undefined || cacheKey === undefined || isBucketUrl(storage)) return undefined;
  if (cacheKey.includes(',') || cacheKey.length > maxKeyLength || printable(cacheKey) !== cacheKey)
    throw inputError(
      label('cache-key'),
      cacheKey,
      `is not a cache key; write one line of at most ${maxKeyLength} characters, without commas`,
    );
  // @actions/cache reads paths as patterns.
  const special = /[*?[\]{}!#~]/.exec(resolve(storage))?.[0];
  if (special !== undefined)
    throw inputError(
      label('storage'),
      storage,
      `contains "${special}", which is a pattern for the cache; choose another directory, or set ` +
        `${label('cache-key')} to an empty text`,
    );
  return cacheKey;
}

function spawnBackground(program: string, directory: ServeDirectory, env: ActionContext['env']): ChildProcess {
  const output = openSync(directory.log, 'a', 0o600);
  try {
    return spawn(process.execPath, [program], {
      cwd: directory.path,
      env: backgroundEnvironment(env),
      detached: true,
      windowsHide: true,
      stdio: ['ignore', output, output, 'ipc'],
    });
  } finally {
    closeSync(output);
  }
}

/**
 * The registry needs credentials and proxies of the environment, but not the inputs, the files of this step and the
 * runner's tokens.
 */
function backgroundEnvironment(env: ActionContext['env']): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(?:INPUT_|STATE_|ACTIONS_|GITHUB_(?:OUTPUT|STATE|ENV|PATH|STEP_SUMMARY|TOKEN)$)/.test(name),
    ),
  );
}

interface Start {
  readonly plan: ServePlan;
  readonly directory: ServeDirectory;
  readonly signal: AbortSignal;
}

/** Sends the plan and waits until the registry listens. @returns its base URL */
async function waitUntilReady(background: ChildProcess, { plan, directory, signal }: Start): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<FromBackground>();
  background.once('message', (message) => {
    resolve(message as FromBackground);
  });
  background.once('error', reject);
  background.once('exit', (code, killer) => {
    const reason = killer ?? `exit code ${code ?? '?'}`;
    reject(new OciError('UNKNOWN', `the registry process exited during start-up (${reason})`));
  });
  const timeout = AbortSignal.timeout(startTimeoutMs);
  AbortSignal.any([signal, timeout]).addEventListener('abort', () => {
    const seconds = startTimeoutMs / 1000;
    reject(timeout.aborted ? new OciError('TIMEOUT', `the registry did not start within ${seconds} s`) : signal.reason);
  });
  const message: ToBackground = { kind: 'plan', plan, directory: directory.path };
  background.send(message, (error) => {
    if (error !== null) reject(error);
  });
  const answer = await promise;
  if (answer.kind === 'ready') return answer.url;
  // The message already names the input.
  throw new OciError('INPUT_INVALID', answer.message, { detail: { input: 'storage' } });
}

/** Lets the registry run without this step. */
async function detach(background: ChildProcess): Promise<void> {
  const stay: ToBackground = { kind: 'stay' };
  await new Promise<void>((resolve, reject) => {
    background.send(stay, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
  background.removeAllListeners('exit');
  background.disconnect();
  background.unref();
}
