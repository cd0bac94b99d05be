import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import {
  fromLatin1,
  joinName,
  kindOf,
  printableName,
  readEntries,
  removeEntry,
  renameOver,
  systemPath,
  withWritableDirectory,
  type ByteString,
} from '../fs/index.ts';
import { OciError, printable, type Descriptor } from '../spec/index.ts';
import type { PullPlan } from './pull-plan.ts';

/** Media types of image layers (image-spec, layer.md). */
const ociLayer = /^application\/vnd\.oci\.image\.layer(?:\.nondistributable)?\.v1\.tar(?:\+gzip|\+zstd)?$/;
const dockerLayer = /^application\/vnd\.docker\.image\.rootfs(?:\.foreign)?\.diff\.tar(?:\.gzip|\.zstd)?$/;

/**
 * Plans the layers of an image as changes of one root directory, in their order.
 *
 * @throws OciError `UNSUPPORTED` for a layer that is not an image layer
 */
export function planImage(layers: readonly Descriptor[]): PullPlan {
  const other = layers.find(({ mediaType }) => !ociLayer.test(mediaType) && !dockerLayer.test(mediaType));
  if (other !== undefined)
    throw new OciError(
      'UNSUPPORTED',
      `cannot unpack the artifact as an image: the layer ${other.digest} has the type ` +
        `${printable(other.mediaType, 200)}, which is not a layer of an image; pull it with the format auto`,
      { detail: { option: 'format' } },
    );
  const placements = layers.map((layer, index) => ({ index, layer, segments: [], unpack: true, isChange: true }));
  return { placements, skipped: [], warnings: [] };
}

// Markers of image-spec, layer.md, "Whiteouts".
const whiteoutPrefix = '.wh.';
/** Prefix of the opaque marker, and of AUFS' own files. */
const metadataPrefix = '.wh..wh.';
const opaqueMarker = '.wh..wh..opq';

/**
 * Moves a layer of an image into the directory that contains the layers below it, on the same file system. Whiteouts
 * remove entries of the layers below. An entry replaces an entry of another kind, except that a directory does not
 * replace a symbolic link, because names below the link could be meant.
 *
 * @param from the unpacked layer; most of it is moved
 * @param to must exist
 * @throws OciError `ARCHIVE_INVALID`; the file system's error
 */
export async function applyImageLayer(from: ByteString, to: ByteString): Promise<void> {
  await withWritableDirectory(to, async () => {
    const entries = [...readEntries(from)];
    if (entries.some(({ name }) => name === opaqueMarker))
      for (const { path } of readEntries(to)) await removeEntry(path);
    // All whiteouts come first, because they only apply to the layers below.
    for (const { name } of entries) {
      if (isMarker(name) && !name.startsWith(metadataPrefix)) await removeEntry(joinName(to, hiddenName(name)));
    }
    for (const { name, path, isDirectory } of entries) {
      if (isMarker(name)) continue;
      const target = joinName(to, name);
      if (isDirectory) {
        const mode = lstatSync(systemPath(path)).mode & 0o7777;
        await withWritableDirectory(path, () => applyDirectory(path, target, name));
        chmodSync(systemPath(target), mode);
      } else {
        if ((await kindOf(systemPath(target))) === 'directory') await removeEntry(target);
        await renameOver(systemPath(path), systemPath(target));
      }
    }
  });
}

/** @param path must be readable and writable */
async function applyDirectory(path: ByteString, target: ByteString, name: ByteString): Promise<void> {
  let existing = await kindOf(systemPath(target));
  if (existing === 'symbolic link' && !readEntries(path).some((entry) => entry.name === opaqueMarker))
    throw new OciError(
      'ARCHIVE_INVALID',
      `cannot unpack the directory "${printableName(name)}" of the image: a layer below has a symbolic link of ` +
        'this name',
    );
  if (existing !== 'absent' && existing !== 'directory') {
    await removeEntry(target);
    existing = 'absent';
  }
  if (existing === 'absent') mkdirSync(systemPath(target), 0o700);
  await applyImageLayer(path, target);
}

function isMarker(name: ByteString): boolean {
  return name.startsWith(whiteoutPrefix);
}

/** The name that a whiteout removes. @throws OciError `ARCHIVE_INVALID` for a name that leaves the directory */
function hiddenName(name: ByteString): ByteString {
  const hidden = name.slice(whiteoutPrefix.length);
  if (hidden !== '' && hidden !== '.' && hidden !== '..') return fromLatin1(hidden);
  throw new OciError('ARCHIVE_INVALID', `cannot unpack the whiteout "${printableName(name)}": it names no entry`);
}
