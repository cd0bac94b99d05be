import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Certificate } from './certificate.ts';
import { PendingRequest } from './request-reader.ts';
import type { SeenRequest } from './step.ts';

export interface CaptureProxyOptions {
  /** Required `user:password` in `Proxy-Authorization`. Other requests get status 407. */
  readonly credentials?: string | undefined;
  /** Speaks TLS itself (an `https://` proxy). */
  readonly tls?: Certificate | undefined;
  /** Response to every request instead of forwarding it. */
  readonly refuse?: number | undefined;
  /** The address for a host and port, for names that do not resolve. */
  readonly resolve?: ((host: string, port: number) => { readonly host: string; readonly port: number }) | undefined;
}

/** A forward proxy on loopback for `CONNECT` and absolute-form requests. It records each request head. */
export class CaptureProxy implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  readonly #server: Server;
  readonly #options: CaptureProxyOptions;
  readonly #open = new Set<Socket>();

  private constructor(options: CaptureProxyOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      this.#track(socket);
      const { tls } = options;
      const stream =
        tls === undefined ? socket : new TLSSocket(socket, { isServer: true, cert: tls.cert, key: tls.key });
      stream.on('error', () => socket.destroy());
      this.#serve(stream);
    });
  }

  static async start(options: CaptureProxyOptions = {}): Promise<CaptureProxy> {
    const proxy = new CaptureProxy(options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** `http://127.0.0.1:PORT/`, without credentials. */
  get url(): URL {
    const { port } = this.#server.address() as AddressInfo;
    return new URL(`${this.#options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(client: Socket): void {
    let buffer: Buffer = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      buffer = Buffer.concat([buffer, chunk]);
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      client.off('data', onData);
      client.pause();
      const request = new PendingRequest(this.requests.length, 0, buffer.subarray(0, end).toString('latin1'));
      this.requests.push(request);
      this.#forward(client, request, buffer.subarray(end + 4));
    };
    client.on('data', onData);
  }

  #forward(client: Socket, request: PendingRequest, rest: Buffer): void {
    const { credentials, refuse } = this.#options;
    if (
      credentials !== undefined &&
      request.header('proxy-authorization') !== `Basic ${Buffer.from(credentials).toString('base64')}`
    ) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n' +
          'Content-Length: 0\r\nConnection: close\r\n\r\n',
      );
      return;
    }
    if (refuse !== undefined) {
      client.end(`HTTP/1.1 ${refuse} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    const tunnel = request.method === 'CONNECT';
    const wanted = new URL(tunnel ? `http://${request.target}` : request.target);
    const port = wanted.port === '' ? 80 : Number(wanted.port);
    const target = this.#options.resolve?.(wanted.hostname, port) ?? {
      host: wanted.hostname.replace(/^\[|\]$/g, ''),
      port,
    };
    const upstream = connect(target.port, target.host);
    this.#track(upstream);
    upstream.on('error', () => client.destroy());
    upstream.once('connect', () => {
      if (tunnel) client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      else {
        // The proxy removes its own headers, and closes after one exchange so that it parses the next request.
        const fields = request.headers
          .filter(([name]) => !/^(proxy-|connection$)/i.test(name))
          .map(([name, value]) => `${name}: ${value}\r\n`);
        const line = `${request.method} ${wanted.pathname}${wanted.search} HTTP/1.1\r\n`;
        upstream.write(`${line}${fields.join('')}Connection: close\r\n\r\n`);
      }
      upstream.write(rest);
      client.pipe(upstream);
      if (tunnel) upstream.pipe(client);
      else
        upstream.once('data', (head: Buffer) => {
          // The client must not send another request over the connection, which is not parsed any more.
          const closing = head.toString('latin1').replace(/\r\nconnection: [^\r]*/i, '');
          client.write(closing.replace('\r\n', '\r\nConnection: close\r\n'), 'latin1');
          upstream.pipe(client);
        });
    });
  }

  #track(socket: Socket): void {
    this.#open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#open.delete(socket));
  }
}
