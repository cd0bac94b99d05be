import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { errnoOf } from '../fs/index.ts';
import type { Registry } from '../registry/index.ts';
import { isLoopbackHost, OciError, printable } from '../spec/index.ts';
import { expectContinue } from './body.ts';
import { createHandler, type RegistryHandler } from './handler.ts';
import { answerMalformed } from './malformed.ts';
import type { HandlerOptions } from './options.ts';
import type { TokenIssuer } from './token-issuer.ts';

export interface ListenOptions extends HandlerOptions {
  /** IP address or host name to bind to. @default 127.0.0.1 */
  readonly address?: string | undefined;
  /** @default 0: any free port */
  readonly port?: number | undefined;
  /** Serves HTTPS. PEM texts. @default plain HTTP */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** Lets anyone who reaches an address that is not loopback do everything. @default false: refused without authentication */
  readonly insecureAnonymous?: boolean | undefined;
  /** Asks for tokens and issues them itself, at `/token`. @default none */
  readonly tokens?: TokenIssuer | undefined;
  /** Connections at a time; more are closed at once. @default 4096 */
  readonly maxConnections?: number | undefined;
  /** Milliseconds for a client to send its request line and headers. @default 10,000 */
  readonly headersTimeoutMs?: number | undefined;
  /** Milliseconds that an idle connection is kept for the next request. @default 15,000 */
  readonly keepAliveMs?: number | undefined;
  /** Milliseconds that `close` lets requests finish. @default 4,000 */
  readonly closeGraceMs?: number | undefined;
}

/** A registry that is being served. */
export interface Listening extends AsyncDisposable {
  /** Base URL without a path, for example `http://127.0.0.1:38211`. */
  readonly url: string;
  readonly address: string;
  readonly port: number;
  /** Takes no new connections, lets running requests finish for a while, then cuts them. Done within five seconds. */
  close(): Promise<void>;
}

const defaultAddress = '127.0.0.1';
const defaultMaxConnections = 4096;
const defaultHeadersTimeoutMs = 10_000;
const defaultKeepAliveMs = 15_000;
const defaultCloseGraceMs = 4000;
/** Bytes of request line and headers together. */
const maxHeaderSize = 16 * 1024;
/** Milliseconds between looks for connections whose headers are late. */
const checkIntervalMs = 1000;
/** Connections that the system holds until they are taken. Its own default of 511 is short for a burst of slow clients. */
const backlog = 1024;

/**
 * Serves a registry.
 *
 * @throws OciError `INPUT_INVALID` when the address cannot be bound, and for an address that is not loopback without authentication
 */
export async function listen(registry: Registry, options: ListenOptions = {}): Promise<Listening> {
  const address = options.address ?? defaultAddress;
  const loopback = isLoopbackHost(address);
  const authenticates = options.htpasswd !== undefined || options.bearer !== undefined || options.tokens !== undefined;
  if (!loopback && !authenticates && options.insecureAnonymous !== true) {
    throw new OciError(
      'INPUT_INVALID',
      `${printable(address, 260)} is reached by other machines, and the registry asks nobody who they are: give an htpasswd file or tokens, or say that it is to be open to all (insecureAnonymous)`,
    );
  }
  let url = '';
  const handler = createHandler(registry, {
    ...options,
    bearer: options.bearer ?? (options.tokens && bearerOf(options.tokens, () => `${url}/token`)),
    // Under which names other machines know this one is not known here; they authenticate, or it was declared open.
    allowedHosts: options.allowedHosts ?? (loopback ? undefined : '*'),
  });
  const server = makeServer(handler, options);
  await bind(server, address, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  url = `${options.tls === undefined ? 'http' : 'https'}://${reachable(address)}:${port}`;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= shutDown(server, handler, options.closeGraceMs ?? defaultCloseGraceMs);
    return closing;
  };
  return { url, address, port, close, [Symbol.asyncDispose]: close };
}

function makeServer(handler: RegistryHandler, options: ListenOptions): Server {
  const settings = {
    maxHeaderSize,
    headersTimeout: options.headersTimeoutMs ?? defaultHeadersTimeoutMs,
    // A long upload that makes progress is never cut; one that stalls is, where its body is read.
    requestTimeout: 0,
    keepAliveTimeout: options.keepAliveMs ?? defaultKeepAliveMs,
    connectionsCheckingInterval: checkIntervalMs,
    insecureHTTPParser: false,
    requireHostHeader: true,
    noDelay: true,
  };
  const server =
    options.tls === undefined
      ? createServer(settings)
      : makeTlsServer({ ...settings, ...options.tls, minVersion: 'TLSv1.2' });
  server.maxConnections = options.maxConnections ?? defaultMaxConnections;
  const replies = new WeakMap<Duplex, ServerResponse>();
  const handle = (req: IncomingMessage, res: ServerResponse): void => {
    replies.set(req.socket, res);
    handler(req, res);
  };
  server.on('request', handle);
  // Without this, the client would be told to send before anyone has looked at the request.
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) => {
    expectContinue(res);
    handle(req, res);
  });
  server.on('clientError', (error, socket) => {
    answerMalformed(error, socket, replies.get(socket));
  });
  return server;
}

function makeTlsServer(settings: ServerOptions): Server {
  try {
    return createTlsServer(settings);
  } catch (cause) {
    // What the parser says of a key stays out of the message.
    throw new OciError('INPUT_INVALID', 'the TLS key and certificate do not go together, or are not PEM texts', {
      cause,
    });
  }
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
  ['EADDRINUSE', 'another process has this port (EADDRINUSE); choose another, or 0 for any free one'],
  ['EACCES', 'this user may not use this port (EACCES); choose one above 1023, or 0 for any free one'],
  ['EADDRNOTAVAIL', 'the address is not one of this machine (EADDRNOTAVAIL)'],
  ['ENOTFOUND', 'the host name is not known (ENOTFOUND)'],
  ['ERR_SOCKET_BAD_PORT', 'the port must be a whole number from 0 to 65535'],
]);

function bindProblem(errno: string | undefined): string {
  if (errno === undefined) return 'the system said no';
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

/** How a client on this machine writes the address in a URL. */
function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
}
