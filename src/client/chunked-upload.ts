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
import { hasBlob } from './blob-lookup.ts';
import { discard, type RegistryClient } from './registry-client.ts';
import { chunkRange, receivedBytes, UploadSession, type UploadPurpose } from './upload-session.ts';

/** Largest minimum chunk of a registry that is accepted, bytes. One chunk is in memory. */
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
    return writerOf(client, session, purpose, 0, options);
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
  const response = await client.retries(signal).run(() => session.status(purpose));
  if (response.status < 200 || response.status >= 300) throw await session.refusal(purpose, 'GET', response);
  await discard(response);
  const received = resumeOffset(response, offset);
  if (offset !== undefined && offset !== received)
    throw new OciError(
      'RANGE_INVALID',
      `cannot resume the upload to ${repository} at ${offset}: ${client.host} has ${received} bytes of it`,
    );
  return writerOf(client, session, purpose, received, options);
}

function startPurpose(repository: string, signal: AbortSignal | undefined): UploadPurpose {
  checkRepositoryName(repository);
  return { repository, doing: `push a blob in chunks to ${repository}`, signal };
}

function writerOf(
  client: RegistryClient,
  session: UploadSession,
  { repository }: UploadPurpose,
  received: number,
  options: PushBlobChunkedOptions,
): BlobWriter {
  const chunkSize = agreeChunkSize(client, options.chunkSize, session.minimumChunk);
  return new ChunkedBlobWriter(client, repository, session, received, chunkSize);
}

/**
 * `0-0` means one byte or none. The caller's offset decides; without one it is none, and the registry refuses the first
 * chunk if that is wrong.
 */
function resumeOffset(response: HttpResponse, offset: number | undefined): number {
  const received = receivedBytes(response);
  const range = response.headers.get('range');
  if (received === undefined && range === undefined) return 0;
  if (received === undefined)
    throw new OciError(
      'PROTOCOL',
      `cannot resume the upload: the registry answered with an invalid range, "Range: ${printable(range ?? '', 100)}"`,
    );
  if (received !== 'ambiguous') return received;
  return offset === 1 ? 1 : 0;
}

/**
 * The caller's chunk size, raised to the registry's `OCI-Chunk-Min-Length`. An invalid minimum is reported and ignored.
 *
 * @throws OciError `SIZE_LIMIT` for a minimum above {@link maxMinimumChunk}, `INPUT_INVALID`
 */
function agreeChunkSize(client: RegistryClient, requested: number | undefined, minimum: string | undefined): number {
  const size = requested ?? client.chunkSize;
  if (!Number.isSafeInteger(size) || size < 1)
    throw new OciError('INPUT_INVALID', `the chunk size ${size} is invalid: it must be a whole number of bytes from 1`);
  if (minimum === undefined) return size;
  if (!/^\d+$/.test(minimum.trim())) {
    client.warnings.report(
      `${client.host} requires a minimum chunk of "${printable(minimum, 100)}", which is not a number of bytes; ` +
        'it is ignored',
    );
    return size;
  }
  const least = Number(minimum);
  if (least > maxMinimumChunk)
    throw new OciError(
      'SIZE_LIMIT',
      `${client.host} requires chunks of at least ${printable(minimum, 40)} bytes, over the limit of ` +
        `${maxMinimumChunk}; push the complete blob instead (pushBlob)`,
    );
  return Math.max(size, least);
}

/** Collects a chunk, sends it by PATCH, and completes the upload with an empty PUT. At most one chunk is in memory. */
class ChunkedBlobWriter implements BlobWriter {
  readonly chunkSize: number;
  readonly #client: RegistryClient;
  readonly #repository: string;
  readonly #session: UploadSession;
  /** Bytes that the registry has. */
  #sent: number;
  #pending: Uint8Array[] = [];
  #pendingSize = 0;
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
      // A copy, because the caller may reuse its buffer before this chunk is complete and sent.
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
    await this.#client.retries(purpose.signal).run(async (isRetry) => {
      if (isRetry && (await hasBlob(this.#client, this.#repository, digest, size, purpose.signal))) return;
      const refusal = await this.#session.complete(purpose, { digest, size });
      if (refusal !== undefined) throw refusal;
    });
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
    // A closed upload is kept to be resumed.
    if (this.#state === 'open') await this.cancel();
  }

  async #flush(signal: AbortSignal | undefined): Promise<void> {
    if (this.#pendingSize === 0) return;
    const start = this.#sent;
    const end = this.size;
    const doing = `push bytes ${chunkRange(start, this.#pendingSize)} of a blob to ${this.#repository}`;
    const purpose = this.#purpose(doing, signal);
    const [only] = this.#pending;
    const bytes =
      this.#pending.length === 1 && only !== undefined ? only : Buffer.concat(this.#pending, this.#pendingSize);
    await this.#client.retries(purpose.signal).run(async (isRetry) => {
      const from = isRetry ? await this.#offset(purpose, start, end) : start;
      if (from >= end) return;
      const body = { open: () => once(bytes.subarray(from - start)), length: end - from };
      const response = await this.#session.send(purpose, body, from);
      if (response.status !== 202) throw await this.#session.refusal(purpose, 'PATCH', response);
      await discard(response);
    });
    this.#sent = end;
    this.#pending = [];
    this.#pendingSize = 0;
  }

  /** The offset within a chunk whose response was lost. An offset outside the chunk ends the upload. */
  async #offset(purpose: UploadPurpose, start: number, end: number): Promise<number> {
    const response = await this.#session.status(purpose);
    if (response.status < 200 || response.status >= 300) throw await this.#session.refusal(purpose, 'GET', response);
    await discard(response);
    const received = receivedBytes(response);
    if (received === 'ambiguous' && start === 0) return 0;
    if (typeof received === 'number' && received >= start && received <= end) return received;
    throw new OciError(
      'RANGE_INVALID',
      `cannot ${purpose.doing}: after a failure ${this.#client.host} does not report an offset from ${start} to ` +
        `${end}; start the upload again`,
    );
  }

  #purpose(doing: string, signal: AbortSignal | undefined): UploadPurpose {
    return { repository: this.#repository, doing, signal };
  }

  #checkOpen(): void {
    if (this.#state === 'open') return;
    const problem = this.#state === 'closed' ? 'closed; resume it to continue' : 'completed or cancelled';
    throw new OciError('BLOB_UPLOAD_INVALID', `the upload to ${this.#repository} is ${problem}`);
  }
}
