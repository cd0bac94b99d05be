import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { abortable } from '../concurrency/index.ts';
import { fileSystemError, unsafePathReason } from '../fs/index.ts';
import type { CallOptions, Storage } from '../registry/index.ts';
import {
  annotationTitle,
  checkMediaType,
  Digester,
  OciError,
  plainDescriptor,
  printable,
  type Descriptor,
} from '../spec/index.ts';

/** Bytes read at a time. */
const chunkSize = 1024 * 1024;

/**
 * Describes a file as a layer: digest and size of its content, its base name as title. The file is read once and not held.
 *
 * @throws OciError `INPUT_INVALID` for anything but a regular file and for a name that no reader would take, `FILE_SYSTEM`, `MEDIA_TYPE_INVALID`
 */
export async function describeFile(path: string, mediaType: string, options: CallOptions = {}): Promise<Descriptor> {
  checkMediaType(mediaType);
  const title = basename(path);
  const reason = unsafePathReason(title);
  if (reason !== undefined)
    throw new OciError(
      'INPUT_INVALID',
      `the file "${printable(path, 300)}" cannot be attached: of its name, ${reason}`,
    );
  await refuseOtherThanFile(path);
  const digester = new Digester();
  for await (const chunk of abortable(contentOf(path), options.signal)) digester.update(chunk);
  const { size } = digester;
  return { mediaType, digest: digester.digest(), size, annotations: { [annotationTitle]: title } };
}

/**
 * Pushes the content that {@link describeFile} described.
 *
 * @throws OciError `FILE_CHANGED` when the file is not what it was; what the storage raises
 */
export async function pushFile(
  storage: Storage,
  path: string,
  layer: Descriptor,
  options: CallOptions = {},
): Promise<void> {
  await storage.push(plainDescriptor(layer), () => unchanged(path, layer), options);
}

async function* unchanged(path: string, layer: Descriptor): AsyncGenerator<Uint8Array, void, undefined> {
  const digester = new Digester();
  const changed = (): OciError =>
    new OciError(
      'FILE_CHANGED',
      `the file "${printable(path, 300)}" changed while it was being attached; run it again when nothing writes to it`,
    );
  for await (const chunk of contentOf(path)) {
    digester.update(chunk);
    if (digester.size > layer.size) throw changed();
    yield chunk;
  }
  if (digester.size !== layer.size || digester.digest() !== layer.digest) throw changed();
}

async function* contentOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    // The stream gives buffers, as no encoding is set.
    yield* createReadStream(path, { highWaterMark: chunkSize }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
}

async function refuseOtherThanFile(path: string): Promise<void> {
  let state: Stats;
  try {
    state = await stat(path);
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
  if (state.isFile()) return;
  const kind = state.isDirectory()
    ? 'a directory; attach the files in it, or publish it as an artifact'
    : 'not a regular file';
  throw new OciError('INPUT_INVALID', `"${printable(path, 300)}" is ${kind}`);
}
