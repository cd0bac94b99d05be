import { contentLength, RetryableError, type HttpResponse } from '../http/index.ts';
import {
  checkRepositoryName,
  digestAlgorithm,
  isOciError,
  mediaTypeOctetStream,
  OciError,
  parseDigest,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { checkContentDigest, contentDigest } from './content-digest.ts';
import { webPageError } from './errors.ts';
import { discard, tokenScopes, type RegistryClient, type RegistryRequest } from './registry-client.ts';

/** @throws OciError `NAME_INVALID`, `DIGEST_INVALID` */
export function blobRequest(
  client: RegistryClient,
  method: 'GET' | 'HEAD',
  repository: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): RegistryRequest {
  checkRepositoryName(repository);
  parseDigest(digest);
  return {
    method,
    url: client.url(`${repository}/blobs/${digest}`),
    scopes: [tokenScopes.pull(repository)],
    signal,
    route: 'blob',
    access: 'pull',
    doing: `${method === 'GET' ? 'pull' : 'look up'} blob ${digest} of ${repository}`,
  };
}

/** Size of a blob, by HEAD. */
export function resolveBlob(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<Descriptor> {
  const request = blobRequest(client, 'HEAD', repository, digest, signal);
  return client.request(request, async (response) => {
    if (response.status !== 200) throw await client.errorOf(request, response);
    const subject = `cannot ${request.doing}`;
    // Storage may label a stored page correctly as text/html. The digest header proves then that the response is about
    // the blob.
    const page =
      contentDigest(response, subject) === undefined ? webPageError(request, response, client.host) : undefined;
    if (page !== undefined) throw page;
    checkContentDigest(response, digest, subject);
    const size = contentLength(response.headers);
    if (size === undefined)
      throw new OciError('PROTOCOL', `${subject}: ${client.host} does not report its size (no Content-Length)`);
    return { mediaType: mediaTypeOctetStream, digest, size };
  });
}

/**
 * Whether the repository has a blob. Only a plain 200 with exactly this size counts. Any other answer means that the
 * blob must be uploaded.
 *
 * @throws RetryableError for a broken connection, and when the registry asks to wait
 */
export async function hasBlob(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  size: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  // The upload that follows uses the same token.
  const scopes = [tokenScopes.push(repository)];
  const request = { ...blobRequest(client, 'HEAD', repository, digest, signal), scopes };
  let response: HttpResponse;
  try {
    response = await client.attempt(request);
  } catch (error) {
    // A registry that cannot look up the blob may still accept it. A broken connection accepts nothing.
    if (error instanceof RetryableError && error.hasResponse && error.hint.wait === undefined) return false;
    if (isOciError(error, 'REDIRECT_REFUSED')) return false;
    throw error;
  }
  await discard(response);
  const isBlob =
    response.status === 200 &&
    contentLength(response.headers) === size &&
    webPageError(request, response, client.host) === undefined;
  if (!isBlob) return false;
  const header = response.headers.get('docker-content-digest');
  return header === undefined || header === digest || !header.startsWith(`${digestAlgorithm(digest)}:`);
}
