import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP proxy on loopback that forwards each part after a delay, in both directions, and counts its connections. */
export class DelayingProxy implements AsyncDisposable {
  /** Milliseconds in each direction. */
  delayMs = 0;
  connections = 0;
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
      // On a real network, the client may send its first byte only after the handshake of TCP, one round trip.
      this.#forward(client, registry, sleep(2 * this.delayMs));
      this.#forward(registry, client, Promise.resolve());
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

  /** @param opened settles when `from` may send */
  #forward(from: Socket, to: Socket, opened: Promise<unknown>): void {
    const delayMs = this.delayMs;
    let isOpen = false;
    const arrival = (): Promise<unknown> => (isOpen ? sleep(delayMs) : opened.then(() => sleep(delayMs)));
    let previous: Promise<unknown> = opened.then(() => (isOpen = true));
    from.on('data', (part: Buffer) => {
      previous = Promise.all([previous, arrival()]).then(() => to.write(part));
    });
    from.once('end', () => {
      void Promise.all([previous, arrival()]).then(() => to.end());
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
