import type { Readable } from 'node:stream';
import { BatchReader } from './batch-reader.ts';
import type { StallGuard } from './stall.ts';
import type { HttpResponseBody } from './transport.ts';

/** Bytes that are read to reuse a connection. Reading more takes longer than a new connection. */
const discardBytes = 64 * 1024;
const discardMs = 1000;

/** The body of a response. It is read once. */
export class Download implements HttpResponseBody {
  readonly #stream: Readable;
  readonly #guard: StallGuard;
  readonly #describe: (error: unknown, read: number) => unknown;
  /** Bytes; undefined when unknown. */
  readonly #length: number | undefined;
  #read = 0;
  #started = false;

  /** @param describe makes the reader's error from an error of the stream after `read` bytes */
  constructor(
    stream: Readable,
    length: number | undefined,
    guard: StallGuard,
    describe: (error: unknown, read: number) => unknown,
  ) {
    this.#stream = stream;
    this.#length = length;
    this.#guard = guard;
    this.#describe = describe;
    // The reader gets the error. Without a reader it must not end the process.
    stream.on('error', () => undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#started) throw new TypeError('a response body is read once');
    this.#started = true;
    const chunks = this.#stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    let ended = false;
    try {
      for (;;) {
        this.#guard.begin();
        const step = await chunks.next();
        if (step.done === true) {
          ended = true;
          return;
        }
        this.#guard.end(step.value.byteLength);
        this.#read += step.value.byteLength;
        yield step.value;
      }
    } catch (error) {
      throw this.#describe(error, this.#read);
    } finally {
      this.#guard.stop();
      if (!ended) this.#stream.destroy();
    }
  }

  async *borrowed(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#started) throw new TypeError('a response body is read once');
    this.#started = true;
    const batches = new BatchReader(this.#stream, this.#guard);
    let ended = false;
    try {
      for (let batch = await batches.next(); batch !== undefined; batch = await batches.next()) {
        this.#read += batch.byteLength;
        yield batch;
      }
      ended = true;
      batches.release();
    } catch (error) {
      throw this.#describe(error, this.#read);
    } finally {
      this.#guard.stop();
      if (!ended) this.#stream.destroy();
    }
  }

  async discard(): Promise<void> {
    const stream = this.#stream;
    if (stream.closed) return;
    this.#guard.stop();
    const closed = new Promise<void>((resolve) => stream.once('close', resolve));
    if (this.#started || stream.destroyed || (this.#length ?? 0) - this.#read > discardBytes) {
      stream.destroy();
      return closed;
    }
    this.#started = true;
    const timer = setTimeout(() => stream.destroy(), discardMs);
    stream.on('data', (chunk: Uint8Array) => {
      this.#read += chunk.byteLength;
      if (this.#read > discardBytes) stream.destroy();
    });
    await closed;
    clearTimeout(timer);
  }
}

/** Reads the beginning of a body as text, and returns a body with the complete content. */
export async function peek(
  body: HttpResponseBody,
  limit: number,
): Promise<{ readonly text: string; readonly body: HttpResponseBody }> {
  const rest = body[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  try {
    while (size < limit && !ended) {
      const step = await rest.next();
      if (step.done === true) ended = true;
      else {
        seen.push(step.value);
        size += step.value.byteLength;
      }
    }
  } catch (error) {
    failure = { error };
  }
  const read = async function* read(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* seen;
      if (failure !== undefined) throw failure.error;
      for (;;) {
        const step = await rest.next();
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      await rest.return?.();
    }
  };
  return {
    text: Buffer.concat(seen).toString('utf8', 0, limit),
    body: { [Symbol.asyncIterator]: read, discard: () => body.discard() },
  };
}
