import { isOciError, messageOf, OciError, printable } from '../spec/index.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is exhausted',
  EFBIG: 'the file is larger than the limit for files',
  EMFILE: 'this process has too many open files',
  ENFILE: 'the system has too many open files',
  EACCES: 'permission denied',
  EPERM: 'the operation is not permitted',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  EROFS: 'the file system is read-only',
  ELOOP: 'the path has too many symbolic links',
  ENAMETOOLONG: 'the name is too long for the file system',
  EIO: 'the device reported an input/output error',
};

/**
 * Converts the error of a file operation to an `OciError` `FILE_SYSTEM`. Returns an `OciError` unchanged.
 *
 * @param operation continues the word "cannot", for example `read /a/b`
 */
export function fileSystemError(error: unknown, operation: string): OciError {
  if (isOciError(error)) return error;
  const code = errnoOf(error);
  const reason = (code === undefined ? undefined : reasons[code]) ?? withoutPaths(error);
  const suffix = code === undefined ? '' : ` (${code})`;
  return new OciError('FILE_SYSTEM', `cannot ${printable(operation)}: ${reason}${suffix}`, { cause: error });
}

/** The description in a message of Node: `EXDEV: cross-device link not permitted, rename 'a' -> 'b'`. */
function withoutPaths(error: unknown): string {
  const message = messageOf(error);
  return /^[A-Z0-9]+: (.+?), [a-z]+ '/s.exec(message)?.[1] ?? message;
}

/** The system's code of an error (`ENOENT`, …); undefined when it has none. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = (error as NodeJS.ErrnoException).code;
  return typeof code === 'string' ? code : undefined;
}

/** Whether a system error means that a path does not exist, also because one of its parents is not a directory. */
export function isMissing(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
