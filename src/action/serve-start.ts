import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as core from '@actions/core';
import type { ServePlan } from '../commands/index.ts';
import { explainFailure } from '../output/index.ts';
import { OciError, printable, throwIfAborted } from '../spec/index.ts';
import { actionLabel } from './inputs.ts';
import type { ActionContext } from './step.ts';
import { restoreStorage } from './serve-cache.ts';
import { readServeActionInputs, type ServeInputs } from './serve-inputs.ts';
import { ServePlace } from './serve-place.ts';
import type { FromBackground, ToBackground } from './serve-process.ts';
import { saveServeState } from './serve-state.ts';

/** Milliseconds that the registry may take to begin: it opens its storage and counts what is there. */
const startTimeoutMs = 120_000;

/**
 * Starts a registry that goes on when this step has ended, and hands on where it is.
 *
 * @param program what runs in the background
 */
export async function startRegistry(context: ActionContext, program: string): Promise<void> {
  const { env, log, masks, lifetime } = context;
  lifetime.explainWith((error) =>
    explainFailure(error, { label: actionLabel, directoryInput: 'storage', placeInput: 'upstream' }),
  );
  const inputs = await readServeActionInputs(masks.add, actionLabel);
  const restoredKey = await restored(inputs, context);
  throwIfAborted(lifetime.signal);
  const place = await ServePlace.create(env['RUNNER_TEMP'] || tmpdir());
  // From here on the post step has something to look after, whatever becomes of this process.
  saveServeState({ directory: place.path, inputs, restoredKey });
  const background = spawnBackground(program, place, env);
  try {
    const { url, registry } = await begun(background, { plan: inputs.plan, place, signal: lifetime.signal });
    setOutputs(url, registry);
    saveServeState({ pid: background.pid, url, log: place.log });
    await leave(background);
    log.line(`the registry is at ${url} until the job ends (process ${background.pid ?? '?'})`);
  } catch (error) {
    if (background.connected) background.disconnect();
    background.kill('SIGKILL');
    await place.remove();
    throw error;
  }
}

async function restored(
  { plan, cacheKey }: ServeInputs,
  { env, log, lifetime }: ActionContext,
): Promise<string | undefined> {
  if (cacheKey === undefined || plan.storage === undefined) return undefined;
  return restoreStorage(
    { storage: plan.storage, layout: plan.layout, cacheKey, workspace: env['GITHUB_WORKSPACE'] },
    log,
    lifetime.signal,
  );
}

function spawnBackground(program: string, place: ServePlace, env: ActionContext['env']): ChildProcess {
  const output = openSync(place.log, 'a', 0o600);
  try {
    return spawn(process.execPath, [program], {
      cwd: place.path,
      env: backgroundEnvironment(env),
      detached: true,
      windowsHide: true,
      stdio: ['ignore', output, output, 'ipc'],
    });
  } finally {
    closeSync(output);
  }
}

/** Credentials and proxies are configured by the environment; the inputs, the files of this step and the runner's own tokens are not for it. */
function backgroundEnvironment(env: ActionContext['env']): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(?:INPUT_|STATE_|ACTIONS_|GITHUB_(?:OUTPUT|STATE|ENV|PATH|STEP_SUMMARY|TOKEN)$)/.test(name),
    ),
  );
}

interface Beginning {
  readonly plan: ServePlan;
  readonly place: ServePlace;
  readonly signal: AbortSignal;
}

/** Hands over the plan and waits until the registry listens. */
async function begun(
  background: ChildProcess,
  { plan, place, signal }: Beginning,
): Promise<Extract<FromBackground, { kind: 'ready' }>> {
  const { promise, resolve, reject } = Promise.withResolvers<FromBackground>();
  background.once('message', (message) => {
    resolve(message as FromBackground);
  });
  background.once('error', reject);
  background.once('exit', (code, killer) => {
    reject(
      new OciError('UNKNOWN', `the process of the registry ended at once (${killer ?? `exit code ${code ?? '?'}`})`),
    );
  });
  const late = AbortSignal.timeout(startTimeoutMs);
  AbortSignal.any([signal, late]).addEventListener('abort', () => {
    reject(
      late.aborted
        ? new OciError('TIMEOUT', `the registry did not begin within ${startTimeoutMs / 1000} s`)
        : signal.reason,
    );
  });
  const order: ToBackground = { kind: 'plan', plan, directory: place.path };
  background.send(order, (error) => {
    if (error !== null) reject(error);
  });
  const answer = await promise;
  if (answer.kind === 'ready') return answer;
  // The sentence is complete: it names the input.
  throw new OciError('INPUT_INVALID', answer.message, { detail: { input: 'storage' } });
}

/** Tells the registry to go on by itself, and lets go of it. */
async function leave(background: ChildProcess): Promise<void> {
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

/** @throws OciError `PROTOCOL` for what is not an address on this machine */
function setOutputs(url: string, registry: string): void {
  if (!/^https?:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?$/.test(url) || new URL(url).host !== registry) {
    throw new OciError(
      'PROTOCOL',
      `the registry says that it is at "${printable(url, 200)}", which is no address of this machine; nothing is handed on`,
    );
  }
  core.setOutput('url', url);
  core.setOutput('registry', registry);
}
