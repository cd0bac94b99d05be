import { pushContent, type CallOptions, type PredecessorFinder, type Storage } from '../registry/index.ts';
import { isOciError, type Descriptor, type Digest } from '../spec/index.ts';
import { onSide } from './copy-error.ts';
import type { MetadataCache } from './metadata.ts';

/** A copied manifest and the manifest that it refers to. */
export interface CopiedReferrer {
  readonly referrer: Descriptor;
  readonly subject: Descriptor;
}

/**
 * Compares the destination's lists of referrers with the copied referrers. Some registries lose entries when several
 * referrers are pushed at the same time. The missing ones are pushed again, one after the other.
 *
 * @param cache the cache of the source
 * @returns the referrers that the destination has, but does not list
 */
export async function repairReferrers(
  destination: Storage & PredecessorFinder,
  cache: MetadataCache,
  copied: readonly CopiedReferrer[],
  { signal }: CallOptions,
): Promise<readonly CopiedReferrer[]> {
  const unlisted = await findUnlisted(destination, copied, signal);
  if (unlisted.length === 0) return unlisted;
  for (const { referrer } of unlisted) {
    const bytes = await onSide('Fetch', 'source', () => cache.bytes(referrer, { signal }));
    await onSide('Push', 'destination', () => pushContent(destination, referrer, bytes, { signal }));
  }
  return findUnlisted(destination, unlisted, signal);
}

async function findUnlisted(
  destination: PredecessorFinder,
  copied: readonly CopiedReferrer[],
  signal: AbortSignal | undefined,
): Promise<readonly CopiedReferrer[]> {
  const unlisted: CopiedReferrer[] = [];
  for (const referrers of Map.groupBy(copied, ({ subject }) => subject.digest).values()) {
    const [first] = referrers;
    if (first === undefined) continue;
    const listed = await listedAt(destination, first.subject, signal);
    if (listed !== undefined) unlisted.push(...referrers.filter(({ referrer }) => !listed.has(referrer.digest)));
  }
  return unlisted;
}

/** @returns undefined when the credentials may not read, or when the destination has no list */
async function listedAt(
  destination: PredecessorFinder,
  subject: Descriptor,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<Digest> | undefined> {
  try {
    const list = await onSide('FindPredecessors', 'destination', () => destination.predecessors(subject, { signal }));
    return new Set(list.map(({ digest }) => digest));
  } catch (error) {
    if (isOciError(error, 'DENIED', 'UNAUTHORIZED', 'UNSUPPORTED')) return undefined;
    throw error;
  }
}
