import { maxManifestBytes, OciError } from '../spec/index.ts';
import type { AccessLog, ErrorLog } from './access-log.ts';
import type { Authorize, BearerOptions } from './access.ts';

export interface HandlerOptions {
  /** Every request that would change something is refused with `UNSUPPORTED` (405). @default false */
  readonly readOnly?: boolean | undefined;
  /**
   * Host names, without port, that requests may be addressed to; others get 403. This is what keeps a web page from reaching a local
   * registry under a name of its own (DNS rebinding). `*` allows any.
   *
   * @default localhost, 127.0.0.0/8 and [::1]; `listen` adds the address it is bound to
   */
  readonly allowedHosts?: readonly string[] | '*' | undefined;
  /** Content of an htpasswd file with bcrypt entries. Asks for HTTP Basic authentication. @default nobody is asked */
  readonly htpasswd?: string | undefined;
  /** Asks for a Bearer token, as distribution's token specification describes. @default none */
  readonly bearer?: BearerOptions | undefined;
  /**
   * What a user may do. Asked with `undefined` for a request without credentials.
   *
   * @default with authentication: every user everything, anonymous nothing; without: everything
   */
  readonly authorize?: Authorize | undefined;
  /** Bytes; a larger manifest gets 413. @default 4 MiB, the most that registries must be able to take */
  readonly maxManifestBytes?: number | undefined;
  /** Bytes; a larger blob gets 413. @default no limit */
  readonly maxBlobBytes?: number | undefined;
  /** Names on one page of tags or repositories, whatever the client asks for. @default 10,000 */
  readonly maxPageSize?: number | undefined;
  /** Bytes of one page of referrers. @default 4 MiB, what clients accept of an index */
  readonly maxReferrersBytes?: number | undefined;
  /** Milliseconds without any request after which an unfinished upload is dropped. @default 1 hour */
  readonly uploadIdleMs?: number | undefined;
  /** Unfinished uploads at a time; more get 429. @default 10,000 */
  readonly maxUploads?: number | undefined;
  /**
   * A transfer that moves fewer than `bytes` within `ms` milliseconds is cut. One that makes progress may take as long as it needs.
   *
   * @default 60 KiB within 60 s, which is 1 KiB/s
   */
  readonly stall?: { readonly bytes: number; readonly ms: number } | undefined;
  /**
   * 32 or more secret random bytes. With the same key, clients can go on with their uploads after a restart, when the registry keeps
   * unfinished uploads. @default uploads end with the process
   */
  readonly sessionKey?: Uint8Array | undefined;
  /** Repositories that are asked for a blob which a client wants mounted without saying from where. @default 1,000 */
  readonly anonymousMountScan?: number | undefined;
  /** Called after each request. Entries hold no credentials, tokens or query strings. */
  readonly onAccess?: AccessLog | undefined;
  /** Called with what made a request fail with a status of 500 or above, and with failures that no client is told of. */
  readonly onError?: ErrorLog | undefined;
}

/** The options with their defaults filled in. */
export interface Settings {
  readonly readOnly: boolean;
  readonly allowedHosts: readonly string[] | '*' | undefined;
  readonly htpasswd: string | undefined;
  readonly bearer: BearerOptions | undefined;
  readonly authorize: Authorize | undefined;
  readonly maxManifestBytes: number;
  readonly maxBlobBytes: number;
  readonly maxPageSize: number;
  readonly maxReferrersBytes: number;
  readonly uploadIdleMs: number;
  readonly maxUploads: number;
  readonly stall: { readonly bytes: number; readonly ms: number };
  readonly sessionKey: Uint8Array | undefined;
  readonly anonymousMountScan: number;
  readonly onAccess: AccessLog | undefined;
  readonly onError: ErrorLog | undefined;
}

const defaultMaxPageSize = 10_000;
const defaultMaxReferrersBytes = 4 * 1024 * 1024;
const defaultUploadIdleMs = 60 * 60 * 1000;
const defaultMaxUploads = 10_000;
const defaultStall = { bytes: 60 * 1024, ms: 60_000 };
const defaultAnonymousMountScan = 1000;
const minSessionKeyBytes = 32;

export function settingsOf(options: HandlerOptions): Settings {
  if (options.sessionKey !== undefined && options.sessionKey.byteLength < minSessionKeyBytes) {
    throw new OciError(
      'INPUT_INVALID',
      `the session key has ${options.sessionKey.byteLength} bytes; give at least ${minSessionKeyBytes} random ones`,
    );
  }
  return {
    readOnly: options.readOnly ?? false,
    allowedHosts: options.allowedHosts,
    htpasswd: options.htpasswd,
    bearer: options.bearer,
    authorize: options.authorize,
    maxManifestBytes: options.maxManifestBytes ?? maxManifestBytes,
    maxBlobBytes: options.maxBlobBytes ?? Infinity,
    maxPageSize: options.maxPageSize ?? defaultMaxPageSize,
    maxReferrersBytes: options.maxReferrersBytes ?? defaultMaxReferrersBytes,
    uploadIdleMs: options.uploadIdleMs ?? defaultUploadIdleMs,
    maxUploads: options.maxUploads ?? defaultMaxUploads,
    stall: options.stall ?? defaultStall,
    sessionKey: options.sessionKey,
    anonymousMountScan: options.anonymousMountScan ?? defaultAnonymousMountScan,
    onAccess: options.onAccess,
    onError: options.onError,
  };
}
