import type { HttpResponse } from '../http/index.ts';

/**
 * How many bytes a registry says it has of an upload, by a session reply. `Range` (distribution-spec, "Pushing a blob in chunks") is written with
 * and without a unit; `0-0` is written for one byte and, by several registries, for none: `ambiguous`, unless `Upload-Offset` stands beside it,
 * which counts plainly. What cannot be read, or does not begin at 0, is undefined.
 */
export function receivedBytes(response: HttpResponse): number | 'ambiguous' | undefined {
  const match = /^(?:bytes[= ])?0-(-1|\d{1,16})$/.exec(response.headers.get('range')?.trim() ?? '');
  if (match === null) return undefined;
  const last = Number(match[1]);
  if (!Number.isSafeInteger(last)) return undefined;
  if (last !== 0) return last + 1;
  const offset = response.headers.get('upload-offset');
  return offset === '0' || offset === '1' ? Number(offset) : 'ambiguous';
}

/** The `Content-Range` of a chunk: both ends inclusive, and no unit. */
export function chunkRange(start: number, length: number): string {
  return `${start}-${start + length - 1}`;
}
