import type { HttpResponse } from '../http/index.ts';
import type { ReferrersOptions } from '../registry/index.ts';
import {
  checkRepositoryName,
  isOciError,
  isRecord,
  OciError,
  parseDescriptor,
  parseDigest,
  printable,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { hasErrorCode, webPageError } from './errors.ts';
import { unknownSize, withSizes } from './listed-sizes.ts';
import { readJson, readPages, type JsonPage } from './listing.ts';
import { readReferrersIndex } from './referrers-index.ts';
import type { RegistryClient, RegistryRequest } from './registry-client.ts';

/**
 * Lists the manifests with the subject `digest`: from the referrers API or, if the registry lacks it, from the fallback
 * tag (distribution-spec, "Unavailable Referrers API"). A failure of the registry is an error, never an empty list.
 */
export async function listReferrers(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  options: ReferrersOptions,
): Promise<Iterable<Descriptor>> {
  checkRepositoryName(repository);
  parseDigest(digest);
  const { artifactType, signal } = options;
  const descriptors =
    (await readReferrers(client, repository, digest, options)) ??
    filterByType((await readReferrersIndex(client, repository, digest, signal)).manifests, artifactType);
  // The first of several descriptors of the same manifest is used.
  const byDigest = new Map<Digest, Descriptor>();
  for (const descriptor of descriptors)
    if (!byDigest.has(descriptor.digest)) byDigest.set(descriptor.digest, descriptor);
  return withSizes(client, repository, digest, [...byDigest.values()], signal);
}

/** Whether the registry has the referrers API. */
export function supportsReferrers(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const request = referrersRequest(client, repository, digest, { signal });
  return client.request(request, async (response) => {
    if (isUnsupported(response, request, client)) return false;
    if (response.status !== 200) throw await client.errorOf(request, response);
    return true;
  });
}

class UnsupportedReferrers extends OciError {}

/** Reads the referrers API; undefined if the registry lacks it. */
async function readReferrers(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  options: ReferrersOptions,
): Promise<readonly Descriptor[] | undefined> {
  const first = referrersRequest(client, repository, digest, options);
  const referrers: Descriptor[] = [];
  const read = async (response: HttpResponse, request: RegistryRequest): Promise<JsonPage> => {
    if (isUnsupported(response, request, client))
      throw new UnsupportedReferrers(
        'UNSUPPORTED',
        `cannot ${request.operation}: ${client.host} does not have the referrers API`,
      );
    if (response.status !== 200) throw await client.errorOf(request, response);
    return readJson(client, request, response);
  };
  try {
    await readPages(client, first, read, (page) => {
      const descriptors = descriptorsOf(page, first);
      referrers.push(...(isFiltered(page) ? descriptors : filterByType(descriptors, options.artifactType)));
      return 'more';
    });
  } catch (error) {
    // A registry that sent a page with referrers has the API.
    if (error instanceof UnsupportedReferrers && referrers.length === 0) return undefined;
    throw error;
  }
  return referrers;
}

/** Whether the registry has filtered by artifact type. */
function isFiltered(page: JsonPage): boolean {
  const applied = page.headers.get('oci-filters-applied') ?? '';
  return applied.split(',').some((filter) => filter.trim() === 'artifactType');
}

function filterByType(descriptors: readonly Descriptor[], artifactType: string | undefined): readonly Descriptor[] {
  return artifactType === undefined
    ? descriptors
    : descriptors.filter((descriptor) => descriptor.artifactType === artifactType);
}

/**
 * Whether the registry lacks the referrers API. Such registries answer with 404, 400, 405 or a web page. A registry
 * that sends its error code in a header has the API.
 */
function isUnsupported(response: HttpResponse, request: RegistryRequest, client: RegistryClient): boolean {
  if (response.status === 404 || response.status === 400 || response.status === 405) return !hasErrorCode(response);
  return response.status === 200 && webPageError(request, response, client.host) !== undefined;
}

function referrersRequest(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  { artifactType, signal }: ReferrersOptions,
): RegistryRequest {
  return {
    method: 'GET',
    url: client.url(`${repository}/referrers/${digest}`, { artifactType }),
    scopes: client.readScopes(repository),
    signal,
    route: 'referrers',
    access: 'pull',
    operation: `list the referrers of ${digest} in ${repository}`,
  };
}

function descriptorsOf(page: JsonPage, request: RegistryRequest): readonly Descriptor[] {
  const problem = `cannot ${request.operation}: the response is not an index`;
  const list = page.value['manifests'] ?? [];
  if (!Array.isArray(list) || !list.every(isRecord)) throw new OciError('PROTOCOL', problem);
  try {
    return list.map((item, index) => parseDescriptor(item, `manifests[${index}]`, { defaultSize: unknownSize }));
  } catch (error) {
    if (!isOciError(error)) throw error;
    throw new OciError('PROTOCOL', `${problem}: ${printable(error.message)}`, { cause: error });
  }
}
