import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemError } from '../fs/index.ts';
import { OciError } from '../spec/index.ts';

export interface TreeFile {
  /** Relative to the root, with `/` as separator. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

/**
 * Lists every file below a directory, sorted by name. Names that begin with a dot are temporary files of a registry and
 * are skipped.
 *
 * @throws OciError `FILE_SYSTEM` for links and special files: a link may point outside
 */
export async function* treeFiles(root: string, below = ''): AsyncGenerator<TreeFile, void, undefined> {
  const directory = join(root, below);
  for (const entry of (await namesIn(directory)).sort()) {
    const path = join(directory, entry);
    const state = await lstat(path);
    const name = below === '' ? entry : `${below}/${entry}`;
    if (!state.isFile() && !state.isDirectory())
      throw new OciError(
        'FILE_SYSTEM',
        `${path} is neither a file nor a directory; a storage has only files and directories`,
      );
    if (entry.startsWith('.')) continue;
    if (state.isDirectory()) yield* treeFiles(root, name);
    else yield { name, path, size: state.size };
  }
}

/**
 * Hashes the content of a storage directory. The names of blobs are their digests, so only other files are read.
 *
 * @returns 64 hex digits
 */
export async function fingerprintOf(root: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const { name, path, size } of treeFiles(root)) {
    hash.update(`${JSON.stringify(name)} ${size}\n`);
    if (/(?:^|\/)blobs\/(?:sha256|sha512)\/[0-9a-f]+$/.test(name)) continue;
    for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) hash.update(chunk);
  }
  return hash.digest('hex');
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    throw fileSystemError(error, `list ${directory}`);
  }
}
