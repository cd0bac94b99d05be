import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { Agent, Client, Pool, ProxyAgent, type Dispatcher } from 'undici';
import { messageOf, OciError, printable } from '../spec/index.ts';
import type { Proxy, ProxyRules } from './proxy.ts';

/** Header bytes of a response. Registries with signed upload locations and several cookies exceed Node's 16 KiB. */
const maxHeaderSize = 128 * 1024;
const connectTimeoutMs = 30_000;
/** Idle connections are closed before common load balancers close them. */
const keepAliveMs = 10_000;

/** Travels with a request, so that the connection can record its state when the request reached it. */
export class ConnectionLease {
  /** Whether the connection had been used before. */
  reused = false;
}

/** How to reach a URL. */
export interface ConnectionRoute {
  readonly dispatcher: Dispatcher;
  readonly proxy: Proxy | undefined;
  /**
   * Whether only this origin uses the connection. A plain request through a proxy shares its connection with other
   * origins.
   */
  readonly isExclusive: boolean;
}

export interface ConnectionsOptions {
  readonly insecureTls: boolean;
  readonly secureContext: SecureContext | undefined;
  readonly proxies: ProxyRules;
  readonly connections: number | undefined;
  readonly headersTimeoutMs: number;
}

/**
 * Pools of connections, direct and for each proxy: those that stay open between requests, and those for a single
 * request.
 */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #agents = new Map<string, Dispatcher>();
  #closed: Promise<void> | undefined;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** @param fresh uses a new connection */
  route(url: URL, fresh: boolean): ConnectionRoute {
    const proxy = this.#options.proxies.for(url);
    const key = `${fresh ? 'fresh' : 'pooled'} ${proxy?.url ?? ''}`;
    let dispatcher = this.#agents.get(key);
    if (dispatcher === undefined || this.#closed !== undefined) {
      dispatcher = this.#agent(proxy, fresh);
      // After close() the request must fail instead of leaving a pool open.
      if (this.#closed === undefined) this.#agents.set(key, dispatcher);
      else dispatcher.destroy().catch(() => undefined);
    }
    return { dispatcher, proxy, isExclusive: proxy === undefined || url.protocol === 'https:' };
  }

  /** Closes every connection and fails its pending requests. */
  close(): Promise<void> {
    this.#closed ??= Promise.all([...this.#agents.values()].map((agent) => agent.destroy())).then(() => undefined);
    return this.#closed;
  }

  #agent(proxy: Proxy | undefined, fresh: boolean): Dispatcher {
    const { insecureTls, secureContext, connections, headersTimeoutMs } = this.#options;
    const common = {
      allowH2: false,
      maxHeaderSize,
      keepAliveTimeout: keepAliveMs,
      headersTimeout: headersTimeoutMs,
      bodyTimeout: 0,
      connections: connections ?? null,
      // With a pipelining of 0 a connection serves one request.
      pipelining: fresh ? 0 : 1,
    };
    const authority = secureContext === undefined ? {} : { secureContext };
    const registryTls = { ...authority, allowH2: false, timeout: connectTimeoutMs, rejectUnauthorized: !insecureTls };
    const factory = (origin: string | URL, options: object): Dispatcher =>
      new Pool(origin, {
        ...common,
        ...options,
        factory: (url, clientOptions) => new LeasedClient(url, clientOptions),
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

/** A connection that records in the lease whether it is reused. */
class LeasedClient extends Client {
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

const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * A TLS context that trusts Node's default certificate authorities and those in `ca`.
 *
 * @param ca one or more certificates, PEM
 * @throws OciError `INPUT_INVALID` naming `ca-file`
 */
export function secureContextWith(ca: string): SecureContext {
  const blocks = ca.match(pemBlock) ?? [];
  const begun = ca.split('-----BEGIN CERTIFICATE-----').length - 1;
  if (blocks.length === 0)
    throw new OciError(
      'INPUT_INVALID',
      'ca-file contains no certificate: it needs a PEM block that begins with -----BEGIN CERTIFICATE-----',
    );
  if (begun !== blocks.length)
    throw new OciError(
      'INPUT_INVALID',
      'ca-file is incomplete: a certificate in it has no -----END CERTIFICATE-----; restore the end of the file',
    );
  for (const [index, pem] of blocks.entries()) {
    try {
      // The constructor is the check.
      // oxlint-disable-next-line no-new
      new X509Certificate(pem);
    } catch (error) {
      const certificate = `certificate ${index + 1} of ${blocks.length}`;
      const reason = printable(messageOf(error), 200);
      throw new OciError('INPUT_INVALID', `ca-file is damaged: cannot parse ${certificate}: ${reason}; replace it`);
    }
  }
  return createSecureContext({ ca: [...getCACertificates('default'), ...blocks] });
}
