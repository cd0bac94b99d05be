/**
 * Releases the memory of a buffer immediately. Otherwise the chunks of a large stream cause many garbage collections.
 *
 * No other code may use the buffer: all its views are empty afterwards. Shared memory is not detached. Small
 * buffers are not detached, because they may be Node's pool: it cannot be detached, and in some Node versions it is
 * slightly larger than `Buffer.poolSize`.
 */
export function detachBuffer({ buffer }: Uint8Array): void {
  if (buffer.byteLength > 2 * Buffer.poolSize) detach(buffer);
}

/**
 * {@link detachBuffer} for bytes that fill their buffer. A buffer that also holds other bytes is left to the garbage
 * collector.
 */
export function detachWholeBuffer({ buffer, byteLength }: Uint8Array): void {
  // Bytes that fill their buffer are never in Node's pool.
  if (byteLength > 0 && buffer.byteLength === byteLength) detach(buffer);
}

function detach(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
