import {
  compareBytes,
  encodeJson,
  isDigest,
  mediaTypeImageIndex,
  OciError,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import type { RequestContext } from './request-context.ts';
import { nextLink } from './page.ts';
import { reply } from './reply.ts';
import { queryValue } from './target.ts';

/** Bytes that the index takes beside its descriptors. */
const frameBytes = 128;

/** `GET /v2/<name>/referrers/<digest>` (distribution-spec, "Listing Referrers"). A repository that is not there has none. */
export async function listReferrers(ctx: RequestContext, name: string, digest: Digest): Promise<void> {
  const query = ctx.queryParameters;
  // A media type has no space: it is the plus sign that a client forgot to escape.
  const artifactType = queryValue(query, 'artifactType')?.replaceAll(' ', '+');
  const last = queryValue(query, 'last');
  if (last !== undefined && !isDigest(last))
    throw new OciError('DIGEST_INVALID', 'the query parameter "last" must be a digest');
  const found = await Array.fromAsync(ctx.registry.referrers(name, digest, { artifactType, signal: ctx.signal }));
  const { manifests, next } = pageOf(found, last, ctx.settings.maxReferrersBytes);
  const headers = ['content-type', mediaTypeImageIndex];
  if (artifactType !== undefined) headers.push('oci-filters-applied', 'artifactType');
  if (next !== undefined) {
    const filter = artifactType === undefined ? {} : { artifactType };
    headers.push(...nextLink(`/v2/${name}/referrers/${digest}`, { ...filter, last: next }));
  }
  reply(ctx, 200, headers, encodeJson({ schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests }));
}

/** All of them in the registry's order when they fit; pages in the order of their digests when not, because that order stays. */
function pageOf(
  found: readonly Descriptor[],
  last: string | undefined,
  limit: number,
): { readonly manifests: readonly Descriptor[]; readonly next: string | undefined } {
  const sizes = new Map(found.map((descriptor) => [descriptor, encodeJson(descriptor).byteLength + 1]));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, frameBytes);
  if (total <= limit && last === undefined) return { manifests: found, next: undefined };
  const manifests: Descriptor[] = [];
  let bytes = frameBytes;
  for (const [descriptor, size] of [...sizes].sort(([a], [b]) => compareBytes(a.digest, b.digest))) {
    if (last !== undefined && compareBytes(descriptor.digest, last) <= 0) continue;
    bytes += size;
    // One that is over the limit by itself goes out alone.
    if (bytes > limit && manifests.length > 0) return { manifests, next: manifests.at(-1)?.digest };
    manifests.push(descriptor);
  }
  return { manifests, next: undefined };
}
