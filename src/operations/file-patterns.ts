import { glob, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { abortable } from '../concurrency/index.ts';
import { fileSystemError } from '../fs/index.ts';
import { isOciError, inputError } from '../spec/index.ts';
import type { AttachedFile } from './attach.ts';

/** Their descriptors fit into a manifest of 4 MiB, the largest that registries take; a pattern that matches more is a slip. */
const maxFiles = 10_000;

/**
 * The files that the lines of the input name. A line is a path when something has that very name or when it has no wildcard, else a
 * pattern; what a pattern matches comes in the order of its names, the same on every system. A file that several lines name is taken
 * once, as the first of them says.
 *
 * @param subject how complaints name the input
 * @throws OciError `INPUT_INVALID` for a pattern that matches no file
 */
export async function namedFiles(
  files: readonly AttachedFile[],
  subject: string,
  signal: AbortSignal | undefined,
): Promise<readonly AttachedFile[]> {
  const found = new Map<string, AttachedFile>();
  for (const { path: written, mediaType } of files) {
    const paths = (await isPath(written)) ? [written] : await matching(written, subject, signal);
    for (const path of paths) {
      const place = resolve(path);
      if (!found.has(place)) found.set(place, { path, mediaType });
    }
    if (found.size > maxFiles)
      throw inputError(
        subject,
        written,
        `brings the files to more than ${maxFiles}; publish them as an artifact of their own, or name the ones that are meant`,
      );
  }
  return [...found.values()];
}

/** A name may hold what is a wildcard elsewhere. */
async function isPath(written: string): Promise<boolean> {
  return !/[*?[{]/.test(written) || (await isDirectory(written)) !== undefined;
}

async function matching(pattern: string, subject: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
  const paths: string[] = [];
  try {
    for await (const path of abortable(glob(pattern), signal)) {
      if ((await isDirectory(path)) !== true) paths.push(path);
      if (paths.length > maxFiles) break;
    }
  } catch (error) {
    throw isOciError(error)
      ? error
      : inputError(subject, pattern, fileSystemError(error, 'look for files').message, error);
  }
  if (paths.length === 0)
    throw inputError(
      subject,
      pattern,
      'matches no file; make the files in an earlier step, or correct the pattern (names that begin with a dot match only where the pattern has the dot)',
    );
  return paths.sort((a, b) => Buffer.compare(portableBytes(a), portableBytes(b)));
}

function portableBytes(path: string): Buffer {
  return Buffer.from(path.replaceAll(sep, '/'));
}

/** Undefined where there is nothing. A link that leads nowhere counts as nothing. */
async function isDirectory(path: string): Promise<boolean | undefined> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return undefined;
  }
}
