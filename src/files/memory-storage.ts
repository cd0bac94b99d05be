import { abortable } from '../concurrency/index.ts';
import { collect, once, verified, type Body } from '../streams/index.ts';
import { blobReader, type BlobReader, type CallOptions, type Storage } from '../registry/index.ts';
import { OciError, throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';

/** Content in memory, manifests and blobs alike, each no larger than a limit. */
export class MemoryStorage implements Storage {
  readonly #limit: number;
  readonly #content = new Map<Digest, Uint8Array>();

  /** @param limit bytes of one piece of content */
  constructor(limit: number) {
    this.#limit = limit;
  }

  async fetch(target: Descriptor, options: CallOptions = {}): Promise<BlobReader> {
    throwIfAborted(options.signal);
    const bytes = this.#content.get(target.digest);
    if (bytes === undefined)
      throw new OciError('BLOB_UNKNOWN', `there is no ${target.digest} in memory`, {
        detail: { digest: target.digest },
      });
    return blobReader({ ...target, size: bytes.byteLength }, once(Uint8Array.from(bytes)));
  }

  async exists(target: Descriptor, options: CallOptions = {}): Promise<boolean> {
    throwIfAborted(options.signal);
    return this.#content.get(target.digest)?.byteLength === target.size;
  }

  /** @throws OciError `SIZE_LIMIT` before the body is opened; `SIZE_INVALID`, `DIGEST_INVALID` */
  async push(expected: Descriptor, body: Body, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    if (expected.size > this.#limit) {
      throw new OciError(
        'SIZE_LIMIT',
        `${expected.digest} has no name and ${expected.size} bytes, over the limit of ${this.#limit} for content kept in memory: give the store another fallback storage`,
      );
    }
    const bytes = await collect(
      verified(abortable(body(), options.signal), expected, expected.digest, 'sender'),
      this.#limit,
      expected.digest,
    );
    this.#content.set(expected.digest, Uint8Array.from(bytes));
  }
}
