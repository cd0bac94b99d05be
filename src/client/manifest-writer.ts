import type { HttpResponse } from '../http/index.ts';
import type { CallOptions, PushManifestOptions } from '../registry/index.ts';
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
 * Pushes a manifest once per tag. Before that it is pushed by its digest, if the caller gave the digest or no tags, or
 * if the manifest has a subject. If the registry does not confirm the subject, the fallback index of the subject is
 * updated before the tags are set (distribution-spec, "Pushing Manifests with Subject").
 */
export async function pushManifest(
  client: RegistryClient,
  repository: string,
  content: Uint8Array,
  mediaType: string,
  options: PushManifestOptions,
): Promise<Descriptor> {
  checkRepositoryName(repository);
  const { manifest, descriptor } = checkPushedManifest(content, mediaType, options.digest, options);
  const tags = new Set(options.tags);
  const { signal } = options;
  const put = async (reference: string, query?: URLSearchParams): Promise<HttpResponse['headers']> =>
    putManifest(client, repository, reference, content, descriptor, { signal, query, manifest });
  /** @returns whether the registry confirmed the subject */
  const putByDigest = async (): Promise<boolean> => {
    // After a PUT by tag, the tag points to the sha256 digest that the registry computes. Tags in the query of a PUT by
    // digest point to the digest in the URL.
    const tagQuery =
      digestAlgorithm(descriptor.digest) === 'sha256' ? [] : [...tags].map((tag): [string, string] => ['tag', tag]);
    const headers = await put(descriptor.digest, new URLSearchParams(tagQuery));
    for (const tag of headers.all('oci-tag').flatMap((value) => value.split(','))) tags.delete(tag.trim());
    return headers.get('oci-subject') !== undefined;
  };

  if (manifest.subject !== undefined)
    await putReferrer(client, repository, manifest.subject.digest, referrerDescriptor(descriptor, manifest), {
      signal,
      put: putByDigest,
    });
  else if (options.digest !== undefined || tags.size === 0) await putByDigest();
  const updatedTags: string[] = [];
  for (const tag of tags) {
    try {
      await put(tag);
    } catch (error) {
      if (updatedTags.length === 0 || !isOciError(error)) throw error;
      const state = `the manifest is stored, and these tags already point to it: ${updatedTags.join(', ')}`;
      throw withMessage(error, `${error.message} (${state})`);
    }
    updatedTags.push(tag);
  }
  return descriptor;
}

interface PutReferrerOptions extends CallOptions {
  /** Stores the manifest. @returns whether the registry confirmed the subject */
  readonly put: () => Promise<boolean>;
}

/**
 * Stores a manifest with a subject, and adds it to the index of referrers if the registry needs one. The index is read
 * while the manifest is sent, until the registry is known to have the referrers API.
 */
async function putReferrer(
  client: RegistryClient,
  repository: string,
  subject: Digest,
  referrer: Descriptor,
  { put, signal }: PutReferrerOptions,
): Promise<void> {
  const isSupported = client.confirmsSubjects;
  const confirmed = put();
  const isNeeded = confirmed.then(
    (isConfirmed) => !isConfirmed,
    () => false,
  );
  if (!isSupported || (await isNeeded)) await addReferrer(client, repository, subject, referrer, { isNeeded, signal });
  client.confirmsSubjects ||= await confirmed;
}

/** Deletes a manifest and, if the registry has no referrers API, its entry in the fallback index of its subject. */
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

/** Returns the subject of a manifest; undefined if it cannot be read, because then the deletion reports the error. */
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
