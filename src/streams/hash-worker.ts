import { SHARE_ENV, Worker } from 'node:worker_threads';
import { untilAborted } from '../concurrency/index.ts';
import { messageOf, OciError, parseDigest, type Digest, type DigestAlgorithm } from '../spec/index.ts';

/**
 * The program of the worker. It is a string, so that it also runs when this module is part of a bundle. With `path`, it
 * hashes the file. Otherwise it hashes the chunks that it receives: it sleeps until the first counter (chunks sent) is
 * greater than its own count, and it counts the hashed chunks in the second counter.
 */
const program = `
const { createHash } = require('node:crypto');
const { closeSync, constants, openSync, readSync } = require('node:fs');
const { parentPort, receiveMessageOnPort, workerData: { algorithm, counters, path } } = require('node:worker_threads');
const hash = createHash(algorithm);
if (path === undefined) hashMessages();
else hashFile();
parentPort.postMessage(hash.digest('hex'));
function hashMessages() {
  for (let done = 0; ; ) {
    Atomics.wait(counters, 0, done);
    const { message } = receiveMessageOnPort(parentPort);
    if (message === 'digest') return;
    hash.update(message);
    Atomics.store(counters, 1, ++done);
    Atomics.notify(counters, 1);
  }
}
function hashFile() {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW || 0));
  const chunk = Buffer.allocUnsafeSlow(1024 * 1024);
  for (let size = 0; (size = readSync(file, chunk)) > 0; ) hash.update(chunk.subarray(0, size));
  closeSync(file);
}
`;

interface WorkerInput {
  readonly algorithm: DigestAlgorithm;
  readonly counters?: Int32Array<SharedArrayBuffer>;
  readonly path?: string;
}

function startWorker(workerData: WorkerInput): Worker {
  return new Worker(program, { eval: true, execArgv: [], env: SHARE_ENV, workerData });
}

/**
 * Hashes a file in a worker. Symbolic links are not followed.
 *
 * @throws OciError `FILE_SYSTEM` for a file that cannot be read, `ABORTED`
 */
export async function hashFileInWorker(
  path: string,
  algorithm: DigestAlgorithm,
  signal?: AbortSignal,
): Promise<Digest> {
  const worker = startWorker({ algorithm, path });
  try {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    worker
      .once('message', resolve)
      .once('error', reject)
      .once('exit', () => reject(workerEnded()));
    return parseDigest(`${algorithm}:${await untilAborted(promise, signal)}`);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new OciError('FILE_SYSTEM', `cannot hash ${path}: ${messageOf(error)}`, { cause: error });
  } finally {
    await worker.terminate();
  }
}

/** Indexes of the counters. */
const sentChunks = 0;
const hashedChunks = 1;

/** Hashes chunks in a worker. The worker reads shared memory directly. Other chunks are copied. */
export class HashWorker implements Disposable {
  /** Number of workers of this process that are not disposed. */
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
    HashWorker.running++;
    worker.once('error', fail).once('exit', () => fail(workerEnded()));
  }

  /**
   * @returns undefined when the process cannot start a worker, because of Node's permission model or the thread limit
   *   of the system
   */
  static start(algorithm: DigestAlgorithm): HashWorker | undefined {
    const counters = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    try {
      return new HashWorker(algorithm, startWorker({ algorithm, counters }), counters);
    } catch {
      return undefined;
    }
  }

  /** Hashes one chunk at a time. The chunk must not change until the promise is settled. */
  update(chunk: Uint8Array): Promise<void> {
    const updating = this.#request<void>((resolve) => {
      const before = this.#send(chunk.buffer instanceof SharedArrayBuffer ? chunk : this.#copy(chunk));
      const pending = Atomics.waitAsync(this.#counters, hashedChunks, before);
      if (pending.async) void pending.value.then(() => resolve());
      else resolve();
    });
    // A caller that does not wait must not cause an unhandled rejection.
    updating.catch(() => undefined);
    return updating;
  }

  digest(): Promise<Digest> {
    return this.#request((resolve) => {
      this.#worker.once('message', (hex: string) => resolve(parseDigest(`${this.#algorithm}:${hex}`)));
      this.#send('digest');
    });
  }

  [Symbol.dispose](): void {
    if (!this.#disposed) HashWorker.running--;
    this.#disposed = true;
    void this.#worker.terminate();
  }

  #request<Answer>(send: (resolve: (answer: Answer) => void) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) throw this.#failure.error;
      this.#reject = reject;
      send(resolve);
    });
  }

  /** @returns the number of messages sent before */
  #send(message: Uint8Array | 'digest'): number {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the rule applies to browser windows
    this.#worker.postMessage(message);
    const before = Atomics.add(this.#counters, sentChunks, 1);
    Atomics.notify(this.#counters, sentChunks);
    return before;
  }

  #copy(chunk: Uint8Array): Uint8Array {
    if (this.#copies.byteLength < chunk.byteLength)
      this.#copies = new Uint8Array(new SharedArrayBuffer(chunk.byteLength));
    this.#copies.set(chunk);
    return this.#copies.subarray(0, chunk.byteLength);
  }
}

function workerEnded(): Error {
  return new Error('the worker ended early');
}
