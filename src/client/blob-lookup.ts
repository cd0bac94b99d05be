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

/** Creates a request for a blob. @throws OciError `NAME_INVALID`, `DIGEST_INVALID` */
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
    scopes: client.readScopes(repository),
    signal,
    route: 'blob',
    access: 'pull',
    operation: `${method === 'GET' ? 'read' : 'look up'} blob ${digest} of ${repository}`,
  };
}

/** Looks up the size of a blob by HEAD. */
export function resolveBlob(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<Descriptor> {
  const request = blobRequest(client, 'HEAD', repository, digest, signal);
  return client.request(request, async (response) => {
    if (response.status === 403) throw await refusalOf(client, request, response);
    if (response.status !== 200) throw await client.errorOf(request, response);
    const subject = `cannot ${request.operation}`;
    // A blob may be a web page, with the correct type text/html. Then the digest header shows that the response is the
    // registry's.
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

/** The error of a refused HEAD. Its response has no body, so the reason is read by GET. */
async function refusalOf(client: RegistryClient, request: RegistryRequest, response: HttpResponse): Promise<OciError> {
  const byGet = await client.attempt({ ...request, method: 'GET' });
  try {
    return await client.errorOf(request, byGet.status === 403 ? byGet : response);
  } finally {
    await discard(byGet);
  }
}

/**
 * Whether the repository has a blob. Only a 200 with exactly this size counts. After any other response the blob must
 * be uploaded.
 *
 * @throws RetryableError when the connection fails, or the registry requests a wait
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
    // A registry that cannot look up the blob may still accept an upload, except when the connection fails.
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

/**
 * Looks up a blob after the PUT that completes its upload failed with an error of the server, because the server may
 * have stored it nevertheless.
 *
 * @param error of the last attempt
 */
export async function isStoredDespite(
  error: unknown,
  client: RegistryClient,
  repository: string,
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!isOciError(error) || error.status < 500) return false;
  try {
    return await hasBlob(client, repository, digest, size, signal);
  } catch (lookupError) {
    if (lookupError instanceof RetryableError) return false;
    throw lookupError;
  }
}
