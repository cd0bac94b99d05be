import { KeyedMutex } from '../concurrency/index.ts';
import { RetryableError } from '../http/index.ts';
import type { CallOptions } from '../registry/index.ts';
import {
  referrersTag,
  annotationCreated,
  descriptorOf,
  encodeJson,
  isNotFound,
  isOciError,
  mediaTypeImageIndex,
  OciError,
  parseManifest,
  throwIfAborted,
  withMessage,
  type Descriptor,
  type Digest,
  type ImageIndex,
} from '../spec/index.ts';
import { fetchManifest, putManifest, type FetchedManifest } from './manifests.ts';
import { unknownSize, withSizes } from './listed-sizes.ts';
import { withMachineLock } from './machine-lock.ts';
import type { RegistryClient } from './registry-client.ts';

/** Maximum number of writes of an update that another client overwrites. */
const maxRounds = 6;
/** Minimum wait before an update is verified while other clients may write, milliseconds. */
const minSettleMs = 250;
const maxSettleMs = 5000;
/** Age of an entry, milliseconds, up to which its client, or a parallel job of its workflow, may still write. */
const recentMs = 60_000;
/** With these statuses, registries such as GitLab refuse the tag of the index, which looks like a digest. */
const tagRefused: ReadonlySet<number> = new Set([400, 404, 405, 409, 415, 422]);
/** Serialises updates of a tag in this process, because several clients of a registry may change the same tag. */
const mutex = new KeyedMutex();

interface ReferrersIndex {
  readonly manifests: readonly Descriptor[];
  /** Digest of the index; undefined if the index does not exist. */
  readonly digest?: Digest | undefined;
  /** `ETag` of the index; undefined if the index does not exist, or the registry sends no `ETag`. */
  readonly etag?: string | undefined;
  readonly index?: ImageIndex | undefined;
  /** Whether the registry resolved the tag as a digest and returned the subject itself, as GitLab does. */
  readonly isTagDigest?: boolean | undefined;
}

/**
 * Reads the fallback index of a subject. A missing index is treated as empty.
 *
 * @throws OciError `MANIFEST_INVALID` when the tag points to another type of manifest, `SIZE_LIMIT`
 */
export async function readReferrersIndex(
  client: RegistryClient,
  repository: string,
  subject: Digest,
  signal: AbortSignal | undefined,
): Promise<ReferrersIndex> {
  const tag = referrersTag(subject);
  let manifest: FetchedManifest;
  try {
    manifest = await fetchManifest(client, repository, { tag }, signal, { defaultSize: unknownSize });
  } catch (error) {
    if (isNotFound(error) || (isOciError(error) && error.status === 404)) return { manifests: [] };
    throw error;
  }
  const { descriptor, bytes, etag } = manifest;
  // The subject may be an index itself. Its entries are not referrers.
  if (descriptor.digest === subject) return { manifests: [], isTagDigest: true };
  const index =
    descriptor.mediaType === mediaTypeImageIndex
      ? parseManifest(bytes, mediaTypeImageIndex, { defaultSize: unknownSize })
      : undefined;
  if (index?.kind !== 'index')
    throw new OciError(
      'MANIFEST_INVALID',
      `cannot use the tag ${tag} of ${repository} for the referrers of ${subject}: it points to a ` +
        `${descriptor.mediaType} instead of an index and was not changed; find the client that pushed it`,
    );
  const manifests = await withSizes(client, repository, subject, index.manifests, signal);
  return { manifests, digest: descriptor.digest, etag, index };
}

export interface AddReferrerOptions extends CallOptions {
  /** Resolves to false when the index must not be changed. The index is read before. It never rejects. */
  readonly isNeeded: Promise<boolean>;
}

/** Adds a manifest to the fallback index of its subject, unless the index contains it. */
export async function addReferrer(
  client: RegistryClient,
  repository: string,
  subject: Digest,
  referrer: Descriptor,
  { isNeeded, signal }: AddReferrerOptions,
): Promise<void> {
  const isDone = (list: readonly Descriptor[]): boolean => list.some((item) => item.digest === referrer.digest);
  try {
    await update(client, repository, subject, signal, isDone, (list) => [...list, referrer], isNeeded);
  } catch (error) {
    throwIfAborted(signal);
    if (!isOciError(error)) throw error;
    throw withMessage(
      error,
      `cannot add the manifest ${referrer.digest}, which is stored in ${repository}, to the referrers of ${subject}: ` +
        error.message,
    );
  }
}

/**
 * Removes a deleted manifest from the fallback index of its subject. An index that becomes empty is deleted, if the
 * registry permits it.
 */
export async function removeReferrer(
  client: RegistryClient,
  repository: string,
  subject: Digest,
  referrer: Digest,
  signal: AbortSignal | undefined,
): Promise<void> {
  const isDone = (list: readonly Descriptor[]): boolean => list.every((item) => item.digest !== referrer);
  const change = (list: readonly Descriptor[]): readonly Descriptor[] =>
    list.filter((item) => item.digest !== referrer);
  await update(client, repository, subject, signal, isDone, change);
}

/**
 * Reads, changes and writes the index until a later read shows the change. This is a compare-and-swap loop, not a retry
 * of a failed request.
 *
 * Registries that need this index accept a write that is based on an old version. Some send ETags, but ignore
 * `If-Match` on PUT. So a client that read the index before our write and writes it after our check undoes our change.
 * Only a wait excludes this, and no request shows whether such a client exists.
 *
 * - Processes of this user on this machine exclude each other by a lock.
 * - If another client seems to be active, the loop waits longer than its own read and write took, at least 250 ms. A
 *   client that read the index before our write has then also written it, and the next round repeats the change.
 * - Otherwise, the check follows one round trip after the write, and arrives after two. A client that read before our
 *   write is then later only if its read and write take more than twice as long as ours. A write is never sent again
 *   without a new read, so a failed connection does not extend this time.
 */
async function update(
  client: RegistryClient,
  repository: string,
  subject: Digest,
  signal: AbortSignal | undefined,
  isDone: (list: readonly Descriptor[]) => boolean,
  change: (list: readonly Descriptor[]) => readonly Descriptor[],
  isNeeded: Promise<boolean> = Promise.resolve(true),
): Promise<void> {
  const tag = referrersTag(subject);
  const key = `${client.base.href} ${repository}:${tag}`;
  const { now } = client.retryPolicy;
  const retries = client.retries(signal);
  const writeOnce = async (round: number): Promise<Written | undefined> => {
    const startedAt = now();
    const [reading] = await Promise.allSettled([readReferrersIndex(client, repository, subject, signal)]);
    // A registry with the referrers API may refuse the tag of the index.
    if (!(await isNeeded)) return undefined;
    if (reading.status === 'rejected') throw reading.reason;
    const current = reading.value;
    if (isDone(current.manifests)) return undefined;
    if (round > 1 && current.isTagDigest === true)
      throw new OciError(
        'UNSUPPORTED',
        `cannot store the list of referrers: ${client.host} resolves the tag ${tag} as a digest; use a registry with ` +
          'the referrers API',
      );
    if (round > maxRounds)
      throw new OciError(
        'ALREADY_EXISTS',
        `cannot update the tag ${tag} of ${repository}: other clients changed it ${maxRounds} times during the ` +
          'update; try again',
      );
    const manifests = change(current.manifests);
    // A registry may accept a deletion and still resolve the tag. The second round writes the empty index.
    const isDeleted = manifests.length === 0 && round === 1 && (await deleteIndex(client, repository, current, signal));
    const isStored = isDeleted || (await write(client, repository, tag, current, manifests, signal));
    const isContended = !isStored || round > 1 || current.manifests.some((entry) => isRecent(entry, now()));
    return { durationMs: now() - startedAt, isContended };
  };
  for (let round = 1; ;) {
    let written: Written | undefined;
    try {
      written = await mutex.run(key, () => withMachineLock(key, () => writeOnce(round), signal), signal);
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      await retries.afterFailure(error);
      continue;
    }
    if (written === undefined) return;
    await settle(client, written, round, signal);
    round++;
  }
}

/** A write of the index. */
interface Written {
  /** Duration of its read and write, milliseconds. */
  readonly durationMs: number;
  /** Whether another client seems to change the index at the same time. */
  readonly isContended: boolean;
}

function isRecent({ annotations }: Descriptor, now: number): boolean {
  return Math.abs(now - Date.parse(annotations?.[annotationCreated] ?? '')) < recentMs;
}

/**
 * Waits for clients that read the index before our write. The random part grows, so that clients that undo each other's
 * updates do not write at the same time again.
 */
function settle(
  { retryPolicy }: RegistryClient,
  { durationMs, isContended }: Written,
  round: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!isContended) return retryPolicy.sleep(Math.round(Math.min(maxSettleMs, durationMs / 2)), signal);
  const ms = Math.min(maxSettleMs, Math.max(minSettleMs, 2 * durationMs));
  return retryPolicy.sleep(Math.round(ms * (1 + round * retryPolicy.random())), signal);
}

/**
 * Deletes an index by its digest, so that an index that another client has pushed since then remains.
 *
 * @returns false when the registry refuses the deletion
 */
async function deleteIndex(
  client: RegistryClient,
  repository: string,
  { digest }: ReferrersIndex,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (digest === undefined) return false;
  try {
    await client.delete(repository, 'manifest', digest, signal);
    return true;
  } catch (error) {
    throwIfAborted(signal);
    if (!isOciError(error) || error instanceof RetryableError) throw error;
    return error.status === 404;
  }
}

/** @returns false when another client has changed the index @throws RetryableError after one attempt */
async function write(
  client: RegistryClient,
  repository: string,
  tag: string,
  current: ReferrersIndex,
  manifests: readonly Descriptor[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const annotations = current.index?.annotations;
  const bytes = encodeJson({ schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests, annotations });
  const descriptor = descriptorOf(mediaTypeImageIndex, bytes);
  const headers = current.etag === undefined ? undefined : { 'if-match': current.etag };
  try {
    await putManifest(client, repository, tag, bytes, descriptor, {
      signal,
      headers,
      isReadAgain: true,
      isSingle: true,
    });
    return true;
  } catch (error) {
    if (!isOciError(error) || error instanceof RetryableError) throw error;
    // The next round reads the index again.
    if (error.status === 412) return false;
    if (!tagRefused.has(error.status)) throw error;
    const { code, status, wireCode, detail, reason } = error;
    const because = reason === undefined ? '' : `: ${reason}`;
    throw new OciError(
      code,
      `cannot store the list of referrers: ${client.host} answered ${status} to the push of the tag ${tag}` +
        `${because}; use a registry with the referrers API`,
      { status, wireCode, detail, reason },
    );
  }
}
