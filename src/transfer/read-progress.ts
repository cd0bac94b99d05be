import { observeReader, type ReadOnlyGraphTarget } from '../registry/index.ts';
import { annotationTitle, type BlobProgress, type Descriptor } from '../spec/index.ts';

/** Receives the number of bytes read so far, of all blobs, and the progress of the blob that was read. */
type OnBytes = (done: number, blob: BlobProgress | undefined) => void;

/** Counts the bytes that are read from several blobs. Bytes that a retry reads again count once. */
export class ReadProgress {
  readonly #onBytes: OnBytes;
  readonly #furthest = new Map<string, number>();
  #done = 0;

  constructor(onBytes: OnBytes) {
    this.#onBytes = onBytes;
  }

  /** Records that a blob was read up to `position`, in bytes. */
  advance(key: string, position: number, blob?: Descriptor): void {
    const before = this.#furthest.get(key) ?? 0;
    if (position <= before) return;
    this.#furthest.set(key, position);
    this.#done += position - before;
    this.#onBytes(this.#done, blob === undefined ? undefined : progressOf(blob, position));
  }

  /** Counts the chunks of content that begins at the byte `start`. */
  async *chunks(
    key: string,
    content: AsyncIterable<Uint8Array>,
    start = 0,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    let position = start;
    for await (const chunk of content) {
      position += chunk.byteLength;
      this.advance(key, position);
      yield chunk;
    }
  }

  /** Wraps a source and counts the blobs that `isCounted` selects. */
  source(source: ReadOnlyGraphTarget, isCounted: (blob: Descriptor) => boolean): ReadOnlyGraphTarget {
    return {
      exists: (target, options) => source.exists(target, options),
      resolve: (reference, options) => source.resolve(reference, options),
      predecessors: (node, options) => source.predecessors(node, options),
      fetch: async (target, options) => {
        const reader = await source.fetch(target, options);
        if (!isCounted(target)) return reader;
        let position = 0;
        return observeReader(reader, (chunk) => {
          position += chunk.byteLength;
          this.advance(target.digest, position, target);
        });
      },
    };
  }
}

function progressOf({ digest, size, annotations }: Descriptor, done: number): BlobProgress {
  return { digest, done, size, title: annotations?.[annotationTitle] };
}
