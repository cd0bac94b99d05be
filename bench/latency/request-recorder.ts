import { once } from 'node:events';
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** A request that a registry received, with the times at which it arrived and at which its response ended. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Milliseconds. */
  readonly startMs: number;
  endMs: number;
}

export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

const requestLine = /^([A-Z]+) (\/v2\/\S*) HTTP\/1\.1\r\n/;
const finalResponse = /^HTTP\/1\.1 [2-5]/;

/** Forwards connections to a registry without TLS, and records their requests. Each client sends HTTP/1.1. */
export class RequestRecorder implements AsyncDisposable {
  requests: RecordedRequest[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number, certificate: Certificate | undefined) {
    const onClient = (client: Socket): void =>
      this.#forward(client, connect({ port, host: '127.0.0.1', noDelay: true }));
    this.#server =
      certificate === undefined
        ? createTcpServer({ noDelay: true }, onClient)
        : createTlsServer({ ...certificate, noDelay: true }, onClient);
  }

  static async start(port: number, certificate: Certificate | undefined): Promise<RequestRecorder> {
    const recorder = new RequestRecorder(port, certificate);
    recorder.#server.listen(0, '127.0.0.1');
    await once(recorder.#server, 'listening');
    return recorder;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #forward(client: Socket, registry: Socket): void {
    let current: RecordedRequest | undefined;
    for (const socket of [client, registry]) {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {
        client.destroy();
        registry.destroy();
      });
    }
    client.on('data', (part: Buffer) => {
      const [, method, target] = requestLine.exec(part.toString('latin1', 0, 4096)) ?? [];
      if (method !== undefined && target !== undefined) {
        const now = performance.now();
        current = { method, target, startMs: now, endMs: Number.POSITIVE_INFINITY };
        this.requests.push(current);
      }
      registry.write(part);
    });
    let isAnswered = false;
    registry.on('data', (part: Buffer) => {
      isAnswered = finalResponse.test(part.toString('latin1', 0, 16)) || isAnswered;
      if (current !== undefined && isAnswered) current.endMs = performance.now();
      client.write(part);
    });
    client.once('end', () => registry.end());
    registry.once('end', () => client.end());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
