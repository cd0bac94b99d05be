import { redactUrl, resolveLocation, sameOrigin, type HttpResponse } from '../http/index.ts';
import { OciError, type Digest } from '../spec/index.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * Where an upload goes on, by a reply's `Location`: on the registry's own origin, or on another https one when the settings allow it.
 *
 * @throws OciError `REDIRECT_REFUSED`, `PROTOCOL`
 */
export function uploadLocation(endpoint: Endpoint, response: HttpResponse): URL {
  return resolveLocation(response, endpoint.base, { allowForeign: endpoint.allowForeignUploads });
}

/** Adds the digest and leaves the rest of the query as the registry wrote it, since it may be signed. */
export function withDigest(location: URL, digest: Digest): URL {
  const url = new URL(location);
  const parameter = `digest=${encodeURIComponent(digest)}`;
  url.search = url.search === '' ? `?${parameter}` : `${url.search}&${parameter}`;
  return url;
}

/** What names an upload to the caller: its repository, so that it is not mistaken for one of another, and where it goes on. */
export function formatUploadId(endpoint: Endpoint, repository: string, location: URL): string {
  return `${repository}@${sameOrigin(location, endpoint.base) ? `${location.pathname}${location.search}` : location.href}`;
}

/** @throws OciError `BLOB_UPLOAD_UNKNOWN` for anything that {@link formatUploadId} did not make for this repository */
export function parseUploadId(endpoint: Endpoint, repository: string, id: string): URL {
  const place = id.startsWith(`${repository}@`) ? id.slice(repository.length + 1) : '';
  const url = /^(?:\/|https:\/\/)/.test(place) ? URL.parse(place, endpoint.base.href) : null;
  if (url !== null && url.username === '' && url.password === '') {
    if (sameOrigin(url, endpoint.base)) return url;
    if (endpoint.allowForeignUploads && url.protocol === 'https:') return url;
  }
  throw new OciError(
    'BLOB_UPLOAD_UNKNOWN',
    `"${redactUrl(id)}" is not the id of an upload to ${repository} of ${endpoint.host}`,
  );
}
