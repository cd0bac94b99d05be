import { isOciError, messageOf, OciError, printable } from '../spec/index.ts';

const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than is allowed here',
  EMFILE: 'too many files are open in this process',
  ENFILE: 'too many files are open on this machine',
  EACCES: 'permission is denied',
  EPERM: 'the operation is not permitted',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  EROFS: 'the file system is read-only',
  ELOOP: 'there are too many symbolic links in the path',
  ENAMETOOLONG: 'the name is too long for the file system',
  EIO: 'the device reported an input/output error',
};

/**
 * What a file operation threw, as an `OciError` `FILE_SYSTEM` whose message says what was tried and why it failed. An `OciError` is
 * passed through.
 *
 * @param doing continues "cannot", for example `read /a/b`
 */
export function fileSystemError(error: unknown, doing: string): OciError {
  if (isOciError(error)) return error;
  const code = errnoOf(error);
  const reason = (code === undefined ? undefined : advice[code]) ?? messageOf(error);
  return new OciError('FILE_SYSTEM', `cannot ${printable(doing)}: ${reason}${code === undefined ? '' : ` (${code})`}`, {
    cause: error,
  });
}

/** The system's error code (`ENOENT`, …) of whatever was thrown. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = (error as NodeJS.ErrnoException).code;
  return typeof code === 'string' ? code : undefined;
}
