import { contentLength, RetryableError, type HttpResponse, type Retries } from '../http/index.ts';
import { digestAlgorithm, OciError, throwIfAborted, type Digest } from '../spec/index.ts';
import { BlobProgress, type Window } from './blob-progress.ts';
import { checkContentDigest } from './content-digest.ts';
import { gunzipped, gzipLabel, probe } from './content-encoding.ts';
import { contentRange } from './content-range.ts';
import { discard, type Call, type Endpoint } from './endpoint.ts';
import { webPageError } from './errors.ts';

/** How often a download may begin again at the first byte because the registry will not go on from where it stopped. */
const maxRestarts = 2;

/**
 * One blob, or a range of one, being read. A connection that breaks is resumed with a `Range` request to the registry itself, so that a
 * redirect gets a fresh signed URL. Bytes that the reader has are never given twice: after a restart they are hashed and skipped.
 */
export class BlobDownload {
  readonly #endpoint: Endpoint;
  readonly #call: Call;
  readonly #digest: Digest;
  readonly #window: Window;
  readonly #sizeOf: () => Promise<number>;
  readonly #retries: Retries;
  readonly #progress: BlobProgress;
  #restarts = 0;
  /** What a gzip label turned out to mean. */
  #encoding: 'raw' | 'gzip' | undefined;
  #response: HttpResponse | undefined;

  constructor(endpoint: Endpoint, call: Call, digest: Digest, window: Window, sizeOf: () => Promise<number>) {
    this.#endpoint = endpoint;
    this.#call = call;
    this.#digest = digest;
    this.#window = window;
    this.#sizeOf = sizeOf;
    this.#retries = endpoint.retries(call.signal);
    this.#progress = new BlobProgress(digest, window, (code, problem) => this.#mismatch(code, problem));
  }

  /** Sends the first request. Returns the whole blob's size, bytes. */
  async begin(): Promise<number> {
    await this.#retries.run(() => this.#open());
    if (this.#progress.size === undefined) throw new TypeError('an open reply has a size');
    return this.#progress.size;
  }

  /**
   * Read once, after {@link begin}.
   *
   * @param borrowed delivers borrowed chunks; the last one of a whole blob comes only after the blob was verified
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
    for (;;) {
      const before = this.#progress.position;
      let failure: unknown;
      try {
        for await (const chunk of this.#body(borrowed)) {
          const part = this.#progress.take(chunk);
          if (borrowed && this.#progress.position === this.#progress.end) await this.#progress.verify();
          if (part.byteLength > 0) yield part;
          await this.#progress.hashed;
          throwIfAborted(this.#call.signal);
          if (this.#window.ranged && this.#progress.wanted >= this.#progress.end) return;
        }
        if (this.#progress.position >= this.#progress.end) break;
        const reason = `the connection ended after ${this.#progress.position} of ${this.#progress.size ?? 0} bytes`;
        const { method, url, doing } = this.#call;
        failure = new RetryableError(new OciError('UNREACHABLE', `cannot ${doing}: ${reason}`), {
          method,
          url,
          hasResponse: false,
          reason,
        });
      } catch (error) {
        failure = error;
        // Broken after the last byte: nothing is missing.
        if (failure instanceof RetryableError && this.#progress.position >= this.#progress.end) break;
      }
      this.#retries.progressed(Math.max(0, this.#progress.position - before));
      await this.#retries.afterFailure(failure);
      await this.#retries.run(() => this.#open());
    }
    await this.#progress.verify();
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

  #mismatch(code: 'DIGEST_MISMATCH' | 'SIZE_MISMATCH', problem: string): OciError {
    const page =
      this.#response === undefined ? undefined : webPageError(this.#call, this.#response, this.#endpoint.host);
    return page ?? new OciError(code, `cannot ${this.#call.doing}: what ${this.#endpoint.host} sent ${problem}`);
  }

  /** Opens a reply that goes on where the last one stopped, or begins again when the registry will not. */
  async #open(): Promise<void> {
    // A hash must see every byte in order; a range that is not hashed goes on at what the reader needs.
    let from = this.#window.ranged ? this.#progress.wanted : this.#progress.position;
    // Positions in an encoded reply are not positions in the blob.
    if (this.#encoding === 'gzip') from = 0;
    let withRange = from > 0 || this.#window.ranged;
    for (;;) {
      throwIfAborted(this.#call.signal);
      const response = await this.#endpoint.attempt(
        withRange ? { ...this.#call, headers: { range: this.#rangeHeader(from) } } : this.#call,
      );
      if (await this.#accept(response, from, withRange)) {
        this.#response = response;
        return;
      }
      await discard(response);
      from = 0;
      withRange = this.#window.ranged && this.#progress.size === undefined;
    }
  }

  #rangeHeader(from: number): string {
    const { end } = this.#window;
    return `bytes=${from}-${end === undefined ? '' : end - 1}`;
  }

  /** Whether the reply can be read from; false asks for the whole blob again. */
  async #accept(response: HttpResponse, from: number, withRange: boolean): Promise<boolean> {
    const first = this.#progress.size === undefined;
    if (response.status === 416 && !first) return this.#restart();
    if (response.status !== 200 && response.status !== 206) throw await this.#endpoint.refusal(this.#call, response);
    try {
      checkContentDigest(response, this.#digest, `cannot ${this.#call.doing}`);
      if (response.status === 206) return await this.#acceptPart(response, from, withRange);
      return await this.#acceptWhole(response, from);
    } catch (error) {
      await discard(response);
      throw error;
    }
  }

  async #acceptPart(response: HttpResponse, from: number, withRange: boolean): Promise<boolean> {
    this.#refuseLabelledRange(response);
    const range = contentRange(response);
    if (!withRange || range === undefined || range.start !== from) return this.#restart();
    if (this.#progress.size === undefined) {
      this.#progress.size = range.total ?? (await this.#sizeOf());
      if (range.end > this.#progress.size)
        throw new OciError('PROTOCOL', `cannot ${this.#call.doing}: the reply's Content-Range ends beyond the blob`);
    } else if (range.total !== this.#progress.size) {
      return this.#restart();
    }
    this.#progress.position = from;
    return true;
  }

  async #acceptWhole(response: HttpResponse, from: number): Promise<boolean> {
    const label = gzipLabel(response);
    if (this.#window.ranged) this.#refuseLabelledRange(response);
    else if (label !== undefined && this.#encoding === undefined) {
      await this.#probe(response, label);
      return false;
    }
    const length = this.#encoding === 'gzip' && label !== undefined ? undefined : contentLength(response.headers);
    if (this.#progress.size === undefined) {
      if (length === undefined) {
        // Not beside an open reply: the pool may hold a single connection.
        await discard(response);
        this.#progress.size = await this.#sizeOf();
        return false;
      }
      this.#progress.size = length;
    } else if (length !== undefined && length !== this.#progress.size) {
      throw this.#mismatch('SIZE_MISMATCH', `has ${length} bytes, not ${this.#progress.size}`);
    }
    if (this.#window.ranged && this.#window.start >= this.#progress.size) {
      throw new OciError(
        'RANGE_INVALID',
        `cannot ${this.#call.doing} from ${this.#window.start}: it has ${this.#progress.size} bytes`,
      );
    }
    // An answer with the whole blob to a question for the rest of it.
    if (from > 0 && from !== this.#window.start) this.#restart();
    this.#progress.rewind();
    return true;
  }

  #restart(): false {
    this.#restarts++;
    if (this.#restarts > maxRestarts) {
      throw new OciError(
        'UNREACHABLE',
        `cannot ${this.#call.doing}: the connection broke, and ${this.#endpoint.host} does not go on from where it stopped (begun again ${maxRestarts} times)`,
      );
    }
    this.#progress.rewind();
    return false;
  }

  /** Finds out, by reading all of it once, whether a labelled reply is to be taken raw or decoded. */
  async #probe(response: HttpResponse, label: string): Promise<void> {
    const { raw, decoded } = await probe(response.body, digestAlgorithm(this.#digest));
    if (raw.digest === this.#digest) {
      this.#encoding = 'raw';
      this.#progress.size = raw.size;
    } else if (decoded?.digest === this.#digest) {
      this.#encoding = 'gzip';
      this.#progress.size = decoded.size;
    } else {
      throw this.#mismatch(
        'DIGEST_MISMATCH',
        `has Content-Encoding "${label}" and hashes to ${this.#digest} neither as it came nor decoded`,
      );
    }
  }

  #refuseLabelledRange(response: HttpResponse): void {
    const label = gzipLabel(response);
    if (label === undefined) return;
    throw new OciError(
      'UNSUPPORTED',
      `cannot ${this.#call.doing} in part: the reply has Content-Encoding "${label}", so that it is not known what its positions mean; read the blob whole`,
    );
  }
}
