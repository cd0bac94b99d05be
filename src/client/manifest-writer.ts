import type { PushManifestOptions } from '../registry/index.ts';
import {
  checkPushedManifest,
  checkRepositoryName,
  digestAlgorithm,
  isOciError,
  parseDigest,
  parseManifest,
  referrerDescriptor,
  throwIfAborted,
  withMessage,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { fetchManifest, putManifest } from './manifests.ts';
import { addReferrer, removeReferrer } from './referrers-index.ts';
import { supportsReferrers } from './referrers.ts';
import type { RegistryClient } from './registry-client.ts';

/**
 * Puts a manifest by its digest when the caller gave one or there are no tags, then once per tag. A registry that does
 * not confirm the manifest's subject gets the subject's fallback index updated (distribution-spec, "Pushing Manifests
 * with Subject").
 */
export async function pushManifest(
  client: RegistryClient,
  repository: string,
  content: Uint8Array,
  mediaType: string,
  options: PushManifestOptions,
): Promise<Descriptor> {
  checkRepositoryName(repository);
  const { manifest, descriptor } = checkPushedManifest(content, mediaType, options.digest, options.tags);
  const tags = new Set(options.tags);
  const { signal } = options;
  let isSubjectConfirmed = false;
  const put = async (reference: string, query?: URLSearchParams): Promise<readonly string[]> => {
    const headers = await putManifest(client, repository, reference, content, descriptor, { signal, query });
    isSubjectConfirmed ||= headers.get('oci-subject') !== undefined;
    return headers.all('oci-tag').flatMap((value) => value.split(',').map((tag) => tag.trim()));
  };

  if (options.digest !== undefined || tags.size === 0) {
    // A PUT by tag makes the tag point to the registry's own digest, sha256. Tags in the query point to the digest of
    // the URL.
    const named =
      digestAlgorithm(descriptor.digest) === 'sha256' ? [] : [...tags].map((tag): [string, string] => ['tag', tag]);
    for (const tag of await put(descriptor.digest, new URLSearchParams(named))) tags.delete(tag);
  }
  const moved: string[] = [];
  for (const tag of tags) {
    try {
      await put(tag);
    } catch (error) {
      if (moved.length === 0 || !isOciError(error)) throw error;
      const state = `the manifest is stored, and these tags already point to it: ${moved.join(', ')}`;
      throw withMessage(error, `${error.message} (${state})`);
    }
    moved.push(tag);
  }
  if (manifest.subject !== undefined && !isSubjectConfirmed)
    await addReferrer(client, repository, manifest.subject.digest, referrerDescriptor(descriptor, manifest), signal);
  return descriptor;
}

/** Deletes a manifest, and its entry in the fallback index of its subject when the registry has no referrers API. */
export async function deleteManifest(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<void> {
  checkRepositoryName(repository);
  parseDigest(digest);
  const subject = await subjectOf(client, repository, digest, signal);
  await client.delete(repository, 'manifest', digest, signal);
  if (subject === undefined || (await supportsReferrers(client, repository, subject, signal))) return;
  await removeReferrer(client, repository, subject, digest, signal);
}

/** The subject of a manifest; undefined for a manifest that cannot be read. The deletion reports the error. */
async function subjectOf(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<Digest | undefined> {
  try {
    const { bytes, descriptor } = await fetchManifest(client, repository, { digest }, signal);
    return parseManifest(bytes, descriptor.mediaType).subject?.digest;
  } catch (error) {
    throwIfAborted(signal);
    if (isOciError(error)) return undefined;
    throw error;
  }
}
