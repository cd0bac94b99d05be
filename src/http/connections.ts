import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { Agent, buildConnector, Client, Pool, ProxyAgent, type Dispatcher } from 'undici';
import type { AddressGuard } from './address-guard.ts';
import { maxHeaderSize, sameOrigin } from './location.ts';
import type { Proxy, ProxyRules } from './proxy.ts';
import { tappable } from './socket-tap.ts';
import { SpareConnections } from './spare-connections.ts';
import type { HttpRequest } from './transport.ts';
import { delayWriteErrors } from './write-errors.ts';

const connectTimeoutMs = 30_000;
/** Idle connections are closed before common load balancers close them. */
const keepAliveMs = 10_000;

/** Passed with a request. The connection that sends the request records its state here. */
export class ConnectionLease {
  /** Whether the connection was already open. */
  reused = false;
  /** The socket of the connection. */
  socket: Socket | undefined;
}

/** The connections that requests to a URL use. */
export interface ConnectionRoute {
  readonly dispatcher: Dispatcher;
  readonly proxy: Proxy | undefined;
  /**
   * Whether only this origin uses the connection. A plain HTTP request through a proxy shares its connection with
   * requests to other origins.
   */
  readonly isExclusive: boolean;
}

export interface ConnectionsOptions {
  readonly insecureTls: boolean;
  readonly secureContext: SecureContext | undefined;
  /** Has the client certificate, for the registry's own origin. */
  readonly ownContext: SecureContext | undefined;
  readonly proxies: ProxyRules;
  readonly guard: AddressGuard;
  readonly connections: number | undefined;
  readonly headersTimeoutMs: number;
}

/**
 * Pools of direct connections, and of connections through each proxy. A connection of the first kind of pool stays open
 * between requests. A connection of the second kind serves a single request.
 */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #agents = new Map<string, Dispatcher>();
  /** Opens direct connections to hosts that the user named. */
  readonly #connector: buildConnector.connector;
  readonly #spares: SpareConnections;
  #closed: Promise<void> | undefined;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#connector = buildConnector({ ...this.#tlsOptions(true), lookup: options.guard.lookup, onread: tappable });
    this.#spares = new SpareConnections(this.#connector, keepAliveMs);
  }

  /**
   * Opens connections to an origin before a request needs them. Through a proxy, requests open their connections
   * themselves.
   *
   * @param url of a host that the user named
   */
  prepare(url: URL, count: number): void {
    if (this.#options.proxies.for(url) !== undefined) return;
    for (let opened = 0; opened < count; opened++) this.#spares.prepare(url);
  }

  /**
   * @param newConnection sends the request over a new connection
   * @throws OciError `REDIRECT_REFUSED` for a private address that a registry named
   */
  route({ url, namedBy }: Pick<HttpRequest, 'url' | 'namedBy'>, newConnection: boolean): ConnectionRoute {
    const { proxies, guard, ownContext } = this.#options;
    const registry = guard.check(url, namedBy);
    const proxy = proxies.for(url);
    const isOwn = ownContext === undefined || namedBy === undefined || sameOrigin(url, namedBy.registry);
    // A guarded connection is not shared with other requests, because it depends on the addresses of the registry.
    const key = [newConnection ? 'new' : 'pooled', isOwn, proxy?.url, registry?.hostname].join(' ');
    let dispatcher = this.#agents.get(key);
    if (dispatcher === undefined || this.#closed !== undefined) {
      dispatcher = this.#createAgent(proxy, newConnection, registry, isOwn);
      // A request after close() fails, and does not open a new pool.
      if (this.#closed === undefined) this.#agents.set(key, dispatcher);
      else dispatcher.destroy().catch(() => undefined);
    }
    return { dispatcher, proxy, isExclusive: proxy === undefined || url.protocol === 'https:' };
  }

  /** Closes every connection and fails its pending requests. */
  close(): Promise<void> {
    this.#spares.close();
    this.#closed ??= Promise.all([...this.#agents.values()].map((agent) => agent.destroy())).then(() => undefined);
    return this.#closed;
  }

  /**
   * @param registry checks the addresses of hosts, because this registry named them
   * @param isOwn whether the client certificate may be used
   */
  #createAgent(
    proxy: Proxy | undefined,
    newConnection: boolean,
    registry: URL | undefined,
    isOwn: boolean,
  ): Dispatcher {
    const { secureContext, connections, headersTimeoutMs, guard } = this.#options;
    const common = {
      allowH2: false,
      maxHeaderSize,
      keepAliveTimeout: keepAliveMs,
      headersTimeout: headersTimeoutMs,
      bodyTimeout: 0,
      connections: connections ?? null,
      // A connection with pipelining 0 serves a single request.
      pipelining: newConnection ? 0 : 1,
    };
    const isNamed = registry === undefined && isOwn;
    const spares = proxy === undefined && isNamed && !newConnection ? this.#spares : undefined;
    const factory = (origin: string | URL, options: object): Dispatcher =>
      new Pool(origin, {
        ...common,
        ...options,
        factory: (url, clientOptions) => new LeasedClient(url, clientOptions, spares),
      });
    if (proxy === undefined) {
      const lookup = registry === undefined ? guard.lookup : guard.lookupFor(registry);
      const connect = isNamed ? this.#connector : { ...this.#tlsOptions(isOwn), lookup, onread: tappable };
      return new Agent({ ...common, factory, connect });
    }
    const trust = secureContext === undefined ? {} : { secureContext };
    // A proxy resolves the names itself, so this machine neither knows nor selects the address, and a proxy outside the
    // private network does not reach it. Requests through a proxy are therefore exempt from the check of addresses.
    return new ProxyAgent({
      ...common,
      factory,
      uri: proxy.url,
      ...(proxy.authorization === undefined ? {} : { token: proxy.authorization }),
      requestTls: this.#tlsOptions(isOwn),
      proxyTls: { ...trust, allowH2: false, timeout: connectTimeoutMs },
      clientFactory: (origin, options) =>
        new Pool(origin, { ...options, headersTimeout: connectTimeoutMs, maxHeaderSize, allowH2: false }),
    });
  }

  #tlsOptions(isOwn: boolean): buildConnector.BuildOptions {
    const { insecureTls, ownContext } = this.#options;
    const secureContext = (isOwn ? ownContext : undefined) ?? this.#options.secureContext;
    const trust = secureContext === undefined ? {} : { secureContext };
    return { ...trust, allowH2: false, timeout: connectTimeoutMs, rejectUnauthorized: !insecureTls };
  }
}

/** A connection that records in a request's lease whether it was already open, and reads a response before it fails. */
class LeasedClient extends Client {
  #connected = false;
  #socket: Socket | undefined;
  /** The lease of the request that waits for the connection. */
  #waiting: ConnectionLease | undefined;

  /**
   * @param options of `Pool`, which replaces `connect` by a function
   * @param spares connections to use instead of new ones
   */
  constructor(origin: string | URL, options: object, spares: SpareConnections | undefined) {
    const { connect } = options as { readonly connect: buildConnector.connector };
    super(origin, {
      ...options,
      connect: (target, callback) => {
        const connected: buildConnector.Callback = (...result) => {
          // After an error, undici calls back without a socket.
          if (result[0] === null) {
            delayWriteErrors(result[1]);
            this.#socket = result[1];
            if (this.#waiting !== undefined) this.#waiting.socket = result[1];
          }
          callback(...result);
        };
        const isIdle = spares?.connect(target, connected);
        if (isIdle === undefined) connect(target, connected);
        else if (isIdle && this.#waiting !== undefined) this.#waiting.reused = true;
      },
    });
    this.on('connect', () => {
      this.#connected = true;
    });
    this.on('disconnect', () => {
      this.#connected = false;
    });
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const { opaque } = options as { readonly opaque?: unknown };
    if (opaque instanceof ConnectionLease) {
      opaque.reused = this.#connected;
      opaque.socket = this.#connected ? this.#socket : undefined;
      this.#waiting = opaque;
    }
    return super.dispatch(options, handler);
  }
}
