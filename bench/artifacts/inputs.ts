import { execFile } from 'node:child_process';
import { mkdir, open, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jsonLines } from './json-lines.ts';
import { noise, Random } from './random.ts';
import { SourceText } from './source-text.ts';

/** A directory to package. */
export interface Input {
  readonly title: string;
  readonly directory: string;
  readonly files: number;
  /** Total size of all files, bytes. */
  readonly bytes: number;
}

export type InputName = 'json' | 'source' | 'random';

export const inputNames: readonly InputName[] = ['json', 'source', 'random'];

const mib = 1024 * 1024;
const seeds: Readonly<Record<InputName, number>> = { json: 20260105, source: 20260106, random: 20260107 };
const filesPerDirectory = 200;

export function jsonInput(directory: string, bytes: number): Promise<Input> {
  return oneFile(directory, 'events.jsonl', `JSON lines, ${bytes / mib} MiB in one file`, bytes, jsonLines(seeds.json));
}

export function randomInput(directory: string, bytes: number): Promise<Input> {
  return oneFile(directory, 'random.bin', `random bytes, ${bytes / mib} MiB in one file`, bytes, noise(seeds.random));
}

/** The source tree of the installed Go, in place. */
export async function goSources(): Promise<Input> {
  const { stdout } = await promisify(execFile)('go', ['env', 'GOROOT']);
  const directory = join(stdout.trim(), 'src');
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return {
    title: `Go's source tree, ${sizes.length} files, ${Math.round(bytes / 1e6)} MB`,
    directory,
    files: sizes.length,
    bytes,
  };
}

/**
 * A tree of generated source files. Most are small and a few are large, as in {@link goSources}, whose average is
 * 11,100 bytes.
 */
export async function sourceInput(directory: string, files: number, averageBytes = 11_100): Promise<Input> {
  const random = new Random(seeds.source);
  const text = new SourceText(seeds.source);
  let bytes = 0;
  for (let count = 0; count < files; count++) {
    const folder = join(directory, `package-${Math.floor(count / filesPerDirectory)}`);
    if (count % filesPerDirectory === 0) await mkdir(folder, { recursive: true });
    const content = text.file(Math.ceil((skewedSize(random) / skewedMean) * averageBytes));
    bytes += content.length;
    await writeFile(join(folder, `file-${count}.go`), content);
  }
  return { title: `invented sources, ${files} files, ${(bytes / 1e6).toFixed(1)} MB`, directory, files, bytes };
}

/** The average of {@link skewedSize}. */
const skewedMean = (1.5 * 511) / 9;

/** A size from 1 to 512, logarithmically distributed. */
function skewedSize(random: Random): number {
  return (1 + random.next() / 0x1_0000_0000) * 2 ** random.below(9);
}

async function oneFile(
  directory: string,
  name: string,
  title: string,
  bytes: number,
  content: Iterable<Buffer>,
): Promise<Input> {
  await mkdir(directory, { recursive: true });
  await using file = await open(join(directory, name), 'wx');
  for (const chunk of prefix(content, bytes)) await file.write(chunk);
  return { title, directory, files: 1, bytes };
}

/** The first bytes of an endless sequence. */
export function* prefix(content: Iterable<Buffer>, bytes: number): Generator<Buffer> {
  let left = bytes;
  if (left === 0) return;
  for (const chunk of content) {
    yield chunk.subarray(0, left);
    left -= Math.min(left, chunk.byteLength);
    if (left === 0) return;
  }
}
