import { availableParallelism } from 'node:os';
import { Digester, type Digest, type DigestAlgorithm } from '../spec/index.ts';
import { HashWorker } from './hash-worker.ts';

/** Hashes content that comes in chunks, possibly in a worker. Disposing ends the worker. */
export interface StreamHash extends Disposable {
  /**
   * @returns a promise to await before the chunk's buffer is reused; undefined when it may be reused immediately
   */
  update(chunk: Uint8Array): Promise<void> | undefined;
  /** Call it once. */
  digest(): Promise<Digest>;
}

/** Minimum size for a worker, bytes. Starting a worker takes as long as hashing about 30 MiB. */
const minWorkerBytes = 64 * 1024 * 1024;

/** @param size expected number of bytes. A worker hashes large content when a processor is idle */
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
    // A local hash has no resources.
  }
}
