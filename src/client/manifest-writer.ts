import type { HttpResponse } from '../http/index.ts';
import type { PushManifestOptions } from '../registry/index.ts';
import {
  checkPushedManifest,
  checkRepositoryName,
  digestAlgorithm,
  isOciError,
  referrerDescriptor,
  withMessage,
  type Descriptor,
} from '../spec/index.ts';
import type { Endpoint } from './endpoint.ts';
import { putManifest } from './put-manifest.ts';
import { addReferrer } from './referrers-index.ts';

/**
 * Puts a manifest by its digest when one was given or there are no tags, then once per tag. A registry that does not say it has taken note of the
 * manifest's subject gets the subject's fallback index updated (distribution-spec, "Pushing Manifests with Subject").
 */
export async function pushManifest(
  endpoint: Endpoint,
  repository: string,
  content: Uint8Array,
  mediaType: string,
  options: PushManifestOptions = {},
): Promise<Descriptor> {
  checkRepositoryName(repository);
  const { manifest, descriptor } = checkPushedManifest(content, mediaType, options.digest, options.tags);
  const tags = new Set(options.tags);
  const { signal } = options;
  let subjectSeen = false;
  const put = async (reference: string, query?: URLSearchParams): Promise<HttpResponse> => {
    const response = await putManifest(endpoint, repository, reference, content, descriptor, signal, {}, query);
    subjectSeen ||= response.headers.get('oci-subject') !== undefined;
    return response;
  };

  if (options.digest !== undefined || tags.size === 0) {
    // A tag that is put by itself points to what the registry's own algorithm makes of the bytes; named beside a digest it points to that.
    const beside =
      digestAlgorithm(descriptor.digest) === 'sha256' ? [] : [...tags].map((tag): [string, string] => ['tag', tag]);
    const response = await put(descriptor.digest, new URLSearchParams(beside));
    for (const value of response.headers.all('oci-tag')) {
      for (const tag of value.split(',')) tags.delete(tag.trim());
    }
  }
  const moved: string[] = [];
  for (const tag of tags) {
    try {
      await put(tag);
    } catch (error) {
      if (moved.length === 0 || !isOciError(error)) throw error;
      throw withMessage(
        error,
        `${error.message} (the manifest is stored, and these tags point to it already: ${moved.join(', ')})`,
      );
    }
    moved.push(tag);
  }
  if (manifest.subject !== undefined && !subjectSeen) {
    await addReferrer(endpoint, repository, manifest.subject.digest, referrerDescriptor(descriptor, manifest), signal);
  }
  return descriptor;
}
