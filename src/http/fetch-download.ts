import type { StallGuard } from './stall.ts';
import type { HttpResponseBody } from './transport.ts';

/** Maximum bytes of a discarded body that are read, so that the connection can be used again. */
const discardBytes = 64 * 1024;

/** The body of a response of `fetch`. It can be read only once. */
export class FetchDownload implements HttpResponseBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #length: number | undefined;
  readonly #guard: StallGuard;
  readonly #toError: (error: unknown, read: number) => unknown;
  readonly #release: () => void;
  #started = false;

  /**
   * @param length bytes; undefined when unknown
   * @param toError converts an error of the stream after `read` bytes to the error for the reader
   * @param release called at the end of the body
   */
  constructor(
    stream: ReadableStream<Uint8Array> | null,
    length: number | undefined,
    guard: StallGuard,
    toError: (error: unknown, read: number) => unknown,
    release: () => void,
  ) {
    this.#reader = stream?.getReader();
    this.#length = length;
    this.#guard = guard;
    this.#toError = toError;
    this.#release = release;
    if (this.#reader === undefined) release();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#started) throw new TypeError('a response body can be read only once');
    this.#started = true;
    const reader = this.#reader;
    if (reader === undefined) return;
    let [size, ended] = [0, false];
    try {
      for (;;) {
        this.#guard.begin();
        const step = await reader.read();
        if (step.done) {
          ended = true;
          // Some runtimes do not report a connection that was closed too early.
          if (this.#length !== undefined && size < this.#length) throw endedEarly();
          return;
        }
        this.#guard.end(step.value.byteLength);
        size += step.value.byteLength;
        yield step.value;
      }
    } catch (error) {
      throw this.#toError(error, size);
    } finally {
      this.#guard.stop();
      if (!ended) await reader.cancel().catch(() => undefined);
      this.#release();
    }
  }

  borrowed(): AsyncGenerator<Uint8Array, void, undefined> {
    return this[Symbol.asyncIterator]();
  }

  async discard(): Promise<void> {
    if (this.#reader === undefined) return;
    const isSmall = (this.#length ?? Infinity) <= discardBytes;
    if (this.#started || !isSmall) {
      this.#started = true;
      await this.#reader.cancel().catch(() => undefined);
      this.#release();
      return;
    }
    try {
      for await (const _ of this);
    } catch {
      // The connection has ended.
    }
  }
}

function endedEarly(): Error {
  return Object.assign(new Error('the connection ended early'), { code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' });
}
