import type { BigIntStats } from 'node:fs';
import type { ByteString } from '../../fs/index.ts';

/** `keep` stores the permission bits as they are; `normalize` stores 0755 for directories and executables and 0644 for the rest. */
export type Modes = 'keep' | 'normalize';

/** Set-uid, set-gid and sticky bit (04000, 02000, 01000) and the nine permission bits. */
const modeBits = 0o7777n;
const ownerMayExecute = 0o100n;

/** What links have on Linux. Other systems let it depend on the umask of whoever made the link, and none looks at it. */
export const symlinkMode = 0o777;

/**
 * @param executables where the file system has no modes (Windows): the names, relative to the source, that the git index calls
 *   executable. `keep` then means `normalize`, because there is nothing to keep.
 * @returns the mode field of an archive entry
 */
export function entryMode(
  stat: BigIntStats,
  name: ByteString,
  modes: Modes,
  executables: ReadonlySet<ByteString> | undefined,
): number {
  if (modes === 'keep' && executables === undefined) return Number(stat.mode & modeBits);
  if (stat.isDirectory()) return 0o755;
  // The owner's bit alone counts, as in git, so that a checkout gives the same on a system with modes and on one without.
  const executable = executables === undefined ? (stat.mode & ownerMayExecute) !== 0n : executables.has(name);
  return executable ? 0o755 : 0o644;
}
