import type { HttpResponse } from '../http/index.ts';
import { digestAlgorithm, digestOf, isDigest, OciError, parseDigest, printable, type Digest } from '../spec/index.ts';

/**
 * The `Docker-Content-Digest` header; undefined when absent.
 *
 * @throws OciError `PROTOCOL` for a header that is no digest
 */
export function contentDigest(response: HttpResponse, what: string): Digest | undefined {
  const value = response.headers.get('docker-content-digest');
  if (value === undefined || value === '') return undefined;
  if (isDigest(value)) return value;
  throw new OciError(
    'PROTOCOL',
    `${what}: the registry's Docker-Content-Digest "${printable(value, 200)}" is not a digest`,
  );
}

/**
 * Compares the header with the digest that the content has. A header of another algorithm says nothing about this one and is accepted
 * unless `bytes` are at hand to hash again.
 *
 * @throws OciError `DIGEST_MISMATCH`, `PROTOCOL`
 */
export function checkContentDigest(response: HttpResponse, digest: Digest, what: string, bytes?: Uint8Array): void {
  const header = contentDigest(response, what);
  if (header === undefined || header === digest) return;
  const algorithm = digestAlgorithm(header);
  if (algorithm !== digestAlgorithm(digest) && (bytes === undefined || digestOf(bytes, algorithm) === header)) return;
  throw new OciError(
    'DIGEST_MISMATCH',
    `${what}: the registry says that its digest is ${header}, but it is ${digest}; the registry's copy is damaged or something changed it on the way`,
  );
}

/** The digest given by a caller, checked before any URL is built. @throws OciError `DIGEST_INVALID` */
export function checkDigest(digest: Digest): Digest {
  return parseDigest(digest);
}
