import { observeReader, type ReadOnlyGraphTarget } from '../registry/index.ts';
import type { Descriptor } from '../spec/index.ts';

/** Counts the bytes that are read from several blobs. Bytes that a retry reads again count once. */
export class ReadProgress {
  readonly #onBytes: (done: number) => void;
  readonly #furthest = new Map<string, number>();
  #done = 0;

  /** @param onBytes called with the number of bytes read so far, of all blobs */
  constructor(onBytes: (done: number) => void) {
    this.#onBytes = onBytes;
  }

  /** Records that a blob was read up to `position`, in bytes. */
  advance(key: string, position: number): void {
    const before = this.#furthest.get(key) ?? 0;
    if (position <= before) return;
    this.#furthest.set(key, position);
    this.#done += position - before;
    this.#onBytes(this.#done);
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
          this.advance(target.digest, position);
        });
      },
    };
  }
}
