/**
 * Gives the memory of bytes back now. Left to the collector, the chunks of a large stream make it run again and again for their sake alone.
 * Nobody may hold another view of the same buffer: every view of it is empty afterwards. Shared memory is left alone, and buffers so small
 * that they may be Node's pool, which cannot be given back and is in some versions a little larger than it says.
 */
export function detachBuffer({ buffer }: Uint8Array): void {
  if (buffer.byteLength > 2 * Buffer.poolSize) detach(buffer);
}

/** As {@link detachBuffer}, where the bytes are all that the buffer holds: one that they share with something else is left to the collector. */
export function detachWholeBuffer({ buffer, byteLength }: Uint8Array): void {
  // Nobody gets the whole of the pool.
  if (byteLength > 0 && buffer.byteLength === byteLength) detach(buffer);
}

function detach(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
