import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  accessLine,
  placeInputOf,
  serveRegistry,
  withConnectionLogging,
  type ConnectionLog,
  type ServePlan,
  type Serving,
} from '../commands/index.ts';
import { explainFailure, Printer } from '../output/index.ts';
import { actionLabel } from './inputs.ts';
import { ServeDirectory } from './serve-directory.ts';
import { messageOf, withOptionLabels } from '../spec/index.ts';

/** A message from the step to the background process. Secrets are sent only this way, and are not stored. */
export type ToBackground =
  | { readonly kind: 'plan'; readonly plan: ServePlan; readonly directory: string }
  | { readonly kind: 'stay' };

/** A message from the background process to the step. */
export type FromBackground =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Milliseconds between heartbeats, and between checks whether to stop. */
const heartbeatMs = 250;

/** Serves the registry of a job: from the plan that the step sends until the post step stops it. */
export async function serveInBackground(): Promise<void> {
  const end = new AbortController();
  const stop = (): void => {
    end.abort();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  let staying = false;
  const plan = new Promise<Extract<ToBackground, { kind: 'plan' }> | undefined>((resolve) => {
    process.on('message', (received: ToBackground) => {
      if (received.kind === 'plan') resolve(received);
      else staying = true;
    });
    end.signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
  process.on('disconnect', () => {
    // The step ended before it saved its state, so no post step would stop this process.
    if (!staying) stop();
  });
  const message = await plan;
  if (message !== undefined) await run(message.plan, new ServeDirectory(message.directory), end.signal);
  if (process.connected) process.disconnect();
}

async function run(plan: ServePlan, directory: ServeDirectory, signal: AbortSignal): Promise<void> {
  const serving = await start(plan);
  if (serving === undefined) return;
  await directory.heartbeat(process.pid);
  // The heartbeat continues while requests finish and content is counted.
  const timer = setInterval(() => void directory.heartbeat(process.pid), heartbeatMs);
  send({ kind: 'ready', url: serving.url });
  while (!signal.aborted && !(await directory.mustStop()))
    await sleep(heartbeatMs, undefined, { signal }).catch(() => undefined);
  await serving.close();
  if (await directory.exists()) await directory.writeReport(await serving.inventory());
  clearInterval(timer);
  await serving[Symbol.asyncDispose]();
}

async function start(plan: ServePlan): Promise<Serving | undefined> {
  const log = openLog();
  try {
    return await serveRegistry(plan, {
      label: actionLabel,
      connection: withConnectionLogging({ env: process.env, homedir: homedir() }, log),
      onAccess: (entry) => {
        log.line(accessLine(entry));
      },
      onError: (error, doing) => {
        log.warning(`${doing}: ${withOptionLabels(messageOf(error), actionLabel)}`);
      },
    });
  } catch (error) {
    const message = explainFailure(error, {
      label: actionLabel,
      placeInput: placeInputOf(plan, 'port'),
      directoryInput: 'storage',
      registry: plan.upstream?.registry,
    });
    send({ kind: 'failed', message });
    process.exitCode = 1;
    return undefined;
  }
}

/** Standard output is the log file. */
function openLog(): ConnectionLog {
  const printer = new Printer((line) => {
    process.stdout.write(`${new Date().toISOString()} ${line}\n`);
  });
  return {
    line: (text) => {
      printer.line(text);
    },
    warning: (text) => {
      printer.line(`warning: ${text}`);
    },
    debug: () => {},
    hide: (secret) => {
      printer.hide(secret);
    },
  };
}

function send(message: FromBackground): void {
  if (process.connected) process.send?.(message);
}
