import { connectRegistry, type ConnectOptions, type RegistryConnection } from '../connect/index.ts';
import type { LayoutRegistry } from '../layout/index.ts';
import { MemoryRegistry } from '../memory/index.ts';
import type { Registry } from '../registry/index.ts';
import { listen, type AccessLog, type ErrorLog, type Listening } from '../server/index.ts';
import { isOciError, OciError, type InputLabel } from '../spec/index.ts';
import { cache, immutable, prefix, readOnly } from '../wrappers/index.ts';
import type { ServePlan } from './serving-inputs.ts';
import { takeInventory, type Inventory } from './serving-inventory.ts';
import { sessionKeyIn } from './serving-session-key.ts';
import { openStorage } from './serving-storage.ts';

export interface ServeContext {
  readonly label: InputLabel;
  /** How the upstream is reached, beside what the plan says: environment, where to tell things. */
  readonly connection?: ConnectOptions | undefined;
  /** Uploads can go on after a restart; the secret for that lies in the storage. @default false: they end with the process */
  readonly keepUploads?: boolean | undefined;
  readonly onAccess?: AccessLog | undefined;
  readonly onError?: ErrorLog | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A registry that is being served as planned. */
export interface Serving extends AsyncDisposable {
  /** Base URL without a path. */
  readonly url: string;
  /** Host and port, as references name it. */
  readonly registry: string;
  /** What is stored here now; what lies upstream alone does not count. */
  inventory(): Promise<Inventory>;
  /** Lets running requests finish for a while, then cuts them. Done within five seconds. */
  close(): Promise<void>;
}

type Store = MemoryRegistry | LayoutRegistry;

/**
 * Opens the storage, puts around it what the plan asks for, and serves it.
 *
 * @throws OciError `INPUT_INVALID` for a plan that cannot be carried out here: storage, address, port; `FILE_SYSTEM`, `DENIED`
 */
export async function serve(plan: ServePlan, context: ServeContext): Promise<Serving> {
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
    const server = await listen(wrapped(store, origin?.registry, plan, context), {
      address: plan.address,
      port: plan.port,
      htpasswd: plan.htpasswd,
      tls: plan.tls,
      insecureAnonymous: plan.insecureAnonymous,
      readOnly: plan.readOnly,
      sessionKey: await sessionKey(plan, context),
      onAccess: context.onAccess,
      onError: context.onError,
    });
    return serving(server, store, origin);
  } catch (error) {
    await origin?.close();
    throw aboutPort(error, context.label);
  }
}

function serving(server: Listening, store: Store, origin: RegistryConnection | undefined): Serving {
  const close = async (): Promise<void> => {
    await server.close();
    await origin?.close();
  };
  return {
    url: server.url,
    registry: new URL(server.url).host,
    inventory: () => takeInventory(store),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function openStore(plan: ServePlan, { label, signal }: ServeContext): Promise<Store> {
  const { storage, layout, quota } = plan;
  // What an upstream gives comes piece by piece, manifests before their content.
  const allowSparse = plan.allowSparse || plan.upstream !== undefined;
  if (storage === undefined) return new MemoryRegistry({ quota, allowSparse });
  const onlyRead = isOnlyRead(plan);
  return openStorage(storage, { layout, quota, allowSparse, signal, readOnly: onlyRead, create: !onlyRead }, label);
}

/** The innermost first: what an upstream brings is stored however little the clients may do. */
function wrapped(store: Registry, origin: Registry | undefined, plan: ServePlan, { onError }: ServeContext): Registry {
  let registry =
    origin === undefined
      ? store
      : cache(origin, store, {
          onStoreError: (error, { repository, digest }) => onError?.(error, `keeping ${repository}@${digest}`),
        });
  if (plan.prefix !== undefined) registry = prefix(registry, plan.prefix);
  if (plan.immutable) registry = immutable(registry);
  if (plan.readOnly) registry = readOnly(registry);
  return registry;
}

/** What cannot be listened on is said by the server, which does not know what the person called it. */
function aboutPort(error: unknown, label: InputLabel): unknown {
  if (!isOciError(error, 'INPUT_INVALID') || error.detail !== undefined) return error;
  return new OciError('INPUT_INVALID', error.message, { cause: error.cause, detail: { input: label('port') } });
}

function isOnlyRead(plan: ServePlan): boolean {
  return plan.readOnly && plan.upstream === undefined;
}

async function sessionKey(plan: ServePlan, context: ServeContext): Promise<Uint8Array | undefined> {
  if (plan.storage === undefined || plan.readOnly || context.keepUploads !== true) return undefined;
  return sessionKeyIn(plan.storage);
}
