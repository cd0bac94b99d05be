import { glob, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { abortable } from '../concurrency/index.ts';
import { fileSystemError } from '../fs/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { inputError, isOciError } from '../spec/index.ts';
import type { SourceFile } from './format.ts';

/**
 * Maximum number of files. Their descriptors fit into a manifest of 4 MiB; a pattern with more matches is probably a
 * mistake.
 */
const maxFiles = 10_000;

/**
 * Replaces patterns by the files that they match. A path is a pattern if it has a wildcard and no file of that name
 * exists. The matches of a pattern are sorted by name, in the same order on every system. A file that several patterns
 * match is returned once, with the first media type.
 *
 * @param subject the name of the option in error messages
 * @param options.cwd directory of relative paths. @default the working directory
 * @throws OciError `INPUT_INVALID` for a pattern without a match
 */
export async function expandFilePatterns<T extends SourceFile>(
  files: readonly T[],
  subject: string,
  { cwd = '.', signal }: CallOptions & { readonly cwd?: string | undefined },
): Promise<readonly T[]> {
  const filesByPath = new Map<string, T>();
  for (const file of files) {
    const pattern = file.path;
    const paths = (await isPath(pattern, cwd)) ? [pattern] : await matchingFiles(pattern, subject, cwd, signal);
    for (const path of paths) {
      const absolute = resolve(cwd, path);
      if (!filesByPath.has(absolute)) filesByPath.set(absolute, { ...file, path });
    }
    if (filesByPath.size > maxFiles) {
      const problem = `matches more than ${maxFiles} files; publish them as an artifact, or use a narrower pattern`;
      throw inputError(subject, pattern, problem);
    }
  }
  return [...filesByPath.values()];
}

/** Whether a text has a wildcard. */
export function isPattern(text: string): boolean {
  return /[*?[{]/.test(text);
}

/** The name of an existing file may contain wildcards. */
async function isPath(text: string, cwd: string): Promise<boolean> {
  return !isPattern(text) || (await isDirectory(resolve(cwd, text))) !== undefined;
}

async function matchingFiles(
  pattern: string,
  subject: string,
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const paths: string[] = [];
  try {
    for await (const path of abortable(glob(pattern, { cwd }), signal)) {
      if ((await isDirectory(resolve(cwd, path))) !== true) paths.push(path);
      if (paths.length > maxFiles) break;
    }
  } catch (error) {
    throw isOciError(error) ? error : inputError(subject, pattern, fileSystemError(error, 'find files').message, error);
  }
  if (paths.length === 0) {
    const problem =
      'matches no file; make the files in an earlier step, or correct the pattern (a name that begins with a dot ' +
      'matches only a pattern with the dot)';
    throw inputError(subject, pattern, problem);
  }
  return paths.sort((a, b) => Buffer.compare(portableBytes(a), portableBytes(b)));
}

function portableBytes(path: string): Buffer {
  return Buffer.from(path.replaceAll(sep, '/'));
}

/** Undefined when the path does not exist, also for a link without a target. */
async function isDirectory(path: string): Promise<boolean | undefined> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return undefined;
  }
}
