import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { writeAnswer, type After } from './answer-writer.ts';
import type { Certificate } from './certificate.ts';
import { PendingRequest, RequestReader } from './request-reader.ts';
import type { Answer, SeenRequest, Step } from './step.ts';

export interface ScriptedServerOptions {
  /** Uses TLS with this certificate. */
  readonly tls?: Certificate | undefined;
  /** @default '127.0.0.1' */
  readonly address?: string | undefined;
  /** The host name in {@link ScriptedServer.origin}. @default the address */
  readonly host?: string | undefined;
  /** The answer for other routes. @default 404 with an empty error list */
  readonly otherwise?: Answer | undefined;
}

/** `GET /v2/`, where `*` matches any characters, and the query counts only if the pattern has a `?`; or a predicate. */
export type Route = string | ((request: SeenRequest) => boolean);

interface Script {
  readonly route: Route;
  readonly answers: readonly Answer[];
  used: number;
}

/** A server on loopback that follows a script byte by byte. Dispose it with `await using`. */
export class ScriptedServer implements AsyncDisposable {
  /** All requests in order of arrival. */
  readonly requests: SeenRequest[] = [];
  /** Number of accepted connections, also those without a request. */
  connections = 0;
  /** The first 4 MiB of the heads and bodies of all requests, without TLS and chunk framing. */
  get wire(): Buffer {
    return Buffer.concat(this.#wire);
  }

  readonly #options: ScriptedServerOptions;
  readonly #server: Server;
  readonly #scripts: Script[] = [];
  readonly #open = new Set<Socket>();
  readonly #stop = new AbortController();
  readonly #wire: Buffer[] = [];
  #wireSize = 0;

  private constructor(options: ScriptedServerOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  static async start(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
    const server = new ScriptedServer(options);
    server.#server.listen(0, options.address ?? '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `http://127.0.0.1:PORT/` */
  get origin(): URL {
    const host = this.#options.host ?? this.#options.address ?? '127.0.0.1';
    const scheme = this.#options.tls === undefined ? 'http' : 'https';
    return new URL(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${this.port}/`);
  }

  url(path: string): URL {
    return new URL(path, this.origin);
  }

  /** Adds answers, one per request; the last one repeats. A later script for the same route replaces an earlier one. */
  on(route: Route, ...answers: readonly Answer[]): this {
    this.#scripts.unshift({ route, answers, used: 0 });
    return this;
  }

  /** The requests of a route. */
  seen(route: Route): readonly SeenRequest[] {
    return this.requests.filter((request) => matches(route, request));
  }

  /** Number of open connections. */
  get openConnections(): number {
    return this.#open.size;
  }

  /** Closes all connections. */
  dropConnections(how: 'fin' | 'rst' = 'rst'): void {
    for (const socket of this.#open) end(socket, socket, how);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('the scripted server is closed'));
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    const number = this.connections++;
    this.#open.add(socket);
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, this.#stop.signal]);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#open.delete(socket);
      gone.abort(new Error('the peer is gone'));
    });
    const { tls } = this.#options;
    if (tls === undefined) {
      // Without TLS the reader sees all bytes. A second listener would start the flow.
      void this.#converse(socket, socket, number, signal);
      return;
    }
    const secure = new TLSSocket(socket, { isServer: true, cert: tls.cert, key: tls.key, ALPNProtocols: ['http/1.1'] });
    secure.on('error', () => socket.destroy());
    void this.#converse(secure, socket, number, signal);
  }

  async #converse(stream: Socket, raw: Socket, connection: number, signal: AbortSignal): Promise<void> {
    const reader = new RequestReader(stream);
    try {
      for (;;) {
        const head = await reader.head();
        if (head === undefined) return;
        const request = new PendingRequest(this.requests.length, connection, head);
        this.requests.push(request);
        this.#record(Buffer.from(`${head}\r\n\r\n`, 'latin1'));
        const after = await this.#exchange(request, reader, stream, signal);
        if (after !== 'keep') {
          end(stream, raw, after);
          return;
        }
      }
    } catch (error) {
      if (!signal.aborted && (error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }

  async #exchange(request: PendingRequest, reader: RequestReader, stream: Duplex, signal: AbortSignal): Promise<After> {
    const script = this.#scripts.find(({ route }) => matches(route, request));
    const answer =
      script === undefined
        ? this.#options.otherwise
        : script.answers[Math.min(script.used++, script.answers.length - 1)];
    // A function is called after the body has arrived. An earlier answer must be data.
    const early = typeof answer === 'function' ? undefined : answer;
    const body = reader.body(request);
    const read = async (until: number): Promise<void> => {
      while (request.bodySize < until) {
        const step = await body.next();
        if (step.done === true) return;
        this.#record(step.value);
        if (early?.slow !== undefined)
          await pause((step.value.length / early.slow.bytes) * early.slow.everyMs, undefined, { signal });
      }
    };
    const at = early?.at ?? 'end';
    await read(at === 'end' ? Infinity : at === 'head' ? 0 : at);
    const step: Step = (typeof answer === 'function' ? await answer(request) : answer) ?? {
      status: 404,
      headers: { 'Content-Type': 'application/json' },
      body: '{"errors":[]}',
    };
    if (step.silent === true)
      await new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
      );
    const rest = at === 'end' || step.rest === 'ignore' ? undefined : read(Infinity);
    const after = await writeAnswer(stream, step, request.method, signal);
    if (after === 'keep') await rest;
    else rest?.catch(() => undefined);
    return after === 'keep' && at !== 'end' && step.rest === 'ignore' ? await forever(signal) : after;
  }

  #record(chunk: Buffer): void {
    if (this.#wireSize > 4 * 1024 * 1024) return;
    this.#wireSize += chunk.length;
    this.#wire.push(Buffer.from(chunk));
  }
}

function matches(route: Route, request: SeenRequest): boolean {
  if (typeof route === 'function') return route(request);
  const subject = `${request.method} ${route.includes('?') ? request.target : request.path}`;
  const pattern = route
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(subject);
}

function end(stream: Duplex, raw: Socket, how: 'fin' | 'rst'): void {
  if (how === 'rst') raw.resetAndDestroy();
  else stream.end();
}

function forever(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
}
