import { OciError, printable } from '../spec/index.ts';
import type { Endpoint } from './endpoint.ts';

/** Largest chunk that is gathered in memory because a registry wants it so, bytes. */
export const maxMinimumChunk: number = 128 * 1024 * 1024;

/**
 * The caller's wish raised to the registry's `OCI-Chunk-Min-Length`. One that is no whole number is reported and ignored.
 *
 * @throws OciError `SIZE_LIMIT` for a minimum that would take more memory than {@link maxMinimumChunk}
 */
export function agreeChunkSize(endpoint: Endpoint, wish: number | undefined, minimum: string | undefined): number {
  const size = wish ?? endpoint.chunkSize;
  if (!Number.isSafeInteger(size) || size < 1)
    throw new OciError('INPUT_INVALID', `the chunk size ${size} is refused: it must be a whole number of bytes from 1`);
  if (minimum === undefined) return size;
  if (!/^\d+$/.test(minimum.trim())) {
    endpoint.warnings.tell(
      `${endpoint.host} names a smallest chunk of "${printable(minimum, 100)}", which is no number of bytes; it is ignored`,
    );
    return size;
  }
  const least = Number(minimum);
  if (least > maxMinimumChunk) {
    throw new OciError(
      'SIZE_LIMIT',
      `${endpoint.host} wants chunks of at least ${printable(minimum, 40)} bytes, over the limit of ${maxMinimumChunk}; push the blob whole instead (pushBlob)`,
    );
  }
  return Math.max(size, least);
}
