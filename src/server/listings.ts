import {
  checkRepositoryName,
  checkTag,
  compareBytes,
  encodeJson,
  isDigest,
  mediaTypeImageIndex,
  OciError,
  printable,
  type Descriptor,
} from '../spec/index.ts';
import { pullAccess } from './access.ts';
import type { HeaderList } from './reply.ts';
import type { RequestContext } from './request-context.ts';
import type { RouteOf } from './router.ts';
import { queryValue } from './target.ts';

/** `GET /v2/<name>/tags/list` */
export async function listTags(ctx: RequestContext, { name }: RouteOf<'tags'>): Promise<void> {
  const { limit, startAfter } = pageRequest(ctx);
  if (startAfter !== undefined) checkTag(startAfter);
  const { onStale, signal } = ctx;
  const tags = ctx.registry.tags(name, { startAfter, limit: limit + 1, signal, onStale });
  const page = await readPage(tags, limit);
  sendPage(ctx, `/v2/${name}/tags/list`, limit, page, { name, tags: page.names });
}

/** `GET /v2/_catalog`: the repositories that the user may pull from. */
export async function listRepositories(ctx: RequestContext): Promise<void> {
  const { limit, startAfter } = pageRequest(ctx);
  if (startAfter !== undefined) checkRepositoryName(startAfter);
  // A token for the catalog does not name repositories, so only `authorize` can hide repositories.
  const isVisible = (name: string): boolean => ctx.settings.authorize?.(ctx.principal.name, pullAccess(name)) ?? true;
  // The registry gets no limit, because hidden names do not count. Reading stops when the page is full.
  const { onStale, signal } = ctx;
  const page = await readPage(ctx.registry.repositories({ startAfter, signal, onStale }), limit, isVisible);
  sendPage(ctx, '/v2/_catalog', limit, page, { repositories: page.names });
}

interface PageRequest {
  /** Maximum number of names on the page; 0 requests an empty page. */
  readonly limit: number;
  readonly startAfter: string | undefined;
}

/**
 * Reads `n` and `last` (distribution-spec, "Listing Tags"). The limit of the server replaces a larger `n`.
 *
 * @throws OciError `INPUT_INVALID` when `n` is not a whole number from 0
 */
function pageRequest(ctx: RequestContext): PageRequest {
  const { query } = ctx;
  const n = queryValue(query, 'n');
  const last = queryValue(query, 'last');
  if (n !== undefined && !/^[0-9]+$/.test(n)) {
    throw new OciError('INPUT_INVALID', `the query parameter "n" is "${printable(n, 40)}"; use a whole number from 0`);
  }
  const limit = Math.min(n === undefined ? Infinity : Number(n), ctx.settings.maxPageSize);
  return { limit, startAfter: last === '' ? undefined : last };
}

interface Page {
  readonly names: readonly string[];
  /** Whether more names follow. */
  readonly hasMore: boolean;
}

/** Reads at most `limit` names, and one more to find out whether more names follow. */
async function readPage(
  names: AsyncIterable<string>,
  limit: number,
  isVisible: (name: string) => boolean | Promise<boolean> = () => true,
): Promise<Page> {
  const page: string[] = [];
  for await (const name of names) {
    if (!(await isVisible(name))) continue;
    if (page.length === limit) return { names: page, hasMore: true };
    page.push(name);
  }
  return { names: page, hasMore: false };
}

function sendPage(ctx: RequestContext, path: string, limit: number, { names, hasMore }: Page, body: unknown): void {
  const last = names.at(-1);
  const link = hasMore && last !== undefined ? nextPageHeader(path, { n: String(limit), last }) : [];
  ctx.reply.send(200, ['content-type', 'application/json', ...link], JSON.stringify(body));
}

/** A relative `Link` to the next page (RFC 8288). The parameters are escaped. */
function nextPageHeader(path: string, parameters: Readonly<Record<string, string>>): HeaderList {
  return ['link', `<${path}?${new URLSearchParams(parameters).toString()}>; rel="next"`];
}

/** Size in bytes of an index without descriptors, rounded up. */
const indexFrameBytes = 128;

/**
 * `GET /v2/<name>/referrers/<digest>` (distribution-spec, "Listing Referrers"). A repository that does not exist
 * results in an empty list.
 */
export async function listReferrers(ctx: RequestContext, { name, digest }: RouteOf<'referrers'>): Promise<void> {
  const { query } = ctx;
  // A media type cannot contain a space. A space is a plus sign that the client did not escape.
  const artifactType = queryValue(query, 'artifactType')?.replaceAll(' ', '+');
  const last = queryValue(query, 'last');
  if (last !== undefined && !isDigest(last))
    throw new OciError('DIGEST_INVALID', 'the query parameter "last" must be a digest');
  const referrers = await Array.fromAsync(ctx.registry.referrers(name, digest, { artifactType, signal: ctx.signal }));
  const { manifests, next } = referrersPage(referrers, last, ctx.settings.maxReferrersBytes);
  const headers = ['content-type', mediaTypeImageIndex];
  if (artifactType !== undefined) headers.push('oci-filters-applied', 'artifactType');
  if (next !== undefined) {
    const filter = artifactType === undefined ? {} : { artifactType };
    headers.push(...nextPageHeader(`/v2/${name}/referrers/${digest}`, { ...filter, last: next }));
  }
  ctx.reply.send(200, headers, encodeJson({ schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests }));
}

/**
 * Returns all referrers in the order of the registry if they fit into one page. Otherwise pages are in the order of the
 * digests, because this order is stable.
 */
function referrersPage(
  referrers: readonly Descriptor[],
  last: string | undefined,
  limit: number,
): { readonly manifests: readonly Descriptor[]; readonly next: string | undefined } {
  if (last === undefined && countFitting(referrers, limit) === referrers.length)
    return { manifests: referrers, next: undefined };
  const sorted = referrers
    .filter(({ digest }) => last === undefined || compareBytes(digest, last) > 0)
    .sort((a, b) => compareBytes(a.digest, b.digest));
  // A descriptor that exceeds the limit gets its own page.
  const manifests = sorted.slice(0, Math.max(1, countFitting(sorted, limit)));
  return { manifests, next: manifests.length < sorted.length ? manifests.at(-1)?.digest : undefined };
}

/** The number of descriptors from the first on that fit into one page. */
function countFitting(descriptors: readonly Descriptor[], limit: number): number {
  let bytes = indexFrameBytes;
  const index = descriptors.findIndex((descriptor) => (bytes += encodeJson(descriptor).byteLength + 1) > limit);
  return index === -1 ? descriptors.length : index;
}
