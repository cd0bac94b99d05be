import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemError } from '../fs/index.ts';
import { OciError } from '../spec/index.ts';

export interface TreeFile {
  /** With `/`, from the root. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

/**
 * Every file below a directory, in the order of names; what begins with a point is working material of a registry and passed over.
 *
 * @throws OciError `FILE_SYSTEM` for anything but files and directories: a link may lead anywhere
 */
export async function* treeFiles(root: string, below = ''): AsyncGenerator<TreeFile, void, undefined> {
  const directory = join(root, below);
  for (const entry of (await listed(directory)).sort()) {
    const path = join(directory, entry);
    const state = await lstat(path);
    const name = below === '' ? entry : `${below}/${entry}`;
    if (!state.isFile() && !state.isDirectory())
      throw new OciError(
        'FILE_SYSTEM',
        `${path} is neither a file nor a directory, which is nothing that a registry stores`,
      );
    if (entry.startsWith('.')) continue;
    if (state.isDirectory()) yield* treeFiles(root, name);
    else yield { name, path, size: state.size };
  }
}

/**
 * A hash of what a storage directory holds. Blobs are known by their names, which are their digests; everything else is read.
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

async function listed(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    throw fileSystemError(error, `list ${directory}`);
  }
}
