import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './file-system-error.ts';

/** Windows refuses to replace a file while a scanner or reader holds it open; the hold is short. */
const renameTries = 10;
const renamePauseMs = 20;

/** Renames within one file system, replacing what is there. Waits for a short hold on the target to end, on Windows. */
export async function renameOver(from: string | Buffer, to: string | Buffer): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = errnoOf(error);
      const held = code === 'EPERM' || code === 'EACCES' || code === 'EBUSY';
      if (process.platform !== 'win32' || !held || attempt >= renameTries) throw error;
      await new Promise((resolve) => setTimeout(resolve, renamePauseMs * attempt));
    }
  }
}

/** Flushes the entries of a directory to disk, so that a rename in it survives a loss of power. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a directory for this; its file system journals the entry.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** {@link renameOver}, then {@link syncDirectory} of the target's directory. */
export async function durableRename(from: string, to: string): Promise<void> {
  await renameOver(from, to);
  await syncDirectory(dirname(to));
}
