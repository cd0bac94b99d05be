import { chmod, stat } from 'node:fs/promises';
import { connectRepository } from '../connect/index.ts';
import { fileSystemError } from '../fs/index.ts';
import { throwIfAborted } from '../spec/index.ts';
import type { SifCache } from './cache.ts';
import { downloadImage, type DownloadedImage } from './download-image.ts';
import { checkTarget, temporaryImage, writeImage } from './image-target.ts';
import { resolveImage } from './manifest.ts';
import type { SifOptions } from './options.ts';
import { readSifImage } from '../formats/index.ts';
import { parseSifReference } from './reference.ts';

/**
 * Pulls a SIF image into the cache, or to a new temporary file when there is no cache.
 *
 * @param cache undefined goes without
 * @param ref `[oras://]registry/repository[:tag][@digest]`; without tag and digest it is the tag `latest`
 * @param tmpDir where the temporary file is made. @default the system's directory for them
 * @returns the image's path. In the cache it is executable, belongs to the cache and must not be written to; a temporary file belongs to the caller
 * @throws OciError as {@link downloadImage}
 */
export async function pull(
  cache: SifCache | undefined,
  ref: string,
  tmpDir?: string,
  options: SifOptions = {},
): Promise<string> {
  if (cache === undefined) return (await downloadImage(temporaryImage(tmpDir), ref, options)).path;
  const { signal, onProgress } = options;
  throwIfAborted(signal);
  const reference = parseSifReference(ref);
  await using connection = await connectRepository(reference, options);
  const source = cache.repository(connection.registry, reference);
  const { layer } = await resolveImage(source, reference, { signal });
  const path = await source.blobPath(layer, { signal, onProgress });
  await readSifImage(path, { signal });
  await makeExecutable(path);
  return path;
}

/**
 * Pulls a SIF image to a file, through the cache when there is one. The file appears whole and executable, or not at all; one that is
 * there is replaced.
 *
 * @param cache undefined goes without
 * @param tmpDir where the file grows, when that is on the file system of `to`. @default beside `to`
 * @returns `to`
 * @throws OciError as {@link downloadImage}
 */
export async function pullToFile(
  cache: SifCache | undefined,
  to: string,
  ref: string,
  tmpDir?: string,
  options: SifOptions = {},
): Promise<string> {
  return (await pullImageToFile(cache, to, ref, tmpDir, options)).path;
}

/** {@link pullToFile}, with what was pulled. */
export async function pullImageToFile(
  cache: SifCache | undefined,
  to: string,
  ref: string,
  tmpDir?: string,
  options: SifOptions = {},
): Promise<DownloadedImage> {
  if (cache === undefined) return downloadImage(to, ref, { ...options, tmpDir });
  const { signal, onProgress } = options;
  throwIfAborted(signal);
  const reference = parseSifReference(ref);
  await checkTarget(to);
  await using connection = await connectRepository(reference, options);
  const source = cache.repository(connection.registry, reference);
  const image = await resolveImage(source, reference, { signal });
  await writeImage(to, image.layer, () => source.fetch(image.layer, { signal, onProgress }), { tmpDir, signal });
  return { ...image, reference, path: to };
}

async function makeExecutable(path: string): Promise<void> {
  try {
    // A cache that somebody else fills can be read without being changed.
    if (((await stat(path)).mode & 0o111) !== 0o111) await chmod(path, 0o755);
  } catch (error) {
    throw fileSystemError(error, `make ${path} executable`);
  }
}
