import type { HttpResponse } from '../http/index.ts';
import { digestAlgorithm, digestOf, isDigest, OciError, printable, type Digest } from '../spec/index.ts';

/**
 * Parses the `Docker-Content-Digest` header; undefined if it is absent.
 *
 * @param subject names the content or the failed operation, at the beginning of a message
 * @throws OciError `PROTOCOL` for an invalid digest
 */
export function contentDigest(response: HttpResponse, subject: string): Digest | undefined {
  const value = response.headers.get('docker-content-digest');
  if (value === undefined || value === '') return undefined;
  if (isDigest(value)) return value;
  throw new OciError(
    'PROTOCOL',
    `${subject}: the registry's Docker-Content-Digest "${printable(value, 200)}" is not a digest`,
  );
}

/**
 * Compares the header with the digest of the content. A header with another algorithm is checked only if `bytes` are
 * given, and accepted otherwise.
 *
 * @throws OciError `DIGEST_MISMATCH`, `PROTOCOL`
 */
export function checkContentDigest(response: HttpResponse, digest: Digest, subject: string, bytes?: Uint8Array): void {
  const header = contentDigest(response, subject);
  if (header === undefined || header === digest) return;
  const algorithm = digestAlgorithm(header);
  if (algorithm !== digestAlgorithm(digest) && (bytes === undefined || digestOf(bytes, algorithm) === header)) return;
  throw new OciError(
    'DIGEST_MISMATCH',
    `${subject}: the registry reports the digest ${header} instead of ${digest}; its copy is damaged, or a proxy ` +
      'changed the response',
  );
}
