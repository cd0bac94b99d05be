/** Opens the content anew at each call, because a retry may need it again. */
export interface Body {
  (): AsyncIterable<Uint8Array>;
  /** The same for who is done with each chunk when asking for the next: its memory is used again then. */
  readonly lent?: (() => AsyncIterable<Uint8Array>) | undefined;
  /** Whether what was lent last is checked against its digest on the way, before its last chunk comes. Known from the first chunk on. */
  readonly isChecked?: (() => boolean) | undefined;
}

/** Opens a body for who is done with each chunk when asking for the next. */
export function readWithReusedBuffer(body: Body): AsyncIterable<Uint8Array> {
  return body.lent?.() ?? body();
}

/** A body of bytes that are at hand. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes.byteLength > 0) yield bytes;
}
