import { lstat, open, readlink } from 'node:fs/promises';
import {
  byteStringOf,
  fromLatin1,
  joinName,
  kindOfStats,
  printableName,
  readEntries,
  systemPath,
  type ByteString,
} from '../fs/index.ts';

/** Bytes of each file that are compared at once. */
const blockBytes = 256 * 1024;

/**
 * Lists the differences of two directories: names, kinds, permissions, link targets and content. `.git` is ignored, as
 * in packaging.
 *
 * @returns one line for each difference, paths relative to the two
 */
export async function compareTrees(expected: string, actual: string): Promise<readonly string[]> {
  const differences: string[] = [];
  await compareDirectories(byteStringOf(expected), byteStringOf(actual), byteStringOf(''), differences);
  return differences;
}

async function compareDirectories(
  expected: ByteString,
  actual: ByteString,
  path: ByteString,
  differences: string[],
): Promise<void> {
  const [wanted, found] = [namesIn(joinPath(expected, path)), namesIn(joinPath(actual, path))];
  for (const name of found)
    if (!wanted.has(name)) differences.push(`unexpected file ${printableName(joinName(path, name))}`);
  for (const name of wanted) {
    const inner = joinName(path, name);
    if (!found.has(name)) differences.push(`missing file ${printableName(inner)}`);
    else await compareEntries(expected, actual, inner, differences);
  }
}

async function compareEntries(
  expected: ByteString,
  actual: ByteString,
  path: ByteString,
  differences: string[],
): Promise<void> {
  const [left, right] = [systemPath(joinPath(expected, path)), systemPath(joinPath(actual, path))];
  const [wanted, found] = await Promise.all([lstat(left), lstat(right)]);
  const shown = printableName(path);
  if (kindOfStats(wanted) !== kindOfStats(found)) {
    differences.push(`${shown} is a ${kindOfStats(found)}, not a ${kindOfStats(wanted)}`);
    return;
  }
  if (wanted.isSymbolicLink()) {
    const [from, to] = await Promise.all([readlink(left, 'latin1'), readlink(right, 'latin1')]);
    if (from !== to)
      differences.push(`${shown} links to ${printableName(fromLatin1(to))}, not to ${printableName(fromLatin1(from))}`);
    return;
  }
  // Windows has no permission bits.
  const [mode, foundMode] = [wanted.mode & 0o777, found.mode & 0o777];
  if (process.platform !== 'win32' && mode !== foundMode)
    differences.push(`${shown} has mode ${foundMode.toString(8)}, not ${mode.toString(8)}`);
  if (wanted.isDirectory()) await compareDirectories(expected, actual, path, differences);
  else if (wanted.size !== found.size || !(await sameBytes(left, right)))
    differences.push(`the content of ${shown} differs`);
}

function joinPath(directory: ByteString, path: ByteString): ByteString {
  return path === '' ? directory : joinName(directory, path);
}

function namesIn(directory: ByteString): ReadonlySet<ByteString> {
  return new Set(
    readEntries(directory)
      .map(({ name }) => name)
      .filter((name) => name !== '.git'),
  );
}

async function sameBytes(left: string | Buffer, right: string | Buffer): Promise<boolean> {
  await using a = await open(left);
  await using b = await open(right);
  const [bufferA, bufferB] = [Buffer.alloc(blockBytes), Buffer.alloc(blockBytes)];
  for (;;) {
    const [readA, readB] = await Promise.all([fill(a, bufferA), fill(b, bufferB)]);
    if (!bufferA.subarray(0, readA).equals(bufferB.subarray(0, readB))) return false;
    if (readA < blockBytes) return true;
  }
}

/** A read may return fewer bytes than requested before the end of the file. */
async function fill(file: Awaited<ReturnType<typeof open>>, buffer: Buffer): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
