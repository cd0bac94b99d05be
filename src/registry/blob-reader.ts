import { collect, withVerification, type Body, type BorrowedChunks } from '../streams/index.ts';
import { OciError, throwIfAborted, type Descriptor } from '../spec/index.ts';
import type { BlobReader, CallOptions, ReadLimit } from './content.ts';

/** Default of `ReadLimit.limit`, bytes. It suffices for every manifest and config, and fits a small machine. */
const defaultReadLimit = 64 * 1024 * 1024;

/** Size of the chunks of content that is in memory, bytes. */
const sliceSize = 256 * 1024;

/** Options of {@link blobReader}. */
export interface BlobReaderOptions {
  /** Releases the resources of the content. Called once. */
  readonly free?: (() => Promise<void>) | undefined;
  /**
   * Opens the same content in borrowed chunks. The last chunk must come only after the whole content was verified.
   *
   * @default the chunks of the content
   */
  readonly borrowed?: (() => BorrowedChunks) | undefined;
}

/** Creates a reader. `content` must verify itself: damaged content throws instead of ending. */
export function blobReader(
  descriptor: Descriptor,
  content: AsyncIterable<Uint8Array>,
  options: BlobReaderOptions = {},
): BlobReader {
  return new ContentReader(descriptor, content, options);
}

/** Creates a reader of verified content in memory. Iterating delivers copies. */
export function bytesReader(descriptor: Descriptor, bytes: Uint8Array, options?: CallOptions): BlobReader {
  return new BytesReader(descriptor, bytes, options?.signal);
}

/** A reader of the same content that calls `onChunk` with each chunk before it delivers the chunk. */
export function observeReader(reader: BlobReader, onChunk: (chunk: Uint8Array) => void): BlobReader {
  const observe = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of chunks) {
      onChunk(chunk);
      yield chunk;
    }
  };
  return blobReader(reader.descriptor, observe(reader), {
    free: () => reader.close(),
    borrowed: () => {
      const chunks = reader.borrowed();
      return withVerification(observe(chunks), () => chunks.verifies);
    },
  });
}

/**
 * A body that opens a new reader for each read. Consumers of the body do not hash content that the reader verifies.
 */
export function readerBody(open: () => Promise<BlobReader>): Body {
  const read = async function* (
    chunksOf: (reader: BlobReader) => AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    yield* chunksOf(await open());
  };
  const borrowed = (): BorrowedChunks => {
    let chunks: BorrowedChunks | undefined;
    return withVerification(
      read((reader) => (chunks = reader.borrowed())),
      () => chunks?.verifies,
    );
  };
  return Object.assign(() => read((reader) => reader), { borrowed });
}

/** The methods that all readers share. */
abstract class BaseReader implements BlobReader {
  readonly descriptor: Descriptor;

  constructor(descriptor: Descriptor) {
    this.descriptor = descriptor;
  }

  abstract borrowed(): BorrowedChunks;
  abstract close(): Promise<void>;
  abstract [Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined>;

  stream(): ReadableStream<Uint8Array> {
    return ReadableStream.from(this);
  }

  bytes({ limit = defaultReadLimit }: ReadLimit = {}): Promise<Uint8Array> {
    return collect(this, limit, this.descriptor.digest);
  }

  async text(options?: ReadLimit): Promise<string> {
    return new TextDecoder().decode(await this.bytes(options));
  }

  async json(options?: ReadLimit): Promise<unknown> {
    return JSON.parse(await this.text(options));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

class ContentReader extends BaseReader {
  readonly #content: AsyncIterable<Uint8Array>;
  readonly #options: BlobReaderOptions;
  #iterator: AsyncIterator<Uint8Array> | undefined;
  #closed = false;

  constructor(descriptor: Descriptor, content: AsyncIterable<Uint8Array>, options: BlobReaderOptions) {
    super(descriptor);
    this.#content = content;
    this.#options = options;
  }

  borrowed(): BorrowedChunks {
    const chunks: BorrowedChunks = this.#options.borrowed?.() ?? holdBackLast(this.#content);
    return withVerification(this.#read(chunks), () => chunks.verifies);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // Releasing the resources ends a pending read. `return` would wait for it.
    await this.#options.free?.();
    await this.#iterator?.return?.();
  }

  [Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    return this.#read(this.#content);
  }

  async *#read(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#iterator !== undefined || this.#closed) throw readTwice();
    const iterator = content[Symbol.asyncIterator]();
    this.#iterator = iterator;
    try {
      for (;;) {
        const step = await iterator.next();
        // Content that was closed during the read may end without an error. The reader must not treat it as complete.
        if (this.#isClosed()) throw closedEarly(this.descriptor);
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      await this.close();
    }
  }

  #isClosed(): boolean {
    return this.#closed;
  }
}

class BytesReader extends BaseReader {
  readonly cached: Uint8Array;
  readonly #signal: AbortSignal | undefined;
  #state: 'fresh' | 'reading' | 'closed' = 'fresh';

  constructor(descriptor: Descriptor, bytes: Uint8Array, signal: AbortSignal | undefined) {
    super(descriptor);
    this.cached = bytes;
    this.#signal = signal;
  }

  borrowed(): BorrowedChunks {
    const { digest, size } = this.descriptor;
    return withVerification(this.#slices(), () => (size === this.cached.byteLength ? digest : undefined));
  }

  async close(): Promise<void> {
    this.#state = 'closed';
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const slice of this.#slices()) yield Uint8Array.from(slice);
  }

  async *#slices(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#state !== 'fresh') throw readTwice();
    this.#state = 'reading';
    for (let start = 0; start < this.cached.byteLength; start += sliceSize) {
      this.#throwIfStopped();
      yield this.cached.subarray(start, start + sliceSize);
    }
    this.#throwIfStopped();
    this.#state = 'closed';
  }

  #throwIfStopped(): void {
    throwIfAborted(this.#signal);
    if (this.#state === 'closed') throw closedEarly(this.descriptor);
  }
}

/** Delivers each chunk after the next one has arrived. The source verifies all content before the last chunk. */
async function* holdBackLast(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let held: Uint8Array | undefined;
  for await (const chunk of content) {
    if (held !== undefined) yield held;
    held = chunk;
  }
  if (held !== undefined) yield held;
}

function readTwice(): TypeError {
  return new TypeError('a BlobReader can be read only once');
}

function closedEarly({ digest }: Descriptor): OciError {
  return new OciError('ABORTED', `the reader of ${digest} was closed before the end of the content`);
}
