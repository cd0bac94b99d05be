import type { HttpMethod, HttpResponse } from '../http/index.ts';
import {
  errorCodeHeader,
  isOciErrorCode,
  isRecord,
  mediaTypeOfContentType,
  OciError,
  printable,
  type OciErrorCode,
} from '../spec/index.ts';
import { accessAdvice, type Access, type RegistryInfo } from './access-advice.ts';

/** Most of an error reply that is read, bytes. */
export const maxErrorBytes: number = 64 * 1024;
/** Most of the registry's own words that is repeated, characters. */
const maxQuoted = 500;
/** Most errors of one reply that are repeated. */
const maxQuotedErrors = 5;

/** The kind of resource that a request was about: it decides what a bare status means. */
export type Route = 'blob' | 'manifest' | 'uploads' | 'session' | 'tags' | 'referrers' | 'catalog';

/** What was asked, for the message. */
export interface RequestInfo {
  readonly method: HttpMethod;
  readonly route: Route;
  /** Continues "cannot", for example `pull blob sha256:… of acme/app`. */
  readonly doing: string;
  readonly access: Access;
}

interface WireError {
  readonly code: string | undefined;
  readonly message: string;
  readonly detail: unknown;
}

/**
 * The error that a reply stands for. Reads what is worth reading of the body and frees the rest. The first error of the reply gives code and
 * detail, the others go to the message. A code that is none of ours becomes `UNKNOWN` and is kept in `wireCode`; without a code,
 * route and status decide.
 */
export async function errorOfResponse(
  asked: RequestInfo,
  response: HttpResponse,
  from: RegistryInfo,
): Promise<OciError> {
  const body = asked.method === 'HEAD' ? '' : await readErrorText(response);
  const errors = parseWireErrors(body);
  const wireCode = errors[0]?.code ?? response.headers.get(errorCodeHeader);
  const status = response.status;
  const code = wireCode === undefined ? codeOfStatus(asked, status) : isOciErrorCode(wireCode) ? wireCode : 'UNKNOWN';
  const said =
    errors.length > 0 ? errors.slice(0, maxQuotedErrors).map(wireText).join('; ') : plainText(body, response);
  const sentence = `cannot ${asked.doing}: ${from.host} answered ${status}${said === '' ? ` (${code})` : ` ${said}`}`;
  const advice =
    status === 401 || status === 403 ? accessAdvice(from, status, asked.access) : otherAdvice(asked, status, response);
  return new OciError(code, advice === undefined ? sentence : `${sentence}. ${advice}`, {
    status,
    detail: errors[0]?.detail,
    wireCode: wireCode === undefined ? undefined : printable(wireCode, 100),
  });
}

/** Whether a reply says by our server's header that it comes from an implementation of the whole specification. */
export function hasErrorCode(response: HttpResponse): boolean {
  return response.headers.get(errorCodeHeader) !== undefined;
}

/** The error for a success status whose content is a web page: a login page, a captive portal. Undefined for anything else. */
export function webPageError(asked: RequestInfo, response: HttpResponse, host: string): OciError | undefined {
  if (mediaTypeOfContentType(response.headers.get('content-type')) !== 'text/html') return undefined;
  return new OciError(
    'PROTOCOL',
    `cannot ${asked.doing}: ${host} gave a web page, not a registry response (text/html); check the registry's address and whether a proxy or a login page stands before it`,
  );
}

async function readErrorText(response: HttpResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk.subarray(0, maxErrorBytes - size));
      size += chunk.byteLength;
      // Leaving the loop closes the connection; what was read may still hold the code.
      if (size >= maxErrorBytes) break;
    }
  } catch {
    // The status is the answer; a broken body only makes it say less.
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseWireErrors(body: string): readonly WireError[] {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return [];
  }
  if (!isRecord(value)) return [];
  const list = value['errors'];
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).map((item) => ({
    code: typeof item['code'] === 'string' && item['code'] !== '' ? item['code'] : undefined,
    message: typeof item['message'] === 'string' ? item['message'] : '',
    detail: item['detail'] ?? undefined,
  }));
}

function wireText(error: WireError): string {
  const detail = typeof error.detail === 'string' && !error.message.includes(error.detail) ? ` (${error.detail})` : '';
  const text = `${error.message}${detail}`.trim();
  return printable([error.code ?? '', text].filter((part) => part !== '').join(': '), maxQuoted);
}

function plainText(body: string, response: HttpResponse): string {
  const text = body.trim();
  if (text === '') return '';
  const type = mediaTypeOfContentType(response.headers.get('content-type'));
  if (type === 'text/html' || text.startsWith('<')) return 'with a web page';
  return `"${printable(text, maxQuoted)}"`;
}

const codeByStatus: Readonly<Record<number, OciErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'DENIED',
  405: 'UNSUPPORTED',
  408: 'TIMEOUT',
  411: 'SIZE_INVALID',
  413: 'SIZE_LIMIT',
  416: 'RANGE_INVALID',
  429: 'TOOMANYREQUESTS',
  501: 'UNSUPPORTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'TIMEOUT',
};

const notFoundByRoute: Readonly<Record<Route, OciErrorCode>> = {
  blob: 'BLOB_UNKNOWN',
  manifest: 'MANIFEST_UNKNOWN',
  uploads: 'NAME_UNKNOWN',
  session: 'BLOB_UPLOAD_UNKNOWN',
  tags: 'NAME_UNKNOWN',
  referrers: 'NAME_UNKNOWN',
  catalog: 'UNSUPPORTED',
};

function codeOfStatus(asked: RequestInfo, status: number): OciErrorCode {
  // Anything below 400 that comes here is a success or a redirect that the specification does not know.
  if (status < 400) return 'PROTOCOL';
  if (status === 404)
    return asked.route === 'manifest' && asked.method === 'PUT' ? 'NAME_UNKNOWN' : notFoundByRoute[asked.route];
  if (status === 400 && asked.method === 'PUT')
    return asked.route === 'manifest' ? 'MANIFEST_INVALID' : 'BLOB_UPLOAD_INVALID';
  if (status === 409 && asked.method === 'PUT' && asked.route === 'manifest') return 'ALREADY_EXISTS';
  return codeByStatus[status] ?? 'UNKNOWN';
}

function otherAdvice(asked: RequestInfo, status: number, response: HttpResponse): string | undefined {
  const put = asked.method === 'PUT' || asked.method === 'PATCH' || asked.method === 'POST';
  switch (status) {
    case 413:
      return put && asked.route === 'manifest'
        ? 'It is larger than the registry takes; fewer layers or shorter annotations make it smaller'
        : 'It is larger than the registry, or a proxy before it, takes';
    case 400:
      return put && asked.route === 'manifest'
        ? 'The registry may not know its media type, artifact type or empty config'
        : undefined;
    case 429: {
      const after = response.headers.get('retry-after');
      return after === undefined ? undefined : `It asks to wait (Retry-After: ${printable(after, 100)})`;
    }
    default:
      return undefined;
  }
}
