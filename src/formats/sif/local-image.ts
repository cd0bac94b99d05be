import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { abortable } from '../../concurrency/index.ts';
import { fileSystemError, unsafePathReason } from '../../fs/index.ts';
import { annotationTitle, Digester, OciError, printable, type Descriptor, type Digest } from '../../spec/index.ts';
import { checkRunnable } from './check-image.ts';
import { sifLayerMediaTypeV1 } from './media-types.ts';
import { openImageFile, readOpenImage, type ImageFile, type SifImage } from './read-image.ts';

/** Bytes read at a time. */
const chunkBytes = 1024 * 1024;

/**
 * Digest of a file's content, `sha256:…`, whatever the file is. Memory stays flat.
 *
 * @throws OciError `INPUT_INVALID` for anything but a file, `FILE_SYSTEM`, `ABORTED`
 */
export async function imageHash(
  path: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Digest> {
  await using file = await openImageFile(path);
  const digester = new Digester();
  for await (const chunk of abortable(contentOf(file.handle, path), options.signal)) digester.update(chunk);
  return digester.digest();
}

/** A SIF image on disk, open, checked and hashed. All that is read of it is read of the one file that was checked. */
export class LocalImage implements AsyncDisposable {
  readonly path: string;
  readonly image: SifImage;
  /** Its layer: media type, digest, size, and the file's name as title. */
  readonly layer: Descriptor;
  readonly #file: ImageFile;

  private constructor(path: string, file: ImageFile, image: SifImage, layer: Descriptor) {
    this.path = path;
    this.#file = file;
    this.image = image;
    this.layer = layer;
  }

  /** @throws OciError `ARCHIVE_INVALID` for what is no SIF image that could be run; `INPUT_INVALID`, `FILE_SYSTEM`, `FILE_CHANGED`, `ABORTED` */
  static async open(path: string, signal?: AbortSignal): Promise<LocalImage> {
    const title = basename(path);
    const reason = unsafePathReason(title);
    if (reason !== undefined)
      throw new OciError(
        'INPUT_INVALID',
        `the image "${printable(path, 300)}" cannot be pushed under its own name: ${reason}`,
        { detail: { input: 'file' } },
      );
    const file = await openImageFile(path);
    try {
      const image = await readOpenImage(file.handle, file.size, path, signal);
      checkRunnable(image, path);
      const digester = new Digester();
      for await (const chunk of abortable(contentOf(file.handle, path), signal)) digester.update(chunk);
      if (digester.size !== file.size) throw changed(path);
      const layer = {
        mediaType: sifLayerMediaTypeV1,
        digest: digester.digest(),
        size: file.size,
        annotations: { [annotationTitle]: title },
      };
      return new LocalImage(path, file, image, layer);
    } catch (error) {
      await file[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * The image's bytes; may be asked for again.
   *
   * @throws OciError `FILE_CHANGED` in the place of the end when they are not those that were hashed
   */
  async *content(onProgress?: (done: number, total: number) => void): AsyncGenerator<Uint8Array, void, undefined> {
    const { digest, size } = this.layer;
    const digester = new Digester();
    for await (const chunk of contentOf(this.#file.handle, this.path)) {
      digester.update(chunk);
      if (digester.size > size) throw changed(this.path);
      onProgress?.(digester.size, size);
      yield chunk;
    }
    if (digester.size !== size || digester.digest() !== digest) throw changed(this.path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file[Symbol.asyncDispose]();
  }
}

/** Reads from the beginning, at places of its own, so that it can be done twice at a time. */
async function* contentOf(handle: FileHandle, path: string): AsyncGenerator<Uint8Array, void, undefined> {
  for (let position = 0; ;) {
    // A new one each time: whoever gets a chunk may keep it.
    const buffer = Buffer.allocUnsafeSlow(chunkBytes);
    const bytesRead = await readAt(handle, buffer, position, path);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function readAt(handle: FileHandle, buffer: Buffer, position: number, path: string): Promise<number> {
  try {
    return (await handle.read(buffer, 0, buffer.byteLength, position)).bytesRead;
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
}

function changed(path: string): OciError {
  return new OciError(
    'FILE_CHANGED',
    `the image "${printable(path, 300)}" changed while it was read; run it again when nothing writes to it`,
  );
}
