import { guardedHook } from '../concurrency/index.ts';
import type { PageOptions } from '../page/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { checkNumbers, defaultMaxDescriptors, maxManifestBytes, OciError, type Digest } from '../spec/index.ts';
import type { AccessLog, ErrorLog } from './access-log.ts';
import type { Authorize, BearerOptions } from './access.ts';
import type { HostNames } from './hosts.ts';

/** Options of {@link createHandler}. */
export interface HandlerOptions {
  /** Refuses every request that changes the registry with `UNSUPPORTED` (405). @default false */
  readonly readOnly?: boolean | undefined;
  /**
   * Accepted host names, without port. Requests to other hosts get 403, so that a web page cannot use its own host name
   * to reach a registry on this machine (DNS rebinding). `*` allows any host.
   *
   * @default localhost, names below localhost, 127.0.0.0/8 and [::1]; `listen` allows any host for an address that is
   *   not loopback
   */
  readonly allowedHosts?: readonly string[] | '*' | undefined;
  /**
   * Host names that are accepted in addition to `allowedHosts`, without port. A function gets the name in lower case.
   * `listen` also accepts the names in its TLS certificate.
   */
  readonly hostNames?: HostNames | undefined;
  /**
   * Content of an htpasswd file with bcrypt entries. Enables HTTP Basic authentication. Passwords of more than 72 bytes
   * are rejected, because bcrypt ignores the rest.
   *
   * @default no Basic authentication
   */
  readonly htpasswd?: string | undefined;
  /** Enables Bearer tokens (distribution, "Token Authentication Specification"). @default no tokens */
  readonly bearer?: BearerOptions | undefined;
  /**
   * Grants or denies access. The user is `undefined` for a request without credentials.
   *
   * @default with authentication: users have full access, anonymous clients none; without authentication: all clients
   *   have full access
   */
  readonly authorize?: Authorize | undefined;
  /**
   * Maximum size of a manifest in bytes; a larger one gets 413.
   *
   * @default 4 MiB, the size that every registry must accept
   */
  readonly maxManifestBytes?: number | undefined;
  /** Maximum number of descriptors in a manifest; more get 413. @default 10,000 */
  readonly maxDescriptors?: number | undefined;
  /** Maximum size of a blob in bytes; a larger one gets 413. @default no limit */
  readonly maxBlobBytes?: number | undefined;
  /** Maximum number of tags or repositories on one page, also if the client requests more. @default 10,000 */
  readonly maxPageSize?: number | undefined;
  /** Maximum size of one page of referrers in bytes. @default 4 MiB, the size of an index that clients accept */
  readonly maxReferrersBytes?: number | undefined;
  /** Milliseconds without a request after which an unfinished upload is cancelled. @default 1 hour */
  readonly uploadIdleMs?: number | undefined;
  /**
   * Maximum number of unfinished uploads. An additional one evicts the upload that has been without a request for the
   * longest time, at least 5 s, or gets 429 with `Retry-After`.
   *
   * @default 10,000
   */
  readonly maxUploads?: number | undefined;
  /**
   * Maximum number of unfinished uploads of one user, or of one network address for requests without a user, as
   * `maxUploads`.
   *
   * @default 1,000
   */
  readonly maxUploadsPerClient?: number | undefined;
  /**
   * A transfer of fewer than `bytes` bytes within `ms` milliseconds is aborted. The total time of a transfer is not
   * limited.
   *
   * @default 60 KiB within 60 s, which is 1 KiB/s
   */
  readonly stall?: { readonly bytes: number; readonly ms: number } | undefined;
  /**
   * At least 32 secret random bytes. With the same key, clients can resume their uploads after a restart of the server,
   * if the registry stores unfinished uploads.
   *
   * @default uploads end with the process
   */
  readonly sessionKey?: Uint8Array | undefined;
  /**
   * Other servers serve the same registry with the same `sessionKey`, and the next request of an upload may go to each of
   * them. Each request then stores all its bytes in the registry. Unfinished uploads are not counted between requests,
   * and expire in the registry.
   *
   * @default false
   */
  readonly isReplica?: boolean | undefined;
  /**
   * Returns a URL from which clients read a blob, or undefined if this server sends the content. Clients get a redirect
   * (307), and the URL gets no credentials of theirs.
   *
   * @default this server sends all content
   */
  readonly redirectBlob?:
    | ((repository: string, digest: Digest, options: CallOptions) => Promise<string | undefined>)
    | undefined;
  /**
   * Maximum number of repositories to try when a client mounts a blob without a source. The registry lists them with
   * `RepositoriesOptions.withBlob`.
   *
   * @default 1,000
   */
  readonly anonymousMountScan?: number | undefined;
  /**
   * Answers a browser at `/` with a read-only page: repositories, tags, manifests, referrers and files of layers. It
   * requires the same access as the API. Its code is loaded with its first request.
   *
   * @default false: browsers get 404 at `/`
   */
  readonly page?: boolean | PageOptions | undefined;
  /** Called after each request. Entries contain no credentials, tokens or query strings. */
  readonly onAccess?: AccessLog | undefined;
  /**
   * Called with errors that result in a status of 500 or above, and with errors that are not sent to a client, such as
   * the failure of an upstream registry whose answer comes from the cache.
   */
  readonly onError?: ErrorLog | undefined;
}

/** The options with their defaults. */
export interface Settings extends Omit<HandlerOptions, 'page'> {
  readonly readOnly: boolean;
  readonly isReplica: boolean;
  readonly maxManifestBytes: number;
  readonly maxDescriptors: number;
  readonly maxBlobBytes: number;
  readonly maxPageSize: number;
  readonly maxReferrersBytes: number;
  readonly uploadIdleMs: number;
  readonly maxUploads: number;
  readonly maxUploadsPerClient: number;
  readonly stall: { readonly bytes: number; readonly ms: number };
  readonly anonymousMountScan: number;
  /** Undefined without the page. */
  readonly page: PageOptions | undefined;
}

const defaultMaxPageSize = 10_000;
const defaultMaxReferrersBytes = 4 * 1024 * 1024;
const defaultUploadIdleMs = 60 * 60 * 1000;
const defaultMaxUploads = 10_000;
const defaultMaxUploadsPerClient = 1000;
const defaultStall = { bytes: 60 * 1024, ms: 60_000 };
const defaultAnonymousMountScan = 1000;
const minSessionKeyBytes = 32;

/** @throws OciError `INPUT_INVALID` for a session key that is too short, and for an invalid number */
export function resolveSettings(options: HandlerOptions): Settings {
  const { sessionKey } = options;
  if (sessionKey !== undefined && sessionKey.byteLength < minSessionKeyBytes) {
    throw new OciError(
      'INPUT_INVALID',
      `the session key has ${sessionKey.byteLength} bytes; use at least ${minSessionKeyBytes} random bytes`,
    );
  }
  checkNumbers(options, {
    maxManifestBytes: 0,
    maxDescriptors: 0,
    maxBlobBytes: 0,
    maxPageSize: 1,
    maxReferrersBytes: 0,
    uploadIdleMs: 0,
    maxUploads: 0,
    maxUploadsPerClient: 0,
    anonymousMountScan: 0,
  });
  if (options.stall !== undefined) checkNumbers(options.stall, { bytes: 0, ms: 0 });
  return {
    ...options,
    onAccess: guardedHook('onAccess', options.onAccess),
    onError: guardedHook('onError', options.onError),
    page: options.page === true ? {} : options.page || undefined,
    readOnly: options.readOnly ?? false,
    isReplica: options.isReplica ?? false,
    maxManifestBytes: options.maxManifestBytes ?? maxManifestBytes,
    maxDescriptors: options.maxDescriptors ?? defaultMaxDescriptors,
    maxBlobBytes: options.maxBlobBytes ?? Infinity,
    maxPageSize: options.maxPageSize ?? defaultMaxPageSize,
    maxReferrersBytes: options.maxReferrersBytes ?? defaultMaxReferrersBytes,
    uploadIdleMs: options.uploadIdleMs ?? defaultUploadIdleMs,
    maxUploads: options.maxUploads ?? defaultMaxUploads,
    maxUploadsPerClient: options.maxUploadsPerClient ?? defaultMaxUploadsPerClient,
    stall: options.stall ?? defaultStall,
    anonymousMountScan: options.anonymousMountScan ?? defaultAnonymousMountScan,
  };
}
