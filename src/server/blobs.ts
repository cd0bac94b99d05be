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
export async function getBlob(ctx: RequestContext, name: string, digest: Digest): Promise<void> {
  if (notModified(ctx, digest)) return;
  const wanted = wantedRange(ctx, digest);
  if (wanted.kind !== 'whole') {
    await getRange(ctx, name, digest, wanted);
    return;
  }
  const reader = await ctx.registry.getBlob(name, digest, { signal: ctx.signal });
  await sendContent(ctx, 200, blobHeaders(digest), reader, reader.descriptor.size);
}

/** `HEAD /v2/<name>/blobs/<digest>` */
export async function headBlob(ctx: RequestContext, name: string, digest: Digest): Promise<void> {
  const { size } = await ctx.registry.resolveBlob(name, digest);
  if (!notModified(ctx, digest)) replyHead(ctx, blobHeaders(digest), size);
}

/** `DELETE /v2/<name>/blobs/<digest>` */
export async function deleteBlob(ctx: RequestContext, name: string, digest: Digest): Promise<void> {
  await ctx.registry.deleteBlob(name, digest, { signal: ctx.signal });
  reply(ctx, 202, []);
}

export function replyBlobCreated(ctx: RequestContext, name: string, digest: Digest): void {
  reply(ctx, 201, ['location', `/v2/${name}/blobs/${digest}`, 'docker-content-digest', digest]);
}

/** Answers 304 when the client says that it has the content. */
export function notModified(ctx: RequestContext, digest: Digest): boolean {
  const etags = ctx.header('if-none-match');
  if (etags === undefined || !etags.includes(`"${digest}"`)) return false;
  reply(ctx, 304, ['docker-content-digest', digest, 'etag', `"${digest}"`]);
  return true;
}

function wantedRange(ctx: RequestContext, digest: Digest): WantedRange {
  const condition = ctx.header('if-range');
  // RFC 9110, section 13.1.5: a range is for those who hold the rest of this very content.
  return parseRange(condition === undefined || condition === `"${digest}"` ? ctx.header('range') : undefined);
}

async function getRange(
  ctx: RequestContext,
  name: string,
  digest: Digest,
  wanted: Exclude<WantedRange, { kind: 'whole' }>,
): Promise<void> {
  const options = { signal: ctx.signal };
  let { start, end }: { start: number; end: number | undefined } = { start: 0, end: undefined };
  if (wanted.kind === 'from') {
    ({ start, end } = wanted);
  } else {
    const { size } = await ctx.registry.resolveBlob(name, digest, options);
    if (wanted.kind === 'unsatisfiable' || size === 0) throw unsatisfiable(ctx, digest, size);
    start = Math.max(0, size - wanted.length);
  }
  try {
    const reader = await ctx.registry.getBlobRange(name, digest, start, end, options);
    const { size } = reader.descriptor;
    const last = Math.min(end ?? size, size);
    await sendContent(
      ctx,
      206,
      [...blobHeaders(digest), 'content-range', `bytes ${start}-${last - 1}/${size}`],
      reader,
      last - start,
    );
  } catch (error) {
    if (!isOciError(error, 'RANGE_INVALID')) throw error;
    const { size } = await ctx.registry.resolveBlob(name, digest, options);
    throw unsatisfiable(ctx, digest, size, error);
  }
}

function unsatisfiable(ctx: RequestContext, digest: Digest, size: number, cause?: OciError): OciError {
  const headers: HeaderList = ['content-range', `bytes */${size}`];
  ctx.errorHeaders = headers;
  return (
    cause ??
    new OciError('RANGE_INVALID', `the blob ${digest} has ${size} bytes; the range asked for is not within them`, {
      detail: { size },
    })
  );
}
