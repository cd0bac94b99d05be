import type { Worker } from 'node:worker_threads';
import type { PackedLayer } from './hashed-archive.ts';
import type { PackOptions } from './pack.ts';
import { startWorker } from './start-worker.ts';
import type { WalkEntry } from './walk/entry.ts';

/** A source that a worker hashes: a message to it. */
export interface HashInput {
  readonly sourceDir: string;
  /** As they are written to the archive. */
  readonly entries: readonly WalkEntry[];
}

/** The messages of the worker about a source. `layer` is undefined if it found a problem. */
export type HashMessage =
  | { readonly bytes: number; readonly entries: number }
  | { readonly layer: PackedLayer | undefined };

/** A worker that hashes one source after the other. Disposing ends it. */
export class HashThread implements AsyncDisposable {
  readonly #worker: Worker;
  #onProgress: PackOptions['onProgress'];
  #resolve: ((layer: PackedLayer | undefined) => void) | undefined;
  #hasEnded = false;

  private constructor(worker: Worker) {
    this.#worker = worker;
    const end = (): void => {
      this.#hasEnded = true;
      this.#resolve?.(undefined);
    };
    worker
      .once('error', end)
      .once('exit', end)
      .on('message', (message: HashMessage) => {
        if ('layer' in message) this.#resolve?.(message.layer);
        else this.#onProgress?.(message.bytes, message.entries);
      });
  }

  /** @returns undefined if the process cannot start a worker */
  static start(): HashThread | undefined {
    const worker = startWorker('hash-layer-worker', import.meta.url);
    return worker === undefined ? undefined : new HashThread(worker);
  }

  /** Hashes a source. @returns undefined if the worker found a problem, or ended */
  async hash(input: HashInput, onProgress: PackOptions['onProgress']): Promise<PackedLayer | undefined> {
    this.#onProgress = onProgress;
    const { promise, resolve } = Promise.withResolvers<PackedLayer | undefined>();
    this.#resolve = resolve;
    if (this.#hasEnded) return undefined;
    this.#worker.postMessage(input, []);
    return await promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}
