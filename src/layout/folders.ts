import { readdir } from 'node:fs/promises';
import { fileSystemError, isMissing } from '../fs/index.ts';

/** Names of the folders in a folder; symbolic links are passed over. None when it is absent. */
export async function readFolders(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileSystemError(error, `list ${path}`);
  }
}
