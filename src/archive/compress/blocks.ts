import { detachWholeBuffer } from '../../streams/index.ts';
import { abortedError, throwIfAborted } from '../../spec/index.ts';

/** A fixed count of bytes cut out of a stream, held as the pieces it came in. */
export interface Block {
  readonly pieces: readonly Uint8Array[];
  /** Bytes. */
  readonly size: number;
}

/**
 * Cuts a stream into blocks of `blockSize` bytes; the last one is shorter and there is none for an empty stream. Where the cuts fall depends
 * on the content alone. Nothing is copied: a block holds views of the chunks.
 */
export async function* blocksOf(
  content: AsyncIterable<Uint8Array>,
  blockSize: number,
): AsyncGenerator<Block, void, undefined> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    let rest = chunk;
    while (size + rest.byteLength >= blockSize) {
      const cut = blockSize - size;
      pieces.push(rest.subarray(0, cut));
      // Before the block is handed out: whoever has it may give its memory back.
      rest = rest.subarray(cut);
      yield { pieces, size: blockSize };
      pieces = [];
      size = 0;
    }
    if (rest.byteLength > 0) {
      pieces.push(rest);
      size += rest.byteLength;
    }
  }
  if (size > 0) yield { pieces, size };
}

/** The bytes of a block in one piece; copied only when it came in several. */
export function joinBlock(block: Block): Uint8Array {
  const only = block.pieces[0];
  return block.pieces.length === 1 && only !== undefined ? only : Buffer.concat(block.pieces, block.size);
}

/** A copy of the last `count` bytes of a block, or of all that it has. */
export function endOf(block: Block, count: number): Uint8Array {
  const end = Buffer.allocUnsafeSlow(Math.min(count, block.size));
  let left = end.byteLength;
  for (let index = block.pieces.length - 1; left > 0; index--) {
    const piece = block.pieces[index] ?? end.subarray(0, 0);
    const part = piece.subarray(Math.max(0, piece.byteLength - left));
    left -= part.byteLength;
    end.set(part, left);
  }
  return end;
}

/** The memory of a block whose pieces are nobody else's. */
export function giveBackBlock(block: Block): void {
  for (const piece of block.pieces) detachWholeBuffer(piece);
}

/**
 * The stream, ended by `ABORTED` as soon as `signal` is aborted, even while the source keeps silent. The source is then told to close
 * but not waited for, because one that is stuck would never answer.
 *
 * @throws OciError `ABORTED`, `TIMEOUT`
 */
export async function* abortable(
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (signal === undefined) {
    yield* content;
    return;
  }
  throwIfAborted(signal);
  // One listener, and not one promise raced again and again: each race would leave a reaction behind for as long as the signal lives.
  let giveUp: ((error: Error) => void) | undefined;
  const onAbort = (): void => giveUp?.(abortedError(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  const source = content[Symbol.asyncIterator]();
  let open = true;
  try {
    for (;;) {
      const step = await new Promise<IteratorResult<Uint8Array, unknown>>((resolve, reject) => {
        giveUp = reject;
        source.next().then(resolve, (error: unknown) => {
          open = false;
          reject(error instanceof Error ? error : new Error(String(error)));
        });
      });
      if (step.done === true) {
        open = false;
        return;
      }
      yield step.value;
      throwIfAborted(signal);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    const closing = open ? source.return?.() : undefined;
    if (signal.aborted) closing?.catch(() => {});
    else await closing;
  }
}
