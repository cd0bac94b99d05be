import { SHARE_ENV, Worker } from 'node:worker_threads';

/**
 * Starts a program of this module in a worker.
 *
 * @param program name of its file without the extension, next to the caller
 * @param caller URL of the module that starts it. The program has the same extension, as TypeScript, in the package and
 *   in the bundle.
 * @returns undefined if the process cannot start a worker
 */
export function startWorker(program: string, caller: string, workerData?: object): Worker | undefined {
  const [extension = '.js'] = /\.[a-z]+$/.exec(new URL(caller).pathname) ?? [];
  try {
    return new Worker(new URL(program + extension, caller), { execArgv: [], env: SHARE_ENV, workerData });
  } catch {
    return undefined;
  }
}
