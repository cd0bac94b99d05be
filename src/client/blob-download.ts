import { anySignal } from '../concurrency/index.ts';
import { contentLength, RetryableError, type HttpResponse, type Retries } from '../http/index.ts';
import { blobReader, type BlobReader, type GetBlobOptions } from '../registry/index.ts';
import { digestAlgorithm, mediaTypeOctetStream, OciError, throwIfAborted, type Digest } from '../spec/index.ts';
import { withVerification } from '../streams/index.ts';
import { blobRequest, resolveBlob } from './blob-lookup.ts';
import { BlobProgress, type ByteWindow } from './blob-progress.ts';
import { checkContentDigest } from './content-digest.ts';
import { gunzip, gzipLabel, identify } from './content-encoding.ts';
import { webPageError } from './errors.ts';
import { discard, type RegistryClient, type RegistryRequest } from './registry-client.ts';

/** Maximum number of restarts at the first byte, for a registry that does not resume downloads. */
const maxRestarts = 2;

/**
 * Sends the first request for a blob or a range of it, and returns a reader that resumes the download after a failed
 * connection.
 */
export async function openBlob(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  window: ByteWindow,
  options: GetBlobOptions = {},
): Promise<BlobReader> {
  // A closed reader aborts its request, also while a read is pending.
  const stop = new AbortController();
  const signal = anySignal(stop.signal, options.signal);
  const request = blobRequest(client, 'GET', repository, digest, signal);
  const sizeOf = async (): Promise<number> => (await resolveBlob(client, repository, digest, signal)).size;
  const download = new BlobDownload(client, request, digest, window, sizeOf, options.expectedSize);
  const size = await download.start();
  const free = async (): Promise<void> => {
    stop.abort(new OciError('ABORTED', `the reader of blob ${digest} was closed`));
    await download.close();
  };
  return blobReader({ mediaType: mediaTypeOctetStream, digest, size }, download.content(false), {
    free,
    borrowed: () => withVerification(download.content(true), () => (window.isRange ? undefined : digest)),
  });
}

/**
 * The download of a blob or a range of it. After a failed connection the `Range` request goes to the registry, and not
 * to a redirect target, because a signed URL may have expired. The reader gets each byte once. After a restart, bytes
 * that the reader has are hashed and skipped.
 */
class BlobDownload {
  readonly #client: RegistryClient;
  readonly #request: RegistryRequest;
  readonly #digest: Digest;
  readonly #window: ByteWindow;
  readonly #sizeOf: () => Promise<number>;
  readonly #expectedSize: number | undefined;
  readonly #retries: Retries;
  readonly #progress: BlobProgress;
  #restarts = 0;
  /** Whether content with a gzip label must be decoded; undefined until a response has a label. */
  #encoding: 'raw' | 'gzip' | undefined;
  #response: HttpResponse | undefined;

  constructor(
    client: RegistryClient,
    request: RegistryRequest,
    digest: Digest,
    window: ByteWindow,
    sizeOf: () => Promise<number>,
    expectedSize: number | undefined,
  ) {
    this.#client = client;
    this.#request = request;
    this.#digest = digest;
    this.#window = window;
    this.#sizeOf = sizeOf;
    this.#expectedSize = expectedSize;
    this.#retries = client.retries(request.signal);
    this.#progress = new BlobProgress(digest, window, (code, problem) => this.#mismatchError(code, problem));
  }

  /** Sends the first request. @returns size of the complete blob, bytes */
  async start(): Promise<number> {
    await this.#retries.run(() => this.#open());
    if (this.#progress.size === undefined) throw new TypeError('an open response has a size');
    return this.#progress.size;
  }

  /**
   * Returns the content. It can be read once, after {@link start}.
   *
   * @param borrowed delivers borrowed chunks, and the last chunk of a complete blob only after verification
   */
  async *content(borrowed: boolean): AsyncGenerator<Uint8Array, void, undefined> {
    this.#progress.borrowed = borrowed;
    try {
      yield* this.#content(borrowed);
    } finally {
      this.#progress.close();
    }
  }

  async *#content(borrowed: boolean): AsyncGenerator<Uint8Array, void, undefined> {
    const progress = this.#progress;
    for (;;) {
      const before = progress.position;
      let failure: unknown;
      try {
        for await (const chunk of this.#body(borrowed)) {
          const part = progress.add(chunk);
          if (borrowed && progress.position === progress.end) await progress.verify();
          if (part.byteLength > 0) yield part;
          await progress.pendingHash;
          throwIfAborted(this.#request.signal);
          if (this.#window.isRange && progress.readerPosition >= progress.end) return;
        }
        if (progress.position >= progress.end) break;
        failure = this.#truncatedError();
      } catch (error) {
        failure = error;
        // The connection failed after the last byte.
        if (failure instanceof RetryableError && progress.position >= progress.end) break;
      }
      this.#retries.recordProgress(Math.max(0, progress.position - before));
      await this.#retries.afterFailure(failure);
      await this.#retries.run(() => this.#open());
    }
    await progress.verify();
  }

  async close(): Promise<void> {
    if (this.#response !== undefined) await discard(this.#response);
  }

  #body(borrowed: boolean): AsyncIterable<Uint8Array> {
    if (this.#response === undefined) throw new TypeError('content() comes after start()');
    const { body } = this.#response;
    if (this.#encoding === 'gzip' && gzipLabel(this.#response) !== undefined)
      return gunzip(body, this.#progress.size ?? 0, `blob ${this.#digest}`);
    return (borrowed ? body.borrowed?.() : undefined) ?? body;
  }

  #truncatedError(): RetryableError {
    const { method, url, operation } = this.#request;
    const reason = `the connection ended after ${this.#progress.position} of ${this.#progress.size ?? 0} bytes`;
    const error = new OciError('UNREACHABLE', `cannot ${operation}: ${reason}`);
    return new RetryableError(error, { method, url, hasResponse: false, reason });
  }

  #mismatchError(code: 'DIGEST_MISMATCH' | 'SIZE_MISMATCH', problem: string): OciError {
    const page =
      this.#response === undefined ? undefined : webPageError(this.#request, this.#response, this.#client.host);
    const text = `cannot ${this.#request.operation}: the content that ${this.#client.host} sent ${problem}`;
    return page ?? new OciError(code, text);
  }

  /** Opens a response that continues after the last one. If the registry does not resume, it starts again. */
  async #open(): Promise<void> {
    // The hash needs all bytes in order. A range is not hashed, so it continues at the next byte for the reader.
    let from = this.#window.isRange ? this.#progress.readerPosition : this.#progress.position;
    // Positions in an encoded response are not positions in the blob.
    if (this.#encoding === 'gzip') from = 0;
    let withRange = from > 0 || this.#window.isRange;
    for (;;) {
      throwIfAborted(this.#request.signal);
      const range = `bytes=${from}-${this.#window.end === undefined ? '' : this.#window.end - 1}`;
      const response = await this.#client.attempt(withRange ? { ...this.#request, headers: { range } } : this.#request);
      if (await this.#acceptResponse(response, from, withRange)) {
        this.#response = response;
        return;
      }
      await discard(response);
      from = 0;
      withRange = this.#window.isRange && this.#progress.size === undefined;
    }
  }

  /** Returns false if the complete blob must be requested instead. */
  async #acceptResponse(response: HttpResponse, from: number, withRange: boolean): Promise<boolean> {
    const isFirst = this.#progress.size === undefined;
    if (response.status === 416 && !isFirst) return this.#restart();
    if (response.status !== 200 && response.status !== 206) throw await this.#client.errorOf(this.#request, response);
    try {
      checkContentDigest(response, this.#digest, `cannot ${this.#request.operation}`);
      if (response.status === 206) return await this.#acceptPart(response, from, withRange);
      return await this.#acceptWhole(response, from);
    } catch (error) {
      await discard(response);
      throw error;
    }
  }

  async #acceptPart(response: HttpResponse, from: number, withRange: boolean): Promise<boolean> {
    this.#refuseEncodedRange(response);
    const progress = this.#progress;
    const range = contentRange(response);
    if (!withRange || range === undefined || range.start !== from) return this.#restart();
    if (progress.size === undefined) {
      progress.size = range.total ?? (await this.#sizeOf());
      if (range.end > progress.size)
        throw new OciError('PROTOCOL', `cannot ${this.#request.operation}: the Content-Range ends after the blob`);
    } else if (range.total !== progress.size) {
      return this.#restart();
    }
    progress.position = from;
    return true;
  }

  async #acceptWhole(response: HttpResponse, from: number): Promise<boolean> {
    const progress = this.#progress;
    const label = gzipLabel(response);
    if (this.#window.isRange) this.#refuseEncodedRange(response);
    else if (label !== undefined && this.#encoding === undefined) {
      await this.#identify(response, label);
      return false;
    }
    const length = this.#encoding === 'gzip' && label !== undefined ? undefined : contentLength(response.headers);
    if (progress.size === undefined) {
      if (length === undefined) {
        // The open response may occupy the only connection of the pool.
        await discard(response);
        progress.size = await this.#sizeOf();
        return false;
      }
      progress.size = length;
    } else if (length !== undefined && length !== progress.size) {
      throw this.#mismatchError('SIZE_MISMATCH', `has ${length} bytes instead of ${progress.size}`);
    }
    const { isRange, start } = this.#window;
    if (isRange && start >= progress.size)
      throw new OciError(
        'RANGE_INVALID',
        `cannot ${this.#request.operation} from byte ${start}: it has ${progress.size} bytes`,
      );
    // The registry returned the complete blob instead of the requested range.
    if (from > 0 && from !== start) this.#restart();
    progress.rewind();
    return true;
  }

  #restart(): false {
    this.#restarts++;
    if (this.#restarts > maxRestarts) {
      const problem = `the connection failed, and ${this.#client.host} does not resume the download`;
      throw new OciError(
        'UNREACHABLE',
        `cannot ${this.#request.operation}: ${problem} (given up after ${maxRestarts} restarts)`,
      );
    }
    this.#progress.rewind();
    return false;
  }

  /** Reads a response with a gzip label to decide whether its content must be decoded. */
  async #identify(response: HttpResponse, label: string): Promise<void> {
    const { raw, decoded } = await identify(response.body, digestAlgorithm(this.#digest), this.#expectedSize);
    if (raw.digest === this.#digest) {
      this.#encoding = 'raw';
      this.#progress.size = raw.size;
    } else if (decoded?.digest === this.#digest) {
      this.#encoding = 'gzip';
      this.#progress.size = decoded.size;
    } else {
      const problem = `does not hash to ${this.#digest}, with or without decoding its Content-Encoding "${label}"`;
      throw this.#mismatchError('DIGEST_MISMATCH', problem);
    }
  }

  #refuseEncodedRange(response: HttpResponse): void {
    const label = gzipLabel(response);
    if (label === undefined) return;
    throw new OciError(
      'UNSUPPORTED',
      `cannot ${this.#request.operation} in part: positions are ambiguous with the Content-Encoding "${label}"; read ` +
        'the complete blob',
    );
  }
}

interface ContentRange {
  /** Position of the first byte. */
  readonly start: number;
  /** Position after the last byte. */
  readonly end: number;
  /** Size of the complete content, bytes; undefined if the server does not report it. */
  readonly total: number | undefined;
}

/**
 * Parses the range of a 206 response.
 *
 * @returns undefined if it is absent, malformed or contradictory, or if the response has several parts
 */
function contentRange(response: HttpResponse): ContentRange | undefined {
  if (/^multipart\//i.test(response.headers.get('content-type') ?? '')) return undefined;
  const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/i.exec(response.headers.get('content-range') ?? '');
  if (match === null) return undefined;
  const [start, last] = [Number(match[1]), Number(match[2])];
  const total = match[3] === '*' ? undefined : Number(match[3]);
  if (!Number.isSafeInteger(last) || start > last) return undefined;
  if (total !== undefined && (!Number.isSafeInteger(total) || last >= total)) return undefined;
  return { start, end: last + 1, total };
}
