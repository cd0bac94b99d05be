import { readlinkSync } from 'node:fs';
import {
  byteStringOf,
  fromLatin1,
  joinName,
  kindOfSync,
  printableName,
  readEntries,
  systemPath,
  withWritableDirectory,
  type ByteString,
} from '../../fs/index.ts';
import { OciError } from '../../spec/index.ts';
import { directoriesToCheck } from './names.ts';

/**
 * Checks the symbolic links of merged layers that were unpacked with the policy `root`. A name before `..` in a target
 * must be a real directory, because a link there could lead out of the root.
 *
 * @param root of the merged tree; absolute
 * @throws OciError `ARCHIVE_INVALID`
 */
export async function checkRootLinks(root: string): Promise<void> {
  const top = byteStringOf(root);
  await checkDirectory(top, top, []);
}

async function checkDirectory(root: ByteString, path: ByteString, segments: readonly ByteString[]): Promise<void> {
  for (const entry of readEntries(path)) {
    if (entry.isDirectory)
      await withWritableDirectory(entry.path, () => checkDirectory(root, entry.path, [...segments, entry.name]));
    else if (entry.isSymbolicLink) checkLink(root, entry.path, segments);
  }
}

function checkLink(root: ByteString, path: ByteString, directory: readonly ByteString[]): void {
  const target = fromLatin1(readlinkSync(systemPath(path), { encoding: 'latin1' }).replaceAll('\\', '/'));
  for (const parent of directoriesToCheck(directory, target)) {
    let location = root;
    for (const segment of parent) location = joinName(location, segment);
    if (kindOfSync(systemPath(location)) === 'directory') continue;
    const name = printableName(fromLatin1(path.slice(root.length + 1)));
    throw new OciError(
      'ARCHIVE_INVALID',
      `cannot unpack the symlink "${name}" to "${printableName(target)}": ".." follows ` +
        `"${printableName(parent.at(-1) ?? target)}" in its target, which is not a directory`,
    );
  }
}
