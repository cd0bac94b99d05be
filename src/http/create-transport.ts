import type { LookupFunction } from 'node:net';
import { guardedHook } from '../concurrency/index.ts';
import { checkNumbers } from '../spec/index.ts';
import { AddressGuard } from './address-guard.ts';
import type { DispatchOptions } from './dispatch.ts';
import { ProxyRules, type ProxySettings } from './proxy.ts';
import { redirect } from './redirect.ts';
import { retry, RetryPolicy, type RetryOptions } from './retry.ts';
import { secureContextWith, type ClientCertificate } from './secure-context.ts';
import { defaultStall, type StallRule } from './stall.ts';
import type { OnHttpEvent, Transport } from './transport.ts';

/** Registries answer most requests at once, but some compute a digest before they answer. */
const defaultHeadersTimeoutMs = 300_000;

/** Options of {@link createTransport}. */
export interface TransportOptions extends RetryOptions {
  /** Accepts any certificate of a server. The certificate of an https proxy is still verified. @default false */
  readonly insecureTls?: boolean | undefined;
  /**
   * Certificates (PEM) of authorities to trust in addition to Node's. They apply to the registry, its redirect targets
   * and the proxy.
   */
  readonly ca?: string | undefined;
  /** Identifies this client to the registry's origin, and to no other host. @default none */
  readonly clientCertificate?: ClientCertificate | undefined;
  /** Proxies and their exceptions. @default no proxy */
  readonly proxy?: ProxySettings | undefined;
  /** Lowest accepted rate of a body. @default 1024 bytes a second for 60_000 ms */
  readonly stall?: StallRule | undefined;
  /** Maximum time between the end of the request and the head of the response, milliseconds. @default 300_000 */
  readonly headersTimeoutMs?: number | undefined;
  /**
   * Maximum number of connections to one origin. With a limit, a download that waits for an upload to the same origin
   * may wait forever.
   *
   * @default no limit
   */
  readonly connections?: number | undefined;
  /** Maximum number of redirects of a request. @default 5 */
  readonly maxRedirects?: number | undefined;
  /**
   * Hosts, without port, to which the registry may lead requests although they have a private address.
   *
   * @default none
   */
  readonly trustedHosts?: readonly string[] | undefined;
  /** Resolves host names. @default `dns.lookup` */
  readonly lookup?: LookupFunction | undefined;
  /** `User-Agent` of requests without their own. @default 'oci-artifact' */
  readonly userAgent?: string | undefined;
  /** Receives each response, retry and redirect. */
  readonly onEvent?: OnHttpEvent | undefined;
}

/** A transport and its connections. Close it, because idle connections stay open. */
export interface HttpTransport extends AsyncDisposable {
  /** Sends a request with redirects and retries. */
  readonly send: Transport;
  /**
   * Opens direct connections before a request needs them, so that their handshakes run at the same time as other work.
   * Their errors are reported only by the requests that use them.
   *
   * @param url of a host that the user named
   */
  prepare(url: URL, count: number): void;
  /** Closes all connections. Pending requests fail with `ABORTED`. */
  close(): Promise<void>;
}

/** Sends requests once. */
interface Engine {
  readonly dispatch: Transport;
  prepare(url: URL, count: number): void;
  close(): Promise<void>;
}

/** Adds redirects and retries to an engine, which is opened by the first request. */
export function transportOver(
  options: TransportOptions,
  openEngine: (options: DispatchOptions) => Promise<Engine>,
): HttpTransport {
  const onEvent = guardedHook('onEvent', options.onEvent);
  checkNumbers(options, { headersTimeoutMs: 0, connections: 1, maxRedirects: 0 });
  if (options.stall !== undefined) checkNumbers(options.stall, { bytes: 0, ms: 0 });
  const policy = new RetryPolicy({ ...options, onEvent });
  const dispatchOptions = {
    stall: options.stall ?? defaultStall,
    headersTimeoutMs: options.headersTimeoutMs ?? defaultHeadersTimeoutMs,
    userAgent: options.userAgent ?? 'oci-artifact',
    onEvent,
    now: policy.now,
  };
  let isClosed = false;
  let opened: Promise<Engine> | undefined;
  const open = async (): Promise<Engine> => {
    const engine = await openEngine(dispatchOptions);
    if (isClosed) await engine.close();
    return engine;
  };
  const sendOnce: Transport = async (request) => (await (opened ??= open())).dispatch(request);
  const send = retry(redirect(sendOnce, { maxRedirects: options.maxRedirects ?? 5, onEvent }), policy);
  const close = async (): Promise<void> => {
    isClosed = true;
    await (await opened)?.close();
  };
  const prepare = (url: URL, count: number): void => {
    (opened ??= open()).then(
      (engine) => engine.prepare(url, count),
      // A request reports the error.
      () => undefined,
    );
  };
  return { send, prepare, close, [Symbol.asyncDispose]: close };
}

/**
 * Creates an HTTP/1.1 transport for registries, with pooled connections, proxies, retries, redirects, and time limits
 * that do not end a long transfer. Bun cannot run undici, so there it sends requests with `fetch`, as `fetchTransport`.
 *
 * @throws OciError `INPUT_INVALID` for an invalid number, `ca` (the message names it `caFile`) or `proxy`
 */
export function createTransport(options: TransportOptions = {}): HttpTransport {
  const insecureTls = options.insecureTls ?? false;
  const proxies = new ProxyRules(options.proxy ?? {});
  const { ca, clientCertificate } = options;
  const secureContext = ca === undefined ? undefined : secureContextWith(ca);
  const ownContext = clientCertificate && secureContextWith(ca, clientCertificate);
  const guard = new AddressGuard(options);
  if ('bun' in process.versions)
    return transportOver(options, async (dispatchOptions) => {
      const { openBunEngine } = await import('./bun-engine.ts');
      return openBunEngine(dispatchOptions, { insecureTls, ca, clientCertificate, proxies, guard });
    });
  return transportOver(options, async (dispatchOptions) => {
    // These modules import undici, which takes longer to load than the rest of the library.
    const [{ Connections }, { dispatch }] = await Promise.all([import('./connections.ts'), import('./dispatch.ts')]);
    const { headersTimeoutMs } = dispatchOptions;
    const pools = { connections: options.connections, headersTimeoutMs };
    const connections = new Connections({ insecureTls, secureContext, ownContext, proxies, guard, ...pools });
    return {
      dispatch: dispatch(connections, dispatchOptions),
      prepare: (url, count) => connections.prepare(url, count),
      close: () => connections.close(),
    };
  });
}
