import type { HttpRequestBody } from '../http/index.ts';
import { checkChunk, borrowedChunks, type Body } from '../streams/index.ts';

/** The observer of the content of an upload. */
export interface ContentObserver {
  /** Called before bytes are sent, with the position after them. */
  onSend(position: number): void;
  /** Called with an error of the content. Its result is thrown. */
  onError(error: unknown): unknown;
  /** Creates the error for content of another size. */
  sizeError(problem: string): Error;
}

/**
 * The content of a blob, for one or several requests. A body has no seek. Requests for consecutive parts share a
 * reader. Any other request opens the body again, and skips the bytes before its part.
 */
export class BlobContent {
  readonly #body: Body;
  readonly #size: number;
  readonly #observer: ContentObserver;
  /** The reader of the last part that was read to its end. */
  #reader: PartReader | undefined;

  /** @param size of the blob, bytes */
  constructor(body: Body, size: number, observer: ContentObserver) {
    this.#body = body;
    this.#size = size;
    this.#observer = observer;
  }

  /** Returns `length` bytes from the position `start` as the body of a request. */
  part(start: number, length: number): HttpRequestBody {
    const end = start + length;
    const open = (): AsyncIterable<Uint8Array> => this.#read(start, end, false);
    if (this.#body.borrowed === undefined) return { open, length };
    return { open: Object.assign(open, { borrowed: () => this.#read(start, end, true) }), length };
  }

  async close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.close();
  }

  async *#read(start: number, end: number, isBorrowed: boolean): AsyncGenerator<Uint8Array, void, undefined> {
    const size = this.#size;
    let reader: PartReader | undefined;
    try {
      reader = await this.#readerAt(start, isBorrowed);
      while (reader.position < end) {
        const part = await reader.read(end - reader.position);
        if (part === undefined) throw this.#endError(reader);
        const { position } = reader;
        const isLast = position === size;
        // The last bytes are sent after the end of the source. Otherwise the registry could accept too long a content.
        const sent = isLast && isBorrowed ? Uint8Array.from(part) : part;
        if (isLast) await this.#checkEnd(reader);
        this.#observer.onSend(position);
        yield sent;
      }
      if (size === 0) await this.#checkEnd(reader);
      if (end < size) this.#reader = reader;
    } catch (error) {
      throw this.#observer.onError(error);
    } finally {
      if (this.#reader !== reader) await reader?.close();
    }
  }

  async #readerAt(start: number, isBorrowed: boolean): Promise<PartReader> {
    const previous = this.#reader;
    this.#reader = undefined;
    if (previous?.position === start && previous.isBorrowed === isBorrowed) return previous;
    await previous?.close();
    const reader = new PartReader(isBorrowed ? borrowedChunks(this.#body) : this.#body(), isBorrowed);
    while (reader.position < start) {
      if ((await reader.read(start - reader.position)) === undefined) throw this.#endError(reader);
    }
    return reader;
  }

  async #checkEnd(reader: PartReader): Promise<void> {
    if ((await reader.read(1)) !== undefined) throw this.#observer.sizeError('the content has more bytes');
  }

  #endError({ position }: PartReader): Error {
    return this.#observer.sizeError(`the content ended after ${position} bytes`);
  }
}

/** Reads content in parts of any size. */
class PartReader {
  readonly isBorrowed: boolean;
  position = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncIterable<Uint8Array>, isBorrowed: boolean) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.isBorrowed = isBorrowed;
  }

  /** Returns at most `limit` bytes, which are valid until the next call; undefined at the end. */
  async read(limit: number): Promise<Uint8Array | undefined> {
    while (this.#rest.byteLength === 0) {
      const step = await this.#chunks.next();
      if (step.done === true) return undefined;
      checkChunk(step.value);
      this.#rest = step.value;
    }
    const part = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(part.byteLength);
    this.position += part.byteLength;
    return part;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
