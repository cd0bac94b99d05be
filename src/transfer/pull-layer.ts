import { mkdir, opendir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  unpackLayerIn,
  unpackZip,
  type EntryOptions,
  type UnpackBudget,
  type UnpackedLayer,
  type UnpackResult,
  type UnpackThreads,
} from '../archive/index.ts';
import {
  byteStringOf,
  copyTree,
  errnoOf,
  fileSystemError,
  joinName,
  kindOf,
  moveTree,
  onlyEntry,
  PendingFile,
  renameOver,
  systemPath,
  textOf,
  withWritableDirectory,
  type ByteString,
  type EntryKind,
} from '../fs/index.ts';
import type { CallOptions, ReadOnlyStorage } from '../registry/index.ts';
import {
  annotationContentDigest,
  annotationEncoder,
  isDigest,
  OciError,
  printable,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { applyImageLayer } from './image-layers.ts';
import { openContent, DrainingReader } from './pull-content.ts';
import type { FileLayout, LayerPlacement } from './pull-plan.ts';
import type { ReadProgress } from './read-progress.ts';
import type { Staging } from './stage.ts';
import { treeEntries, type Entries } from './written-entries.ts';

export interface FetchLayerOptions extends CallOptions {
  readonly finish?: FileLayout['finish'];
  /** @default links to paths inside the directory */
  readonly symlinks?: EntryOptions['symlinks'];
  readonly preservePermissions?: boolean | undefined;
  readonly times?: EntryOptions['times'];
  readonly state?: EntryOptions['state'];
  /** Limits the files in all archives of the artifact. */
  readonly budget: UnpackBudget;
  /** Workers that the layers share. */
  readonly threads: UnpackThreads;
  readonly progress: ReadProgress;
}

/**
 * Downloads a layer into the workspace, verifies it and unpacks it.
 *
 * @returns the content of an archive; undefined for a file
 */
export async function fetchLayer(
  source: ReadOnlyStorage,
  placement: LayerPlacement,
  staging: Staging,
  options: FetchLayerOptions,
): Promise<UnpackResult | undefined> {
  const { index, layer, unpack, mode, isZip } = placement;
  const { preservePermissions, budget, progress, signal } = options;
  const path = stagingPath(placement, staging);
  await using reader = new DrainingReader((opening) => openContent(source, layer, { signal: opening }), signal);
  const content = progress.chunks(`layer ${index}`, reader.content());
  if (!unpack) {
    await using file = await PendingFile.create(staging.workspace, describe(placement), '.pull', mode);
    for await (const chunk of content) await file.write(chunk);
    // The umask applied when the file was created.
    if (mode !== undefined && preservePermissions === true) await file.setMode(mode);
    await options.finish?.(file.temporaryPath, layer, signal);
    // Do not flush, as for unpacked files: a pull is atomic when the process is killed, but not when the power fails.
    await file.commit(path, false);
    return undefined;
  }
  const unpackOptions: EntryOptions = {
    preservePermissions,
    times: options.times,
    state: options.state,
    symlinks: options.symlinks ?? (placement.isChange === true ? 'root' : 'inside'),
    budget,
    signal,
    what: `the layer ${layer.digest}`,
    sizeHint: layer.size,
    contentDigest: claimedContent(layer),
  };
  if (isZip === true) {
    // The central directory is at the end of a zip, so the complete file is needed first. Disposing removes it.
    await using file = await PendingFile.create(staging.workspace, describe(placement), '.pull');
    for await (const chunk of content) await file.write(chunk);
    await using unpacked = await unpackZip(file.temporaryPath, path, unpackOptions);
    await moveUnpacked(unpacked, path, placement);
    return unpacked.result;
  }
  try {
    await using unpacked = await unpackLayerIn(options.threads, content, path, unpackOptions);
    await moveUnpacked(unpacked, path, placement);
    return unpacked.result;
  } catch (error) {
    throw await reader.explain(error);
  }
}

/**
 * The digest of the tar, if the layer may have been reused: nothing has compared its content with the digest then.
 */
function claimedContent({ annotations = {} }: Descriptor): Digest | undefined {
  const digest = annotations[annotationContentDigest];
  return annotations[annotationEncoder] !== undefined && digest !== undefined && isDigest(digest) ? digest : undefined;
}

/**
 * Copies a layer in the workspace to placements of the same content.
 *
 * @param content the content of an archive, which is reserved for the copies; undefined for a file
 */
export async function copyLayer(
  from: LayerPlacement,
  copies: readonly LayerPlacement[],
  content: UnpackResult | undefined,
  staging: Staging,
  { budget, signal }: CallOptions & Pick<FetchLayerOptions, 'budget'>,
): Promise<void> {
  const what = `the layer ${from.layer.digest}`;
  if (content !== undefined) {
    budget.reserveFile(content.bytes * copies.length, what);
    budget.reserveEntries(content.entries * copies.length, what);
  }
  const staged = byteStringOf(stagingPath(from, staging));
  for (const copy of copies) {
    throwIfAborted(signal);
    try {
      await copyTree(staged, byteStringOf(stagingPath(copy, staging)));
    } catch (error) {
      throw fileSystemError(error, `write ${describe(copy)}`);
    }
  }
}

/**
 * Lists the entries that {@link moveLayer} will write, relative to the staging directory.
 *
 * @throws OciError `FILE_SYSTEM`
 */
export async function layerEntries(placement: LayerPlacement, staging: Staging): Promise<Entries> {
  const path = byteStringOf(placement.segments.join('/'));
  if (!placement.unpack) return new Map([[path, '']]);
  const from = byteStringOf(stagingPath(placement, staging));
  try {
    const entries = await treeEntries(from, (await hasOwnPrefix(placement, from)) ? byteStringOf('') : path);
    if (path !== '' && !entries.has(path)) entries.set(path, 'd');
    return entries;
  } catch (error) {
    throw fileSystemError(error, `list ${describe(placement)}`);
  }
}

/**
 * Moves a layer from the workspace to its path in the staging directory. Call it in the order of the manifest, because
 * a later layer replaces entries of an earlier one.
 */
export async function moveLayer(placement: LayerPlacement, staging: Staging): Promise<void> {
  const { segments, unpack } = placement;
  const staged = stagingPath(placement, staging);
  try {
    if (!unpack) {
      const directory = await makeRealDirectory(staging.directory, segments.slice(0, -1));
      await renameOver(staged, join(textOf(directory), segments.at(-1) ?? ''));
      return;
    }
    const from = byteStringOf(staged);
    if (placement.isChange === true) {
      await applyImageLayer(from, byteStringOf(staging.directory));
      return;
    }
    const inner = (await hasOwnPrefix(placement, from)) ? [] : segments;
    const to = await makeRealDirectory(staging.directory, inner);
    // The move of the complete directory also moves its mode.
    const conflict = await withWritableDirectory(parentOf(to), async () => {
      if (await isEmpty(to)) await rmdir(systemPath(to));
      return moveTree(from, to, { intoReadOnly: true });
    });
    if (conflict !== undefined) throw conflictError(textOf(conflict.path), conflict.existing);
  } catch (error) {
    throw fileSystemError(error, `write ${describe(placement)}`);
  }
}

/** Names a layer and its path in errors. */
function describe({ layer, segments }: LayerPlacement): string {
  return `"${segments.join('/') || '.'}" from the layer ${layer.digest}`;
}

async function moveUnpacked(unpacked: UnpackedLayer, path: string, placement: LayerPlacement): Promise<void> {
  try {
    await renameOver(unpacked.directory, path);
    unpacked.keep();
  } catch (error) {
    throw fileSystemError(error, `write ${describe(placement)}`);
  }
}

/** The path of a layer before {@link moveLayer}. */
function stagingPath({ index }: LayerPlacement, staging: Staging): string {
  return join(staging.workspace, `layer-${index}`);
}

/** Whether the names in an archive begin with the directory of its title, as ORAS writes them. */
async function hasOwnPrefix({ segments, isZip }: LayerPlacement, tree: ByteString): Promise<boolean> {
  return isZip !== true && (await isPrefixed(tree, segments));
}

/** Whether all entries of a tree are below this path. */
async function isPrefixed(tree: ByteString, segments: readonly string[]): Promise<boolean> {
  let directory = tree;
  for (const segment of segments.map(byteStringOf)) {
    const only = await withWritableDirectory(directory, async () => onlyEntry(directory));
    if (only?.name !== segment || !only.isDirectory) return false;
    directory = only.path;
  }
  return segments.length > 0;
}

/**
 * Creates directories one by one, and does not follow a link of an earlier layer. @throws OciError `ARCHIVE_INVALID`
 */
async function makeRealDirectory(root: string, segments: readonly string[]): Promise<ByteString> {
  let directory = byteStringOf(root);
  for (const segment of segments) {
    const parent = directory;
    const child = joinName(parent, byteStringOf(segment));
    directory = child;
    try {
      // An earlier layer may have made the parent read-only.
      await withWritableDirectory(parent, () => mkdir(systemPath(child)));
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      const existing = await kindOf(systemPath(directory));
      if (existing !== 'directory') throw conflictError(segment, existing);
    }
  }
  return directory;
}

function parentOf(path: ByteString): ByteString {
  return byteStringOf(dirname(textOf(path)));
}

async function isEmpty(directory: ByteString): Promise<boolean> {
  await using entries = await opendir(systemPath(directory));
  return (await entries.read()) === null;
}

function conflictError(name: string, existing: EntryKind): OciError {
  return new OciError(
    'ARCHIVE_INVALID',
    `"${printable(name, 300)}" is a ${existing} in one layer and another kind of entry in another layer; an ` +
      'artifact cannot have both',
  );
}
