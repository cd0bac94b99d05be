import type { BucketRegistry } from '../bucket/index.ts';
import {
  connectRegistry,
  openBucket,
  type BucketStorage,
  type ConnectOptions,
  type RegistryConnection,
} from '../connect/index.ts';
import { LayoutRegistry } from '../layout/index.ts';
import { MemoryRegistry } from '../memory/index.ts';
import type { CallOptions, Registry } from '../registry/index.ts';
import { formatBytes, formatDuration } from '../output/index.ts';
import {
  listen,
  type AccessLog,
  type AccessLogEntry,
  type ErrorLog,
  type Listening,
  type ListenOptions,
  type ReloadOptions,
} from '../server/index.ts';
import { isNotFound, isOciError, OciError, type Descriptor, type Digest, type InputLabel } from '../spec/index.ts';
import { cache, immutable, prefix, readOnly } from '../wrappers/index.ts';
import type { TlsTexts } from './serving-files.ts';
import { sessionKeyIn } from './serving-session-key.ts';
import { openStorage, type StorageLayout } from './serving-storage.ts';

/** Configuration of a served registry: plain data that can be sent to another process. */
export interface ServePlan {
  readonly address: string;
  /** 0 is any free port. */
  readonly port: number;
  /** Names that clients may use, in addition to those of loopback addresses and of the certificate. */
  readonly hostNames: readonly string[];
  /** Absolute path; undefined keeps everything in memory. */
  readonly storage?: string | undefined;
  /** The storage in a bucket, instead of `storage`. */
  readonly bucket?: (BucketStorage & { readonly redirect: boolean }) | undefined;
  readonly layout: StorageLayout;
  /** Bytes. */
  readonly quota?: number | undefined;
  readonly readOnly: boolean;
  readonly immutable: boolean;
  readonly allowSparse: boolean;
  /** Shows browsers a page. */
  readonly page: boolean;
  /** Serves the repositories below this name, without it in their names. */
  readonly prefix?: string | undefined;
  /** The registry of missing content. */
  readonly upstream?: Upstream | undefined;
  /** Content of the file. */
  readonly htpasswd?: string | undefined;
  readonly insecureAnonymous: boolean;
  readonly tls?: TlsTexts | undefined;
}

export interface Upstream extends Pick<
  ConnectOptions,
  'plainHttp' | 'insecureTls' | 'caFile' | 'username' | 'password' | 'githubToken' | 'trustedRedirectHosts'
> {
  /** Host with an optional port. */
  readonly registry: string;
}

export interface ServeContext {
  readonly label: InputLabel;
  /** More connection settings of the upstream. */
  readonly connection?: ConnectOptions | undefined;
  /** Uploads can continue after a restart, with a secret in the storage. @default false: they end with the process */
  readonly keepUploads?: boolean | undefined;
  readonly onAccess?: AccessLog | undefined;
  readonly onError?: ErrorLog | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Numbers about the content of a registry. */
export interface Inventory {
  readonly repositories: number;
  readonly tags: number;
  /** Blobs and manifests; equal content counts once. */
  readonly blobs: number;
  /** Total size of these, bytes. */
  readonly bytes: number;
}

/** A store that can list all its content, unlike a registry in general. */
export interface ListableRegistry extends Registry {
  contents(options?: CallOptions): AsyncIterable<Descriptor>;
}

/** A running registry. */
export interface Serving extends AsyncDisposable {
  /** Base URL without a path. */
  readonly url: string;
  /** Host and port, as references name it. */
  readonly registry: string;
  /** Replaces the certificate and the users. @throws OciError `INPUT_INVALID`; nothing is then replaced */
  reload(files: ReloadOptions): void;
  /** Counts the stored content, without content that only the upstream has. */
  inventory(): Promise<Inventory>;
  /**
   * Lets running requests finish, and aborts them after a while. Takes at most five seconds. Disposing also closes the
   * connections to the storage.
   */
  close(): Promise<void>;
}

type Store = MemoryRegistry | LayoutRegistry | BucketRegistry;

/**
 * Opens the storage and serves it with the wrappers of the plan.
 *
 * @throws OciError `INPUT_INVALID` for an unusable storage, address or port; `FILE_SYSTEM`, `DENIED`
 */
export async function serveRegistry(plan: ServePlan, context: ServeContext): Promise<Serving> {
  const store = await openStore(plan, context);
  const origin =
    plan.upstream === undefined
      ? undefined
      : await connectRegistry(plan.upstream.registry, {
          ...context.connection,
          ...plan.upstream,
          signal: context.signal,
        });
  try {
    const server = await listen(wrapStore(store, origin?.registry, plan, context), {
      address: plan.address,
      port: plan.port,
      hostNames: plan.hostNames,
      htpasswd: plan.htpasswd,
      tls: plan.tls,
      insecureAnonymous: plan.insecureAnonymous,
      readOnly: plan.readOnly,
      // Each manifest that a list reads counts for the rate limits of the upstream.
      page: plan.page && { details: plan.upstream === undefined },
      sessionKey: await sessionKey(plan, store, context),
      ...(isBucket(store) ? bucketHandling(plan, store) : {}),
      onAccess: context.onAccess,
      onError: context.onError,
    });
    return servingOf(server, store, origin);
  } catch (error) {
    await origin?.close();
    if (isBucket(store)) await store.close();
    throw withPortDetail(error, context.label);
  }
}

/** A server with its store and its upstream connection. */
export function servingOf(server: Listening, store: Store, origin: RegistryConnection | undefined): Serving {
  const close = async (): Promise<void> => {
    try {
      await server.close();
    } finally {
      await origin?.close();
      if (store instanceof LayoutRegistry) await store.flush();
    }
  };
  return {
    url: server.url,
    registry: new URL(server.url).host,
    reload: (files) => {
      server.reload(files);
    },
    inventory: () => takeInventory(store),
    close,
    [Symbol.asyncDispose]: async () => {
      try {
        await close();
      } finally {
        if (isBucket(store)) await store.close();
      }
    },
  };
}

async function openStore(plan: ServePlan, context: ServeContext): Promise<Store> {
  const { label, signal } = context;
  const { storage, layout, quota } = plan;
  // Content of an upstream arrives in parts: manifests before their blobs.
  const allowSparse = plan.allowSparse || plan.upstream !== undefined;
  const isReadOnly = opensReadOnly(plan);
  if (plan.bucket !== undefined) {
    const { connection } = context;
    const { immutable: immutableTags } = plan;
    return openBucket(plan.bucket, {
      env: connection?.env,
      label,
      signal,
      quota,
      allowSparse,
      immutableTags,
      readOnly: isReadOnly,
    });
  }
  if (storage === undefined) return new MemoryRegistry({ quota, allowSparse });
  return openStorage(
    storage,
    { layout, quota, allowSparse, signal, journal: true, readOnly: isReadOnly, create: !isReadOnly },
    label,
  );
}

/** The cache is innermost: content of the upstream is stored even in a read-only registry. */
function wrapStore(
  store: Registry,
  origin: RegistryConnection['registry'] | undefined,
  plan: ServePlan,
  { onError }: ServeContext,
): Registry {
  let registry =
    origin === undefined
      ? store
      : cache(origin, store, {
          originWithoutRetries: origin.withAttempts(1),
          onStoreError: (error, { repository, digest }) => onError?.(error, `keeping ${repository}@${digest}`),
        });
  if (plan.prefix !== undefined) registry = prefix(registry, plan.prefix);
  if (plan.immutable) registry = immutable(registry);
  if (plan.readOnly) registry = readOnly(registry);
  return registry;
}

/** Adds the name of the option, which the server does not know. */
function withPortDetail(error: unknown, label: InputLabel): unknown {
  if (!isOciError(error, 'INPUT_INVALID') || error.detail !== undefined) return error;
  return new OciError('INPUT_INVALID', error.message, { cause: error.cause, detail: { input: label('port') } });
}

function opensReadOnly(plan: ServePlan): boolean {
  return plan.readOnly && plan.upstream === undefined;
}

function isBucket(store: Store): store is BucketRegistry {
  return 'sessionKey' in store;
}

/** Options of a server whose storage other servers use at the same time. */
function bucketHandling(plan: ServePlan, store: BucketRegistry): Pick<ListenOptions, 'isReplica' | 'redirectBlob'> {
  const redirectBlob = async (name: string, digest: Digest, options: CallOptions): Promise<string | undefined> => {
    try {
      return await store.blobUrl(plan.prefix === undefined ? name : `${plan.prefix}/${name}`, digest, options);
    } catch (error) {
      // The upstream may have the blob.
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
  return { isReplica: true, redirectBlob: plan.bucket?.redirect === true ? redirectBlob : undefined };
}

async function sessionKey(plan: ServePlan, store: Store, context: ServeContext): Promise<Uint8Array | undefined> {
  if (isBucket(store)) return store.sessionKey;
  if (plan.storage === undefined || plan.readOnly || context.keepUploads !== true) return undefined;
  return sessionKeyIn(plan.storage);
}

/** Counts the content of a store. */
export async function takeInventory(store: ListableRegistry, options: CallOptions = {}): Promise<Inventory> {
  let repositories = 0;
  let tags = 0;
  for await (const repository of store.repositories(options)) {
    repositories++;
    for await (const tag of store.tags(repository, options)) if (tag !== '') tags++;
  }
  const seen = new Set<Digest>();
  let bytes = 0;
  for await (const { digest, size } of store.contents(options)) {
    if (seen.has(digest)) continue;
    seen.add(digest);
    bytes += size;
  }
  return { repositories, tags, blobs: seen.size, bytes };
}

/** One request in one line: `127.0.0.1 me GET /v2/a/b/manifests/v1 200 528 B 1 ms`. Entries have no secrets. */
export function accessLine(entry: AccessLogEntry): string {
  const { method, path, status, bytes, durationMs, remoteAddress, user, errorCode, complete } = entry;
  const outcome = errorCode === undefined ? '' : ` ${errorCode}`;
  const client = `${remoteAddress ?? '-'} ${user ?? '-'}`;
  const cost = `${formatBytes(bytes)} ${formatDuration(durationMs)}${complete ? '' : ' (cut)'}`;
  return `${client} ${method} ${path} ${status}${outcome} ${cost}`;
}
