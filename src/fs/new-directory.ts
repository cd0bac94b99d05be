import { mkdir, rm } from 'node:fs/promises';
import { fileSystemError } from './file-system-error.ts';

interface NewDirectory extends AsyncDisposable {
  /** Whether the directory did not exist. */
  readonly isNew: boolean;
  /** Disposing no longer removes the directory. */
  keep(): void;
}

/** Creates a directory and its missing parents. Disposing removes the directories that this call created. */
export async function newDirectory(path: string): Promise<NewDirectory> {
  let created: string | undefined;
  try {
    created = await mkdir(path, { recursive: true });
  } catch (error) {
    throw fileSystemError(error, `create the directory ${path}`);
  }
  return {
    isNew: created !== undefined,
    keep() {
      created = undefined;
    },
    async [Symbol.asyncDispose]() {
      if (created !== undefined) await rm(created, { recursive: true, force: true });
    },
  };
}
