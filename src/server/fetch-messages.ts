import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Readable, Writable } from 'node:stream';
import type { HeaderList } from './reply.ts';

/** The members of Node's request that the handler uses, for a `Request` of the Fetch standard. */
export class FetchRequest extends Readable {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[] = [];
  /** Whether the body was received completely. */
  complete: boolean;
  readonly socket: { readonly remoteAddress: string | undefined; readonly encrypted: boolean; bytesRead: number };
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(request: Request, remoteAddress: string | undefined) {
    super();
    const { host, pathname, protocol, search } = new URL(request.url);
    this.method = request.method;
    this.url = `${pathname}${search}`;
    this.headers = { host, ...Object.fromEntries(request.headers) };
    this.socket = { remoteAddress, encrypted: protocol === 'https:', bytesRead: 0 };
    this.#reader = request.body?.getReader();
    this.complete = this.#reader === undefined;
    // A body without a length has any length.
    if (this.#reader !== undefined && this.headers['content-length'] === undefined)
      this.headers['transfer-encoding'] = 'chunked';
  }

  /** For the functions of the server that take Node's request. */
  asNode(): IncomingMessage {
    return this as unknown as IncomingMessage;
  }

  override _read(): void {
    if (this.#reader === undefined) {
      this.push(null);
      return;
    }
    this.#reader.read().then(
      ({ done, value }) => {
        if (done) {
          this.complete = true;
          this.push(null);
          return;
        }
        this.socket.bytesRead += value.byteLength;
        this.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
      },
      (error: Error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.complete) void this.#cancel();
    callback(error);
  }

  async #cancel(): Promise<void> {
    try {
      await this.#reader?.cancel();
    } catch {
      // The client has closed the body.
    }
  }
}

/** The members of Node's reply that the handler uses. Its head and its body become a `Response`. */
export class FetchReply extends Writable {
  headersSent = false;
  statusCode = 200;
  /** The response. Settled when the head is known, and the body too if it is written at once. */
  readonly response: Promise<Response>;
  readonly #resolve: (response: Response) => void;
  readonly #hasBody: boolean;
  #head: { readonly status: number; readonly headers: Headers } | undefined;
  #isEnding = false;
  #stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** Continues to write when the consumer of the body wants more. */
  #onPull: (() => void) | undefined;

  /** @param method HEAD has no body */
  constructor(method: string) {
    super();
    const { promise, resolve } = Promise.withResolvers<Response>();
    this.response = promise;
    this.#resolve = resolve;
    this.#hasBody = method !== 'HEAD';
    // The consumer of the body gets the error.
    this.on('error', () => undefined);
  }

  /** For the functions of the server that take Node's reply. */
  asNode(): ServerResponse {
    return this as unknown as ServerResponse;
  }

  writeHead(status: number, list: HeaderList): void {
    const headers = new Headers();
    for (let index = 0; index + 1 < list.length; index += 2) {
      const [name = '', value = ''] = list.slice(index, index + 2);
      // The connection belongs to the server of the runtime.
      if (name !== 'connection') headers.append(name, value);
    }
    this.headersSent = true;
    this.statusCode = status;
    this.#head = { status, headers };
  }

  flushHeaders(): void {
    if (this.#stream === undefined) this.#respondWithStream();
  }

  override end(...args: unknown[]): this {
    this.#isEnding = true;
    return super.end(...(args as []));
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error | null) => void): void {
    if (this.#stream === undefined && this.#isEnding) {
      this.#respond(Uint8Array.from(chunk));
      callback();
      return;
    }
    if (this.#stream === undefined) this.#respondWithStream();
    // The caller reuses the buffer.
    this.#stream?.enqueue(Uint8Array.from(chunk));
    if ((this.#stream?.desiredSize ?? 1) > 0) callback();
    else this.#onPull = callback;
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (this.#stream === undefined) this.#respond(null);
    else this.#stream.close();
    callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#onPull?.();
    if (!this.writableFinished) {
      const failure = error ?? new Error('the reply ended early');
      if (this.#stream === undefined) this.#resolve(new Response(null, { status: clientClosedRequest }));
      else this.#stream.error(failure);
    }
    callback(error);
  }

  #respond(body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null): void {
    if (this.#head === undefined) throw new TypeError('a reply begins with its head');
    const { status } = this.#head;
    const isEmpty = !this.#hasBody || status === 204 || status === 304;
    this.#resolve(new Response(isEmpty ? null : body, this.#head));
  }

  #respondWithStream(): void {
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#stream = controller;
      },
      pull: () => {
        const resume = this.#onPull;
        this.#onPull = undefined;
        resume?.();
      },
      cancel: () => {
        this.#stream = undefined;
        this.destroy();
      },
    });
    this.#respond(stream);
  }
}

/** The status of nginx for a request that its client aborted. No client receives it. */
const clientClosedRequest = 499;
