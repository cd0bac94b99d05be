import { glob, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemError, kindOfTarget } from '../fs/index.ts';
import { isOciError, printable, inputError, type InputLabel } from '../spec/index.ts';
import { lines } from './inputs-values.ts';

export interface ReferenceLine {
  readonly path: string;
  readonly line: string;
}

/** A file that holds a reference has a few hundred bytes; more means that it is something else. */
const maxFileBytes = 64 * 1024;
const maxFiles = 10_000;

/**
 * The lines of a file, of all files below a directory, or of those that a pattern matches: what the jobs of a matrix handed on as
 * workflow artifacts.
 *
 * @throws OciError `INPUT_INVALID` when there is no such file, or one that holds no reference
 */
export async function readReferenceFiles(written: string, label: InputLabel): Promise<readonly ReferenceLine[]> {
  const subject = label('sources');
  const found: ReferenceLine[] = [];
  const paths = await matching(written, subject);
  if (paths.length === 0)
    throw inputError(
      subject,
      `@${written}`,
      'names no file; give a file, a directory or a pattern, and download the artifacts first',
    );
  for (const path of paths) {
    const own = lines(await read(path, subject));
    if (own.length === 0) throw inputError(subject, path, 'is empty, where a reference should stand');
    found.push(...own.map((line) => ({ path: printable(path, 300), line })));
  }
  return found;
}

async function matching(written: string, subject: string): Promise<readonly string[]> {
  const paths: string[] = [];
  const add = (path: string): void => {
    paths.push(path);
    if (paths.length > maxFiles)
      throw inputError(
        subject,
        `@${written}`,
        `names more than ${maxFiles} files; name the ones that hold a reference`,
      );
  };
  try {
    const kind = await kindOfTarget(written).catch(() => 'absent');
    if (kind === 'file') return [written];
    if (kind === 'directory') await addBelow(written, add);
    else
      for await (const path of glob(written))
        if ((await kindOfTarget(path).catch(() => 'absent')) === 'file') add(path);
  } catch (error) {
    throw unreadable(error, written, subject);
  }
  return paths.sort();
}

async function addBelow(directory: string, add: (path: string) => void): Promise<void> {
  for await (const entry of await opendir(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await addBelow(path, add);
    else if (entry.isFile()) add(path);
  }
}

async function read(path: string, subject: string): Promise<string> {
  try {
    const handle = await open(path);
    try {
      const buffer = Buffer.alloc(maxFileBytes + 1);
      const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, 0);
      if (bytesRead > maxFileBytes)
        throw inputError(subject, path, `has more than ${maxFileBytes} bytes, so it is no file with a reference`);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(error, path, subject);
  }
}

function unreadable(error: unknown, path: string, subject: string): Error {
  return isOciError(error)
    ? error
    : inputError(subject, undefined, fileSystemError(error, `read ${path}`).message, error);
}
