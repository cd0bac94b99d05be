import { join } from 'node:path';
import { abortable } from '../concurrency/index.ts';
import { PendingFile } from '../fs/index.ts';
import { verified, type Body } from '../streams/index.ts';
import { blobReader, type BlobReader, type CallOptions, type Storage } from '../registry/index.ts';
import {
  digestAlgorithm,
  digestHex,
  OciError,
  parseDigest,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { openFile } from './open-file.ts';

/**
 * Content in a directory, manifests and blobs alike, each in a file that its digest names: a fallback for a `FileStore` whose unnamed
 * content does not fit into memory. Nothing is required of a manifest; whoever wants an image layout takes `LayoutRepository`.
 */
export class DirectoryStorage implements Storage {
  readonly #directory: string;

  /** @param directory made with the first push */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async fetch(target: Descriptor, options: CallOptions = {}): Promise<BlobReader> {
    throwIfAborted(options.signal);
    const file = await openFile(this.#path(target.digest));
    if (file === undefined)
      throw new OciError('BLOB_UNKNOWN', `there is no ${target.digest} in ${this.#directory}`, {
        detail: { digest: target.digest },
      });
    const descriptor = { ...target, size: file.size };
    return blobReader(descriptor, abortable(verified(file.content, target, target.digest), options.signal), {
      free: () => file.close(),
    });
  }

  async exists(target: Descriptor, options: CallOptions = {}): Promise<boolean> {
    throwIfAborted(options.signal);
    const file = await openFile(this.#path(target.digest));
    await file?.close();
    return file?.size === target.size;
  }

  /** @throws OciError `SIZE_INVALID`, `DIGEST_INVALID`, `FILE_SYSTEM` */
  async push(expected: Descriptor, body: Body, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    await using file = await PendingFile.create(this.#directory, '.push');
    for await (const chunk of verified(abortable(body(), options.signal), expected, expected.digest, 'sender'))
      await file.write(chunk);
    await file.commit(this.#path(expected.digest));
  }

  #path(digest: Digest): string {
    // Here a digest becomes a path, so it is checked once more.
    parseDigest(digest);
    return join(this.#directory, `${digestAlgorithm(digest)}-${digestHex(digest)}`);
  }
}
