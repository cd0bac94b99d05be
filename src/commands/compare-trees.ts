import { lstat, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { kindOfStats } from '../fs/index.ts';

/** How much of each file is compared at a time, bytes. */
const blockBytes = 256 * 1024;

/**
 * What is different in two directories: names, kinds, permissions, link targets, content. `.git` is left out, as it is when packaging.
 *
 * @returns one line for each difference, paths relative to the two
 */
export async function compareTrees(expected: string, actual: string): Promise<readonly string[]> {
  const differences: string[] = [];
  await compareDirectories(expected, actual, '', differences);
  return differences;
}

async function compareDirectories(
  expected: string,
  actual: string,
  path: string,
  differences: string[],
): Promise<void> {
  const [wanted, found] = await Promise.all([namesIn(join(expected, path)), namesIn(join(actual, path))]);
  for (const name of found) if (!wanted.has(name)) differences.push(`${join(path, name)} is too much`);
  for (const name of wanted) {
    const inner = join(path, name);
    if (!found.has(name)) differences.push(`${inner} is missing`);
    else await compareEntries(expected, actual, inner, differences);
  }
}

async function compareEntries(expected: string, actual: string, path: string, differences: string[]): Promise<void> {
  const [left, right] = [join(expected, path), join(actual, path)];
  const [wanted, found] = await Promise.all([lstat(left), lstat(right)]);
  if (kindOfStats(wanted) !== kindOfStats(found)) {
    differences.push(`${path} is a ${kindOfStats(found)}, not a ${kindOfStats(wanted)}`);
    return;
  }
  if (wanted.isSymbolicLink()) {
    const [from, to] = await Promise.all([readlink(left), readlink(right)]);
    if (from !== to) differences.push(`${path} links to ${to}, not to ${from}`);
    return;
  }
  // Windows has no permission bits worth the name.
  const [mode, foundMode] = [wanted.mode & 0o777, found.mode & 0o777];
  if (process.platform !== 'win32' && mode !== foundMode)
    differences.push(`${path} has mode ${foundMode.toString(8)}, not ${mode.toString(8)}`);
  if (wanted.isDirectory()) await compareDirectories(expected, actual, path, differences);
  else if (wanted.size !== found.size || !(await sameBytes(left, right))) differences.push(`${path} has other content`);
}

async function namesIn(directory: string): Promise<ReadonlySet<string>> {
  return new Set((await readdir(directory)).filter((name) => name !== '.git'));
}

async function sameBytes(left: string, right: string): Promise<boolean> {
  await using a = await open(left);
  await using b = await open(right);
  const [bufferA, bufferB] = [Buffer.alloc(blockBytes), Buffer.alloc(blockBytes)];
  for (;;) {
    const [readA, readB] = await Promise.all([fill(a, bufferA), fill(b, bufferB)]);
    if (!bufferA.subarray(0, readA).equals(bufferB.subarray(0, readB))) return false;
    if (readA < blockBytes) return true;
  }
}

/** A read may give less than was asked for before the file ends. */
async function fill(file: Awaited<ReturnType<typeof open>>, buffer: Buffer): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
