import { SHARE_ENV, Worker } from 'node:worker_threads';
import { parseDigest, type Digest, type DigestAlgorithm } from '../spec/index.ts';

/** Runs by itself in its thread, whatever this module was bundled into. It sleeps until the first counter, chunks given, is above its own. */
const program = `
const { createHash } = require('node:crypto');
const { parentPort, receiveMessageOnPort, workerData: { algorithm, counters } } = require('node:worker_threads');
const hash = createHash(algorithm);
for (let done = 0; ; ) {
  Atomics.wait(counters, 0, done);
  const { message } = receiveMessageOnPort(parentPort);
  if (message === 'digest') { parentPort.postMessage(hash.digest('hex')); break; }
  hash.update(message);
  Atomics.store(counters, 1, ++done);
  Atomics.notify(counters, 1);
}
`;

const given = 0;
const hashed = 1;

/** Hashes on a thread of its own. Chunks in shared memory are read there as they lie; of others the thread gets a copy. */
export class HashThread implements Disposable {
  /** Those of this process that have not been disposed of. */
  static running = 0;
  readonly #algorithm: DigestAlgorithm;
  readonly #worker: Worker;
  readonly #counters: Int32Array<SharedArrayBuffer>;
  #disposed = false;
  #reject: ((error: unknown) => void) | undefined;
  #failure: { readonly error: unknown } | undefined;
  #copies: Uint8Array<SharedArrayBuffer> = new Uint8Array(new SharedArrayBuffer(0));

  private constructor(algorithm: DigestAlgorithm, worker: Worker, counters: Int32Array<SharedArrayBuffer>) {
    this.#algorithm = algorithm;
    this.#worker = worker;
    this.#counters = counters;
    const fail = (error: unknown): void => {
      this.#failure ??= { error };
      this.#reject?.(this.#failure.error);
    };
    HashThread.running++;
    worker.once('error', fail).once('exit', () => fail(new Error('the thread that hashes ended early')));
  }

  /** @returns undefined where there can be none: Node's permission model forbids threads, and a system may have no more of them */
  static start(algorithm: DigestAlgorithm): HashThread | undefined {
    const counters = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    try {
      return new HashThread(
        algorithm,
        new Worker(program, { eval: true, execArgv: [], env: SHARE_ENV, workerData: { algorithm, counters } }),
        counters,
      );
    } catch {
      return undefined;
    }
  }

  /** The chunk is good until the promise is settled; one at a time. */
  update(chunk: Uint8Array): Promise<void> {
    const updating = this.#answer<void>((resolve) => {
      const before = this.#give(chunk.buffer instanceof SharedArrayBuffer ? chunk : this.#copied(chunk));
      const waiting = Atomics.waitAsync(this.#counters, hashed, before);
      if (waiting.async) void waiting.value.then(() => resolve());
      else resolve();
    });
    // Whoever waits gets it; who left early does not.
    updating.catch(() => undefined);
    return updating;
  }

  digest(): Promise<Digest> {
    return this.#answer((resolve) => {
      this.#worker.once('message', (hex: string) => resolve(parseDigest(`${this.#algorithm}:${hex}`)));
      this.#give('digest');
    });
  }

  [Symbol.dispose](): void {
    if (!this.#disposed) HashThread.running--;
    this.#disposed = true;
    void this.#worker.terminate();
  }

  #answer<Answer>(ask: (resolve: (answer: Answer) => void) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) throw this.#failure.error;
      this.#reject = reject;
      ask(resolve);
    });
  }

  /** @returns how many were given before */
  #give(what: Uint8Array | 'digest'): number {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
    this.#worker.postMessage(what);
    const before = Atomics.add(this.#counters, given, 1);
    Atomics.notify(this.#counters, given);
    return before;
  }

  #copied(chunk: Uint8Array): Uint8Array {
    if (this.#copies.byteLength < chunk.byteLength)
      this.#copies = new Uint8Array(new SharedArrayBuffer(chunk.byteLength));
    this.#copies.set(chunk);
    return this.#copies.subarray(0, chunk.byteLength);
  }
}
