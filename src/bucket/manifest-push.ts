import { forEachConcurrent, monotonicMs } from '../concurrency/index.ts';
import type { CallOptions } from '../registry/index.ts';
import {
  contentToRequire,
  isManifestMediaType,
  missingContentError,
  OciError,
  referrerDescriptor,
  type Descriptor,
  type PushedManifest,
} from '../spec/index.ts';
import { freshMs, type Blobs } from './blobs.ts';
import type { ContentKind } from './keys.ts';
import type { Manifests } from './manifests.ts';
import type { Marks } from './marks.ts';
import type { Referrers } from './referrers.ts';
import type { Tags } from './tags.ts';

const concurrency = 16;
const maxAttempts = 4;
/**
 * Milliseconds between the check of the content and the write of the manifest after which the content is checked again.
 * It is less than a collection waits between a mark and the check that no manifest needs the content.
 */
const maxPushMs = 10_000;

/** The parts of a registry that a push of a manifest changes. */
export interface PushTarget {
  readonly blobs: Blobs;
  readonly manifests: Manifests;
  readonly marks: Marks;
  readonly referrers: Referrers;
  readonly tags: Tags;
  readonly allowSparse: boolean;
  readonly canMoveTags: boolean;
}

/**
 * Stores a manifest, then its entry in the list of referrers, then its tags, so that after a failure no tag and no list
 * names an absent manifest.
 *
 * @throws OciError `MANIFEST_BLOB_UNKNOWN`, `ALREADY_EXISTS`
 */
export async function pushManifest(
  target: PushTarget,
  repository: string,
  { manifest, descriptor }: PushedManifest,
  bytes: Uint8Array,
  tags: readonly string[],
  options: CallOptions,
): Promise<void> {
  const { manifests, marks, referrers } = target;
  const { digest } = descriptor;
  const content = { repository, kind: 'manifests', digest } as const;
  const required = contentToRequire(manifest, target.allowSparse);
  const check = (): Promise<void> => checkContent(target, repository, descriptor, required, options);
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const startMs = monotonicMs();
    await check();
    if (!(await manifests.put(repository, descriptor, bytes, true, options))) {
      // The manifest may be marked for deletion, and may have another media type.
      if (!(await marks.use(content, options))) continue;
      await manifests.put(repository, descriptor, bytes, false, options);
    }
    if (monotonicMs() - startMs > maxPushMs) await recheck(check, target, repository, descriptor, options);
    if (manifest.subject !== undefined) {
      const referrer = referrerDescriptor(descriptor, manifest);
      await referrers.add(repository, manifest.subject.digest, referrer, options);
    }
    const set = (tag: string): Promise<void> =>
      target.tags.set(repository, tag, descriptor, target.canMoveTags, options);
    await forEachConcurrent(new Set(tags).values(), concurrency, set, options.signal);
    // Another replica may have deleted the manifest before it could see the tag.
    const isNamed = tags.length > 0 || manifest.subject !== undefined;
    if (!isNamed || (await manifests.head(repository, digest, options)) !== undefined) return;
  }
  throw new OciError('UNAVAILABLE', `cannot store the manifest ${digest}: it is deleted at the same time; try again`);
}

/** Deletes a manifest whose content was deleted while this process did not run. */
async function recheck(
  check: () => Promise<void>,
  { manifests }: PushTarget,
  repository: string,
  { digest }: Descriptor,
  options: CallOptions,
): Promise<void> {
  try {
    await check();
  } catch (error) {
    await manifests.delete(repository, digest, options);
    throw error;
  }
}

async function checkContent(
  target: PushTarget,
  repository: string,
  manifest: Descriptor,
  required: readonly Descriptor[],
  options: CallOptions,
): Promise<void> {
  const unique = new Map(required.map((content) => [content.digest, content]));
  const check = async (content: Descriptor): Promise<void> => {
    const kinds: readonly ContentKind[] = isManifestMediaType(content.mediaType)
      ? ['manifests', 'blobs']
      : ['blobs', 'manifests'];
    for (const kind of kinds) if (await canUse(target, repository, kind, content, options)) return;
    throw missingContentError(repository, manifest, content);
  };
  await forEachConcurrent(unique.values(), concurrency, check, options.signal);
}

/** Whether the repository has the content, and no collection will delete it before the manifest is visible. */
async function canUse(
  { blobs, manifests, marks }: PushTarget,
  repository: string,
  kind: ContentKind,
  { digest }: Descriptor,
  options: CallOptions,
): Promise<boolean> {
  if (kind === 'blobs' && blobs.isFresh(repository, digest)) return true;
  const head = await (kind === 'blobs' ? blobs : manifests).head(repository, digest, options);
  if (head === undefined) return false;
  if (head.nowMs - head.modifiedMs < freshMs) return true;
  return marks.use({ repository, kind, digest }, options);
}
