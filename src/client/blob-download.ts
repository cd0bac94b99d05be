import { anySignal } from '../concurrency/index.ts';
import { contentLength, RetryableError, type HttpResponse, type Retries } from '../http/index.ts';
import { blobReader, type BlobReader } from '../registry/index.ts';
import { digestAlgorithm, mediaTypeOctetStream, OciError, throwIfAborted, type Digest } from '../spec/index.ts';
import { withVerification } from '../streams/index.ts';
import { blobRequest, resolveBlob } from './blob-lookup.ts';
import { BlobProgress, type Window } from './blob-progress.ts';
import { checkContentDigest } from './content-digest.ts';
import { gunzipped, gzipLabel, identify } from './content-encoding.ts';
import { webPageError } from './errors.ts';
import { discard, type RegistryClient, type RegistryRequest } from './registry-client.ts';

/** How often a download may restart at the first byte because the registry does not resume it. */
const maxRestarts = 2;

/**
 * Sends the first request for a blob, or for a range of it, and returns a reader that resumes when the connection
 * breaks.
 */
export async function openBlob(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  window: Window,
  callerSignal: AbortSignal | undefined,
): Promise<BlobReader> {
  // Closing the reader aborts its request, also while a read is pending.
  const stop = new AbortController();
  const signal = anySignal(stop.signal, callerSignal);
  const request = blobRequest(client, 'GET', repository, digest, signal);
  const sizeOf = async (): Promise<number> => (await resolveBlob(client, repository, digest, signal)).size;
  const download = new BlobDownload(client, request, digest, window, sizeOf);
  const size = await download.begin();
  const free = async (): Promise<void> => {
    stop.abort(new OciError('ABORTED', `the reader of blob ${digest} was closed`));
    await download.free();
  };
  return blobReader({ mediaType: mediaTypeOctetStream, digest, size }, download.content(false), {
    free,
    borrowed: () => withVerification(download.content(true), () => (window.ranged ? undefined : digest)),
  });
}

/**
 * The download of a blob or a range of it. After a broken connection a `Range` request goes to the registry itself, so
 * that a redirect gets a new signed URL. The reader gets no byte twice: after a restart the bytes are hashed and
 * skipped.
 */
class BlobDownload {
  readonly #client: RegistryClient;
  readonly #request: RegistryRequest;
  readonly #digest: Digest;
  readonly #window: Window;
  readonly #sizeOf: () => Promise<number>;
  readonly #retries: Retries;
  readonly #progress: BlobProgress;
  #restarts = 0;
  /** How content with a gzip label must be read. */
  #encoding: 'raw' | 'gzip' | undefined;
  #response: HttpResponse | undefined;

  constructor(
    client: RegistryClient,
    request: RegistryRequest,
    digest: Digest,
    window: Window,
    sizeOf: () => Promise<number>,
  ) {
    this.#client = client;
    this.#request = request;
    this.#digest = digest;
    this.#window = window;
    this.#sizeOf = sizeOf;
    this.#retries = client.retries(request.signal);
    this.#progress = new BlobProgress(digest, window, (code, problem) => this.#mismatch(code, problem));
  }

  /** Sends the first request. @returns bytes of the complete blob */
  async begin(): Promise<number> {
    await this.#retries.run(() => this.#open());
    if (this.#progress.size === undefined) throw new TypeError('an open response has a size');
    return this.#progress.size;
  }

  /**
   * Read once, after {@link begin}.
   *
   * @param borrowed delivers borrowed chunks; the last one of a complete blob comes after verification
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
          const part = progress.take(chunk);
          if (borrowed && progress.position === progress.end) await progress.verify();
          if (part.byteLength > 0) yield part;
          await progress.hashed;
          throwIfAborted(this.#request.signal);
          if (this.#window.ranged && progress.wanted >= progress.end) return;
        }
        if (progress.position >= progress.end) break;
        failure = this.#endedEarly();
      } catch (error) {
        failure = error;
        // The connection broke after the last byte.
        if (failure instanceof RetryableError && progress.position >= progress.end) break;
      }
      this.#retries.recordProgress(Math.max(0, progress.position - before));
      await this.#retries.afterFailure(failure);
      await this.#retries.run(() => this.#open());
    }
    await progress.verify();
  }

  async free(): Promise<void> {
    if (this.#response !== undefined) await discard(this.#response);
  }

  #body(borrowed: boolean): AsyncIterable<Uint8Array> {
    if (this.#response === undefined) throw new TypeError('content() comes after begin()');
    const { body } = this.#response;
    if (this.#encoding === 'gzip' && gzipLabel(this.#response) !== undefined)
      return gunzipped(body, `blob ${this.#digest}`);
    return (borrowed ? body.borrowed?.() : undefined) ?? body;
  }

  #endedEarly(): RetryableError {
    const { method, url, doing } = this.#request;
    const reason = `the connection ended after ${this.#progress.position} of ${this.#progress.size ?? 0} bytes`;
    const error = new OciError('UNREACHABLE', `cannot ${doing}: ${reason}`);
    return new RetryableError(error, { method, url, hasResponse: false, reason });
  }

  #mismatch(code: 'DIGEST_MISMATCH' | 'SIZE_MISMATCH', problem: string): OciError {
    const page =
      this.#response === undefined ? undefined : webPageError(this.#request, this.#response, this.#client.host);
    const text = `cannot ${this.#request.doing}: the content that ${this.#client.host} sent ${problem}`;
    return page ?? new OciError(code, text);
  }

  /**
   * Opens a response that continues where the last one stopped, or that starts again when the registry does not resume.
   */
  async #open(): Promise<void> {
    // A hash needs every byte in order. A range is not hashed and continues at the next byte for the reader.
    let from = this.#window.ranged ? this.#progress.wanted : this.#progress.position;
    // Positions in an encoded response are not positions in the blob.
    if (this.#encoding === 'gzip') from = 0;
    let withRange = from > 0 || this.#window.ranged;
    for (;;) {
      throwIfAborted(this.#request.signal);
      const range = `bytes=${from}-${this.#window.end === undefined ? '' : this.#window.end - 1}`;
      const response = await this.#client.attempt(withRange ? { ...this.#request, headers: { range } } : this.#request);
      if (await this.#accept(response, from, withRange)) {
        this.#response = response;
        return;
      }
      await discard(response);
      from = 0;
      withRange = this.#window.ranged && this.#progress.size === undefined;
    }
  }

  /** Whether the response can be read. Otherwise the complete blob must be requested. */
  async #accept(response: HttpResponse, from: number, withRange: boolean): Promise<boolean> {
    const isFirst = this.#progress.size === undefined;
    if (response.status === 416 && !isFirst) return this.#restart();
    if (response.status !== 200 && response.status !== 206) throw await this.#client.errorOf(this.#request, response);
    try {
      checkContentDigest(response, this.#digest, `cannot ${this.#request.doing}`);
      if (response.status === 206) return await this.#acceptPart(response, from, withRange);
      return await this.#acceptWhole(response, from);
    } catch (error) {
      await discard(response);
      throw error;
    }
  }

  async #acceptPart(response: HttpResponse, from: number, withRange: boolean): Promise<boolean> {
    this.#refuseLabelledRange(response);
    const progress = this.#progress;
    const range = contentRange(response);
    if (!withRange || range === undefined || range.start !== from) return this.#restart();
    if (progress.size === undefined) {
      progress.size = range.total ?? (await this.#sizeOf());
      if (range.end > progress.size)
        throw new OciError('PROTOCOL', `cannot ${this.#request.doing}: the Content-Range ends beyond the blob`);
    } else if (range.total !== progress.size) {
      return this.#restart();
    }
    progress.position = from;
    return true;
  }

  async #acceptWhole(response: HttpResponse, from: number): Promise<boolean> {
    const progress = this.#progress;
    const label = gzipLabel(response);
    if (this.#window.ranged) this.#refuseLabelledRange(response);
    else if (label !== undefined && this.#encoding === undefined) {
      await this.#identify(response, label);
      return false;
    }
    const length = this.#encoding === 'gzip' && label !== undefined ? undefined : contentLength(response.headers);
    if (progress.size === undefined) {
      if (length === undefined) {
        // The pool may contain a single connection, which the open response occupies.
        await discard(response);
        progress.size = await this.#sizeOf();
        return false;
      }
      progress.size = length;
    } else if (length !== undefined && length !== progress.size) {
      throw this.#mismatch('SIZE_MISMATCH', `has ${length} bytes instead of ${progress.size}`);
    }
    const { ranged, start } = this.#window;
    if (ranged && start >= progress.size)
      throw new OciError(
        'RANGE_INVALID',
        `cannot ${this.#request.doing} from byte ${start}: it has ${progress.size} bytes`,
      );
    // The response to a request for the rest contains the complete blob.
    if (from > 0 && from !== start) this.#restart();
    progress.rewind();
    return true;
  }

  #restart(): false {
    this.#restarts++;
    if (this.#restarts > maxRestarts) {
      const problem = `the connection broke, and ${this.#client.host} does not resume the download`;
      throw new OciError(
        'UNREACHABLE',
        `cannot ${this.#request.doing}: ${problem} (started again ${maxRestarts} times)`,
      );
    }
    this.#progress.rewind();
    return false;
  }

  /** Reads a labelled response once to decide whether its content must be decoded. */
  async #identify(response: HttpResponse, label: string): Promise<void> {
    const { raw, decoded } = await identify(response.body, digestAlgorithm(this.#digest));
    if (raw.digest === this.#digest) {
      this.#encoding = 'raw';
      this.#progress.size = raw.size;
    } else if (decoded?.digest === this.#digest) {
      this.#encoding = 'gzip';
      this.#progress.size = decoded.size;
    } else {
      const readings = `neither raw nor decoded as its Content-Encoding "${label}" says`;
      throw this.#mismatch('DIGEST_MISMATCH', `does not hash to ${this.#digest}, ${readings}`);
    }
  }

  #refuseLabelledRange(response: HttpResponse): void {
    const label = gzipLabel(response);
    if (label === undefined) return;
    throw new OciError(
      'UNSUPPORTED',
      `cannot ${this.#request.doing} in part: with the Content-Encoding "${label}" the positions are ambiguous; ` +
        'read the complete blob',
    );
  }
}

interface ContentRange {
  /** Position of the first byte. */
  readonly start: number;
  /** Position after the last byte. */
  readonly end: number;
  /** Bytes of the complete content; undefined when the server does not report it. */
  readonly total: number | undefined;
}

/**
 * The range of a 206 response; undefined when it is absent, malformed or contradictory, or when the response has
 * several parts.
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
