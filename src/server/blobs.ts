import { isOciError, OciError, type Digest } from '../spec/index.ts';
import type { RequestContext } from './request-context.ts';
import { parseRange, type WantedRange } from './range.ts';
import { reply, replyHead, type HeaderList } from './reply.ts';
import { sendContent } from './send-content.ts';

// A blob is sent as plain bytes, whatever it holds: a browser must never take it for a page.
function blobHeaders(digest: Digest): string[] {
  return [
    'content-type',
    'application/octet-stream',
    'docker-content-digest',
    digest,
    'etag',
    `"${digest}"`,
    'accept-ranges',
    'bytes',
  ];
}

/** `GET /v2/<name>/blobs/<digest>`, whole or a range. */
export async function getBlob(x: RequestContext, name: string, digest: Digest): Promise<void> {
  if (notModified(x, digest)) return;
  const wanted = wantedRange(x, digest);
  if (wanted.kind !== 'whole') {
    await getRange(x, name, digest, wanted);
    return;
  }
  const reader = await x.registry.getBlob(name, digest, { signal: x.signal });
  await sendContent(x, 200, blobHeaders(digest), reader, reader.descriptor.size);
}

/** `HEAD /v2/<name>/blobs/<digest>` */
export async function headBlob(x: RequestContext, name: string, digest: Digest): Promise<void> {
  const { size } = await x.registry.resolveBlob(name, digest);
  if (!notModified(x, digest)) replyHead(x, blobHeaders(digest), size);
}

/** `DELETE /v2/<name>/blobs/<digest>` */
export async function deleteBlob(x: RequestContext, name: string, digest: Digest): Promise<void> {
  await x.registry.deleteBlob(name, digest, { signal: x.signal });
  reply(x, 202, []);
}

export function replyBlobCreated(x: RequestContext, name: string, digest: Digest): void {
  reply(x, 201, ['location', `/v2/${name}/blobs/${digest}`, 'docker-content-digest', digest]);
}

/** Answers 304 when the client says that it has the content. */
export function notModified(x: RequestContext, digest: Digest): boolean {
  const etags = x.header('if-none-match');
  if (etags === undefined || !etags.includes(`"${digest}"`)) return false;
  reply(x, 304, ['docker-content-digest', digest, 'etag', `"${digest}"`]);
  return true;
}

function wantedRange(x: RequestContext, digest: Digest): WantedRange {
  const condition = x.header('if-range');
  // RFC 9110, section 13.1.5: a range is for those who hold the rest of this very content.
  return parseRange(condition === undefined || condition === `"${digest}"` ? x.header('range') : undefined);
}

async function getRange(
  x: RequestContext,
  name: string,
  digest: Digest,
  wanted: Exclude<WantedRange, { kind: 'whole' }>,
): Promise<void> {
  const options = { signal: x.signal };
  let { start, end }: { start: number; end: number | undefined } = { start: 0, end: undefined };
  if (wanted.kind === 'from') {
    ({ start, end } = wanted);
  } else {
    const { size } = await x.registry.resolveBlob(name, digest, options);
    if (wanted.kind === 'unsatisfiable' || size === 0) throw unsatisfiable(x, digest, size);
    start = Math.max(0, size - wanted.length);
  }
  try {
    const reader = await x.registry.getBlobRange(name, digest, start, end, options);
    const { size } = reader.descriptor;
    const last = Math.min(end ?? size, size);
    await sendContent(
      x,
      206,
      [...blobHeaders(digest), 'content-range', `bytes ${start}-${last - 1}/${size}`],
      reader,
      last - start,
    );
  } catch (error) {
    if (!isOciError(error, 'RANGE_INVALID')) throw error;
    const { size } = await x.registry.resolveBlob(name, digest, options);
    throw unsatisfiable(x, digest, size, error);
  }
}

function unsatisfiable(x: RequestContext, digest: Digest, size: number, cause?: OciError): OciError {
  const headers: HeaderList = ['content-range', `bytes */${size}`];
  x.errorHeaders = headers;
  return (
    cause ??
    new OciError('RANGE_INVALID', `the blob ${digest} has ${size} bytes; the range asked for is not within them`, {
      detail: { size },
    })
  );
}
