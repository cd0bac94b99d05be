/** The answer of a scripted server to one request. All members are optional; `{}` is `200` without content. */
export interface Step {
  /** @default 200 */
  readonly status?: number | undefined;
  /**
   * Written unchanged in this order. A list of pairs can repeat a name. `Content-Length`, `Transfer-Encoding` and
   * `Date` are added if absent.
   */
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[] | undefined;
  readonly body?: string | Uint8Array | (() => AsyncIterable<Uint8Array> | Iterable<Uint8Array>) | undefined;
  /** With `close`, the end of the connection ends the body. @default length for text and bytes, chunked for a source */
  readonly framing?: 'length' | 'chunked' | 'close' | undefined;
  /** Number of body bytes before the connection is cut. 0 cuts after the head, -1 before it. */
  readonly cutAt?: number | undefined;
  /** @default 'rst' */
  readonly cut?: 'fin' | 'rst' | undefined;
  /** Number of body bytes to send at a time. */
  readonly drip?: { readonly bytes: number; readonly everyMs: number } | undefined;
  /** Delay before the head. */
  readonly delayMs?: number | undefined;
  /** Delay between head and body. */
  readonly bodyDelayMs?: number | undefined;
  /**
   * Start of the answer: after the complete request, after its head, or after this number of body bytes. @default 'end'
   */
  readonly at?: 'end' | 'head' | number | undefined;
  /** Handling of the remaining request after an early answer. @default 'read' */
  readonly rest?: 'read' | 'ignore' | undefined;
  /** Reads the body of the request slowly. */
  readonly slow?: { readonly bytes: number; readonly everyMs: number } | undefined;
  /** Handling of the connection after the answer. @default 'keep', `close` with close framing */
  readonly after?: 'keep' | 'fin' | 'rst' | undefined;
  /** Milliseconds to add to the clock in `Date`; false omits the header. */
  readonly dateSkewMs?: number | false | undefined;
  /** Exact bytes of the answer. Only `at`, `delayMs` and `after` also apply. */
  readonly raw?: string | Uint8Array | undefined;
  /** Never answers and keeps the connection open. */
  readonly silent?: boolean | undefined;
}

/** A received request. */
export interface SeenRequest {
  /** Number of the request on this server, from 0. */
  readonly index: number;
  /** Number of the connection on this server, from 0. */
  readonly connection: number;
  readonly method: string;
  /** The unchanged request target: path and query, or the absolute form. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The unchanged request line and header lines. */
  readonly head: string;
  readonly headers: readonly (readonly [string, string])[];
  /** All values of a header, joined with `, `. */
  header(name: string): string | undefined;
  /** The first MiB of the received body, without chunk framing. */
  readonly body: Buffer;
  /** Number of received body bytes, also after the first MiB. */
  readonly bodySize: number;
  /** Whether the body is complete. */
  readonly complete: boolean;
}

export type Answer = Step | ((request: SeenRequest) => Step | Promise<Step>);
