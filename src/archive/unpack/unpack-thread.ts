import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { abortable } from '../../concurrency/index.ts';
import { startWorker } from '../start-worker.ts';
import { ChunkSender } from './chunk-channel.ts';
import type { UnpackResult } from './options.ts';
import { errorOf, type ThreadData, type ThreadInput, type ThreadMessage } from './thread-message.ts';

/** Number of threads of this process that unpack. */
let running = 0;

/**
 * Unpacks a tar archive in a worker, which writes files while this thread receives, decompresses and hashes the
 * following content. After a failure the caller must dispose the worker, so that it writes nothing any more.
 *
 * @param tar the uncompressed archive
 * @param inThisThread unpacks content if the worker cannot load its program, because a bundler did not include it
 * @throws errors of `tar` and of unpacking
 */
export async function unpackInThread(
  thread: UnpackThread,
  tar: AsyncIterable<Uint8Array>,
  input: ThreadInput,
  inThisThread: (tar: AsyncIterable<Uint8Array>) => Promise<UnpackResult>,
): Promise<UnpackResult> {
  thread.open(input);
  const content = abortable(tar, thread.failed);
  try {
    for (let next = await content.next(); next.done !== true; next = await content.next()) {
      const chunk = next.value;
      // The memory of a chunk that was sent completely may belong to the worker.
      const size = chunk.byteLength;
      for (let at = thread.send(chunk); at < size; at += thread.send(chunk.subarray(at))) {
        if (!(await thread.isReady)) return await inThisThread(joined(thread.unsent(), chunk.subarray(at), content));
        await thread.hasRead();
      }
    }
    if (await thread.isReady) return await thread.end();
    return await inThisThread(joined(thread.unsent(), new Uint8Array(0), content));
  } catch (error) {
    throw thread.error ?? error;
  } finally {
    await content.return();
  }
}

async function* joined(
  chunks: readonly Uint8Array[],
  rest: Uint8Array,
  content: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* chunks;
  yield rest;
  for (let next = await content.next(); next.done !== true; next = await content.next()) yield next.value;
}

function newOutcome(): PromiseWithResolvers<UnpackResult> {
  const outcome = Promise.withResolvers<UnpackResult>();
  // The caller may have failed before it waits for the outcome.
  outcome.promise.catch(() => undefined);
  return outcome;
}

/** A worker that unpacks one archive after the other. Disposing ends it. */
export class UnpackThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #sender: ChunkSender;
  readonly #exit: Promise<unknown>;
  readonly #ready = Promise.withResolvers<boolean>();
  /** The outcome of the last archive. */
  #outcome = newOutcome();
  readonly #failed = new AbortController();
  #input: ThreadInput | undefined;
  /** The times that the worker has: a copy of many takes long. */
  #times: ThreadInput['times'];
  #isStarted = false;
  #isFinished = false;
  #isDisposed = false;
  #error: unknown;
  #onRead: (() => void) | undefined;

  private constructor(worker: Worker, sender: ChunkSender) {
    this.#worker = worker;
    this.#sender = sender;
    this.#exit = new Promise((exited) => {
      worker.once('exit', (code) => {
        this.#fail(new Error('the thread that unpacks ended early'));
        exited(code);
      });
    });
    worker.once('error', (error) => this.#fail(error)).on('message', (message: ThreadMessage) => this.#handle(message));
    running++;
  }

  /** @returns undefined if the process cannot start a worker, or has no processor for it */
  static start(): UnpackThread | undefined {
    if (running >= availableParallelism() - 1) return undefined;
    const sender = new ChunkSender();
    const workerData: ThreadData = { counters: sender.counters };
    const worker = startWorker('unpack-worker', import.meta.url, workerData);
    return worker === undefined ? undefined : new UnpackThread(worker, sender);
  }

  /** Whether the worker is ready for another archive: it has finished the one before. */
  get isIdle(): boolean {
    return this.#isFinished && !this.#failed.signal.aborted;
  }

  /** Begins to unpack an archive. */
  open(input: ThreadInput): void {
    this.#input = input;
    this.#isFinished = false;
    this.#outcome = newOutcome();
    if (this.#failed.signal.aborted) this.#outcome.reject(this.#error);
    this.#connect();
  }

  #connect(): void {
    if (!this.#isStarted || this.#input === undefined) return;
    const { times } = this.#input;
    this.#sender.connect(this.#worker, { ...this.#input, times: times === this.#times ? 'same' : times });
    this.#times = times;
  }

  /** {@link ChunkSender.send} */
  send(chunk: Uint8Array): number {
    return this.#sender.send(chunk);
  }

  /** {@link ChunkSender.unsent} */
  unsent(): readonly Uint8Array[] {
    return this.#sender.unsent();
  }

  /** Resolves to false if the worker cannot load its program. */
  get isReady(): Promise<boolean> {
    return this.#ready.promise;
  }

  /** Aborts when the worker has failed after its start. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /** The error of a worker that has failed after its start. */
  get error(): unknown {
    return this.#failed.signal.aborted ? this.#error : undefined;
  }

  /** Waits until the worker has read a chunk. @throws error of the worker */
  async hasRead(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onRead = resolve;
      this.#sender.onRead(resolve);
      if (this.#failed.signal.aborted) resolve();
    });
    if (this.#failed.signal.aborted) throw this.#error;
  }

  /** Ends the content of the archive. @throws error of the worker */
  async end(): Promise<UnpackResult> {
    this.#sender.end();
    return await this.#outcome.promise;
  }

  #handle(message: ThreadMessage): void {
    if (message === 'ready') {
      this.#isStarted = true;
      this.#connect();
      this.#ready.resolve(true);
    } else if ('result' in message) {
      this.#isFinished = true;
      this.#outcome.resolve(message.result);
    } else this.#fail(errorOf(message.failure));
  }

  #fail(error: unknown): void {
    this.#error ??= error;
    this.#ready.resolve(false);
    this.#outcome.reject(error);
    if (this.#isStarted) this.#failed.abort();
    this.#onRead?.();
  }

  /** Stops the worker and waits for its end. A worker that has finished its archive ends by itself. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    running--;
    if (this.#isFinished) {
      this.#sender.end();
      return;
    }
    this.#sender.stop();
    // Without input, the worker has no file open.
    if (this.#input === undefined) await this.#worker.terminate();
    await this.#exit;
  }
}
