import type { HttpResponse } from '../http/index.ts';
import type { ReferrersOptions } from '../registry/index.ts';
import {
  checkRepositoryName,
  isOciError,
  isRecord,
  OciError,
  parseDescriptor,
  printable,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { checkDigest } from './content-digest.ts';
import { discard, type Call, type Endpoint } from './endpoint.ts';
import { hasErrorCode, webPageError } from './errors.ts';
import { readJson, type JsonPage } from './json-page.ts';
import { readPages } from './pages.ts';
import { readReferrersIndex } from './referrers-index.ts';
import { pullScope } from './scope.ts';

/**
 * Manifests that name `digest` as their subject: by the referrers API, and where the registry does not have it, by the tag that stands in for it
 * (distribution-spec, "Unavailable Referrers API"). A registry that fails is an error, never "none".
 */
export async function* referrers(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  options: ReferrersOptions = {},
): AsyncGenerator<Descriptor, void, undefined> {
  checkRepositoryName(repository);
  checkDigest(digest);
  const listed = await listReferrers(endpoint, repository, digest, options);
  const found =
    listed ??
    filtered((await readReferrersIndex(endpoint, repository, digest, options.signal)).manifests, options.artifactType);
  const seen = new Set<Digest>();
  for (const descriptor of found) {
    if (seen.has(descriptor.digest)) continue;
    seen.add(descriptor.digest);
    yield descriptor;
  }
}

/** Whether the registry answers the referrers API. */
export async function supportsReferrers(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const call = referrersCall(endpoint, repository, digest, undefined, signal);
  return endpoint.exchange(call, async (response) => {
    if (isUnsupported(response, call, endpoint)) return false;
    if (response.status !== 200) throw await endpoint.refusal(call, response);
    await discard(response);
    return true;
  });
}

async function listReferrers(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  options: ReferrersOptions,
): Promise<readonly Descriptor[] | undefined> {
  const call = referrersCall(endpoint, repository, digest, options.artifactType, options.signal);
  const found: Descriptor[] = [];
  try {
    await readPages(
      endpoint,
      call,
      async (response, call) => {
        if (isUnsupported(response, call, endpoint)) {
          await discard(response);
          throw new UnsupportedReferrers('UNSUPPORTED', `${endpoint.host} does not have the referrers API`);
        }
        if (response.status !== 200) throw await endpoint.refusal(call, response);
        return readJson(endpoint, call, response);
      },
      (page) => {
        const descriptors = descriptorsOf(page, call);
        found.push(...(isFiltered(page) ? descriptors : filtered(descriptors, options.artifactType)));
        return 'more';
      },
    );
  } catch (error) {
    // Only of the first page: a registry that has given one has the API.
    if (error instanceof UnsupportedReferrers && found.length === 0) return undefined;
    throw error;
  }
  return found;
}

/** Whether the registry says that it has chosen by artifact type already. */
function isFiltered(page: JsonPage): boolean {
  const applied = page.headers.get('oci-filters-applied') ?? '';
  return applied.split(',').some((filter) => filter.trim() === 'artifactType');
}

function filtered(descriptors: readonly Descriptor[], artifactType: string | undefined): readonly Descriptor[] {
  return artifactType === undefined
    ? descriptors
    : descriptors.filter((descriptor) => descriptor.artifactType === artifactType);
}

class UnsupportedReferrers extends OciError {}

/** 404, 400, 405 and web pages are how registries without the API answer. One that says its error code in a header has it. */
function isUnsupported(response: HttpResponse, call: Call, endpoint: Endpoint): boolean {
  if (response.status === 404 || response.status === 400 || response.status === 405) return !hasErrorCode(response);
  return response.status === 200 && webPageError(call, response, endpoint.host) !== undefined;
}

function referrersCall(
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  artifactType: string | undefined,
  signal: AbortSignal | undefined,
): Call {
  return {
    method: 'GET',
    url: endpoint.url(`${repository}/referrers/${digest}`, { artifactType }),
    scopes: [pullScope(repository)],
    signal,
    route: 'referrers',
    access: 'pull',
    doing: `list the referrers of ${digest} in ${repository}`,
  };
}

function descriptorsOf(page: JsonPage, call: Call): readonly Descriptor[] {
  const list = page.value['manifests'] ?? [];
  if (!Array.isArray(list) || !list.every(isRecord))
    throw new OciError('PROTOCOL', `cannot ${call.doing}: the answer is not an index`);
  try {
    return list.map((item, index) => parseDescriptor(item, `manifests[${index}]`));
  } catch (error) {
    if (!isOciError(error)) throw error;
    throw new OciError('PROTOCOL', `cannot ${call.doing}: the answer is not an index: ${printable(error.message)}`, {
      cause: error,
    });
  }
}
