import { messageOf, OciError, printable, type OciErrorCode } from '../spec/index.ts';
import { redactUrl } from './redact.ts';
import { RetryableError } from './retryable.ts';
import type { HttpMethod } from './transport.ts';

/** The parts of a request that messages may contain. */
export interface Exchange {
  readonly method: HttpMethod;
  readonly url: URL;
  /** The URL of the proxy without its credentials. */
  readonly proxy: string | undefined;
}

interface Problem {
  readonly code: OciErrorCode;
  readonly what: string;
  readonly advice?: string | undefined;
  readonly transient: boolean;
}

function toError(exchange: Exchange, problem: Problem, cause: unknown): OciError {
  const { method, url, proxy } = exchange;
  const way = proxy === undefined ? '' : ` through the proxy ${proxy}`;
  const advice = problem.advice === undefined ? '' : `; ${problem.advice}`;
  const error = new OciError(problem.code, `${method} ${redactUrl(url)}${way} failed: ${problem.what}${advice}`, {
    cause,
  });
  return problem.transient
    ? new RetryableError(error, { method, url, hasResponse: false, reason: problem.what })
    : error;
}

/** Converts an error of undici, node:net or node:tls. The result contains no bytes of the peer. */
export function networkError(error: unknown, exchange: Exchange): OciError {
  if (error instanceof OciError) return error;
  const code = codeOf(error);
  const message = messageOf(error);
  return toError(exchange, problemOf(code, message, exchange), safeCause(code, message));
}

/** The error for a peer that is too slow. */
export function stalled(exchange: Exchange, direction: 'sending' | 'receiving', bytes: number, ms: number): OciError {
  const what = `${direction} stalled: under ${bytes} bytes a second for ${ms / 1000} s`;
  return toError(exchange, { code: 'TIMEOUT', what, transient: true }, undefined);
}

/** The error for a response that broke off after its head. */
export function brokenBody(error: unknown, exchange: Exchange, read: number, length: number | undefined): OciError {
  if (error instanceof OciError) return error;
  const code = codeOf(error);
  const message = messageOf(error);
  const known: Problem =
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'
      ? { code: 'UNREACHABLE', what: 'the connection ended early', transient: true }
      : problemOf(code, message, exchange);
  const of = length === undefined ? '' : ` of ${length}`;
  const what = `the response broke off after ${read}${of} bytes: ${known.what}`;
  return toError(exchange, { ...known, what }, safeCause(code, message));
}

/** Whether the peer closed the connection, as it does with an idle one. */
export function isConnectionClosed(error: unknown): boolean {
  return error instanceof RetryableError && closedCodes.has(codeOf(error.cause) ?? '');
}

const closedCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ECONNABORTED']);

const certificateCodes: ReadonlySet<string> = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_CHAIN_TOO_LONG',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
]);

const checkAddress = 'check the host and port, and that the registry can be reached from this machine';

const plain: Readonly<Record<string, Problem>> = {
  ENOTFOUND: { code: 'UNREACHABLE', what: 'the host name does not resolve', advice: checkAddress, transient: true },
  EAI_AGAIN: {
    code: 'UNREACHABLE',
    what: 'the host name could not be resolved temporarily',
    advice: checkAddress,
    transient: true,
  },
  ECONNREFUSED: { code: 'UNREACHABLE', what: 'the connection was refused', advice: checkAddress, transient: true },
  EHOSTUNREACH: { code: 'UNREACHABLE', what: 'there is no route to the host', advice: checkAddress, transient: true },
  ENETUNREACH: { code: 'UNREACHABLE', what: 'there is no route to the network', advice: checkAddress, transient: true },
  ETIMEDOUT: { code: 'UNREACHABLE', what: 'the connection timed out', advice: checkAddress, transient: true },
  UND_ERR_CONNECT_TIMEOUT: {
    code: 'UNREACHABLE',
    what: 'the host did not answer the connection attempt in time',
    advice: checkAddress,
    transient: true,
  },
  UND_ERR_SOCKET: { code: 'UNREACHABLE', what: 'the server closed the connection', transient: true },
  ECONNRESET: { code: 'UNREACHABLE', what: 'the connection was reset', transient: true },
  ECONNABORTED: { code: 'UNREACHABLE', what: 'the connection was aborted', transient: true },
  EPIPE: {
    code: 'UNREACHABLE',
    what: 'the server closed the connection while the request was being sent',
    transient: true,
  },
  // Contradicting lengths in the head. In a body it is a connection that ended early, see brokenBody.
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    code: 'PROTOCOL',
    what: 'the response has contradictory lengths',
    transient: false,
  },
  UND_ERR_HEADERS_TIMEOUT: { code: 'TIMEOUT', what: 'the server did not answer in time', transient: true },
  UND_ERR_HEADERS_OVERFLOW: { code: 'PROTOCOL', what: 'the response has too many header bytes', transient: false },
  UND_ERR_PRX_CONN: { code: 'UNREACHABLE', what: 'the proxy closed the connection', transient: true },
  UND_ERR_PRX_TLS: { code: 'TLS_FAILED', what: "the proxy's certificate is for another name", transient: false },
  UND_ERR_DESTROYED: { code: 'ABORTED', what: 'the transport is closed', transient: false },
  UND_ERR_CLOSED: { code: 'ABORTED', what: 'the transport is closed', transient: false },
};

function problemOf(code: string | undefined, message: string, { url }: Exchange): Problem {
  const named = code === undefined ? '' : ` (${code})`;
  // undici reports the status of the proxy only in these texts.
  const [, proxyStatus] = /Proxy response \((\d{3})\)|\(407\)/.exec(message) ?? [];
  if (proxyStatus !== undefined || message.includes('Proxy Authentication Required'))
    return proxyProblem(Number(proxyStatus ?? 407));
  if (code !== undefined && (certificateCodes.has(code) || /^(?:CERT_|ERR_TLS_CERT_|CRL_|UNABLE_TO_)/.test(code)))
    return certificateProblem(code, message, url);
  if (isTls(code)) return tlsProblem(message, named);
  if (code === 'ECONNRESET' && message.includes('before secure TLS connection')) {
    return {
      code: 'UNREACHABLE',
      what: `the server closed the connection during the TLS handshake${named}`,
      advice: 'if the registry speaks plain HTTP, set plain-http',
      transient: true,
    };
  }
  const known = plain[code ?? ''];
  if (known !== undefined) return { ...known, what: `${known.what}${named}` };
  if (code?.startsWith('HPE_') === true) {
    const advice = url.protocol === 'http:' ? 'if the port uses TLS, do not set plain-http' : undefined;
    return {
      code: 'PROTOCOL',
      what: `the response is not HTTP: ${printable(message, 200)}${named}`,
      advice,
      transient: false,
    };
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'ERR_INVALID_ARG_VALUE')
    return { code: 'INPUT_INVALID', what: `the request cannot be sent: ${printable(message, 200)}`, transient: false };
  return { code: 'UNREACHABLE', what: `${printable(message, 300)}${named}`, transient: true };
}

function proxyProblem(status: number): Problem {
  return status === 407
    ? {
        code: 'UNREACHABLE',
        what: 'the proxy requires other credentials (407)',
        advice: 'set user and password in the proxy variable (http://user:password@proxy:port)',
        transient: false,
      }
    : {
        code: 'UNREACHABLE',
        what: `the proxy answered ${status}`,
        advice: 'check that the proxy can reach the registry, or add the registry to no_proxy',
        transient: status >= 500,
      };
}

function certificateProblem(code: string, message: string, url: URL): Problem {
  const base = { code: 'TLS_FAILED', transient: false } as const;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {
      ...base,
      what: `the certificate is not for ${printable(url.hostname, 255)} (${code})`,
      advice: 'check the host name',
    };
  if (code === 'CERT_HAS_EXPIRED')
    return {
      ...base,
      what: `the certificate has expired (${code})`,
      advice: 'renew the certificate of the registry, and check the clock of this machine',
    };
  if (code === 'CERT_NOT_YET_VALID')
    return { ...base, what: `the certificate is not valid yet (${code})`, advice: 'check the clock of this machine' };
  // Node's text after the semicolon is about its own command line.
  return {
    ...base,
    what: `the certificate is not trusted: ${printable(message.split(';', 1)[0] ?? '', 200)} (${code})`,
    advice: 'set ca-file to the certificate of the authority that signed it',
  };
}

function isTls(code: string | undefined): boolean {
  return code !== undefined && (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_'));
}

function tlsProblem(message: string, named: string): Problem {
  // OpenSSL's errors for a server that answers the handshake in clear text.
  const clearText = /wrong.version.number|packet.length.too.long|record.layer.failure|http.request/i.test(
    message + named,
  );
  return clearText
    ? {
        code: 'TLS_FAILED',
        what: `the server does not speak TLS on this port${named}`,
        advice: 'if the registry speaks plain HTTP, set plain-http',
        transient: false,
      }
    : { code: 'TLS_FAILED', what: `the TLS handshake failed: ${printable(message, 200)}${named}`, transient: false };
}

function codeOf(error: unknown): string | undefined {
  for (
    let at: unknown = error, depth = 0;
    at instanceof Error && depth < 5;
    at = at instanceof AggregateError ? at.errors[0] : at.cause, depth++
  ) {
    const code = (at as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
    // The code of undici's parser errors is undefined.
    if (at.name === 'HTTPParserError') return 'HPE_INVALID';
  }
  return undefined;
}

// The errors of undici and Node contain sockets, headers and bytes of the response, which inspecting an error would
// print.
function safeCause(code: string | undefined, message: string): Error {
  const cause: NodeJS.ErrnoException = new Error(printable(message, 500));
  if (code !== undefined) cause.code = code;
  return cause;
}
