import { quoteInput } from './printable.ts';

/** All error codes with their HTTP status, for client and server. */
const statusByCode = {
  // OCI distribution-spec v1.1, "Error Codes".
  BLOB_UNKNOWN: 404,
  BLOB_UPLOAD_INVALID: 416,
  BLOB_UPLOAD_UNKNOWN: 404,
  DIGEST_INVALID: 400,
  MANIFEST_BLOB_UNKNOWN: 404,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_INVALID: 400,
  NAME_UNKNOWN: 404,
  SIZE_INVALID: 400,
  UNAUTHORIZED: 401,
  DENIED: 403,
  UNSUPPORTED: 405,
  TOOMANYREQUESTS: 429,
  // Codes that registries use and the specification does not define.
  RANGE_INVALID: 416,
  TAG_INVALID: 400,
  UNAVAILABLE: 503,
  UNKNOWN: 500,
  // Codes of this library. Its server sends them, too.
  /** An item that is not a blob, manifest or repository does not exist, for example a file or a platform. */
  NOT_FOUND: 404,
  /** An item with this name exists and must not be overwritten. */
  ALREADY_EXISTS: 409,
  /** A reference or location is malformed. */
  REFERENCE_INVALID: 400,
  /** An argument, option or input is invalid. */
  INPUT_INVALID: 400,
  /** A media type is malformed (RFC 6838, section 4.2). */
  MEDIA_TYPE_INVALID: 400,
  /** An image manifest with the empty config has no artifact type. */
  ARTIFACT_TYPE_MISSING: 400,
  /** A date is malformed (RFC 3339). */
  DATE_INVALID: 400,
  /** Content that was read has another digest than requested. */
  DIGEST_MISMATCH: 400,
  /** Content that was read has another size than announced. */
  SIZE_MISMATCH: 400,
  /** Content is larger than a limit. */
  SIZE_LIMIT: 413,
  /** A storage quota would be exceeded. */
  QUOTA: 413,
  /** A file or directory was changed while it was read. */
  FILE_CHANGED: 409,
  /** A file operation failed, for example because permissions or disk space are missing. */
  FILE_SYSTEM: 500,
  /** An archive is malformed, or has an entry that must not be unpacked. */
  ARCHIVE_INVALID: 400,
  /** A connection failed or broke, also after all retries. */
  UNREACHABLE: 502,
  /** The TLS handshake failed. */
  TLS_FAILED: 502,
  /** A response does not follow the protocol. */
  PROTOCOL: 502,
  /** A redirect, upload location, pagination link or token realm has a forbidden target. */
  REDIRECT_REFUSED: 502,
  /** No signature of the content satisfies a verification policy. */
  VERIFICATION_FAILED: 403,
  /** Reading credentials from a configuration file or a helper failed. */
  CREDENTIALS: 500,
  /** A time limit passed. */
  TIMEOUT: 504,
  /** The caller's signal was aborted. */
  ABORTED: 499,
} as const;

/** An error code of the distribution specification or of this library. */
export type OciErrorCode = keyof typeof statusByCode;

/** All error codes. */
export const ociErrorCodes: readonly OciErrorCode[] = Object.keys(statusByCode) as OciErrorCode[];

/** The HTTP status of an error code. */
export function statusOf(code: OciErrorCode): number {
  return statusByCode[code];
}

/** Whether a text is an error code of this library. */
export function isOciErrorCode(text: string): text is OciErrorCode {
  return Object.hasOwn(statusByCode, text);
}

/** Options of {@link OciError}. */
export interface OciErrorOptions {
  readonly cause?: unknown;
  /** JSON value of the member `detail` in an error response. */
  readonly detail?: unknown;
  /** HTTP status. @default the status of the code */
  readonly status?: number | undefined;
  /** The code in the response, when this library does not know it; `code` is `UNKNOWN` then. */
  readonly wireCode?: string | undefined;
  /** The server's own reason. An empty text means none. */
  readonly reason?: string | undefined;
  /** See {@link OciError.remedy}. */
  readonly remedy?:
    | 'stated'
    | 'plainHttp'
    | 'ifTagExists'
    | 'imageSpec'
    | 'tokenHosts'
    | 'trustedRedirectHosts'
    | undefined;
}

/** A remedy that a program can recognise. */
export type Remedy = NonNullable<OciErrorOptions['remedy']>;

/**
 * The error type of this library. The message states the failed operation, the reason and the remedy. It never contains
 * a secret. Use {@link isOciError} to test for it.
 */
export class OciError extends Error {
  /** `AbortError` for the code `ABORTED`, as for the errors of Node. */
  override readonly name: string;
  readonly code: OciErrorCode;
  readonly detail: unknown;
  readonly status: number;
  readonly wireCode: string;
  /** The server's own reason, printable and without secrets; undefined if it gave none. The message contains it. */
  readonly reason: string | undefined;
  /**
   * `stated`: the message states the remedy completely. Otherwise, the option of this library that solves the problem;
   * the message describes it in general terms, and a front end adds its own name of the option. Undefined for any other
   * remedy.
   */
  readonly remedy: OciErrorOptions['remedy'];

  constructor(code: OciErrorCode, message: string, options: OciErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code === 'ABORTED' ? 'AbortError' : 'OciError';
    this.code = code;
    this.detail = options.detail;
    this.status = options.status ?? statusByCode[code];
    this.wireCode = options.wireCode ?? code;
    this.reason = options.reason === '' ? undefined : options.reason;
    this.remedy = options.remedy;
  }
}

/** Response header with the code of an error, because a response to HEAD has no body. */
export const errorCodeHeader = 'oci-error-code';

/** Whether `error` is an {@link OciError}. With `codes`, it must have one of them. */
export function isOciError(error: unknown, ...codes: readonly OciErrorCode[]): error is OciError {
  return error instanceof OciError && (codes.length === 0 || codes.includes(error.code));
}

/** Whether `error` means that requested content does not exist. */
export function isNotFound(error: unknown): error is OciError {
  return isOciError(error, 'BLOB_UNKNOWN', 'MANIFEST_UNKNOWN', 'NAME_UNKNOWN', 'NOT_FOUND');
}

/** The error for a repository that does not exist. Wrappers also use it to hide a repository. */
export function nameUnknown(name: string): OciError {
  return new OciError('NAME_UNKNOWN', `the repository ${name} does not exist`, { detail: { name } });
}

/** Copies an error with another message. `error` becomes its cause. */
export function withMessage(error: OciError, message: string): OciError {
  const { code, detail, status, wireCode, reason, remedy } = error;
  return new OciError(code, message, { cause: error, detail, status, wireCode, reason, remedy });
}

/** @throws OciError {@link abortedError} when `signal` is aborted */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortedError(signal);
}

/** The error of an aborted signal: `ABORTED`, or `TIMEOUT` when its time limit passed. Its cause is the reason. */
export function abortedError(signal: AbortSignal): OciError {
  const reason: unknown = signal.reason;
  if (isOciError(reason)) return reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError') {
    return new OciError('TIMEOUT', 'the operation did not end within its time limit', { cause: reason });
  }
  return new OciError('ABORTED', 'the operation was cancelled', { cause: reason });
}

/** The message of a thrown value. Without a message, it is the messages of the collected errors, or the name. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return error instanceof AggregateError ? error.errors.map(messageOf).join(', ') : error.name;
}

/**
 * The error for an invalid input: its name, its value, the problem and the remedy.
 *
 * @param subject name of the input, from an `InputLabel`
 * @param value the value; undefined when it must not appear in the message
 * @param problem a clause, for example `is not a number; give 1 to 9`
 */
export function inputError(subject: string, value: string | undefined, problem: string, cause?: unknown): OciError {
  const quoted = value === undefined ? '' : ` ${quoteInput(value)}`;
  return new OciError('INPUT_INVALID', `${subject}:${quoted} ${problem}`, {
    cause,
    detail: { input: subject.replaceAll('`', '') },
  });
}
