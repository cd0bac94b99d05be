import { messageOf, OciError, optionName, printable, type OciErrorCode } from '../spec/index.ts';
import { redactUrl } from './redact.ts';
import { RetryableError } from './retryable.ts';
import type { HttpMethod } from './transport.ts';

/** The parts of a request that errors may contain. */
export interface RequestSummary {
  readonly method: HttpMethod;
  readonly url: URL;
  /** The URL of the proxy without its credentials. */
  readonly proxy: string | undefined;
}

interface Problem {
  readonly code: OciErrorCode;
  readonly reason: string;
  readonly remedy?: string | undefined;
  readonly transient: boolean;
}

function toError(summary: RequestSummary, problem: Problem, cause: unknown): OciError {
  const { method, url, proxy } = summary;
  const via = proxy === undefined ? '' : ` through the proxy ${proxy}`;
  const remedy = problem.remedy === undefined ? '' : `; ${problem.remedy}`;
  const error = new OciError(problem.code, `${method} ${redactUrl(url)}${via} failed: ${problem.reason}${remedy}`, {
    cause,
    remedy: problem.remedy === undefined ? undefined : 'stated',
  });
  return problem.transient
    ? new RetryableError(error, { method, url, hasResponse: false, reason: problem.reason })
    : error;
}

/** Converts an error of undici, node:net or node:tls. The result contains no bytes that the peer sent. */
export function networkError(error: unknown, summary: RequestSummary): OciError {
  if (error instanceof OciError) return error;
  const code = codeOf(error);
  const message = messageOf(error);
  return toError(summary, problemOf(code, message, summary), safeCause(code, message));
}

/** Whether an error is a mistake in code, for example in a hook, and not of the network. */
export function isMistake(error: unknown): boolean {
  const isKind = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  return isKind && error.cause === undefined && codeOf(error) === undefined;
}

/** The error for a server that sends no response, or only informational responses. */
export function headTimeoutError(summary: RequestSummary): OciError {
  return toError(summary, { code: 'TIMEOUT', reason: noAnswer, transient: true }, undefined);
}

/** The error for a peer that is too slow. */
export function stallError(
  summary: RequestSummary,
  direction: 'sending' | 'receiving',
  bytes: number,
  ms: number,
): OciError {
  const reason = `${direction} stalled: less than ${bytes} bytes a second for ${ms / 1000} s`;
  return toError(summary, { code: 'TIMEOUT', reason, transient: true }, undefined);
}

/** The error for a response that ended too early, after its head. */
export function truncatedResponse(
  error: unknown,
  summary: RequestSummary,
  read: number,
  length: number | undefined,
): OciError {
  if (error instanceof OciError) return error;
  const code = codeOf(error);
  const message = messageOf(error);
  const problem: Problem =
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'
      ? { code: 'UNREACHABLE', reason: 'the connection ended early', transient: true }
      : problemOf(code, message, summary);
  const of = length === undefined ? '' : ` of ${length}`;
  const reason = `the response ended after ${read}${of} bytes: ${problem.reason}`;
  return toError(summary, { ...problem, reason }, safeCause(code, message));
}

/** Whether the error means that the peer closed the connection. */
export function isConnectionClosed(error: unknown): boolean {
  return error instanceof RetryableError && closedCodes.has(codeOf(error.cause) ?? '');
}

const noAnswer = 'the server did not answer in time';

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

const closedReason = 'its connection was closed; wait for each call before the connection is closed';
const checkAddress = 'check the host and port, and that the registry can be reached from this machine';

const problemByCode: Readonly<Record<string, Problem>> = {
  ENOTFOUND: { code: 'UNREACHABLE', reason: 'the host name does not resolve', remedy: checkAddress, transient: true },
  EAI_AGAIN: {
    code: 'UNREACHABLE',
    reason: 'the host name temporarily does not resolve',
    remedy: checkAddress,
    transient: true,
  },
  ECONNREFUSED: { code: 'UNREACHABLE', reason: 'the connection was refused', remedy: checkAddress, transient: true },
  EHOSTUNREACH: { code: 'UNREACHABLE', reason: 'there is no route to the host', remedy: checkAddress, transient: true },
  ENETUNREACH: {
    code: 'UNREACHABLE',
    reason: 'there is no route to the network',
    remedy: checkAddress,
    transient: true,
  },
  ETIMEDOUT: { code: 'UNREACHABLE', reason: 'the connection timed out', remedy: checkAddress, transient: true },
  UND_ERR_CONNECT_TIMEOUT: {
    code: 'UNREACHABLE',
    reason: 'the host did not answer the connection attempt in time',
    remedy: checkAddress,
    transient: true,
  },
  UND_ERR_SOCKET: { code: 'UNREACHABLE', reason: 'the server closed the connection', transient: true },
  ECONNRESET: { code: 'UNREACHABLE', reason: 'the connection was reset', transient: true },
  ECONNABORTED: { code: 'UNREACHABLE', reason: 'the connection was aborted', transient: true },
  EPIPE: {
    code: 'UNREACHABLE',
    reason: 'the server closed the connection while the request was being sent',
    transient: true,
  },
  // The head has contradictory lengths. In a body this code means that the connection ended early.
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    code: 'PROTOCOL',
    reason: 'the response has contradictory lengths',
    transient: false,
  },
  UND_ERR_HEADERS_TIMEOUT: { code: 'TIMEOUT', reason: noAnswer, transient: true },
  UND_ERR_HEADERS_OVERFLOW: { code: 'PROTOCOL', reason: 'the response has too many header bytes', transient: false },
  UND_ERR_PRX_CONN: { code: 'UNREACHABLE', reason: 'the proxy closed the connection', transient: true },
  UND_ERR_PRX_TLS: { code: 'TLS_FAILED', reason: "the proxy's certificate is for another name", transient: false },
  UND_ERR_DESTROYED: { code: 'ABORTED', reason: closedReason, transient: false },
  UND_ERR_CLOSED: { code: 'ABORTED', reason: closedReason, transient: false },
};

function problemOf(code: string | undefined, message: string, { url }: RequestSummary): Problem {
  const codeLabel = code === undefined ? '' : ` (${code})`;
  // undici reports the status of the proxy only in these texts.
  const [, proxyStatus] = /Proxy response \((\d{3})\)|\(407\)/.exec(message) ?? [];
  if (proxyStatus !== undefined || message.includes('Proxy Authentication Required'))
    return proxyProblem(Number(proxyStatus ?? 407));
  if (code !== undefined && (certificateCodes.has(code) || /^(?:CERT_|ERR_TLS_CERT_|CRL_|UNABLE_TO_)/.test(code)))
    return certificateProblem(code, message, url);
  if (isTls(code)) return tlsProblem(message, codeLabel);
  if (code === 'ECONNRESET' && message.includes('before secure TLS connection')) {
    return {
      code: 'UNREACHABLE',
      reason: `the server closed the connection during the TLS handshake${codeLabel}`,
      remedy: `if the registry speaks plain HTTP, set ${optionName('plainHttp')}`,
      transient: true,
    };
  }
  const problem = problemByCode[code ?? ''];
  if (problem !== undefined) return { ...problem, reason: `${problem.reason}${codeLabel}` };
  if (code?.startsWith('HPE_') === true) {
    const remedy = url.protocol === 'http:' ? `if the port uses TLS, do not set ${optionName('plainHttp')}` : undefined;
    return {
      code: 'PROTOCOL',
      reason: `the response is not HTTP: ${printable(message, 200)}${codeLabel}`,
      remedy,
      transient: false,
    };
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'ERR_INVALID_ARG_VALUE')
    return {
      code: 'INPUT_INVALID',
      reason: `the request cannot be sent: ${printable(message, 200)}`,
      transient: false,
    };
  return { code: 'UNREACHABLE', reason: `${printable(message, 300)}${codeLabel}`, transient: true };
}

function proxyProblem(status: number): Problem {
  return status === 407
    ? {
        code: 'UNREACHABLE',
        reason: 'the proxy requires other credentials (407)',
        remedy: 'set user and password in the proxy variable (http://user:password@proxy:port)',
        transient: false,
      }
    : {
        code: 'UNREACHABLE',
        reason: `the proxy answered ${status}`,
        remedy: 'check that the proxy can reach the registry, or add the registry to no_proxy',
        transient: status >= 500,
      };
}

function certificateProblem(code: string, message: string, url: URL): Problem {
  const base = { code: 'TLS_FAILED', transient: false } as const;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {
      ...base,
      reason: `the certificate is not for ${printable(url.hostname, 255)} (${code})`,
      remedy: 'check the host name',
    };
  if (code === 'CERT_HAS_EXPIRED')
    return {
      ...base,
      reason: `the certificate has expired (${code})`,
      remedy: 'renew the certificate of the registry, and check the clock of this machine',
    };
  if (code === 'CERT_NOT_YET_VALID')
    return { ...base, reason: `the certificate is not valid yet (${code})`, remedy: 'check the clock of this machine' };
  // The text after the semicolon is about Node's command line.
  return {
    ...base,
    reason: `the certificate is not trusted: ${printable(message.split(';', 1)[0] ?? '', 200)} (${code})`,
    remedy: `set ${optionName('caFile')} to the certificate of the authority that signed it`,
  };
}

function isTls(code: string | undefined): boolean {
  return code !== undefined && (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_'));
}

function tlsProblem(message: string, codeLabel: string): Problem {
  // OpenSSL reports these errors for a server that answers the handshake without TLS.
  const clearText = /wrong.version.number|packet.length.too.long|record.layer.failure|http.request/i.test(
    message + codeLabel,
  );
  return clearText
    ? {
        code: 'TLS_FAILED',
        reason: `the server does not speak TLS on this port${codeLabel}`,
        remedy: `if the registry speaks plain HTTP, set ${optionName('plainHttp')}`,
        transient: false,
      }
    : {
        code: 'TLS_FAILED',
        reason: `the TLS handshake failed: ${printable(message, 200)}${codeLabel}`,
        transient: false,
      };
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

// The original errors contain sockets, headers and bytes of the response, which a log of the error would show.
function safeCause(code: string | undefined, message: string): Error {
  const cause: NodeJS.ErrnoException = new Error(printable(message, 500));
  if (code !== undefined) cause.code = code;
  return cause;
}
