import { join } from 'node:path';
import { abortable } from '../concurrency/index.ts';
import { PendingFile } from '../fs/index.ts';
import { bytesReader, type BlobReader, type CallOptions, type Storage } from '../registry/index.ts';
import {
  digestAlgorithm,
  digestHex,
  OciError,
  parseDigest,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { borrowedChunks, collect, verified, type Body } from '../streams/index.ts';
import { openFile, readerOf } from './open-file.ts';

/** Stores manifests and blobs in memory, each up to a maximum size. */
export class MemoryStorage implements Storage {
  readonly #limit: number;
  readonly #content = new Map<Digest, Uint8Array>();

  /** @param limit maximum size of a manifest or blob, bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws OciError `BLOB_UNKNOWN`, `ABORTED` */
  async fetch(target: Descriptor, options: CallOptions = {}): Promise<BlobReader> {
    throwIfAborted(options.signal);
    const bytes = this.#content.get(target.digest);
    if (bytes === undefined) throw unknownBlob(target, 'memory');
    return bytesReader({ ...target, size: bytes.byteLength }, bytes, options);
  }

  /** Whether the storage has the content with this size. */
  async exists(target: Descriptor, options: CallOptions = {}): Promise<boolean> {
    throwIfAborted(options.signal);
    return this.#content.get(target.digest)?.byteLength === target.size;
  }

  /** @throws OciError `SIZE_LIMIT` before the body is opened; `SIZE_INVALID`, `DIGEST_INVALID`, `ABORTED` */
  async push(expected: Descriptor, body: Body, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    if (expected.size > this.#limit) {
      throw new OciError(
        'SIZE_LIMIT',
        `cannot store ${expected.digest} in memory: it has ${expected.size} bytes, more than the limit of ` +
          `${this.#limit} for content without a name; give the store another fallback storage`,
      );
    }
    this.#content.set(expected.digest, await readVerified(body, expected, this.#limit, options.signal));
  }
}

/**
 * Stores manifests and blobs in a directory, each in a file that is named by its digest. It is a fallback for a
 * `FileStore` with content without names that does not fit into memory. Manifests are not validated. For an image
 * layout, use `LayoutRepository`.
 */
export class DirectoryStorage implements Storage {
  readonly #directory: string;

  /** @param directory created with the first push */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @throws OciError `BLOB_UNKNOWN`, `FILE_SYSTEM`, `ABORTED`; reading throws `SIZE_MISMATCH`, `DIGEST_MISMATCH` */
  async fetch(target: Descriptor, options: CallOptions = {}): Promise<BlobReader> {
    throwIfAborted(options.signal);
    const file = await openFile(this.#path(target.digest));
    if (file === undefined) throw unknownBlob(target, this.#directory);
    return readerOf(file, target, options);
  }

  /** Whether the storage has the content with this size. */
  async exists(target: Descriptor, options: CallOptions = {}): Promise<boolean> {
    throwIfAborted(options.signal);
    await using file = await openFile(this.#path(target.digest));
    return file?.size === target.size;
  }

  /** @throws OciError `SIZE_INVALID`, `DIGEST_INVALID`, `FILE_SYSTEM`, `ABORTED` */
  async push(expected: Descriptor, body: Body, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    const path = this.#path(expected.digest);
    await using file = await PendingFile.create(this.#directory, path, '.push');
    for await (const chunk of verifiedBody(body, expected, expected.digest, options.signal)) await file.write(chunk);
    await file.commit(path);
  }

  #path(digest: Digest): string {
    // The digest is checked again, because it becomes a part of a path.
    parseDigest(digest);
    return join(this.#directory, `${digestAlgorithm(digest)}-${digestHex(digest)}`);
  }
}

/** Returns pushed content in borrowed chunks. It is verified, unless its source already verifies it. */
export function verifiedBody(
  body: Body,
  expected: Descriptor,
  what: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  return abortable(verified(borrowedChunks(body), expected, what, 'sender'), signal);
}

/** Reads small pushed content into memory. */
export async function readVerified(
  body: Body,
  expected: Descriptor,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const copies = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of verifiedBody(body, expected, expected.digest, signal)) yield Uint8Array.from(chunk);
  };
  return await collect(copies(), limit, expected.digest);
}

function unknownBlob(target: Descriptor, location: string): OciError {
  return new OciError('BLOB_UNKNOWN', `cannot read ${target.digest}: it does not exist in ${location}`, {
    detail: { digest: target.digest },
  });
}
