import { availableParallelism } from 'node:os';
import { Digester, type Digest, type DigestAlgorithm } from '../spec/index.ts';
import { HashWorker } from './hash-worker.ts';

/** Hashes content that comes in chunks, possibly in a worker. Disposing ends the worker. */
export interface StreamHash extends Disposable {
  /**
   * @returns a promise to wait for before the chunk's buffer is used again; undefined when it may be used again
   *   immediately
   */
  update(chunk: Uint8Array): Promise<void> | undefined;
  /** Call it once. */
  digest(): Promise<Digest>;
}

/** Size from which a worker saves time, bytes. Starting one takes as long as hashing about 30 MiB. */
const minWorkerBytes = 64 * 1024 * 1024;

/** @param size expected number of bytes; large content is hashed in a worker while a processor is free */
export function streamHash(algorithm: DigestAlgorithm, size: number): StreamHash {
  const useWorker = size >= minWorkerBytes && HashWorker.running < availableParallelism() - 1;
  return (useWorker ? HashWorker.start(algorithm) : undefined) ?? new LocalHash(algorithm);
}

class LocalHash implements StreamHash {
  readonly #digester: Digester;

  constructor(algorithm: DigestAlgorithm) {
    this.#digester = new Digester(algorithm);
  }

  update(chunk: Uint8Array): undefined {
    this.#digester.update(chunk);
  }

  async digest(): Promise<Digest> {
    return this.#digester.digest();
  }

  [Symbol.dispose](): void {
    // There is no worker to end.
  }
}
