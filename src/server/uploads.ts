import { isOciError, OciError, parseDigest, type Digest } from '../spec/index.ts';
import { announcedLength, readBody, refuseTooLarge } from './body.ts';
import { replyBlobCreated } from './blobs.ts';
import type { RequestContext } from './request-context.ts';
import { parseChunkRange, type ChunkRange } from './range.ts';
import { reply, type HeaderList } from './reply.ts';
import type { UploadSession } from './upload-session.ts';
import { unknownUpload } from './upload-sessions.ts';
import { queryValue } from './target.ts';
import { tryMount } from './mount.ts';

/** Milliseconds that a request waits for another on the same session whose connection is dying. */
const holdWaitMs = 2000;

/** `POST /v2/<name>/blobs/uploads/`: mounts a blob, takes one whole, or begins an upload. */
export async function beginUpload(ctx: RequestContext, name: string): Promise<void> {
  const query = ctx.queryParameters;
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
  ctx.state.sessions.checkRoom();
  if (digest !== undefined) refuseTooLarge(announcedLength(ctx), ctx.settings.maxBlobBytes, 'the blob');
  const writer = await ctx.registry.pushBlobChunked(name, { signal: ctx.signal });
  const session = ctx.state.sessions.begin(name, ctx.principal.name, writer);
  if (digest === undefined) {
    reply(ctx, 202, [...stateHeaders(ctx, session), ...failedMount]);
    return;
  }
  await holding(session, 0, async () => {
    try {
      await receive(ctx, session, undefined);
    } catch (error) {
      // Nobody was told of this session, so nobody can go on with it.
      await session.drop();
      throw error;
    }
    await commit(ctx, session, digest);
  });
}

/** `PATCH` on an upload: appends a chunk. */
export async function patchUpload(ctx: RequestContext, name: string, id: string): Promise<void> {
  const session = ctx.state.sessions.find(id, name, ctx.principal.name);
  const range = chunkRange(ctx);
  await holding(session, range === undefined ? 0 : holdWaitMs, async () => {
    await receive(ctx, session, range);
    reply(ctx, 202, stateHeaders(ctx, session));
  });
}

/** `PUT` on an upload: appends the last chunk, if there is one, and completes the blob. */
export async function putUpload(ctx: RequestContext, name: string, id: string): Promise<void> {
  const session = ctx.state.sessions.find(id, name, ctx.principal.name);
  const digest = optionalDigest(queryValue(ctx.queryParameters, 'digest'));
  if (digest === undefined)
    throw new OciError('DIGEST_INVALID', 'the request that completes an upload needs the query parameter "digest"');
  const range = chunkRange(ctx);
  await holding(session, range === undefined ? 0 : holdWaitMs, async () => {
    await receive(ctx, session, range);
    await commit(ctx, session, digest);
  });
}

/** `GET` on an upload: how much has arrived. */
export async function uploadStatus(ctx: RequestContext, name: string, id: string): Promise<void> {
  const session = ctx.state.sessions.find(id, name, ctx.principal.name);
  // A client asks because its connection broke: what the old one still brings is waited for, but not for long.
  if (await session.hold(holdWaitMs)) {
    try {
      if (session.ended) throw unknownUpload(name);
      if (session.size === undefined) await session.writer({ signal: ctx.signal });
    } finally {
      await session.release(false);
    }
  }
  reply(ctx, 204, stateHeaders(ctx, session));
}

/** `DELETE` on an upload. */
export async function cancelUpload(ctx: RequestContext, name: string, id: string): Promise<void> {
  const session = ctx.state.sessions.find(id, name, ctx.principal.name);
  await holding(session, holdWaitMs, () => session.cancel());
  reply(ctx, 204, []);
}

/** Runs `work` as the only one on the session. */
async function holding(session: UploadSession, waitMs: number, work: () => Promise<void>): Promise<void> {
  if (!(await session.hold(waitMs))) {
    throw new OciError(
      'BLOB_UPLOAD_INVALID',
      'another request is writing to this upload; wait for its end, then ask where the upload stands',
      { status: 409 },
    );
  }
  let broken = false;
  try {
    if (session.ended) throw unknownUpload(session.repository);
    await work();
  } catch (error) {
    // A chunk out of order was refused before anything was written.
    broken = !isOciError(error, 'RANGE_INVALID');
    throw error;
  } finally {
    await session.release(broken);
  }
}

/** Streams the request's body into the upload. What arrived before a failure stays, so that the client can go on from there. */
async function receive(ctx: RequestContext, session: UploadSession, range: ChunkRange | undefined): Promise<void> {
  const writer = await session.writer({ signal: ctx.signal });
  // What a refused or broken chunk leaves the client with.
  ctx.errorHeaders = stateHeaders(ctx, session);
  if (range !== undefined && range.start !== writer.size) {
    throw new OciError(
      'RANGE_INVALID',
      `the chunk begins at byte ${range.start}, but the upload stands at ${writer.size}; send the bytes from there`,
      {
        detail: { offset: writer.size },
      },
    );
  }
  const room = ctx.settings.maxBlobBytes - writer.size;
  refuseTooLarge(announcedLength(ctx), room, 'the blob');
  const limit = range === undefined ? room : Math.min(room, range.last - range.start + 1);
  const size = await readBody(ctx, (chunk) => session.write(writer, chunk), limit, 'the blob');
  if (range !== undefined && size !== range.last - range.start + 1) throw chunkSizeError(range, size);
  ctx.errorHeaders = [];
}

async function commit(ctx: RequestContext, session: UploadSession, digest: Digest): Promise<void> {
  // From here on the content is whole: it is kept, even if the client does not wait for the answer.
  const { digest: stored } = await session.commit(digest);
  replyBlobCreated(ctx, session.repository, stored);
}

function chunkRange(ctx: RequestContext): ChunkRange | undefined {
  const range = parseChunkRange(ctx.header('content-range'));
  const length = announcedLength(ctx);
  if (range !== undefined && length !== undefined && length !== range.last - range.start + 1)
    throw chunkSizeError(range, length);
  return range;
}

function chunkSizeError(range: ChunkRange, size: number): OciError {
  return new OciError(
    'SIZE_INVALID',
    `Content-Range says bytes ${range.start} to ${range.last}, but the body has ${size} bytes`,
  );
}

/**
 * Where the upload goes on and how much has arrived. `Range` counts its end in, so that `0-0` stands for nothing and for one byte;
 * `upload-offset` tells them apart.
 */
function stateHeaders(ctx: RequestContext, session: UploadSession): HeaderList {
  const size = session.size ?? 0;
  return [
    'location',
    `/v2/${session.repository}/blobs/uploads/${ctx.state.sessions.idOf(session)}`,
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

/** distribution-spec, end-4c. Both algorithms are always taken; the digest at the end decides. */
function checkAlgorithm(text: string | undefined): void {
  if (text === undefined || text === 'sha256' || text === 'sha512') return;
  throw new OciError('DIGEST_INVALID', 'the digest algorithm must be sha256 or sha512');
}
