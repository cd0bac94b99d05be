import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  accessLine,
  serve,
  withConnectionLogging,
  type ConnectionLog,
  type ServePlan,
  type Serving,
} from '../commands/index.ts';
import { explainFailure, Printer } from '../output/index.ts';
import { actionLabel } from './inputs.ts';
import { ServePlace } from './serve-place.ts';
import { messageOf } from '../spec/index.ts';

/** From the step to the process in the background. Secrets travel this way and lie nowhere. */
export type ToBackground =
  | { readonly kind: 'plan'; readonly plan: ServePlan; readonly directory: string }
  | { readonly kind: 'stay' };

/** From the process in the background to the step. */
export type FromBackground =
  | { readonly kind: 'ready'; readonly url: string; readonly registry: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Milliseconds between signs of life, and between looks for the wish to stop. */
const beatMs = 250;

/** The registry of a job: begins when the step hands over a plan, goes on when the step has ended, ends when the post step says so. */
export async function serveInBackground(): Promise<void> {
  const end = new AbortController();
  const stop = (): void => {
    end.abort();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  let staying = false;
  const plan = new Promise<Extract<ToBackground, { kind: 'plan' }> | undefined>((resolve) => {
    process.on('message', (message: ToBackground) => {
      if (message.kind === 'plan') resolve(message);
      else staying = true;
    });
    end.signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
  process.on('disconnect', () => {
    // The step is gone before it told anybody where the registry is: nobody would ever stop it.
    if (!staying) stop();
  });
  const order = await plan;
  if (order !== undefined) await run(order.plan, new ServePlace(order.directory), end.signal);
  if (process.connected) process.disconnect();
}

async function run(plan: ServePlan, place: ServePlace, signal: AbortSignal): Promise<void> {
  const serving = await begin(plan);
  if (serving === undefined) return;
  await place.beat(process.pid);
  // Goes on while requests are let finish and content is counted.
  const pulse = setInterval(() => void place.beat(process.pid), beatMs);
  tell({ kind: 'ready', url: serving.url, registry: serving.registry });
  while (!signal.aborted && !(await place.isOver())) await sleep(beatMs, undefined, { signal }).catch(() => undefined);
  await serving.close();
  if (await place.exists()) await place.writeReport(await serving.inventory());
  clearInterval(pulse);
}

async function begin(plan: ServePlan): Promise<Serving | undefined> {
  const log = openLog();
  try {
    return await serve(plan, {
      label: actionLabel,
      connection: withConnectionLogging({ env: process.env, homedir: homedir() }, log),
      onAccess: (entry) => {
        log.line(accessLine(entry));
      },
      onError: (error, doing) => {
        log.warning(`${doing}: ${messageOf(error)}`);
      },
    });
  } catch (error) {
    const message = explainFailure(error, {
      label: actionLabel,
      placeInput: plan.upstream === undefined ? 'port' : 'upstream',
      directoryInput: 'storage',
      registry: plan.upstream?.registry,
    });
    tell({ kind: 'failed', message });
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

function tell(message: FromBackground): void {
  if (process.connected) process.send?.(message);
}
