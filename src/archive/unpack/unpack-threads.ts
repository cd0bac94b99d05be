import type { UnpackThread } from './unpack-thread.ts';

/**
 * Minimum size of a layer for which a worker is started, bytes. A worker takes as long to start as unpacking 10 MiB.
 */
const minThreadBytes = 4 * 1024 * 1024;
/** Minimum size of a layer for an idle worker, bytes. To pass it on takes as long as unpacking some small files. */
const minSharedBytes = 64 * 1024;

/**
 * Workers that unpack layers, each one layer after the other. To start a worker for each layer would take longer than
 * unpacking a small one. Disposing ends them.
 */
export class UnpackThreads implements AsyncDisposable {
  readonly #idle: UnpackThread[] = [];

  /**
   * Starts a worker before the first layer arrives, because this takes as long as the requests and the preparation
   * before it.
   *
   * @param size sum of the sizes of all layers, bytes. A small sum needs no worker.
   */
  async prepare(size: number): Promise<void> {
    const thread = size < minThreadBytes ? undefined : await start();
    if (thread !== undefined) this.#idle.push(thread);
  }

  /**
   * Reserves a worker. The caller must {@link release} it.
   *
   * @param size of the layer, bytes
   * @returns undefined for a small layer, and if all workers are busy and the process cannot start another one
   */
  async reserve(size: number): Promise<UnpackThread | undefined> {
    if (size < minSharedBytes) return undefined;
    const idle = this.#idle.pop();
    return idle !== undefined || size < minThreadBytes ? idle : await start();
  }

  /** Accepts a worker for the next layer. Waits for the end of a worker that has not finished its layer. */
  async release(thread: UnpackThread): Promise<void> {
    if (thread.isIdle) this.#idle.push(thread);
    else await thread[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const thread of this.#idle.splice(0)) await thread[Symbol.asyncDispose]();
  }
}

async function start(): Promise<UnpackThread | undefined> {
  const { UnpackThread: Thread } = await import('./unpack-thread.ts');
  return Thread.start();
}
