import { setTimeout as sleep } from 'node:timers/promises';
import { OciError } from '../spec/index.ts';
import { Connections } from './connections.ts';
import { dispatch } from './dispatch.ts';
import type { OnHttpEvent } from './event.ts';
import { log } from './log.ts';
import { ProxyRules, type ProxySettings } from './proxy.ts';
import { redirect } from './redirect.ts';
import { retry } from './retry.ts';
import { defaultStall, type StallRule } from './stall.ts';
import type { Transport } from './transport.ts';
import { trustAlso } from './trust.ts';

export interface TransportOptions {
  /** Takes any certificate of a server; that of an https proxy is still checked. @default false */
  readonly insecureTls?: boolean | undefined;
  /** Certificates (PEM) of authorities to trust besides Node's own, for the registry, where it redirects to, and the proxy. */
  readonly ca?: string | undefined;
  /** @default none: every host is asked directly */
  readonly proxy?: ProxySettings | undefined;
  /** Tries in all. @default 5 */
  readonly attempts?: number | undefined;
  /** The bound of the first wait; it doubles with each try. @default 500 */
  readonly baseDelayMs?: number | undefined;
  /** @default 30_000 */
  readonly maxDelayMs?: number | undefined;
  /** The longest `Retry-After` that is honoured; a longer one fails at once. @default 120_000 */
  readonly maxRetryAfterMs?: number | undefined;
  /** Retries that all requests together may use up before one succeeds again. @default 100 */
  readonly retryBudget?: number | undefined;
  /** A body that moves slower than this is given up. @default 1024 bytes a second for 60_000 ms */
  readonly stall?: StallRule | undefined;
  /** How long a server may think between the end of the request and its answer. @default 300_000 */
  readonly headersTimeoutMs?: number | undefined;
  /** Connections to one origin. A limit makes a reader that waits for a writer wait for ever. @default no limit */
  readonly connections?: number | undefined;
  /** @default 5 */
  readonly maxRedirects?: number | undefined;
  /** @default 'oci-artifact' */
  readonly userAgent?: string | undefined;
  readonly onEvent?: OnHttpEvent | undefined;
  /** @default node:timers/promises */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
  /** @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
}

export interface HttpTransport extends AsyncDisposable {
  readonly send: Transport;
  /** Ends all connections. What still goes on fails with `ABORTED`. */
  close(): Promise<void>;
}

/**
 * HTTP/1.1 for registries: pooled connections, proxies, retries, redirects, and time limits that a long transfer does not run into.
 *
 * @throws OciError `INPUT_INVALID` naming `ca-file` or the proxy variable
 */
export function createTransport(options: TransportOptions = {}): HttpTransport {
  const { onEvent, now = Date.now } = options;
  const attempts = options.attempts ?? 5;
  if (!Number.isInteger(attempts) || attempts < 1)
    throw new OciError('INPUT_INVALID', `attempts is ${attempts}; it must be a whole number from 1`);
  const connections = new Connections({
    insecureTls: options.insecureTls ?? false,
    trust: options.ca === undefined ? undefined : trustAlso(options.ca),
    proxies: new ProxyRules(options.proxy ?? {}),
    connections: options.connections,
    headersTimeoutMs: options.headersTimeoutMs ?? 300_000,
  });
  const sent = dispatch(connections, {
    stall: options.stall ?? defaultStall,
    userAgent: options.userAgent ?? 'oci-artifact',
    onEvent,
  });
  const followed = redirect(log(sent, onEvent, now), { maxRedirects: options.maxRedirects ?? 5, onEvent });
  const send = retry(followed, {
    attempts,
    baseDelayMs: options.baseDelayMs ?? 500,
    maxDelayMs: options.maxDelayMs ?? 30_000,
    maxRetryAfterMs: options.maxRetryAfterMs ?? 120_000,
    budget: options.retryBudget ?? 100,
    onEvent,
    sleep: options.sleep ?? ((ms, signal) => sleep(ms, undefined, { signal })),
    random: options.random ?? Math.random,
    now,
  });
  const close = (): Promise<void> => connections.close();
  return { send, close, [Symbol.asyncDispose]: close };
}
