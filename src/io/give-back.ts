/**
 * Gives the memory of bytes back now. Left to the collector, the chunks of a large stream make it run again and again for their sake alone.
 * Nobody may hold another view of the same buffer: every view of it is empty afterwards. Small buffers, which may be parts of Node's pool, and
 * shared ones are left alone.
 */
export function giveBack({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0);
}

/** As {@link giveBack}, where the bytes are all that the buffer holds: one that they share with something else is left to the collector. */
export function giveBackWhole(bytes: Uint8Array): void {
  if (bytes.buffer.byteLength === bytes.byteLength) giveBack(bytes);
}
