/** How a scripted server answers one request. Every part may be left out; `{}` is a plain `200` without content. */
export interface Step {
  /** @default 200 */
  readonly status?: number | undefined;
  /** Written as they are, in this order; a list of pairs may repeat a name. `Content-Length`, `Transfer-Encoding` and `Date` are added when absent. */
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[] | undefined;
  readonly body?: string | Uint8Array | (() => AsyncIterable<Uint8Array> | Iterable<Uint8Array>) | undefined;
  /** `close` sends neither length nor chunks: the end of the connection ends the body. @default length for text and bytes, chunked for a source */
  readonly framing?: 'length' | 'chunked' | 'close' | undefined;
  /** Bytes of the body after which the connection is cut. 0 cuts after the head, -1 before it. */
  readonly cutAt?: number | undefined;
  /** @default 'rst' */
  readonly cut?: 'fin' | 'rst' | undefined;
  /** Sends the body this many bytes at a time. */
  readonly drip?: { readonly bytes: number; readonly everyMs: number } | undefined;
  /** Before the head. */
  readonly delayMs?: number | undefined;
  /** Between head and body. */
  readonly bodyDelayMs?: number | undefined;
  /** When the answer begins: after the whole request, after its head, or after this many bytes of its body. @default 'end' */
  readonly at?: 'end' | 'head' | number | undefined;
  /** What happens to the rest of the request when the answer came early. @default 'read' */
  readonly rest?: 'read' | 'ignore' | undefined;
  /** How the request's body is read. */
  readonly slow?: { readonly bytes: number; readonly everyMs: number } | undefined;
  /** After the answer. @default 'keep', `close` with close framing */
  readonly after?: 'keep' | 'fin' | 'rst' | undefined;
  /** Added to the clock that `Date` is taken from; false leaves the header out. */
  readonly dateSkewMs?: number | false | undefined;
  /** Bytes on the wire instead of all the above except `at`, `delayMs` and `after`. */
  readonly raw?: string | Uint8Array | undefined;
  /** No answer ever; the connection stays open. */
  readonly silent?: boolean | undefined;
}

/** A request as it came over the wire. */
export interface SeenRequest {
  /** Of all requests of the server, from 0. */
  readonly index: number;
  /** Of all connections of the server, from 0. */
  readonly connection: number;
  readonly method: string;
  /** The request target as sent: path and query, or the absolute form. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Request line and header lines as sent. */
  readonly head: string;
  readonly headers: readonly (readonly [string, string])[];
  /** All values of a header, joined with `, `. */
  header(name: string): string | undefined;
  /** What has come of the body so far, after chunks were taken apart; the first MiB alone. */
  readonly body: Buffer;
  /** Bytes of body that have come so far, beyond the MiB too. */
  readonly bodySize: number;
  /** Whether the body came whole. */
  readonly complete: boolean;
}

export type Answer = Step | ((request: SeenRequest) => Step | Promise<Step>);
