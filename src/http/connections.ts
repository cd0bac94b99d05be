import { Agent, Client, Pool, ProxyAgent, type Dispatcher } from 'undici';
import type { SecureContext } from 'node:tls';
import type { Proxy, ProxyRules } from './proxy.ts';

/** Header bytes of a response; registries that sign upload locations and set several cookies go over Node's 16 KiB. */
const maxHeaderSize = 128 * 1024;
const connectTimeoutMs = 30_000;
/** Idle connections are given up before the common load balancers give them up. */
const keepAliveMs = 10_000;

/** Goes along with a request, so that the connection can tell what it was when the request reached it. */
export class ConnectionLease {
  /** Whether the connection had been used before. */
  reused = false;
}

/** How to reach a URL. */
export interface Route {
  readonly dispatcher: Dispatcher;
  readonly proxy: Proxy | undefined;
  /** Whether the connection belongs to this origin alone. A plain request through a proxy shares its connection with other origins. */
  readonly own: boolean;
}

export interface ConnectionsOptions {
  readonly insecureTls: boolean;
  readonly trust: SecureContext | undefined;
  readonly proxies: ProxyRules;
  readonly connections: number | undefined;
  readonly headersTimeoutMs: number;
}

/** Pools of connections: direct ones and those of each proxy, kept open between requests or made for one request. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #agents = new Map<string, Dispatcher>();
  #closed: Promise<void> | undefined;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** @param fresh uses a connection that nothing has been sent over before */
  route(url: URL, fresh: boolean): Route {
    const proxy = this.#options.proxies.for(url);
    const key = `${fresh ? 'fresh' : 'kept'} ${proxy?.url ?? ''}`;
    let dispatcher = this.#agents.get(key);
    if (dispatcher === undefined || this.#closed !== undefined) {
      dispatcher = this.#agent(proxy, fresh);
      // Made after the end it is closed at once, and the request fails with that.
      if (this.#closed === undefined) this.#agents.set(key, dispatcher);
      else dispatcher.destroy().catch(() => undefined);
    }
    return { dispatcher, proxy, own: proxy === undefined || url.protocol === 'https:' };
  }

  /** Ends every connection and what still goes on over it. */
  close(): Promise<void> {
    this.#closed ??= Promise.all([...this.#agents.values()].map((agent) => agent.destroy())).then(() => undefined);
    return this.#closed;
  }

  #agent(proxy: Proxy | undefined, fresh: boolean): Dispatcher {
    const { insecureTls, trust, connections, headersTimeoutMs } = this.#options;
    const common = {
      allowH2: false,
      maxHeaderSize,
      keepAliveTimeout: keepAliveMs,
      headersTimeout: headersTimeoutMs,
      bodyTimeout: 0,
      connections: connections ?? null,
      // Without pipelining, not even of one, a connection serves one request.
      pipelining: fresh ? 0 : 1,
    };
    const authority = trust === undefined ? {} : { secureContext: trust };
    const registryTls = { ...authority, allowH2: false, timeout: connectTimeoutMs, rejectUnauthorized: !insecureTls };
    const factory = (origin: string | URL, options: object): Dispatcher =>
      new Pool(origin, {
        ...common,
        ...options,
        factory: (url, clientOptions) => new CountedClient(url, clientOptions),
      });
    if (proxy === undefined) return new Agent({ ...common, factory, connect: registryTls });
    return new ProxyAgent({
      ...common,
      factory,
      uri: proxy.url,
      ...(proxy.authorization === undefined ? {} : { token: proxy.authorization }),
      requestTls: registryTls,
      proxyTls: { ...authority, allowH2: false, timeout: connectTimeoutMs },
      clientFactory: (origin, options) =>
        new Pool(origin, { ...options, headersTimeout: connectTimeoutMs, maxHeaderSize, allowH2: false }),
    });
  }
}

/** A connection that knows whether it is being used again. */
class CountedClient extends Client {
  #connected = false;

  constructor(origin: string | URL, options: object) {
    super(origin, options);
    this.on('connect', () => {
      this.#connected = true;
    });
    this.on('disconnect', () => {
      this.#connected = false;
    });
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const { opaque } = options as { readonly opaque?: unknown };
    if (opaque instanceof ConnectionLease) opaque.reused = this.#connected;
    return super.dispatch(options, handler);
  }
}
