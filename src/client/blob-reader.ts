import { contentLength } from '../http/index.ts';
import { blobReader, type BlobReader, type CallOptions } from '../registry/index.ts';
import { checkRepositoryName, mediaTypeOctetStream, OciError, type Descriptor, type Digest } from '../spec/index.ts';
import { withVerification } from '../streams/index.ts';
import { BlobDownload } from './blob-download.ts';
import { checkContentDigest, checkDigest, contentDigest } from './content-digest.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { webPageError } from './errors.ts';
import { pullScope } from './scope.ts';
import { anySignal } from '../concurrency/index.ts';

export async function getBlob(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  options?: CallOptions,
): Promise<BlobReader> {
  return open(endpoint, repository, digest, 0, undefined, options);
}

export async function getBlobRange(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  start: number,
  end: number | undefined,
  options?: CallOptions,
): Promise<BlobReader> {
  const whole =
    Number.isSafeInteger(start) && start >= 0 && (end === undefined || (Number.isSafeInteger(end) && end > start));
  if (!whole)
    throw new OciError(
      'RANGE_INVALID',
      `the range from ${start} to ${end ?? 'the end'} of blob ${digest} is refused: it must hold at least one byte`,
    );
  return open(endpoint, repository, digest, start, end, options, true);
}

export async function resolveBlob(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  options?: CallOptions,
): Promise<Descriptor> {
  const call = blobCall(endpoint, repository, digest, 'HEAD', options?.signal);
  const response = await endpoint.send(call);
  await response.body.discard();
  if (response.status !== 200) throw await endpoint.refusal(call, response);
  const what = `blob ${digest} of ${repository}`;
  // Storage may rightly label a stored page as one; then the registry's digest header vouches for it.
  const page = contentDigest(response, what) === undefined ? webPageError(call, response, endpoint.host) : undefined;
  if (page !== undefined) throw page;
  checkContentDigest(response, digest, what);
  const size = contentLength(response.headers);
  if (size === undefined)
    throw new OciError(
      'PROTOCOL',
      `cannot look up ${what}: ${endpoint.host} does not say its size (no Content-Length)`,
    );
  return { mediaType: mediaTypeOctetStream, digest, size };
}

export function blobCall(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  method: 'GET' | 'HEAD',
  signal: AbortSignal | undefined,
): Call {
  checkRepositoryName(repository);
  checkDigest(digest);
  return {
    method,
    url: endpoint.url(`${repository}/blobs/${digest}`),
    scopes: [pullScope(repository)],
    signal,
    route: 'blob',
    access: 'pull',
    doing: `${method === 'GET' ? 'pull' : 'look up'} blob ${digest} of ${repository}`,
  };
}

async function open(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  start: number,
  end: number | undefined,
  options?: CallOptions,
  ranged = false,
): Promise<BlobReader> {
  // Closing the reader ends the request under it, also while a read is pending.
  const stop = new AbortController();
  const signal = anySignal(stop.signal, options?.signal);
  const call = blobCall(endpoint, repository, digest, 'GET', signal);
  const sizeOf = async (): Promise<number> => (await resolveBlob(endpoint, repository, digest, { signal })).size;
  const download = new BlobDownload(endpoint, call, digest, { start, end, ranged }, sizeOf);
  const size = await download.begin();
  const free = async (): Promise<void> => {
    stop.abort(new OciError('ABORTED', `the reader of blob ${digest} was closed`));
    await download.free();
  };
  const descriptor = { mediaType: mediaTypeOctetStream, digest, size };
  return blobReader(descriptor, download.content(false), {
    free,
    borrowed: () => withVerification(download.content(true), () => (ranged ? undefined : digest)),
  });
}
