import { availableParallelism } from 'node:os';
import { Digester, type Digest, type DigestAlgorithm } from '../spec/index.ts';
import { HashThread } from './hash-thread.ts';

/** A digest of content that comes in chunks, perhaps made on another thread. Disposing ends that. */
export interface StreamHash extends Disposable {
  /** @returns what to wait for before the chunk's memory is used again; undefined when that may be now */
  update(chunk: Uint8Array): Promise<void> | undefined;
  /** May be asked once. */
  digest(): Promise<Digest>;
}

/** Bytes from which another thread pays: starting one takes as long as hashing some 30 MiB. */
const asideBytes = 64 * 1024 * 1024;

/** @param size bytes that are expected; what is large is hashed on a thread of its own while there is a processor for it */
export function streamHash(algorithm: DigestAlgorithm, size: number): StreamHash {
  return (
    (size >= asideBytes && HashThread.running < availableParallelism() - 1 ? HashThread.start(algorithm) : undefined) ??
    new HashHere(algorithm)
  );
}

class HashHere implements StreamHash {
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
    // Nothing is held.
  }
}
