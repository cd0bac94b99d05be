import { isOciError, OciError, type Digest } from '../spec/index.ts';
import type { RequestContext } from './request-context.ts';
import type { RouteOf } from './router.ts';
import { parseRange, type RequestedRange } from './range.ts';
import { withHeaders } from './reply.ts';
import { sendContent } from './send-content.ts';

// Blobs are always served as plain bytes, so that a browser does not render a blob as a page.
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

/** `GET /v2/<name>/blobs/<digest>`: the whole blob or a range. */
export async function getBlob(ctx: RequestContext, { name, digest }: RouteOf<'blob'>): Promise<void> {
  if (clientHas(ctx, digest)) {
    // A missing blob results in 404, also if the client has it (RFC 9110, section 13.2.1).
    await ctx.registry.resolveBlob(name, digest, { signal: ctx.signal });
    replyIfNotModified(ctx, digest);
    return;
  }
  const url = await ctx.settings.redirectBlob?.(name, digest, { signal: ctx.signal });
  if (url !== undefined) {
    // The URL expires.
    ctx.reply.send(307, ['location', url, 'docker-content-digest', digest, 'cache-control', 'no-store']);
    return;
  }
  const range = requestedRange(ctx, digest);
  if (range.kind !== 'whole') {
    await getRange(ctx, name, digest, range);
    return;
  }
  const reader = await ctx.registry.getBlob(name, digest, { signal: ctx.signal });
  await sendContent(ctx, 200, blobHeaders(digest), reader, reader.descriptor.size);
}

/** `HEAD /v2/<name>/blobs/<digest>` */
export async function headBlob(ctx: RequestContext, { name, digest }: RouteOf<'blob'>): Promise<void> {
  const { size } = await ctx.registry.resolveBlob(name, digest);
  if (!replyIfNotModified(ctx, digest)) ctx.reply.sendHead(blobHeaders(digest), size);
}

/** `DELETE /v2/<name>/blobs/<digest>` */
export async function deleteBlob(ctx: RequestContext, { name, digest }: RouteOf<'blob'>): Promise<void> {
  await ctx.registry.deleteBlob(name, digest, { signal: ctx.signal });
  ctx.reply.send(202, []);
}

export function replyBlobCreated(ctx: RequestContext, name: string, digest: Digest): void {
  ctx.reply.send(201, ['location', `/v2/${name}/blobs/${digest}`, 'docker-content-digest', digest]);
}

/** Replies 304 when the client has the content, which must exist. @returns whether it replied */
export function replyIfNotModified(ctx: RequestContext, digest: Digest): boolean {
  if (!clientHas(ctx, digest)) return false;
  ctx.reply.send(304, ['docker-content-digest', digest, 'etag', `"${digest}"`]);
  return true;
}

function clientHas(ctx: RequestContext, digest: Digest): boolean {
  return ctx.header('if-none-match')?.includes(`"${digest}"`) === true;
}

function requestedRange(ctx: RequestContext, digest: Digest): RequestedRange {
  const condition = ctx.header('if-range');
  // RFC 9110, section 13.1.5: the range applies only if the client has the same content.
  return parseRange(condition === undefined || condition === `"${digest}"` ? ctx.header('range') : undefined);
}

async function getRange(
  ctx: RequestContext,
  name: string,
  digest: Digest,
  range: Exclude<RequestedRange, { kind: 'whole' }>,
): Promise<void> {
  const options = { signal: ctx.signal };
  let { start, end }: { start: number; end: number | undefined } = { start: 0, end: undefined };
  if (range.kind === 'from') {
    ({ start, end } = range);
  } else {
    const { size } = await ctx.registry.resolveBlob(name, digest, options);
    if (range.kind === 'unsatisfiable' || size === 0) throw unsatisfiable(digest, size);
    start = Math.max(0, size - range.length);
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
    throw unsatisfiable(digest, size, error);
  }
}

function unsatisfiable(digest: Digest, size: number, error?: OciError): OciError {
  const message = `the requested range is outside the blob ${digest}, which has ${size} bytes`;
  return withHeaders(error ?? new OciError('RANGE_INVALID', message, { detail: { size } }), [
    'content-range',
    `bytes */${size}`,
  ]);
}
