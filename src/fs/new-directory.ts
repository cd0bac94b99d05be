import { mkdir, rm } from 'node:fs/promises';
import { fileSystemError } from './file-system-error.ts';

export interface NewDirectory extends AsyncDisposable {
  /** Disposing no longer removes the directory. */
  keep(): void;
}

/** Makes a directory and its missing parents. Disposing removes the directories that this call made. */
export async function newDirectory(path: string): Promise<NewDirectory> {
  let made: string | undefined;
  try {
    made = await mkdir(path, { recursive: true });
  } catch (error) {
    throw fileSystemError(error, `make the directory ${path}`);
  }
  return {
    keep() {
      made = undefined;
    },
    async [Symbol.asyncDispose]() {
      if (made !== undefined) await rm(made, { recursive: true, force: true });
    },
  };
}
