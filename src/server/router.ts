import { checkRepositoryName, OciError, parseDigest, printable, type Digest } from '../spec/index.ts';

/** A path of the API (distribution-spec, "Endpoints"). Names and digests are validated. */
export type Route =
  | { readonly kind: 'ping' }
  | { readonly kind: 'token' }
  /** The page for browsers; without a name, the list of repositories. */
  | { readonly kind: 'page'; readonly name: string | undefined }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'tags'; readonly name: string }
  | { readonly kind: 'referrers'; readonly name: string; readonly digest: Digest }
  /** Without `digest`, `reference` is a tag that is not validated. */
  | {
      readonly kind: 'manifest';
      readonly name: string;
      readonly reference: string;
      readonly digest: Digest | undefined;
    }
  | { readonly kind: 'blob'; readonly name: string; readonly digest: Digest }
  /** Starts uploads. */
  | { readonly kind: 'uploads'; readonly name: string }
  /** An upload in progress. */
  | { readonly kind: 'upload'; readonly name: string; readonly id: string };

export type RouteKind = Route['kind'];

export type RouteOf<Kind extends RouteKind> = Extract<Route, { readonly kind: Kind }>;

const prefix = '/v2/';
const ping: Route = { kind: 'ping' };
const token: Route = { kind: 'token' };
const catalog: Route = { kind: 'catalog' };

/**
 * Parses a decoded path from its end, because repository names may contain the keywords of the API: `a/manifests/b` and
 * `a/blobs/uploads` are valid names.
 *
 * @throws OciError `NAME_INVALID`, `DIGEST_INVALID`, `NOT_FOUND`
 */
export function parseRoute(path: string): Route {
  if (path === prefix || path === '/v2') return ping;
  if (path === '/token') return token;
  if (!path.startsWith(prefix)) throw unknownPath(path);
  if (path === '/v2/_catalog') return catalog;
  const lastSlash = path.lastIndexOf('/');
  const last = path.slice(lastSlash + 1);
  const keywordSlash = path.lastIndexOf('/', lastSlash - 1);
  // The path starts with `/v2/`, so the keyword has a slash before it, unless it is `v2` itself.
  if (keywordSlash < prefix.length - 1) throw unknownPath(path);
  const name = path.slice(prefix.length, keywordSlash);
  switch (path.slice(keywordSlash + 1, lastSlash)) {
    case 'manifests':
      return {
        kind: 'manifest',
        name: checkRepositoryName(name),
        reference: last,
        digest: last.includes(':') ? parseDigest(last) : undefined,
      };
    case 'blobs':
      // Some clients omit the final slash. `uploads` cannot be a digest.
      if (last === 'uploads') return { kind: 'uploads', name: checkRepositoryName(name) };
      return { kind: 'blob', name: checkRepositoryName(name), digest: parseDigest(last) };
    case 'tags':
      if (last === 'list') return { kind: 'tags', name: checkRepositoryName(name) };
      break;
    case 'referrers':
      return { kind: 'referrers', name: checkRepositoryName(name), digest: parseDigest(last) };
    case 'uploads':
      if (name.endsWith('/blobs')) return upload(checkRepositoryName(name.slice(0, -'/blobs'.length)), last);
      break;
    default:
      break;
  }
  throw unknownPath(path);
}

function upload(name: string, id: string): Route {
  return id === '' ? { kind: 'uploads', name } : { kind: 'upload', name, id };
}

function unknownPath(path: string): OciError {
  return new OciError(
    'NOT_FOUND',
    `"${printable(path, 300)}" is not a path of the distribution API; its paths are /v2/, /v2/_catalog and, ` +
      'below /v2/<name>/, manifests, blobs, tags/list and referrers',
  );
}
