import { lstat, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileSystemError, isMissing } from '../fs/index.ts';
import { isRepositoryName, OciError } from '../spec/index.ts';
import { algorithms } from './blob-files.ts';
import { isLayout } from './layout-file.ts';

/**
 * The folder of a repository below `root`: its name. A part that is reserved by a layout or by Windows gets the prefix
 * `~`, which a repository name cannot contain. Different names therefore have different folders, and a folder is never
 * inside the content of another layout.
 */
export function folderOf(root: string, repository: string): string {
  return join(root, ...repository.split('/').map((part) => (isReserved(part) ? `~${part}` : part)));
}

/**
 * The folder of an existing repository: {@link folderOf}, or the folder with the plain name, if it is a layout. Other
 * registries, such as zot, do not mark reserved parts. A blob of the repository `a` cannot be a file `oci-layout` in
 * the folder of `a/blobs`, so the layouts stay apart.
 *
 * @returns undefined when the repository does not exist
 * @throws OciError as `isLayout`
 */
export async function findFolder(root: string, repository: string): Promise<string | undefined> {
  const folder = folderOf(root, repository);
  if (await isLayout(folder)) return folder;
  const plain = join(root, ...repository.split('/'));
  return plain !== folder && (await isLayout(plain)) ? plain : undefined;
}

/** The folder of a repository that may not exist. @throws OciError as `isLayout` */
export async function existingOrNewFolder(root: string, repository: string): Promise<string> {
  const folder = folderOf(root, repository);
  // Most names have no reserved part, and need no lookup.
  if (folder === join(root, ...repository.split('/'))) return folder;
  return (await findFolder(root, repository)) ?? folder;
}

// The device names that Windows reserves, with any extension. They are reserved on every system, so that a root can be
// moved to another system.
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/;
const layoutNames: ReadonlySet<string> = new Set(['blobs', 'index.json', 'oci-layout']);

export function isReserved(part: string): boolean {
  return layoutNames.has(part) || deviceName.test(part);
}

/**
 * The part of a repository name that a folder may have; undefined for other folders. A folder with a reserved name and
 * without the prefix is a repository only if it is a layout; see {@link findFolder}.
 *
 * @param parent path of the folder around it
 */
export function partOfName(entry: string, parent: string, root: string): string | undefined {
  const part = entry.startsWith('~') ? entry.slice(1) : entry;
  if (!isRepositoryName(part) || (entry.startsWith('~') && !isReserved(part))) return undefined;
  // A folder "blobs" can be a repository and contain the blobs of another one.
  const isContent = parent !== root && basename(parent) === 'blobs' && algorithms.some((name) => name === entry);
  return isContent ? undefined : part;
}

/**
 * Returns the root folder of a registry. Without `root` it creates a temporary folder that only this user can access.
 *
 * @throws OciError `DENIED` when `root` is a symbolic link of another user, who could change its target at any time
 */
export async function checkedRoot(root: string | undefined): Promise<string> {
  try {
    if (root === undefined) return await mkdtemp(join(tmpdir(), 'oci-layout-'));
    const state = await lstat(root);
    const user = process.getuid?.();
    if (state.isSymbolicLink() && user !== undefined && state.uid !== user) {
      throw new OciError(
        'DENIED',
        `cannot use ${root}: it is a symbolic link of user ${state.uid}, and this process runs as user ${user}; ` +
          'give the target of the link',
      );
    }
    return root;
  } catch (error) {
    if (root !== undefined && isMissing(error)) return root;
    throw fileSystemError(error, `use ${root ?? tmpdir()} as storage`);
  }
}
