import { isOciError, OciError, parseDigest, type Digest } from '../spec/index.ts';
import { contentLength, readBody, checkLength } from './body.ts';
import { replyBlobCreated } from './blobs.ts';
import { clientKey } from './client-key.ts';
import type { RequestContext } from './request-context.ts';
import type { RouteOf } from './router.ts';
import { parseChunkRange, type ChunkRange } from './range.ts';
import { withHeaders, type HeaderList } from './reply.ts';
import type { UploadSession } from './upload-session.ts';
import { unknownUpload, type Uploader } from './upload-sessions.ts';
import { queryValue } from './target.ts';
import { tryMount } from './mount.ts';

/** `POST /v2/<name>/blobs/uploads/`: mounts a blob, uploads a complete blob, or starts an upload. */
export async function beginUpload(ctx: RequestContext, { name }: RouteOf<'uploads'>): Promise<void> {
  const { query } = ctx;
  const digest = optionalDigest(queryValue(query, 'digest'));
  checkAlgorithm(queryValue(query, 'digest-algorithm'));
  const mount = optionalDigest(queryValue(query, 'mount'));
  let failedMount: HeaderList = [];
  if (mount !== undefined) {
    const outcome = await tryMount(ctx, name, mount, queryValue(query, 'from'));
    if (outcome.mounted) {
      replyBlobCreated(ctx, name, outcome.digest);
      return;
    }
    failedMount = ['oci-error-code', outcome.code];
  }
  const uploader = uploaderOf(ctx);
  ctx.sessions.ensureCapacity(uploader.client);
  if (digest !== undefined) checkLength(contentLength(ctx), ctx.settings.maxBlobBytes, 'the blob');
  const writer = await ctx.registry.pushBlobChunked(name, { signal: ctx.signal });
  const session = ctx.sessions.begin(name, uploader, writer);
  if (digest === undefined) {
    const headers = [...stateHeaders(ctx, session), ...failedMount];
    if (ctx.settings.isReplica) await session.suspend();
    ctx.reply.send(202, headers);
    return;
  }
  writer.expectDigest?.(digest);
  await withLock(ctx, session, false, async (end) => {
    try {
      await receiveBody(ctx, session, undefined, end);
    } catch (error) {
      // The client does not know this session, so it cannot resume the upload.
      await session.discard();
      throw error;
    }
    await commit(ctx, session, digest);
  });
}

/** `PATCH` on an upload: appends a chunk. */
export async function patchUpload(ctx: RequestContext, { name, id }: RouteOf<'upload'>): Promise<void> {
  const session = ctx.sessions.find(id, name, uploaderOf(ctx));
  const range = chunkRange(ctx);
  await withLock(ctx, session, range !== undefined, async (end) => {
    await receiveBody(ctx, session, range, end);
    await session.flush();
    ctx.reply.send(202, stateHeaders(ctx, session));
  });
}

/** `PUT` on an upload: appends the last chunk, if any, and completes the blob. */
export async function putUpload(ctx: RequestContext, { name, id }: RouteOf<'upload'>): Promise<void> {
  const session = ctx.sessions.find(id, name, uploaderOf(ctx));
  const digest = optionalDigest(queryValue(ctx.query, 'digest'));
  if (digest === undefined)
    throw new OciError('DIGEST_INVALID', 'cannot complete the upload: the query parameter "digest" is missing');
  const range = chunkRange(ctx);
  await withLock(ctx, session, range !== undefined, async (end) => {
    (await session.writer({ signal: ctx.signal })).expectDigest?.(digest);
    await receiveBody(ctx, session, range, end);
    await commit(ctx, session, digest);
  });
}

/** `GET` on an upload: returns its size so far. */
export async function uploadStatus(ctx: RequestContext, { name, id }: RouteOf<'upload'>): Promise<void> {
  const session = ctx.sessions.find(id, name, uploaderOf(ctx));
  // The connection of the previous request may be broken but still open. The size must not change after this reply.
  await withLock(ctx, session, true, async () => {
    if (session.size === undefined) await session.writer({ signal: ctx.signal });
    ctx.reply.send(204, stateHeaders(ctx, session));
  });
}

/** `DELETE` on an upload. */
export async function cancelUpload(ctx: RequestContext, { name, id }: RouteOf<'upload'>): Promise<void> {
  const session = ctx.sessions.find(id, name, uploaderOf(ctx));
  await withLock(ctx, session, true, () => session.cancel());
  ctx.reply.send(204, []);
}

function uploaderOf(ctx: RequestContext): Uploader {
  return { user: ctx.principal.name, client: clientKey(ctx) };
}

/**
 * Runs `work` with exclusive access to the session.
 *
 * @param takesOver whether to end another request that has access. A request without a position in the upload does not,
 *   because its bytes could get into the wrong place.
 * @param work gets a signal that is aborted when a later request takes over
 * @throws OciError `BLOB_UPLOAD_INVALID` (409) if another request has access
 */
async function withLock(
  ctx: RequestContext,
  session: UploadSession,
  takesOver: boolean,
  work: (end: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const { socket } = ctx.req;
  const holder = {
    received: () => socket.bytesRead,
    end: () => {
      controller.abort();
    },
  };
  if (!(await session.lock(holder, takesOver))) {
    throw new OciError(
      'BLOB_UPLOAD_INVALID',
      'another request is writing to this upload; get the state of the upload, which ends that request',
      { status: 409 },
    );
  }
  let isBroken = false;
  try {
    if (session.ended) throw unknownUpload(session.repository);
    await work(controller.signal);
  } catch (error) {
    // A chunk that is out of order is rejected before any byte is written.
    isBroken = !isOciError(error, 'RANGE_INVALID');
    throw error;
  } finally {
    await session.unlock(isBroken);
  }
}

/**
 * Streams the body of the request into the upload. Bytes that arrived before a failure remain in the upload, so that
 * the client can resume it.
 */
async function receiveBody(
  ctx: RequestContext,
  session: UploadSession,
  range: ChunkRange | undefined,
  end: AbortSignal,
): Promise<void> {
  const writer = await session.writer({ signal: ctx.signal });
  const headers = stateHeaders(ctx, session);
  try {
    if (range !== undefined && range.start !== writer.size) {
      throw new OciError(
        'RANGE_INVALID',
        `the chunk starts at byte ${range.start}, but the upload has ${writer.size} bytes; send the bytes from there`,
        { detail: { offset: writer.size } },
      );
    }
    const remaining = ctx.settings.maxBlobBytes - writer.size;
    checkLength(contentLength(ctx), remaining, 'the blob');
    const limit = range === undefined ? remaining : Math.min(remaining, chunkSize(range));
    const size = await readBody(ctx, (chunk) => session.write(writer, chunk), limit, 'the blob', end);
    if (range !== undefined && size !== chunkSize(range)) throw chunkSizeError(range, size);
  } catch (error) {
    throw withHeaders(error, headers);
  }
}

async function commit(ctx: RequestContext, session: UploadSession, digest: Digest): Promise<void> {
  // The content is complete. It is stored even if the client disconnects now.
  const descriptor = await session.commit(digest);
  replyBlobCreated(ctx, session.repository, descriptor.digest);
}

function chunkRange(ctx: RequestContext): ChunkRange | undefined {
  const range = parseChunkRange(ctx.header('content-range'));
  const length = contentLength(ctx);
  if (range !== undefined && length !== undefined && length !== chunkSize(range)) throw chunkSizeError(range, length);
  return range;
}

function chunkSize(range: ChunkRange): number {
  return range.last - range.start + 1;
}

function chunkSizeError(range: ChunkRange, size: number): OciError {
  return new OciError(
    'SIZE_INVALID',
    `the Content-Range is ${range.start}-${range.last}, but the body has ${size} bytes`,
  );
}

/**
 * The location and the size of an upload. The end of `Range` is inclusive, so `0-0` means zero bytes or one byte;
 * `upload-offset` is unambiguous.
 */
function stateHeaders(ctx: RequestContext, session: UploadSession): HeaderList {
  const size = session.size ?? 0;
  return [
    'location',
    `/v2/${session.repository}/blobs/uploads/${ctx.sessions.idOf(session)}`,
    'range',
    `0-${Math.max(0, size - 1)}`,
    'upload-offset',
    String(size),
    'docker-upload-uuid',
    session.key,
  ];
}

function optionalDigest(text: string | undefined): Digest | undefined {
  return text === undefined ? undefined : parseDigest(text);
}

/** Checks the parameter of end-4c (distribution-spec). Each upload supports both algorithms; its digest selects one. */
function checkAlgorithm(text: string | undefined): void {
  if (text === undefined || text === 'sha256' || text === 'sha512') return;
  throw new OciError('DIGEST_INVALID', 'the digest algorithm must be sha256 or sha512');
}
