import type { HttpResponse } from '../http/index.ts';
import type {
  BlobWriter,
  CallOptions,
  PushBlobChunkedOptions,
  PushBlobChunkedResumeOptions,
} from '../registry/index.ts';
import {
  checkRepositoryName,
  mediaTypeOctetStream,
  OciError,
  parseDigest,
  printable,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { once } from '../streams/index.ts';
import { hasBlob, isStoredDespite } from './blob-lookup.ts';
import { withBodyLimitAdvice } from './body-limit.ts';
import { discard, type RegistryClient } from './registry-client.ts';
import { maxConflicts, retryableRefusal } from './resumable-upload.ts';
import { chunkRange, receivedBytes } from './upload-headers.ts';
import { UploadSession, type UploadPurpose } from './upload-session.ts';

/** Largest accepted `OCI-Chunk-Min-Length`, bytes. A chunk is in memory. */
export const maxMinimumChunk: number = 128 * 1024 * 1024;

/** Starts a chunked upload. */
export async function startChunkedUpload(
  client: RegistryClient,
  repository: string,
  options: PushBlobChunkedOptions,
): Promise<BlobWriter> {
  const purpose = startPurpose(repository, options.signal);
  const session = await client.retries(options.signal).run(() => UploadSession.open(client, purpose));
  try {
    return createWriter(client, session, purpose, 0, options);
  } catch (error) {
    await session.cancel(purpose);
    throw error;
  }
}

/** Resumes a chunked upload at the offset that the registry reports. */
export async function resumeChunkedUpload(
  client: RegistryClient,
  repository: string,
  id: string,
  options: PushBlobChunkedResumeOptions,
): Promise<BlobWriter> {
  const { signal, offset } = options;
  const purpose = startPurpose(repository, signal);
  const session = UploadSession.resume(client, repository, id);
  const response = await client.retries(signal).run(() => openStatus(session, purpose));
  const received = resumeOffset(response, offset);
  if (offset !== undefined && offset !== received)
    throw new OciError(
      'RANGE_INVALID',
      `cannot resume the upload to ${repository} at ${offset}: ${client.host} has received ${received} bytes`,
    );
  return createWriter(client, session, purpose, received, options);
}

function startPurpose(repository: string, signal: AbortSignal | undefined): UploadPurpose {
  checkRepositoryName(repository);
  return { repository, operation: `push a blob in chunks to ${repository}`, signal };
}

function createWriter(
  client: RegistryClient,
  session: UploadSession,
  { repository }: UploadPurpose,
  received: number,
  options: PushBlobChunkedOptions,
): BlobWriter {
  const chunkSize = chunkSizeFor(client, options.chunkSize, session.minimumChunk);
  return new ChunkedBlobWriter(client, repository, session, received, chunkSize);
}

/** Requests the state of an open session. @throws OciError the registry's error, when the session is not open */
async function openStatus(session: UploadSession, purpose: UploadPurpose): Promise<HttpResponse> {
  const response = await session.status(purpose);
  if (response.status < 200 || response.status >= 300) throw await session.errorOf(purpose, 'GET', response);
  await discard(response);
  return response;
}

/**
 * Returns the offset at which to resume. The range `0-0` means one byte or none. It means one byte only if the caller's
 * offset is 1; if that is wrong, the registry refuses the first chunk.
 */
function resumeOffset(response: HttpResponse, offset: number | undefined): number {
  const received = receivedBytes(response);
  const range = response.headers.get('range');
  if (received === undefined && range === undefined) return 0;
  if (received === undefined)
    throw new OciError(
      'PROTOCOL',
      `cannot resume the upload: the registry reported the invalid range "${printable(range ?? '', 100)}"`,
    );
  if (received !== 'ambiguous') return received;
  return offset === 1 ? 1 : 0;
}

/**
 * Returns the caller's chunk size, or the registry's `OCI-Chunk-Min-Length` if that is larger.
 *
 * @throws OciError `SIZE_LIMIT` for a minimum above {@link maxMinimumChunk}, `INPUT_INVALID`
 */
function chunkSizeFor(client: RegistryClient, requested: number | undefined, minimum: number | undefined): number {
  const size = requested ?? client.chunkSize;
  if (!Number.isSafeInteger(size) || size < 1)
    throw new OciError('INPUT_INVALID', `cannot use chunkSize: ${size} is not an integer of at least 1`);
  if (minimum === undefined) return size;
  if (minimum > maxMinimumChunk)
    throw new OciError(
      'SIZE_LIMIT',
      `cannot push in chunks: ${client.host} requires chunks of at least ${minimum} bytes, more than the limit of ` +
        `${maxMinimumChunk}; push the complete blob instead (pushBlob)`,
    );
  return Math.max(size, minimum);
}

/** Collects a chunk, sends it by PATCH, and completes the upload with an empty PUT. At most one chunk is in memory. */
class ChunkedBlobWriter implements BlobWriter {
  readonly chunkSize: number;
  readonly #client: RegistryClient;
  readonly #repository: string;
  readonly #session: UploadSession;
  /** Number of bytes that the registry has. */
  #sent: number;
  #pending: Uint8Array[] = [];
  #pendingSize = 0;
  /** Whether a chunk was too large for the registry, so that it is sent in parts. */
  #isLimited = false;
  #state: 'open' | 'closed' | 'done' = 'open';

  constructor(client: RegistryClient, repository: string, session: UploadSession, sent: number, chunkSize: number) {
    this.#client = client;
    this.#repository = repository;
    this.#session = session;
    this.#sent = sent;
    this.chunkSize = chunkSize;
  }

  get id(): string {
    return this.#session.id;
  }

  get size(): number {
    return this.#sent + this.#pendingSize;
  }

  async write(chunk: Uint8Array, options?: CallOptions): Promise<void> {
    this.#checkOpen();
    throwIfAborted(options?.signal);
    let rest = chunk;
    while (rest.byteLength > 0) {
      const part = rest.subarray(0, this.chunkSize - this.#pendingSize);
      rest = rest.subarray(part.byteLength);
      this.#pendingSize += part.byteLength;
      // The part is copied, because the caller may reuse its buffer before the chunk is complete and sent.
      this.#pending.push(Uint8Array.from(part));
      if (this.#pendingSize >= this.chunkSize) await this.#flush(options?.signal);
    }
  }

  async close(options?: CallOptions): Promise<void> {
    if (this.#state !== 'open') return;
    await this.#flush(options?.signal);
    this.#state = 'closed';
  }

  async commit(digest: Digest, options?: CallOptions): Promise<Descriptor> {
    this.#checkOpen();
    parseDigest(digest);
    await this.#flush(options?.signal);
    const purpose = this.#purpose(`complete the upload of blob ${digest} to ${this.#repository}`, options?.signal);
    const size = this.#sent;
    try {
      await this.#client.retries(purpose.signal).run(async (isRetry) => {
        if (isRetry && (await hasBlob(this.#client, this.#repository, digest, size, purpose.signal))) return;
        const refusal = await this.#session.complete(purpose, { digest, size });
        if (refusal !== undefined) throw refusal.error;
      });
    } catch (error) {
      const blob = { digest, size };
      if (!(await isStoredDespite(error, this.#client, this.#repository, blob, purpose.signal))) throw error;
    }
    this.#state = 'done';
    return { mediaType: mediaTypeOctetStream, digest, size };
  }

  async cancel(): Promise<void> {
    if (this.#state === 'done') return;
    this.#state = 'done';
    this.#pending = [];
    this.#pendingSize = 0;
    await this.#session.cancel(this.#purpose(`cancel the upload to ${this.#repository}`, undefined));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A closed upload is not cancelled, because it may be resumed later.
    if (this.#state === 'open') await this.cancel();
  }

  async #flush(signal: AbortSignal | undefined): Promise<void> {
    if (this.#pendingSize === 0) return;
    const start = this.#sent;
    const end = this.size;
    const operation = `push bytes ${chunkRange(start, this.#pendingSize)} of a blob to ${this.#repository}`;
    const purpose = this.#purpose(operation, signal);
    const { bodyLimit } = this.#client;
    const [only] = this.#pending;
    const bytes =
      this.#pending.length === 1 && only !== undefined ? only : Buffer.concat(this.#pending, this.#pendingSize);
    let conflicts = 0;
    await this.#client.retries(purpose.signal).run(async (isRetry) => {
      let from = isRetry ? await this.#offset(purpose, start, end) : start;
      while (from < end) {
        const rest = end - from;
        const length = this.#isLimited ? bodyLimit.bodySize(rest, this.#session.minimumChunk) : rest;
        const part = bytes.subarray(from - start, from - start + length);
        const refusal = await this.#session.send(purpose, { open: () => once(part), length }, from);
        if (refusal === undefined) {
          from += length;
          continue;
        }
        const { error, isBodyTooLarge } = refusal;
        this.#isLimited = isBodyTooLarge && bodyLimit.lower(length, this.#session.minimumChunk);
        if (this.#isLimited) continue;
        if (isBodyTooLarge) throw withBodyLimitAdvice(error, length);
        // The next attempt requests the offset again.
        const isConflict = (error.status === 409 || error.status === 416) && ++conflicts <= maxConflicts;
        throw isConflict ? retryableRefusal(this.#session, 'PATCH', error) : error;
      }
    });
    this.#sent = end;
    this.#pending = [];
    this.#pendingSize = 0;
  }

  /** Requests the offset within a chunk after its response was lost. An offset outside the chunk ends the upload. */
  async #offset(purpose: UploadPurpose, start: number, end: number): Promise<number> {
    const received = receivedBytes(await openStatus(this.#session, purpose));
    if (received === 'ambiguous' && start === 0) return 0;
    if (typeof received === 'number' && received >= start && received <= end) return received;
    throw new OciError(
      'RANGE_INVALID',
      `cannot ${purpose.operation}: after a failure ${this.#client.host} did not report an offset from ${start} to ` +
        `${end}; start the upload again`,
    );
  }

  #purpose(operation: string, signal: AbortSignal | undefined): UploadPurpose {
    return { repository: this.#repository, operation, signal };
  }

  #checkOpen(): void {
    if (this.#state === 'open') return;
    const problem = this.#state === 'closed' ? 'closed; resume it' : 'completed or cancelled; start a new upload';
    throw new OciError('BLOB_UPLOAD_INVALID', `cannot write to the upload to ${this.#repository}: it is ${problem}`);
  }
}
