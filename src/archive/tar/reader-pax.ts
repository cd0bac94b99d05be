import { OciError, printable } from '../../spec/index.ts';

/** What an extended header says that matters here (POSIX.1-2017, pax, "pax Extended Header"). */
export interface PaxRecords {
  readonly path?: Buffer;
  readonly linkPath?: Buffer;
  /** Bytes. */
  readonly size?: number;
  /** Seconds since 1970; a time before counts as 1970. */
  readonly mtime?: number;
}

/**
 * The records of an extended header. Nothing is guessed: a length that does not fit, a missing line end or a NUL is an error, and so is
 * whatever changes how the following bytes are to be read and is not supported (sparse files, other character sets).
 *
 * @throws OciError `ARCHIVE_INVALID`
 */
export function readPax(content: Buffer): PaxRecords {
  const found = new Map<string, Buffer>();
  for (let at = 0; at < content.byteLength;) {
    const space = content.indexOf(0x20, at);
    const length =
      space < 0 ? undefined : /^[1-9][0-9]{0,9}$/.exec(content.toString('latin1', at, Math.min(space, at + 11)))?.[0];
    const end = at + Number(length ?? Number.NaN);
    if (!(end > space + 1 && end <= content.byteLength) || content[end - 1] !== 0x0a)
      throw invalid('a record has a length that does not fit');
    const equals = content.indexOf(0x3d, space + 1);
    if (equals < 0 || equals >= end || equals === space + 1) throw invalid('a record has no key');
    const key = content.toString('latin1', space + 1, equals);
    if (key.includes('\0')) throw invalid('a key holds a NUL byte');
    if (key.startsWith('GNU.sparse.'))
      throw invalid('it describes a sparse file, which is not supported; pack it without --sparse');
    if (checkedKeys.has(key)) {
      if (found.has(key)) throw invalid(`the key "${key}" stands there twice`);
      found.set(key, content.subarray(equals + 1, end - 1));
    }
    at = end;
  }
  return interpret(found);
}

/** Every other key (owner, access time, extended attributes, vendors' own) says nothing about names, sizes or where bytes are. */
const checkedKeys: ReadonlySet<string> = new Set(['path', 'linkpath', 'size', 'mtime', 'hdrcharset']);

function interpret(found: ReadonlyMap<string, Buffer>): PaxRecords {
  const path = nameOf(found, 'path');
  const linkPath = nameOf(found, 'linkpath');
  const size = found.get('size')?.toString('latin1');
  if (size !== undefined && !(/^[0-9]{1,16}$/.test(size) && Number.isSafeInteger(Number(size)))) {
    throw invalid(`the size "${printable(size, 40)}" is not a number of bytes`);
  }
  const mtime = found.get('mtime')?.toString('latin1');
  if (mtime !== undefined && !/^-?[0-9]{1,20}(\.[0-9]{0,20})?$/.test(mtime))
    throw invalid(`the time "${printable(mtime, 40)}" is not a number of seconds`);
  const charset = found.get('hdrcharset')?.toString('latin1');
  if (charset !== undefined && charset !== 'BINARY' && charset !== 'ISO-IR 10646 2000 UTF-8') {
    throw invalid(`names are in the character set "${printable(charset, 40)}"; only UTF-8 is supported`);
  }
  return {
    ...(path === undefined ? {} : { path }),
    ...(linkPath === undefined ? {} : { linkPath }),
    ...(size === undefined ? {} : { size: Number(size) }),
    ...(mtime === undefined ? {} : { mtime: Math.max(0, Number(mtime)) }),
  };
}

function nameOf(found: ReadonlyMap<string, Buffer>, key: string): Buffer | undefined {
  const value = found.get(key);
  if (value?.byteLength === 0) throw invalid(`the ${key} is empty`);
  if (value?.includes(0) === true) throw invalid(`the ${key} holds a NUL byte`);
  return value;
}

function invalid(reason: string): OciError {
  return new OciError('ARCHIVE_INVALID', `an extended header is damaged or not supported: ${reason}`);
}
