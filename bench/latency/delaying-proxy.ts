import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP proxy on loopback that forwards each part after a delay, in both directions, and counts what it forwards. */
export class DelayingProxy implements AsyncDisposable {
  /** Milliseconds in each direction. */
  delayMs = 0;
  connections = 0;
  requests = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number) {
    this.#server = createServer({ noDelay: true }, (client) => {
      this.connections++;
      const registry = connect({ port, host: '127.0.0.1', noDelay: true });
      for (const socket of [client, registry]) {
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
        socket.on('error', () => {
          client.destroy();
          registry.destroy();
        });
      }
      // The handshake of TCP takes one round trip before the first byte.
      this.#forward(client, registry, 2 * this.delayMs, (part) => {
        this.requests += part.toString('latin1').match(/^(?:DELETE|GET|HEAD|PATCH|POST|PUT) \/v2\//gm)?.length ?? 0;
      });
      this.#forward(registry, client, 0, () => undefined);
    });
  }

  static async start(port: number): Promise<DelayingProxy> {
    const proxy = new DelayingProxy(port);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  reset(): void {
    this.connections = 0;
    this.requests = 0;
  }

  #forward(from: Socket, to: Socket, firstDelayMs: number, observe: (part: Buffer) => void): void {
    let previous = sleep(firstDelayMs);
    from.on('data', (part: Buffer) => {
      observe(part);
      const arrived = sleep(this.delayMs);
      previous = Promise.all([previous, arrived]).then(() => void to.write(part));
    });
    from.once('end', () => {
      void Promise.all([previous, sleep(this.delayMs)]).then(() => to.end());
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
