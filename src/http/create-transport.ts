import { Connections, secureContextWith } from './connections.ts';
import { dispatch } from './dispatch.ts';
import { ProxyRules, type ProxySettings } from './proxy.ts';
import { redirect } from './redirect.ts';
import { retry, RetryPolicy, type RetryOptions } from './retry.ts';
import { defaultStall, type StallRule } from './stall.ts';
import type { OnHttpEvent, Transport } from './transport.ts';

/** Options of {@link createTransport}. */
export interface TransportOptions extends RetryOptions {
  /** Accepts any certificate of a server. The certificate of an https proxy is still verified. @default false */
  readonly insecureTls?: boolean | undefined;
  /**
   * Certificates (PEM) of authorities to trust in addition to Node's, for the registry, its redirect targets and the
   * proxy.
   */
  readonly ca?: string | undefined;
  /** @default none: all hosts are reached directly */
  readonly proxy?: ProxySettings | undefined;
  /** Lowest accepted rate of a body. @default 1024 bytes a second for 60_000 ms */
  readonly stall?: StallRule | undefined;
  /** Milliseconds between the end of the request and the head of the response. @default 300_000 */
  readonly headersTimeoutMs?: number | undefined;
  /**
   * Connections to one origin. With a limit, a reader that waits for a writer to the same origin waits forever.
   *
   * @default no limit
   */
  readonly connections?: number | undefined;
  /** @default 5 */
  readonly maxRedirects?: number | undefined;
  /** @default 'oci-artifact' */
  readonly userAgent?: string | undefined;
  /** Receives each response, retry and redirect. */
  readonly onEvent?: OnHttpEvent | undefined;
}

/** A transport with its connections. Close it, or idle connections stay open. */
export interface HttpTransport extends AsyncDisposable {
  readonly send: Transport;
  /** Closes all connections. Pending requests fail with `ABORTED`. */
  close(): Promise<void>;
}

/**
 * HTTP/1.1 for registries: pooled connections, proxies, retries, redirects, and time limits that do not end a long
 * transfer.
 *
 * @throws OciError `INPUT_INVALID` for `attempts`, `ca` (called `ca-file`) or a proxy variable
 */
export function createTransport(options: TransportOptions = {}): HttpTransport {
  const { onEvent } = options;
  const policy = new RetryPolicy(options);
  const connections = new Connections({
    insecureTls: options.insecureTls ?? false,
    secureContext: options.ca === undefined ? undefined : secureContextWith(options.ca),
    proxies: new ProxyRules(options.proxy ?? {}),
    connections: options.connections,
    headersTimeoutMs: options.headersTimeoutMs ?? 300_000,
  });
  const sent = dispatch(connections, {
    stall: options.stall ?? defaultStall,
    userAgent: options.userAgent ?? 'oci-artifact',
    onEvent,
    now: policy.now,
  });
  const send = retry(redirect(sent, { maxRedirects: options.maxRedirects ?? 5, onEvent }), policy);
  const close = (): Promise<void> => connections.close();
  return { send, close, [Symbol.asyncDispose]: close };
}
