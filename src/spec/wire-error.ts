import { errorCodeHeader, isOciErrorCode, type OciErrorCode } from './error.ts';
import { isRecord } from './descriptor.ts';

/** The error codes of distribution-spec v1.1, "Error Codes". A response may contain only these. */
const wireCodes = [
  'BLOB_UNKNOWN',
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'DIGEST_INVALID',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_INVALID',
  'MANIFEST_UNKNOWN',
  'NAME_INVALID',
  'NAME_UNKNOWN',
  'SIZE_INVALID',
  'UNAUTHORIZED',
  'DENIED',
  'UNSUPPORTED',
  'TOOMANYREQUESTS',
] as const satisfies readonly OciErrorCode[];

type WireCode = (typeof wireCodes)[number];

const wireCodeSet: ReadonlySet<string> = new Set(wireCodes);

/** The codes of client errors that the specification does not define. Other codes have the code of their status. */
const wireCodeByCode: Partial<Readonly<Record<OciErrorCode, WireCode>>> = {
  RANGE_INVALID: 'BLOB_UPLOAD_INVALID',
  TAG_INVALID: 'NAME_INVALID',
  REFERENCE_INVALID: 'NAME_INVALID',
  MEDIA_TYPE_INVALID: 'MANIFEST_INVALID',
  ARTIFACT_TYPE_MISSING: 'MANIFEST_INVALID',
  DATE_INVALID: 'MANIFEST_INVALID',
  ARCHIVE_INVALID: 'MANIFEST_INVALID',
  DIGEST_MISMATCH: 'DIGEST_INVALID',
  SIZE_MISMATCH: 'SIZE_INVALID',
  SIZE_LIMIT: 'SIZE_INVALID',
  QUOTA: 'DENIED',
  ALREADY_EXISTS: 'DENIED',
  FILE_CHANGED: 'DENIED',
};

const wireCodeByStatus: Readonly<Record<number, WireCode>> = {
  401: 'UNAUTHORIZED',
  403: 'DENIED',
  404: 'NAME_UNKNOWN',
  408: 'TOOMANYREQUESTS',
  413: 'SIZE_INVALID',
  416: 'BLOB_UPLOAD_INVALID',
  429: 'TOOMANYREQUESTS',
  499: 'TOOMANYREQUESTS',
};

function wireCodeOf(code: string, status: number): WireCode {
  if (isWireCode(code)) return code;
  const wireCode = isOciErrorCode(code) ? wireCodeByCode[code] : undefined;
  // The specification has no code for a failed server. Clients interpret TOOMANYREQUESTS as "try again later".
  return wireCode ?? wireCodeByStatus[status] ?? (status >= 500 ? 'TOOMANYREQUESTS' : 'UNSUPPORTED');
}

function isWireCode(code: string): code is WireCode {
  return wireCodeSet.has(code);
}

/** One error in the body of an error response. */
export interface WireError {
  readonly code: string | undefined;
  readonly message: string;
  readonly detail: unknown;
}

/**
 * Encodes an error for a response. A code that the specification does not define is replaced. `detail` is then an
 * object with the original code under the name of {@link errorCodeHeader}, and with the original detail.
 *
 * @param code any code of this library or of another registry
 * @param status HTTP status of the response
 */
export function encodeWireError(code: string, status: number, message: string, detail?: unknown): WireError {
  const wireCode = wireCodeOf(code, status);
  return { code: wireCode, message, detail: wireCode === code ? detail : { [errorCodeHeader]: code, detail } };
}

/** Decodes one error of a response, and restores the code and detail that {@link encodeWireError} replaced. */
export function decodeWireError(value: Readonly<Record<string, unknown>>): WireError {
  const { code, message, detail } = value;
  const text = typeof message === 'string' ? message : '';
  const original = isRecord(detail) ? detail[errorCodeHeader] : undefined;
  if (isRecord(detail) && typeof original === 'string' && original !== '')
    return { code: original, message: text, detail: detail['detail'] ?? undefined };
  return {
    code: typeof code === 'string' && code !== '' ? code : undefined,
    message: text,
    detail: detail ?? undefined,
  };
}
