import type { CallOptions } from '../registry/index.ts';
import {
  checkRepositoryName,
  checkTag,
  isOciError,
  parseManifest,
  throwIfAborted,
  type Digest,
} from '../spec/index.ts';
import { checkDigest } from './content-digest.ts';
import { discard, type Call, type Endpoint } from './endpoint.ts';
import { fetchManifest } from './manifest-reader.ts';
import { supportsReferrers } from './referrers.ts';
import { removeReferrer } from './referrers-index.ts';
import { deleteScope } from './scope.ts';

export async function deleteBlob(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  options?: CallOptions,
): Promise<void> {
  checkRepositoryName(repository);
  await remove(endpoint, repository, 'blob', checkDigest(digest), options);
}

/** Deletes a manifest, and its entry in the fallback index of its subject where the registry keeps no list of its own. */
export async function deleteManifest(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  options?: CallOptions,
): Promise<void> {
  checkRepositoryName(repository);
  checkDigest(digest);
  const subject = await subjectOf(endpoint, repository, digest, options?.signal);
  await remove(endpoint, repository, 'manifest', digest, options);
  if (subject === undefined || (await supportsReferrers(endpoint, repository, subject, options?.signal))) return;
  await removeReferrer(endpoint, repository, subject, digest, options?.signal);
}

export async function deleteTag(
  endpoint: Endpoint,
  repository: string,
  tag: string,
  options?: CallOptions,
): Promise<void> {
  checkRepositoryName(repository);
  await remove(endpoint, repository, 'manifest', checkTag(tag), options);
}

async function remove(
  endpoint: Endpoint,
  repository: string,
  route: 'blob' | 'manifest',
  reference: string,
  options: CallOptions | undefined,
): Promise<void> {
  const call: Call = {
    method: 'DELETE',
    url: endpoint.url(`${repository}/${route}s/${reference}`),
    scopes: [deleteScope(repository)],
    signal: options?.signal,
    route,
    access: 'delete',
    doing: `delete ${route} ${reference} of ${repository}`,
  };
  const response = await endpoint.send(call);
  if (response.status !== 202 && response.status !== 200 && response.status !== 204)
    throw await endpoint.refusal(call, response);
  await discard(response);
}

/** The digest that a manifest names as its subject. Whatever cannot be read has none: the deletion itself says what is wrong. */
async function subjectOf(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<Digest | undefined> {
  try {
    const { bytes, descriptor } = await fetchManifest(endpoint, repository, { digest }, signal);
    return parseManifest(bytes, descriptor.mediaType).subject?.digest;
  } catch (error) {
    throwIfAborted(signal);
    if (isOciError(error)) return undefined;
    throw error;
  }
}
