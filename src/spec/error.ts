import { printable } from './printable.ts';

/** Every error code of this library, with the HTTP status it has on the wire. One table serves client and server. */
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
  // Used by registries in the field although the specification gives them no code.
  RANGE_INVALID: 416,
  TAG_INVALID: 400,
  UNAVAILABLE: 503,
  UNKNOWN: 500,
  // Ours. They cross the wire too when one of our registries is served.
  /** Something that is not a blob, manifest or repository does not exist: a file, a platform in an index. */
  NOT_FOUND: 404,
  /** The name is taken and may not be overwritten. */
  ALREADY_EXISTS: 409,
  /** A reference, target or digest string does not parse. */
  REFERENCE_INVALID: 400,
  /** An argument, option or input is outside what is allowed. */
  INPUT_INVALID: 400,
  /** A media type is not of the form that RFC 6838, section 4.2 asks for. */
  MEDIA_TYPE_INVALID: 400,
  /** An image manifest with the empty config needs an artifact type. */
  ARTIFACT_TYPE_MISSING: 400,
  /** A date is not in RFC 3339 form. */
  DATE_INVALID: 400,
  /** Bytes that were read do not hash to the digest they were asked for by. */
  DIGEST_MISMATCH: 400,
  /** Bytes that were read are more or fewer than announced. */
  SIZE_MISMATCH: 400,
  /** Content is over a limit; it was not cut but refused. */
  SIZE_LIMIT: 413,
  /** A storage quota would be exceeded. */
  QUOTA: 413,
  /** A file or directory changed while it was being read. */
  FILE_CHANGED: 409,
  /** The file system said no: permission, no space, too many open files. */
  FILE_SYSTEM: 500,
  /** An archive is malformed or holds something that must not be unpacked. */
  ARCHIVE_INVALID: 400,
  /** No connection could be made, or it broke and did not heal within the allowed tries. */
  UNREACHABLE: 502,
  /** The TLS handshake failed. */
  TLS_FAILED: 502,
  /** The peer answered with something that is not the protocol. */
  PROTOCOL: 502,
  /** A redirect, upload location, pagination link or token realm leads where it must not. */
  REDIRECT_REFUSED: 502,
  /** Credentials could not be read: configuration file, helper program. */
  CREDENTIALS: 500,
  /** A time limit passed. */
  TIMEOUT: 504,
  /** The caller's signal was aborted. */
  ABORTED: 499,
} as const;

/** A closed set: the wire codes of the distribution specification and ours. */
export type OciErrorCode = keyof typeof statusByCode;

/** All codes, for tables and tests. */
export const ociErrorCodes: readonly OciErrorCode[] = Object.keys(statusByCode) as OciErrorCode[];

/** The HTTP status that stands for `code`. */
export function statusOf(code: OciErrorCode): number {
  return statusByCode[code];
}

export function isOciErrorCode(text: string): text is OciErrorCode {
  return Object.hasOwn(statusByCode, text);
}

/** Options of {@link OciError}. */
export interface OciErrorOptions {
  readonly cause?: unknown;
  /** JSON value that travels in the wire form's `detail`. */
  readonly detail?: unknown;
  /** HTTP status, when it is not the one that the code stands for. */
  readonly status?: number | undefined;
  /** The code as the peer wrote it, when it is none of ours (then `code` is `UNKNOWN`). */
  readonly wireCode?: string | undefined;
}

/**
 * The one error type of the library. The message says what was tried, on what, and what to do about it; it never holds a secret.
 * Test with {@link isOciError}.
 */
export class OciError extends Error {
  override readonly name: string = 'OciError';
  readonly code: OciErrorCode;
  readonly detail: unknown;
  readonly status: number;
  readonly wireCode: string;

  constructor(code: OciErrorCode, message: string, options: OciErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.status = options.status ?? statusByCode[code];
    this.wireCode = options.wireCode ?? code;
  }
}

/** Header in which this project's server repeats the code of an error, because a reply to HEAD has no body. */
export const errorCodeHeader = 'oci-error-code';

/** Whether `error` is an {@link OciError}, and of one of `codes` when any are given. */
export function isOciError(error: unknown, ...codes: readonly OciErrorCode[]): error is OciError {
  return error instanceof OciError && (codes.length === 0 || codes.includes(error.code));
}

/** The codes that say "what you asked for is not there". */
export function isNotFound(error: unknown): error is OciError {
  return isOciError(error, 'BLOB_UNKNOWN', 'MANIFEST_UNKNOWN', 'NAME_UNKNOWN', 'NOT_FOUND');
}

/** The error of a repository that does not exist, also for a wrapper that hides a repository. */
export function nameUnknown(name: string): OciError {
  return new OciError('NAME_UNKNOWN', `there is no repository ${name}`, { detail: { name } });
}

/** The same error with another message. `error` becomes its cause. */
export function withMessage(error: OciError, message: string): OciError {
  const { code, detail, status, wireCode } = error;
  return new OciError(code, message, { cause: error, detail, status, wireCode });
}

/** Throws `ABORTED` when `signal` is aborted; the signal's reason becomes the cause. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortedError(signal);
}

export function abortedError(signal: AbortSignal): OciError {
  const reason: unknown = signal.reason;
  if (isOciError(reason)) return reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError') {
    return new OciError('TIMEOUT', 'the time limit passed before the work was done', { cause: reason });
  }
  return new OciError('ABORTED', 'the operation was cancelled', { cause: reason });
}

/** The text of anything that was thrown. An error without a message gives those of the errors it collects, or its name. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return error instanceof AggregateError ? error.errors.map(messageOf).join(', ') : error.name;
}

/** The name of an input as its user wrote it: `input "tags"` in a workflow, `--tag` on a command line. */
export type InputLabel = (name: string) => string;

/**
 * The error for an invalid input: its name, its value, the problem and the remedy.
 *
 * @param subject name of the input, from an {@link InputLabel}
 * @param value the value; undefined when it must not appear in the message
 * @param problem a clause, for example `is not a number; give 1 to 9`
 */
export function inputError(subject: string, value: string | undefined, problem: string, cause?: unknown): OciError {
  const quoted = value === undefined ? '' : ` "${printable(value, 200)}"`;
  return new OciError('INPUT_INVALID', `${subject}:${quoted} ${problem}`, { cause, detail: { input: subject } });
}
