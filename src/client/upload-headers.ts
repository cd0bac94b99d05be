import type { HttpResponse } from '../http/index.ts';
import { printable } from '../spec/index.ts';
import type { RegistryClient } from './registry-client.ts';

/**
 * Parses the number of bytes that a registry has received from the `Range` of a session response (distribution-spec,
 * "Pushing a blob in chunks"). Some registries add a unit. `0-0` means one byte or, for several registries, no byte. It
 * is `ambiguous` unless `Upload-Offset` gives the number.
 *
 * @returns undefined for a malformed value, and for one that does not start at 0
 */
export function receivedBytes({ headers }: HttpResponse): number | 'ambiguous' | undefined {
  const match = /^(?:bytes[= ])?0-(-1|\d{1,16})$/.exec(headers.get('range')?.trim() ?? '');
  if (match === null) return undefined;
  const last = Number(match[1]);
  if (!Number.isSafeInteger(last)) return undefined;
  if (last !== 0) return last + 1;
  const offset = headers.get('upload-offset');
  return offset === '0' || offset === '1' ? Number(offset) : 'ambiguous';
}

/** Formats the `Content-Range` of a chunk: both ends inclusive, without a unit. */
export function chunkRange(start: number, length: number): string {
  return `${start}-${start + length - 1}`;
}

/** Returns `OCI-Chunk-Min-Length`, bytes. An invalid value is reported and ignored. */
export function minimumChunkOf({ host, warnings }: RegistryClient, { headers }: HttpResponse): number | undefined {
  const minimum = headers.get('oci-chunk-min-length');
  if (minimum === undefined) return undefined;
  if (/^\d+$/.test(minimum.trim())) return Number(minimum);
  warnings.report(
    `ignored the minimum chunk size "${printable(minimum, 100)}" of ${host}, which is not a number of bytes`,
  );
  return undefined;
}
