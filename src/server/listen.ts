import type { Server } from 'node:http';
import { X509Certificate } from 'node:crypto';
import { isIP, type AddressInfo } from 'node:net';
import { errnoOf } from '../fs/index.ts';
import type { Registry } from '../registry/index.ts';
import { checkNumbers, isLoopbackHost, OciError, printable } from '../spec/index.ts';
import { hostMatcher } from './hosts.ts';
import { parseHtpasswd } from './htpasswd.ts';
import { createHandler, type RegistryHandler } from './handler.ts';
import { checkTls, createHttpServer, replaceTls, type HttpServerOptions } from './http-server.ts';
import type { HandlerOptions } from './options.ts';
import type { TokenIssuer } from './token-endpoint.ts';

/** Options of {@link listen}. */
export interface ListenOptions extends HandlerOptions, HttpServerOptions {
  /** IP address or host name to listen on, without port. IPv6 addresses may have brackets. @default 127.0.0.1 */
  readonly address?: string | undefined;
  /** Port to listen on. @default 0: any free port */
  readonly port?: number | undefined;
  /**
   * Allows an address that is not loopback without authentication. Every client that can reach the address then has
   * full access.
   *
   * @default false
   */
  readonly insecureAnonymous?: boolean | undefined;
  /** Enables Bearer tokens and serves the token endpoint at `/token`. @default no tokens */
  readonly tokens?: TokenIssuer | undefined;
  /** Milliseconds that `close` waits for running requests. @default 4,000 */
  readonly closeGraceMs?: number | undefined;
}

/** The files that {@link Listening.reload} replaces; undefined keeps the current one. */
export type ReloadOptions = Pick<ListenOptions, 'tls' | 'htpasswd'>;

/** A running server. */
export interface Listening extends AsyncDisposable {
  /** Base URL without a path, for example `http://127.0.0.1:38211`. */
  readonly url: string;
  /** `host:port`, as in references, for example `127.0.0.1:38211`. */
  readonly host: string;
  /** The value of {@link ListenOptions.address}, without brackets. */
  readonly address: string;
  /** The actual port, also when the option is 0. */
  readonly port: number;
  /**
   * Replaces the certificate of new connections and the users, for example after a renewal. The users of `tokens` do
   * not change.
   *
   * @throws OciError `INPUT_INVALID` when one of them is invalid; nothing is then replaced
   */
  reload(options: ReloadOptions): void;
  /**
   * Stops accepting connections, waits up to `closeGraceMs` for running requests, and aborts the remaining ones.
   */
  close(): Promise<void>;
}

const defaultAddress = '127.0.0.1';
const defaultCloseGraceMs = 4000;
/** Length of the system's queue of connections. The default of Node, 511, is too short for a burst of slow clients. */
const backlog = 1024;

/**
 * Serves a registry.
 *
 * @throws OciError `INPUT_INVALID` for an invalid number, when the address cannot be used, and for an address that is not loopback without
 *   authentication
 */
export async function listen(registry: Registry, options: ListenOptions = {}): Promise<Listening> {
  checkNumbers(options, { port: 0, closeGraceMs: 0 });
  const address = parseListenAddress(options.address ?? defaultAddress);
  if (address === undefined) {
    const given = printable(options.address ?? '', 260);
    throw new OciError(
      'INPUT_INVALID',
      `cannot listen on ${given}: the address contains a port; give the port in the option "port"`,
    );
  }
  const loopback = isLoopbackHost(address);
  const authenticates = options.htpasswd !== undefined || options.bearer !== undefined || options.tokens !== undefined;
  if (!loopback && !authenticates && options.insecureAnonymous !== true) {
    throw new OciError(
      'INPUT_INVALID',
      `refusing to listen on the non-loopback address ${printable(address, 260)} without authentication; ` +
        'give an htpasswd file or tokens, or set insecureAnonymous to allow every client',
    );
  }
  let url = '';
  let certificate: X509Certificate | undefined;
  const isHostName = hostMatcher(options.hostNames ?? []);
  const handler = createHandler(registry, {
    ...options,
    bearer: options.bearer ?? (options.tokens && bearerOf(options.tokens, () => `${url}/token`)),
    // On an address that is not loopback, any host is allowed, because the names that other machines use are unknown.
    allowedHosts: options.allowedHosts ?? (loopback ? undefined : '*'),
    hostNames: (name) => isHostName(name) || (certificate !== undefined && certifies(certificate, name)),
  });
  const server = createHttpServer(handler, options);
  certificate = options.tls && new X509Certificate(options.tls.cert);
  await bind(server, address, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const host = `${urlHost(address)}:${port}`;
  url = `${options.tls === undefined ? 'http' : 'https'}://${host}`;
  const reload = ({ tls, htpasswd }: ReloadOptions): void => {
    if (tls !== undefined) checkTls(tls);
    if (htpasswd !== undefined) parseHtpasswd(htpasswd);
    if (tls !== undefined) {
      replaceTls(server, tls);
      certificate = new X509Certificate(tls.cert);
    }
    handler.reload({ htpasswd });
  };
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= shutDown(server, handler, options.closeGraceMs ?? defaultCloseGraceMs);
    return closing;
  };
  return { url, host, address, port, reload, close, [Symbol.asyncDispose]: close };
}

/** Removes the brackets of an IPv6 address. @returns undefined for an address with a port */
export function parseListenAddress(address: string): string | undefined {
  const inner = /^\[(.*)\]$/.exec(address)?.[1];
  if (inner !== undefined && isIP(inner) === 6) return inner;
  return isIP(address) === 0 && /:\d*$/.test(address) ? undefined : address;
}

function certifies(certificate: X509Certificate, name: string): boolean {
  return (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
}

function bearerOf(tokens: TokenIssuer, realm: () => string): NonNullable<HandlerOptions['bearer']> {
  return {
    realm,
    service: tokens.service,
    verify: (token, access) => tokens.verify(token, access),
    endpoint: tokens.handle,
  };
}

async function bind(server: Server, address: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  try {
    server.listen({ host: address, port, backlog }, resolve);
    await promise;
  } catch (error) {
    throw new OciError(
      'INPUT_INVALID',
      `cannot listen on ${printable(address, 260)}, port ${port}: ${bindProblem(errnoOf(error))}`,
      { cause: error },
    );
  } finally {
    server.off('error', reject);
  }
}

const bindProblems: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'another process uses this port (EADDRINUSE); choose another port, or 0 for any free port'],
  ['EACCES', 'this user may not use this port (EACCES); choose a port above 1023, or 0 for any free port'],
  ['EADDRNOTAVAIL', 'this machine does not have the address (EADDRNOTAVAIL); use one of its addresses'],
  ['ENOTFOUND', 'the host name is unknown (ENOTFOUND); check the name'],
  ['ERR_SOCKET_BAD_PORT', 'the port must be a whole number from 0 to 65535'],
]);

function bindProblem(errno: string | undefined): string {
  if (errno === undefined) return 'unknown system error';
  return bindProblems.get(errno) ?? errno;
}

async function shutDown(server: Server, handler: RegistryHandler, graceMs: number): Promise<void> {
  handler.drain();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => {
    resolve();
  });
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, graceMs);
  await promise;
  clearTimeout(timer);
  await handler.close();
}

/** The host of the URL with which a client on this machine reaches the address. */
function urlHost(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
}
