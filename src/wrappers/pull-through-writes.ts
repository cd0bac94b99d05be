import type { CallOptions, Registry } from '../registry/index.ts';
import { isNotFound, type Descriptor } from '../spec/index.ts';
import type { Body } from '../streams/index.ts';
import { singleUseBody, type CacheEvent, type CacheStore, type LogicalTime } from './pull-through-store.ts';
import { TeeBody } from './tee-body.ts';

/** Pushes a blob. The store receives the end of the content only after the origin has accepted all of it. */
export async function pushToBoth(
  origin: Registry,
  store: CacheStore,
  repository: string,
  descriptor: Descriptor,
  body: Body,
  asOf: LogicalTime,
  options: CallOptions,
): Promise<Descriptor> {
  const tee = new TeeBody(body, 2);
  const originAccepted = Promise.withResolvers<void>();
  originAccepted.promise.catch(() => undefined);
  let originFailed = false;
  const storeBody = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    yield* tee.body(1)();
    await originAccepted.promise;
  };
  const storing = store
    .storeBlob(repository, descriptor, singleUseBody(storeBody()), asOf, options.signal, () => originFailed)
    .catch(() => false)
    .finally(() => tee.cancel(1));
  try {
    const pushed = await origin.pushBlob(repository, descriptor, tee.body(0), options);
    originAccepted.resolve();
    return pushed;
  } catch (error) {
    originFailed = true;
    originAccepted.reject(error);
    throw error;
  } finally {
    tee.cancel(0);
    await storing;
  }
}

/**
 * Deletes content. Removes it from the store also when the origin does not have it.
 *
 * @param remove deletes the content from the origin
 */
export async function deleteFromBoth(
  store: CacheStore,
  { kind, repository, digest }: CacheEvent,
  remove: () => Promise<void>,
): Promise<void> {
  // The content is hidden before the origin deletes it, so that a download in progress does not store it.
  const restore = store.hide(repository, digest);
  let failure: { readonly error: unknown } | undefined;
  try {
    await remove();
  } catch (error) {
    if (!isNotFound(error)) {
      restore();
      throw error;
    }
    failure = { error };
  }
  // It is hidden again, because the origin may have sent it during the delete.
  store.hide(repository, digest);
  await store.remove({ kind, repository, digest });
  if (failure !== undefined) throw failure.error;
}
