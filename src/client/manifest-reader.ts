import { contentLength, type HttpResponse } from '../http/index.ts';
import { collect, once } from '../streams/index.ts';
import { blobReader, type BlobReader, type CallOptions } from '../registry/index.ts';
import {
  checkRepositoryName,
  checkTag,
  digestOf,
  digestAlgorithm,
  isManifestMediaType,
  isRecord,
  manifestMediaTypes,
  maxManifestBytes,
  mediaTypeOfContentType,
  OciError,
  parseManifest,
  printable,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { checkContentDigest, checkDigest, contentDigest } from './content-digest.ts';
import { gunzipWithin, gzipLabel } from './content-encoding.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { webPageError } from './errors.ts';
import { pullScope } from './scope.ts';

/** Every manifest type by name, since some registries convert or refuse what is not named; anything else after them. */
export const acceptManifests: string = [...manifestMediaTypes, '*/*;q=0.1'].join(', ');

export interface FetchedManifest {
  readonly bytes: Uint8Array;
  readonly descriptor: Descriptor;
  /** For a conditional PUT later. */
  readonly etag: string | undefined;
}

export async function getManifest(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  options?: CallOptions,
): Promise<BlobReader> {
  return readerOf(await fetchManifest(endpoint, repository, { digest }, options?.signal));
}

export async function getTag(
  endpoint: Endpoint,
  repository: string,
  tag: string,
  options?: CallOptions,
): Promise<BlobReader> {
  return readerOf(await fetchManifest(endpoint, repository, { tag }, options?.signal));
}

/** By one GET: what the bytes hash to is what the tag pointed to, whatever it points to a moment later. */
export async function resolveTag(
  endpoint: Endpoint,
  repository: string,
  tag: string,
  options?: CallOptions,
): Promise<Descriptor> {
  const { descriptor } = await fetchManifest(endpoint, repository, { tag }, options?.signal);
  return descriptor;
}

/** By HEAD, when the reply holds all that is needed; else by GET, which can be hashed. */
export async function resolveManifest(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  options?: CallOptions,
): Promise<Descriptor> {
  const call = manifestCall(endpoint, repository, { digest }, 'HEAD', options?.signal);
  const response = await endpoint.send(call);
  await response.body.discard();
  if (response.status !== 200) throw await endpoint.refusal(call, response);
  const what = `manifest ${digest} of ${repository}`;
  const header = contentDigest(response, what);
  checkContentDigest(response, digest, what);
  const size = contentLength(response.headers);
  const mediaType = mediaTypeOfContentType(response.headers.get('content-type'));
  if (
    header === digest &&
    size !== undefined &&
    gzipLabel(response) === undefined &&
    mediaType !== undefined &&
    isManifestMediaType(mediaType)
  ) {
    return { mediaType, digest, size };
  }
  const { descriptor } = await fetchManifest(endpoint, repository, { digest }, options?.signal);
  return descriptor;
}

/** What a manifest is asked for by. */
export type ManifestReference =
  | { readonly digest: Digest; readonly tag?: undefined }
  | { readonly tag: string; readonly digest?: undefined };

/** Reads a manifest whole and checks it: size cap, digest, header, media type and shape. */
export async function fetchManifest(
  endpoint: Endpoint,
  repository: string,
  reference: ManifestReference,
  signal: AbortSignal | undefined,
): Promise<FetchedManifest> {
  const call = manifestCall(endpoint, repository, reference, 'GET', signal);
  return endpoint.exchange(call, async (response) => {
    if (response.status !== 200) throw await endpoint.refusal(call, response);
    const page = webPageError(call, response, endpoint.host);
    if (page !== undefined) throw page;
    const what = `manifest ${reference.digest ?? reference.tag} of ${repository}`;
    const raw = await collect(response.body, maxManifestBytes, what);
    const header = contentDigest(response, what);
    const bytes = await chooseContent(response, raw, reference.digest ?? header, what);
    const digest = reference.digest ?? digestOf(bytes, header === undefined ? 'sha256' : digestAlgorithm(header));
    checkContentDigest(response, digest, what, bytes);
    const mediaType = mediaTypeOf(bytes, response.headers.get('content-type'), what);
    return { bytes, descriptor: { mediaType, digest, size: bytes.byteLength }, etag: response.headers.get('etag') };
  });
}

export function manifestCall(
  endpoint: Endpoint,
  repository: string,
  reference: ManifestReference,
  method: 'GET' | 'HEAD',
  signal: AbortSignal | undefined,
): Call {
  checkRepositoryName(repository);
  const name = reference.digest === undefined ? checkTag(reference.tag) : checkDigest(reference.digest);
  return {
    method,
    url: endpoint.url(`${repository}/manifests/${name}`),
    headers: { accept: acceptManifests },
    scopes: [pullScope(repository)],
    signal,
    route: 'manifest',
    access: 'pull',
    doing: `${method === 'GET' ? 'pull' : 'look up'} manifest ${name} of ${repository}`,
  };
}

function readerOf(fetched: FetchedManifest): BlobReader {
  return blobReader(fetched.descriptor, once(fetched.bytes));
}

/** The bytes as they came, or decoded when a gzip label is right. With a digest to go by, nothing else decides. */
async function chooseContent(
  response: HttpResponse,
  raw: Uint8Array,
  expected: Digest | undefined,
  what: string,
): Promise<Uint8Array> {
  const label = gzipLabel(response);
  // A manifest is JSON and never begins as gzip does, so that without a digest whatever decodes was encoded.
  if (expected === undefined) return label === undefined ? raw : ((await gunzipWithin(raw, maxManifestBytes)) ?? raw);
  const algorithm = digestAlgorithm(expected);
  const actual = digestOf(raw, algorithm);
  if (actual === expected) return raw;
  if (label === undefined) throw new OciError('DIGEST_MISMATCH', `${what} hashes to ${actual}, not to ${expected}`);
  const decoded = await gunzipWithin(raw, maxManifestBytes);
  if (decoded !== undefined && digestOf(decoded, algorithm) === expected) return decoded;
  throw new OciError(
    'DIGEST_MISMATCH',
    `${what} does not hash to ${expected}, neither as it came nor decoded as its Content-Encoding "${label}" says`,
  );
}

/**
 * The header and the manifest's own `mediaType` must agree; a generic or missing header leaves it to the manifest. A type that is not one of
 * a manifest we know is passed on as long as the two agree, since its shape is nobody's business here.
 */
function mediaTypeOf(bytes: Uint8Array, contentType: string | undefined, what: string): string {
  const said = mediaTypeOfContentType(contentType);
  const own = ownMediaType(bytes);
  const foreign = own === undefined || own === said ? said : undefined;
  if (foreign !== undefined && !isManifestMediaType(foreign) && !isGeneric(foreign)) return foreign;
  try {
    return parseManifest(bytes, contentType).mediaType;
  } catch (error) {
    if (!(error instanceof OciError)) throw error;
    throw new OciError(error.code, `${what}: ${printable(error.message)}`, { cause: error });
  }
}

function isGeneric(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType === 'application/octet-stream' || mediaType === 'text/plain';
}

function ownMediaType(bytes: Uint8Array): string | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(value) && typeof value['mediaType'] === 'string' ? value['mediaType'] : undefined;
  } catch {
    return undefined;
  }
}
