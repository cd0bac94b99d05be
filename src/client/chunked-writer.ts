import { once } from '../streams/index.ts';
import type { BlobWriter, CallOptions } from '../registry/index.ts';
import { mediaTypeOctetStream, OciError, throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';
import { checkDigest } from './content-digest.ts';
import { discard, type Endpoint } from './endpoint.ts';
import { hasBlob } from './upload.ts';
import { formatUploadId } from './upload-location.ts';
import { chunkRange, receivedBytes } from './upload-range.ts';
import { isCompleted, type UploadPurpose, type UploadSession } from './upload-session.ts';

/** An upload in pieces: gathers a chunk, sends it by PATCH, and completes with an empty PUT. One chunk is in memory at a time. */
export class ChunkedBlobWriter implements BlobWriter {
  readonly chunkSize: number;
  readonly #endpoint: Endpoint;
  readonly #repository: string;
  readonly #session: UploadSession;
  /** Bytes that the registry has. */
  #sent: number;
  #pending: Uint8Array[] = [];
  #pendingSize = 0;
  #state: 'open' | 'closed' | 'done' = 'open';

  constructor(endpoint: Endpoint, repository: string, session: UploadSession, sent: number, chunkSize: number) {
    this.#endpoint = endpoint;
    this.#repository = repository;
    this.#session = session;
    this.#sent = sent;
    this.chunkSize = chunkSize;
  }

  get id(): string {
    return formatUploadId(this.#endpoint, this.#repository, this.#session.location);
  }

  get size(): number {
    return this.#sent + this.#pendingSize;
  }

  async write(chunk: Uint8Array, options?: CallOptions): Promise<void> {
    this.#mustBeOpen();
    throwIfAborted(options?.signal);
    let rest = chunk;
    while (rest.byteLength > 0) {
      const part = rest.subarray(0, this.chunkSize - this.#pendingSize);
      rest = rest.subarray(part.byteLength);
      this.#pendingSize += part.byteLength;
      // Copied, because the caller may fill its buffer anew before this chunk is full and sent.
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
    this.#mustBeOpen();
    checkDigest(digest);
    await this.#flush(options?.signal);
    const purpose = this.#purpose(`complete the upload of blob ${digest} to ${this.#repository}`, options?.signal);
    const size = this.#sent;
    await this.#retried(purpose, async (retry) => {
      if (retry && (await hasBlob(this.#endpoint, purpose, digest, size))) return;
      const response = await this.#session.send(purpose, 'PUT', {
        digest,
        body: { open: () => once(new Uint8Array(0)), length: 0 },
      });
      if (isCompleted(response, digest, purpose.doing)) {
        await discard(response);
        return;
      }
      const refusal = response.status >= 300 ? await this.#session.refusal(purpose, 'PUT', response) : undefined;
      // Gone may mean done: the transport sends anew, without a word, what met a connection that was closed while idle.
      if (refusal !== undefined && response.status !== 404) throw refusal;
      await discard(response);
      if (!(await hasBlob(this.#endpoint, purpose, digest, size))) {
        throw (
          refusal ??
          new OciError(
            'PROTOCOL',
            `cannot ${purpose.doing}: ${this.#endpoint.host} answered ${response.status}, where 201 belongs, and does not have the blob`,
          )
        );
      }
    });
    this.#state = 'done';
    return { mediaType: mediaTypeOctetStream, digest, size };
  }

  async cancel(): Promise<void> {
    if (this.#state === 'done') return;
    this.#state = 'done';
    this.#pending = [];
    this.#pendingSize = 0;
    await this.#session.cancel(this.#purpose(`end the upload to ${this.#repository}`, undefined));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What was closed is meant to be resumed.
    if (this.#state === 'open') await this.cancel();
  }

  async #flush(signal: AbortSignal | undefined): Promise<void> {
    if (this.#pendingSize === 0) return;
    const purpose = this.#purpose(
      `push bytes ${chunkRange(this.#sent, this.#pendingSize)} of a blob to ${this.#repository}`,
      signal,
    );
    const end = this.size;
    const bytes =
      this.#pending.length === 1 && this.#pending[0] !== undefined
        ? this.#pending[0]
        : Buffer.concat(this.#pending, this.#pendingSize);
    const start = this.#sent;
    await this.#retried(purpose, async (retry) => {
      const from = retry ? await this.#arrived(purpose, start, end) : start;
      if (from >= end) return;
      const response = await this.#session.send(purpose, 'PATCH', {
        range: chunkRange(from, end - from),
        body: { open: () => once(bytes.subarray(from - start)), length: end - from },
      });
      if (response.status !== 202) throw await this.#session.refusal(purpose, 'PATCH', response);
      await discard(response);
    });
    this.#sent = end;
    this.#pending = [];
    this.#pendingSize = 0;
  }

  /** How far a chunk got whose reply was lost; always between its two ends, or it cannot be gone on with. */
  async #arrived(purpose: UploadPurpose, start: number, end: number): Promise<number> {
    const response = await this.#session.status(purpose);
    if (response.status < 200 || response.status >= 300) throw await this.#session.refusal(purpose, 'GET', response);
    await discard(response);
    const received = receivedBytes(response);
    if (received === 'ambiguous' && start === 0) return 0;
    if (typeof received === 'number' && received >= start && received <= end) return received;
    throw new OciError(
      'RANGE_INVALID',
      `cannot ${purpose.doing}: after a failure ${this.#endpoint.host} does not say that it has at least ${start} and at most ${end} bytes; begin the upload again`,
    );
  }

  async #retried(purpose: UploadPurpose, send: (retry: boolean) => Promise<void>): Promise<void> {
    let isRetry = false;
    await this.#endpoint.retries(purpose.signal).run(async () => {
      const retry = isRetry;
      isRetry = true;
      await send(retry);
    });
  }

  #purpose(doing: string, signal: AbortSignal | undefined): UploadPurpose {
    return { repository: this.#repository, doing, signal };
  }

  #mustBeOpen(): void {
    if (this.#state !== 'open')
      throw new OciError(
        'BLOB_UPLOAD_INVALID',
        `the upload to ${this.#repository} is ${this.#state === 'closed' ? 'closed; resume it to go on' : 'over'}`,
      );
  }
}
