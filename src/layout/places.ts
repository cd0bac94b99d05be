import { lstat, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSystemError, isMissing } from '../fs/index.ts';
import { compareBytes, isRepositoryName, OciError } from '../spec/index.ts';
import { readFolders } from './folders.ts';
import { isLayout } from './layout-file.ts';

/**
 * The folder of a repository below `root`: its name, except that a part which a layout or Windows has another use for begins with `~`,
 * which is no part of any repository name. So no two names share a folder, and no name lies within the content of another one's layout.
 */
export function folderOf(root: string, repository: string): string {
  return join(root, ...repository.split('/').map((part) => (isReserved(part) ? `~${part}` : part)));
}

// The names that Windows gives to devices are taken with any ending, and on every system, so that a root can move between them.
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/;
const layoutNames: ReadonlySet<string> = new Set(['blobs', 'index.json', 'oci-layout']);

function isReserved(part: string): boolean {
  return layoutNames.has(part) || deviceName.test(part);
}

/** Names of the repositories below `root`, in byte order. */
export async function repositoriesBelow(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  const waiting: { readonly path: string; readonly name: string }[] = [{ path: root, name: '' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of await readFolders(next.path)) {
      const part = entry.startsWith('~') ? entry.slice(1) : entry;
      const name = next.name === '' ? part : `${next.name}/${part}`;
      // What no repository name leads to is not ours: the content of a layout, its working folders, and strangers.
      if (isReserved(part) !== entry.startsWith('~') || !isRepositoryName(name)) continue;
      const path = join(next.path, entry);
      if (await isLayout(path)) found.push(name);
      waiting.push({ path, name });
    }
  }
  return found.sort(compareBytes);
}

/**
 * The folder to keep everything in. Without `root` a new one for temporary files, which nobody else may enter.
 *
 * @throws OciError `DENIED` when `root` is a symbolic link that somebody else made: where it leads may change at any moment
 */
export async function checkedRoot(root: string | undefined): Promise<string> {
  try {
    if (root === undefined) return await mkdtemp(join(tmpdir(), 'oci-layout-'));
    const state = await lstat(root);
    const own = process.getuid?.();
    if (state.isSymbolicLink() && own !== undefined && state.uid !== own) {
      throw new OciError(
        'DENIED',
        `${root} is a symbolic link of user ${state.uid}, and this process runs as user ${own}; give the folder that is meant`,
      );
    }
    return root;
  } catch (error) {
    if (root !== undefined && isMissing(error)) return root;
    throw fileSystemError(error, `use ${root ?? tmpdir()} as storage`);
  }
}
