import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { BatchReader, type Batches } from './batch-reader.ts';
import { canReadSocket, SocketReader } from './socket-reader.ts';
import type { StallGuard } from './stall.ts';
import type { HttpResponseBody } from './transport.ts';

/** Maximum bytes of a discarded body. Reading more takes longer than opening a new connection. */
const discardBytes = 64 * 1024;
/** Maximum time to read a discarded body. */
const discardMs = 1000;

/** The body of a response. It can be read only once. */
export class Download implements HttpResponseBody {
  readonly #stream: Readable;
  readonly #guard: StallGuard;
  readonly #toError: (error: unknown, read: number) => unknown;
  /** Bytes; undefined when unknown. */
  readonly #length: number | undefined;
  readonly #socket: Socket | undefined;
  #bytesRead = 0;
  #started = false;

  /**
   * @param toError converts an error of the stream after `read` bytes to the error for the reader
   * @param socket of the connection, if no other response can be on it
   */
  constructor(
    stream: Readable,
    length: number | undefined,
    guard: StallGuard,
    toError: (error: unknown, read: number) => unknown,
    socket?: Socket,
  ) {
    this.#stream = stream;
    this.#length = length;
    this.#guard = guard;
    this.#toError = toError;
    this.#socket = socket;
    // The reader gets the error. Without a reader the error must not end the process.
    stream.on('error', () => undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#started) throw new TypeError('a response body can be read only once');
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
        this.#bytesRead += step.value.byteLength;
        yield step.value;
      }
    } catch (error) {
      throw this.#toError(error, this.#bytesRead);
    } finally {
      this.#guard.stop();
      if (!ended) this.#stream.destroy();
    }
  }

  async *borrowed(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#started) throw new TypeError('a response body can be read only once');
    this.#started = true;
    const batches = this.#batches();
    let ended = false;
    try {
      for (let batch = await batches.next(); batch !== undefined; batch = await batches.next()) {
        this.#bytesRead += batch.byteLength;
        yield batch;
      }
      ended = true;
      batches.release();
    } catch (error) {
      throw this.#toError(error, this.#bytesRead);
    } finally {
      this.#guard.stop();
      if (!ended) this.#stream.destroy();
    }
  }

  #batches(): Batches {
    const length = this.#length ?? 0;
    return canReadSocket(this.#socket, length)
      ? new SocketReader(this.#socket, this.#stream, length, this.#guard)
      : new BatchReader(this.#stream, this.#guard);
  }

  async discard(): Promise<void> {
    const stream = this.#stream;
    if (stream.closed) return;
    this.#guard.stop();
    const closed = new Promise<void>((resolve) => stream.once('close', resolve));
    if (this.#started || stream.destroyed || (this.#length ?? 0) - this.#bytesRead > discardBytes) {
      stream.destroy();
      return closed;
    }
    this.#started = true;
    const timer = setTimeout(() => stream.destroy(), discardMs);
    stream.on('data', (chunk: Uint8Array) => {
      this.#bytesRead += chunk.byteLength;
      if (this.#bytesRead > discardBytes) stream.destroy();
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
  const iterator = body[Symbol.asyncIterator]();
  const prefix: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  try {
    while (size < limit && !ended) {
      const step = await iterator.next();
      if (step.done === true) ended = true;
      else {
        prefix.push(step.value);
        size += step.value.byteLength;
      }
    }
  } catch (error) {
    failure = { error };
  }
  const read = async function* read(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* prefix;
      if (failure !== undefined) throw failure.error;
      for (;;) {
        const step = await iterator.next();
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      await iterator.return?.();
    }
  };
  return {
    text: Buffer.concat(prefix).toString('utf8', 0, limit),
    body: { [Symbol.asyncIterator]: read, discard: () => body.discard() },
  };
}
