import type { Socket } from 'node:net';
import type { SeenRequest } from './step.ts';

const capturedBytes = 1024 * 1024;
const longestHead = 256 * 1024;

/** Reads requests from a connection byte by byte, without normalisation. */
export class RequestReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#chunks = socket.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** @returns undefined at the end of the connection */
  async head(): Promise<string | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end >= 0)
        return this.#take(end + 4)
          .toString('latin1')
          .slice(0, -4);
      if (this.#buffer.length > longestHead || !(await this.#more())) return undefined;
    }
  }

  /** Yields the body as it arrives. Ends early if the connection ends. */
  async *body(request: PendingRequest): AsyncGenerator<Buffer, void, undefined> {
    if (/chunked/i.test(request.header('transfer-encoding') ?? '')) yield* this.#chunked(request);
    else yield* this.#counted(Number(request.header('content-length') ?? 0), request);
  }

  async *#counted(length: number, request: PendingRequest): AsyncGenerator<Buffer, void, undefined> {
    let left = length;
    while (left > 0) {
      if (this.#buffer.length === 0 && !(await this.#more())) return;
      const chunk = this.#take(Math.min(left, this.#buffer.length));
      left -= chunk.length;
      request.received(chunk);
      yield chunk;
    }
    request.complete = true;
  }

  async *#chunked(request: PendingRequest): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const size = Number.parseInt((await this.#line()) ?? '', 16);
      if (Number.isNaN(size)) return;
      let left = size;
      while (left > 0) {
        if (this.#buffer.length === 0 && !(await this.#more())) return;
        const chunk = this.#take(Math.min(left, this.#buffer.length));
        left -= chunk.length;
        request.received(chunk);
        yield chunk;
      }
      if ((await this.#line()) === undefined) return;
      if (size > 0) continue;
      request.complete = true;
      return;
    }
  }

  async #line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n');
      if (end >= 0)
        return this.#take(end + 2)
          .toString('latin1')
          .slice(0, -2);
      if (!(await this.#more())) return undefined;
    }
  }

  #take(count: number): Buffer {
    const taken = this.#buffer.subarray(0, count);
    this.#buffer = this.#buffer.subarray(count);
    return taken;
  }

  async #more(): Promise<boolean> {
    try {
      const step = await this.#chunks.next();
      if (step.done === true) return false;
      this.#buffer = this.#buffer.length === 0 ? step.value : Buffer.concat([this.#buffer, step.value]);
      return true;
    } catch {
      return false;
    }
  }
}

export class PendingRequest implements SeenRequest {
  readonly index: number;
  readonly connection: number;
  readonly head: string;
  readonly method: string;
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: readonly (readonly [string, string])[];
  bodySize = 0;
  complete = false;
  readonly #captured: Buffer[] = [];
  #capturedSize = 0;

  constructor(index: number, connection: number, head: string) {
    this.index = index;
    this.connection = connection;
    this.head = head;
    const [line = '', ...fields] = head.split('\r\n');
    const [method = '', target = ''] = line.split(' ');
    this.method = method;
    this.target = target;
    const [path = '', query = ''] = target.split('?', 2);
    this.path = path.replace(/^https?:\/\/[^/]*/, '');
    this.query = new URLSearchParams(query);
    this.headers = fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon), field.slice(colon + 1).trim()] as const;
    });
  }

  get body(): Buffer {
    return Buffer.concat(this.#captured);
  }

  header(name: string): string | undefined {
    const values = this.headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
    return values.length === 0 ? undefined : values.join(', ');
  }

  received(chunk: Buffer): void {
    this.bodySize += chunk.length;
    const remaining = capturedBytes - this.#capturedSize;
    if (remaining <= 0) return;
    const captured = Buffer.from(chunk.subarray(0, remaining));
    this.#captured.push(captured);
    this.#capturedSize += captured.length;
  }
}
