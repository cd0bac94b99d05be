import {
  contentLength,
  RetryableError,
  type HttpHeaders,
  type HttpResponse,
  type HttpResponseHeaders,
} from '../http/index.ts';
import {
  checkRepositoryName,
  checkTag,
  digestAlgorithm,
  digestOf,
  isDigest,
  isDockerSchema1,
  isManifestMediaType,
  isNotFound,
  isRecord,
  manifestMediaTypes,
  maxManifestBytes,
  mediaTypeOfContentType,
  OciError,
  parseDigest,
  parseManifest,
  printable,
  schema1Problem,
  type Descriptor,
  type Digest,
  type Manifest,
  type ParseManifestOptions,
} from '../spec/index.ts';
import { collect, once } from '../streams/index.ts';
import { checkContentDigest, contentDigest } from './content-digest.ts';
import { gunzipLimited, gzipLabel } from './content-encoding.ts';
import { webPageError } from './errors.ts';
import { discard, tokenScopes, type RegistryClient, type RegistryRequest } from './registry-client.ts';

/**
 * Lists all manifest types, because some registries convert or refuse manifests of other types. Any other type has a
 * lower priority.
 */
const acceptManifests = [...manifestMediaTypes, '*/*;q=0.1'].join(', ');

export type ManifestReference =
  | { readonly digest: Digest; readonly tag?: undefined }
  | { readonly tag: string; readonly digest?: undefined };

export interface FetchedManifest {
  readonly bytes: Uint8Array;
  readonly descriptor: Descriptor;
  /** `ETag` for a conditional PUT. */
  readonly etag: string | undefined;
}

/**
 * Resolves a manifest by one HEAD, which does not count against Docker Hub's pull limit. A GET follows if the response
 * lacks digest, size or type, or if the registry refuses HEAD: its body can be hashed, and its errors have a text.
 */
export async function resolveManifest(
  client: RegistryClient,
  repository: string,
  reference: ManifestReference,
  signal: AbortSignal | undefined,
): Promise<Descriptor> {
  const request = manifestRequest(client, 'HEAD', repository, reference, signal);
  try {
    const response = await client.attempt(request);
    await discard(response);
    if (response.status === 404) throw await client.errorOf(request, response);
    const descriptor = descriptorOfHead(request, response, reference.digest);
    if (descriptor !== undefined) return descriptor;
  } catch (error) {
    if (!(error instanceof RetryableError)) throw error;
    await client.retries(signal).afterFailure(error);
  }
  return (await fetchManifest(client, repository, reference, signal)).descriptor;
}

function descriptorOfHead(
  { operation }: RegistryRequest,
  response: HttpResponse,
  expected: Digest | undefined,
): Descriptor | undefined {
  if (response.status !== 200) return undefined;
  const digest = contentDigest(response, `cannot ${operation}`);
  if (expected !== undefined) checkContentDigest(response, expected, `cannot ${operation}`);
  const size = contentLength(response.headers);
  const mediaType = mediaTypeOfContentType(response.headers.get('content-type'));
  const isUsable =
    digest !== undefined && (expected === undefined || digest === expected) && size !== undefined && size > 0;
  if (!isUsable || mediaType === undefined || !isKnownType(mediaType)) return undefined;
  // With a gzip label, the size may be the size of encoded content.
  return gzipLabel(response) === undefined ? { mediaType, digest, size } : undefined;
}

/** Whether no content is necessary to determine the type of a manifest. */
function isKnownType(mediaType: string): boolean {
  return isManifestMediaType(mediaType) || isDockerSchema1(mediaType);
}

/**
 * Reads a complete manifest, and checks its size, digest, headers, media type and structure.
 *
 * @param parsing options for the check of the structure
 */
export function fetchManifest(
  client: RegistryClient,
  repository: string,
  reference: ManifestReference,
  signal: AbortSignal | undefined,
  parsing?: ParseManifestOptions,
): Promise<FetchedManifest> {
  const request = manifestRequest(client, 'GET', repository, reference, signal);
  return client.request(request, async (response) => {
    if (response.status !== 200) throw await client.errorOf(request, response);
    const page = webPageError(request, response, client.host);
    if (page !== undefined) throw page;
    const subject = `manifest ${reference.digest ?? reference.tag} of ${repository}`;
    const contentType = response.headers.get('content-type');
    // The digest of a signed manifest is not that of its bytes.
    if (isDockerSchema1(mediaTypeOfContentType(contentType) ?? ''))
      throw new OciError('UNSUPPORTED', schema1Problem(subject));
    const raw = await collect(response.body, maxManifestBytes, subject);
    const header = contentDigest(response, `cannot ${request.operation}`);
    const bytes = await decode(response, raw, reference.digest ?? header, subject);
    const digest = reference.digest ?? digestOf(bytes, header === undefined ? 'sha256' : digestAlgorithm(header));
    checkContentDigest(response, digest, `cannot ${request.operation}`, bytes);
    const mediaType = mediaTypeOf(bytes, contentType, subject, parsing);
    return { bytes, descriptor: { mediaType, digest, size: bytes.byteLength }, etag: response.headers.get('etag') };
  });
}

/** @throws OciError `NAME_INVALID`, `TAG_INVALID`, `DIGEST_INVALID` */
function manifestRequest(
  client: RegistryClient,
  method: 'GET' | 'HEAD',
  repository: string,
  reference: ManifestReference,
  signal: AbortSignal | undefined,
): RegistryRequest {
  checkRepositoryName(repository);
  const name = reference.digest === undefined ? checkTag(reference.tag) : parseDigest(reference.digest);
  return {
    method,
    url: client.url(`${repository}/manifests/${name}`),
    headers: { accept: acceptManifests },
    scopes: client.readScopes(repository),
    signal,
    route: 'manifest',
    access: 'pull',
    operation: `${method === 'GET' ? 'read' : 'look up'} manifest ${name} of ${repository}`,
  };
}

/** Returns the bytes as received, or decoded if the gzip label is correct. A known digest determines which. */
async function decode(
  response: HttpResponse,
  raw: Uint8Array,
  expected: Digest | undefined,
  subject: string,
): Promise<Uint8Array> {
  const label = gzipLabel(response);
  // A manifest is JSON, which is never valid gzip. So without a digest, content that can be decoded was encoded.
  if (expected === undefined) return label === undefined ? raw : ((await gunzipLimited(raw, maxManifestBytes)) ?? raw);
  const algorithm = digestAlgorithm(expected);
  const actual = digestOf(raw, algorithm);
  if (actual === expected) return raw;
  if (label === undefined) throw new OciError('DIGEST_MISMATCH', `${subject} hashes to ${actual}, not to ${expected}`);
  const decoded = await gunzipLimited(raw, maxManifestBytes);
  if (decoded !== undefined && digestOf(decoded, algorithm) === expected) return decoded;
  throw new OciError(
    'DIGEST_MISMATCH',
    `${subject} does not hash to ${expected}, with or without decoding its Content-Encoding "${label}"`,
  );
}

/**
 * Returns the media type. Header and manifest must have the same type, but a generic or absent type in the header is
 * ignored. An unknown type is accepted, and the structure of such a manifest is not checked.
 */
function mediaTypeOf(
  bytes: Uint8Array,
  contentType: string | undefined,
  subject: string,
  parsing?: ParseManifestOptions,
): string {
  const headerType = mediaTypeOfContentType(contentType);
  const bodyType = mediaTypeOfBody(bytes);
  const agreedType = bodyType === undefined || bodyType === headerType ? headerType : undefined;
  if (agreedType !== undefined && !isManifestMediaType(agreedType) && !genericTypes.has(agreedType)) return agreedType;
  try {
    return parseManifest(bytes, contentType, parsing).mediaType;
  } catch (error) {
    if (!(error instanceof OciError)) throw error;
    throw new OciError(error.code, `${subject}: ${printable(error.message)}`, { cause: error });
  }
}

const genericTypes: ReadonlySet<string> = new Set(['application/json', 'application/octet-stream', 'text/plain']);

function mediaTypeOfBody(bytes: Uint8Array): string | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(value) && typeof value['mediaType'] === 'string' ? value['mediaType'] : undefined;
  } catch {
    return undefined;
  }
}

export interface PutOptions {
  readonly signal: AbortSignal | undefined;
  readonly headers?: HttpHeaders | undefined;
  /** Query of the URL. */
  readonly query?: URLSearchParams | undefined;
  /** The content, for the explanation of an error. */
  readonly manifest?: Manifest | undefined;
  /** The caller reads the manifest again, so a 2xx other than 201 needs no check. */
  readonly isReadAgain?: boolean | undefined;
  /** Sends the request once, and throws a {@link RetryableError} for a transient failure. @default false */
  readonly isSingle?: boolean | undefined;
}

/**
 * Sends one manifest by PUT. Some registries answer 200, 202 or 204 instead of 201. A lookup then checks that the
 * manifest is stored.
 *
 * @param reference tag or digest
 * @returns the headers of the response
 * @throws OciError `DIGEST_MISMATCH` when the registry reports another digest, `PROTOCOL` when a success without 201
 *   did not store the manifest
 */
export async function putManifest(
  client: RegistryClient,
  repository: string,
  reference: string,
  content: Uint8Array,
  descriptor: Descriptor,
  { signal, headers, query, manifest, isReadAgain, isSingle }: PutOptions,
): Promise<HttpResponseHeaders> {
  const url = client.url(`${repository}/manifests/${reference}`);
  if (query !== undefined) url.search = query.toString();
  const request: RegistryRequest = {
    method: 'PUT',
    url,
    headers: { 'content-type': descriptor.mediaType, ...headers },
    body: { open: () => once(content), length: content.byteLength },
    scopes: [tokenScopes.push(repository)],
    signal,
    route: 'manifest',
    access: 'push',
    manifest,
    operation: `push manifest ${printable(reference, 200)} (${content.byteLength} bytes) to ${repository}`,
  };
  // docker-registry 2.8 does not find a blob at the moment when another client mounts or uploads the same blob.
  let isFirst = isSingle !== true;
  const read = async (response: HttpResponse): Promise<HttpResponse> => {
    if (response.status >= 300) {
      const error = await client.errorOf(request, response);
      const isRepeated = isFirst && error.message.includes('MANIFEST_BLOB_UNKNOWN');
      isFirst = false;
      if (!isRepeated) throw error;
      const reason = 'the registry does not know a blob';
      throw new RetryableError(error, { method: 'PUT', url, hasResponse: true, reason });
    }
    const page = response.status === 201 ? undefined : webPageError(request, response, client.host);
    if (page !== undefined) throw page;
    checkContentDigest(response, descriptor.digest, `cannot ${request.operation}`, content);
    return response;
  };
  const { status, headers: responseHeaders } = await (isSingle === true
    ? client.requestOnce(request, read)
    : client.request(request, read));
  if (status !== 201 && isReadAgain !== true) {
    const problem = await storageProblem(client, repository, reference, content, signal);
    if (problem !== undefined)
      throw new OciError(
        'PROTOCOL',
        `cannot ${request.operation}: ${client.host} answered ${status} instead of 201 and ${problem}`,
      );
  }
  return responseHeaders;
}

/** Returns the reason why a reference does not lead to the content; undefined if it does. */
async function storageProblem(
  client: RegistryClient,
  repository: string,
  reference: string,
  content: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const manifestReference = isDigest(reference) ? { digest: reference } : { tag: reference };
  try {
    const { digest } = await resolveManifest(client, repository, manifestReference, signal);
    // A registry may report the digest of a tag with another algorithm.
    if (digest === digestOf(content, digestAlgorithm(digest))) return undefined;
    return `has another manifest there: ${digest}`;
  } catch (error) {
    if (isNotFound(error)) return 'does not have the manifest';
    throw error;
  }
}
