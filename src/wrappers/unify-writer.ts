import type { BlobWriter, CallOptions } from '../registry/index.ts';
import { OciError, type Descriptor, type Digest } from '../spec/index.ts';

/** One upload in each of two registries, fed with the same bytes. */
export class UnifiedBlobWriter implements BlobWriter {
  readonly #first: BlobWriter;
  readonly #second: BlobWriter;

  constructor(first: BlobWriter, second: BlobWriter) {
    this.#first = first;
    this.#second = second;
  }

  get id(): string {
    return formatUploadIds(this.#first.id, this.#second.id);
  }

  get size(): number {
    return Math.min(this.#first.size, this.#second.size);
  }

  /** One that suits both: each raises the wish to its own minimum. */
  get chunkSize(): number {
    return Math.max(this.#first.chunkSize, this.#second.chunkSize);
  }

  async write(chunk: Uint8Array, options?: CallOptions): Promise<void> {
    await all(this.#first.write(chunk, options), this.#second.write(chunk, options));
  }

  async close(options?: CallOptions): Promise<void> {
    await all(this.#first.close(options), this.#second.close(options));
  }

  async commit(digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return all(this.#first.commit(digest, options), this.#second.commit(digest, options));
  }

  async cancel(options?: CallOptions): Promise<void> {
    await all(this.#first.cancel(options), this.#second.cancel(options));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await all(
      Promise.resolve(this.#first[Symbol.asyncDispose]()),
      Promise.resolve(this.#second[Symbol.asyncDispose]()),
    );
  }
}

/** Waits for both before either's failure is thrown, so that nothing goes on behind the caller's back. */
async function all<T>(first: Promise<T>, second: Promise<T>): Promise<T> {
  const [one, other] = await Promise.allSettled([first, second]);
  if (one.status === 'rejected') throw one.reason;
  if (other.status === 'rejected') throw other.reason;
  return one.value;
}

export function formatUploadIds(first: string, second: string): string {
  return Buffer.from(JSON.stringify([first, second])).toString('base64url');
}

/** @throws OciError `BLOB_UPLOAD_UNKNOWN` for what {@link formatUploadIds} did not make */
export function parseUploadIds(id: string): readonly [string, string] {
  try {
    const value: unknown = JSON.parse(Buffer.from(id, 'base64url').toString());
    if (Array.isArray(value) && value.length === 2) {
      const [first, second] = value as readonly unknown[];
      if (typeof first === 'string' && typeof second === 'string') return [first, second];
    }
  } catch {
    // No JSON: an id that somebody else made.
  }
  throw new OciError('BLOB_UPLOAD_UNKNOWN', 'there is no such upload in the two registries; begin a new one');
}
