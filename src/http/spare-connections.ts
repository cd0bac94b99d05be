import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { monotonicMs } from '../concurrency/index.ts';

/** Opens the socket of a connection, as undici's connectors do. They also return the socket. */
type Connector = (...args: Parameters<buildConnector.connector>) => Socket;
type Target = buildConnector.Options;
type Callback = buildConnector.Callback;

interface SpareConnection {
  readonly socket: Socket;
  readonly openedAt: number;
  /** Receives the connection. Until then it is undefined. */
  user: Callback | undefined;
  /** The arguments for the user; undefined while the handshake is running. */
  result: Parameters<Callback> | undefined;
}

/** Connections that are opened before the first request needs them, so that no request waits for their handshake. */
export class SpareConnections {
  readonly #connect: Connector;
  readonly #maxIdleMs: number;
  readonly #spares = new Map<string, SpareConnection[]>();
  #isClosed = false;

  /** @param maxIdleMs a connection that was opened earlier is not used, because the server may have closed it */
  constructor(connector: buildConnector.connector, maxIdleMs: number) {
    this.#connect = connector as Connector;
    this.#maxIdleMs = maxIdleMs;
  }

  /** Begins to open a connection to an origin. Its errors are ignored, unless a request is waiting for it. */
  prepare(origin: URL): void {
    if (this.#isClosed) return;
    const { host, protocol, port } = origin;
    const target: Target = { host, hostname: origin.hostname.replace(/^\[(.*)\]$/, '$1'), protocol, port };
    const result = (...args: Parameters<Callback>): void => {
      if (spare.user === undefined) spare.result = args;
      else spare.user(...args);
    };
    const spare: SpareConnection = {
      socket: this.#connect(target, result),
      openedAt: monotonicMs(),
      user: undefined,
      result: undefined,
    };
    const key = keyOf(target);
    this.#spares.set(key, [...(this.#spares.get(key) ?? []), spare]);
  }

  /** Uses a spare connection, or opens a connection. @returns whether the connection was idle, so it may be closed */
  connect(target: Target, callback: Callback): boolean {
    const spares = this.#spares.get(keyOf(target)) ?? [];
    for (let spare = spares.shift(); spare !== undefined; spare = spares.shift()) {
      const { result, socket } = spare;
      if (result === undefined) {
        spare.user = callback;
        return false;
      }
      if (result[0] === null && !socket.destroyed && monotonicMs() - spare.openedAt < this.#maxIdleMs) {
        // undici expects the callback after the call, also for an open connection.
        process.nextTick(callback, ...result);
        return true;
      }
      socket.destroy();
    }
    this.#connect(target, callback);
    return false;
  }

  /** Closes the connections that no request has used. */
  close(): void {
    this.#isClosed = true;
    for (const spares of this.#spares.values()) for (const { socket } of spares) socket.destroy();
    this.#spares.clear();
  }
}

function keyOf({ protocol, host = '' }: Target): string {
  return `${protocol}//${host}`;
}
