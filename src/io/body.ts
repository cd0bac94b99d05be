/** Opens the content anew at each call, because a retry may need it again. */
export type Body = () => AsyncIterable<Uint8Array>;

/** A body of bytes that are at hand. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes.byteLength > 0) yield bytes;
}
