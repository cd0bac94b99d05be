import { mkdir, rm } from 'node:fs/promises';
import { fileSystemError } from '../fs/index.ts';

export interface NewDirectory extends AsyncDisposable {
  /** Disposing leaves the directory alone from now on. */
  keep(): void;
}

/** Makes a directory with the parents it lacks. Disposing removes again what was made, so that a failed run leaves nothing behind. */
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
