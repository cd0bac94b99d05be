import { KeyedMutex } from '../concurrency/index.ts';
import {
  descriptorOf,
  digestAlgorithm,
  digestHex,
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
import type { Endpoint } from './endpoint.ts';
import { fetchManifest, type FetchedManifest } from './manifest-reader.ts';
import { putManifest } from './put-manifest.ts';

/** How often an update is tried when another client's overtakes it. */
const maxRounds = 6;
/** Milliseconds that are waited at least before looking whether an update has stayed. */
const minSettleMs = 250;
const maxSettleMs = 5000;
/** Updates of one tag, one after the other. Of the whole process, because two clients of one registry change the same tag. */
const turns = new KeyedMutex();

/** The tag that stands in for the referrers API (distribution-spec, "Referrers Tag Schema"). */
export function referrersTag(subject: Digest): string {
  return `${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`;
}

export interface ReferrersIndex {
  readonly manifests: readonly Descriptor[];
  /** Of the index as it was read; undefined when there is none yet, or the registry gives none. */
  readonly etag: string | undefined;
  readonly index: ImageIndex | undefined;
  /** The registry took the tag for the digest that it is made of, and answered with the subject itself, as GitLab's does. */
  readonly tagIsDigest?: boolean | undefined;
}

/**
 * The fallback index of a subject; empty when there is none.
 *
 * @throws OciError `MANIFEST_INVALID` when the tag holds something else, `SIZE_LIMIT`
 */
export async function readReferrersIndex(
  endpoint: Endpoint,
  repository: string,
  subject: Digest,
  signal: AbortSignal | undefined,
): Promise<ReferrersIndex> {
  const tag = referrersTag(subject);
  let fetched: FetchedManifest;
  try {
    fetched = await fetchManifest(endpoint, repository, { tag }, signal);
  } catch (error) {
    if (isNotFound(error) || (isOciError(error) && error.status === 404))
      return { manifests: [], etag: undefined, index: undefined };
    throw error;
  }
  const { descriptor, bytes, etag } = fetched;
  // What an index lists is no list of what refers to it.
  if (descriptor.digest === subject) return { manifests: [], etag: undefined, index: undefined, tagIsDigest: true };
  const index = descriptor.mediaType === mediaTypeImageIndex ? parseManifest(bytes, mediaTypeImageIndex) : undefined;
  if (index?.kind !== 'index') {
    throw new OciError(
      'MANIFEST_INVALID',
      `the tag ${tag} of ${repository} should hold the index of referrers of ${subject}, but holds a ${descriptor.mediaType}; it is left as it is, look at who put it there`,
    );
  }
  return { manifests: index.manifests, etag, index };
}

/** Adds a manifest to its subject's fallback index, unless it is there. */
export async function addReferrer(
  endpoint: Endpoint,
  repository: string,
  subject: Digest,
  referrer: Descriptor,
  signal: AbortSignal | undefined,
): Promise<void> {
  const holds = (list: readonly Descriptor[]): boolean => list.some((item) => item.digest === referrer.digest);
  try {
    await update(endpoint, repository, subject, signal, holds, (list) => [...list, referrer]);
  } catch (error) {
    throwIfAborted(signal);
    if (!isOciError(error)) throw error;
    throw withMessage(
      error,
      `the manifest ${referrer.digest} is stored in ${repository}, but it could not be listed among the referrers of ${subject}: ${error.message}`,
    );
  }
}

/** Takes a manifest that was deleted out of its subject's fallback index. */
export async function removeReferrer(
  endpoint: Endpoint,
  repository: string,
  subject: Digest,
  referrer: Digest,
  signal: AbortSignal | undefined,
): Promise<void> {
  const lacks = (list: readonly Descriptor[]): boolean => list.every((item) => item.digest !== referrer);
  await update(endpoint, repository, subject, signal, lacks, (list) => list.filter((item) => item.digest !== referrer));
}

/**
 * Reads, changes and writes until the change is seen in what is read again some time later.
 *
 * The registries that need this index do not refuse a write that is based on an old version (those that give ETags ignore `If-Match` on
 * PUT), so that another client, who has read before our write and writes after it, undoes it. In this process updates take turns. Against other
 * processes the pause helps: it is longer than our own reading and writing took, so that who has read by then has written, too, and what was
 * undone is done again. Nothing is lost among clients that work like this one at about the same pace; a client that takes
 * longer between reading and writing, or never looks again, can still undo an update.
 */
async function update(
  endpoint: Endpoint,
  repository: string,
  subject: Digest,
  signal: AbortSignal | undefined,
  done: (list: readonly Descriptor[]) => boolean,
  change: (list: readonly Descriptor[]) => readonly Descriptor[],
): Promise<void> {
  const tag = referrersTag(subject);
  const { now } = endpoint.retryPolicy;
  for (let round = 1; ; round++) {
    const took = await turns.run(
      `${endpoint.base.href} ${repository}:${tag}`,
      async () => {
        const started = now();
        const current = await readReferrersIndex(endpoint, repository, subject, signal);
        if (done(current.manifests)) return undefined;
        if (round > 1 && current.tagIsDigest === true) {
          throw new OciError(
            'UNSUPPORTED',
            `${endpoint.host} takes the tag ${tag} for a digest, so the list of referrers has no place in it; use a registry that has the referrers API`,
          );
        }
        if (round > maxRounds) {
          throw new OciError(
            'ALREADY_EXISTS',
            `the tag ${tag} of ${repository} was changed by others ${maxRounds} times while it was being updated; run it again`,
          );
        }
        await write(endpoint, repository, tag, current, change(current.manifests), signal);
        return now() - started;
      },
      signal,
    );
    if (took === undefined) return;
    await settle(endpoint, took, round, signal);
  }
}

/** Waits for those who have read before our write. The random part grows, so that those who undo each other's updates part. */
async function settle(
  endpoint: Endpoint,
  tookMs: number,
  round: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const ms = Math.min(maxSettleMs, Math.max(minSettleMs, 2 * tookMs));
  await endpoint.retryPolicy.sleep(Math.round(ms * (1 + round * endpoint.retryPolicy.random())), signal);
}

async function write(
  endpoint: Endpoint,
  repository: string,
  tag: string,
  current: ReferrersIndex,
  manifests: readonly Descriptor[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const bytes = encodeJson({
    schemaVersion: 2,
    mediaType: mediaTypeImageIndex,
    manifests,
    annotations: current.index?.annotations,
  });
  try {
    await putManifest(
      endpoint,
      repository,
      tag,
      bytes,
      descriptorOf(mediaTypeImageIndex, bytes),
      signal,
      current.etag === undefined ? {} : { 'if-match': current.etag },
    );
  } catch (error) {
    // Someone else was faster; the next round reads what they wrote.
    if (!isOciError(error) || error.status !== 412) throw error;
  }
}
