import { mkdir, opendir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackLayer } from '../archive/index.ts';
import {
  byteStringOf,
  errnoOf,
  fileSystemError,
  joinName,
  kindOf,
  moveTree,
  PendingFile,
  readEntries,
  renameOver,
  systemPath,
  textOf,
  withWritableDirectory,
  type ByteString,
  type EntryKind,
} from '../fs/index.ts';
import type { CallOptions, ReadOnlyStorage } from '../registry/index.ts';
import { OciError, printable } from '../spec/index.ts';
import { openContent, DrainingReader } from './pull-content.ts';
import type { FileLayout, LayerPlacement } from './pull-plan.ts';
import type { ReadProgress } from './read-progress.ts';
import type { Staging } from './stage.ts';

export interface FetchLayerOptions extends CallOptions {
  readonly finish?: FileLayout['finish'];
  readonly preservePermissions?: boolean | undefined;
  readonly progress: ReadProgress;
}

/** Downloads a layer into the workspace, verifies it and unpacks it. */
export async function fetchLayer(
  source: ReadOnlyStorage,
  placement: LayerPlacement,
  staging: Staging,
  options: FetchLayerOptions,
): Promise<void> {
  const { index, layer, unpack } = placement;
  const { preservePermissions, progress, signal } = options;
  const path = stagingPath(placement, staging);
  await using reader = new DrainingReader(await openContent(source, layer, { signal }));
  const content = progress.chunks(`layer ${index}`, reader.content());
  if (!unpack) {
    await using file = await PendingFile.create(staging.workspace, '.pull');
    for await (const chunk of content) await file.write(chunk);
    await options.finish?.(file.temporaryPath, layer, signal);
    // Do not flush, as for unpacked files: a pull is atomic when the process is killed, but not when the power fails.
    await file.commit(path, false);
    return;
  }
  try {
    await using unpacked = await unpackLayer(content, path, {
      preservePermissions,
      signal,
      what: `the layer ${layer.digest}`,
    });
    await renameOver(unpacked.directory, path);
    unpacked.keep();
  } catch (error) {
    throw await reader.explain(error);
  }
}

/**
 * Moves a layer from the workspace to its path in the staging directory. Call it in the order of the manifest, because
 * a later layer replaces entries of an earlier one.
 */
export async function moveLayer(placement: LayerPlacement, staging: Staging): Promise<void> {
  const { layer, segments, unpack } = placement;
  const path = segments.join('/');
  const staged = stagingPath(placement, staging);
  try {
    if (!unpack) {
      const directory = await makeRealDirectory(staging.directory, segments.slice(0, -1));
      await renameOver(staged, join(textOf(directory), segments.at(-1) ?? ''));
      return;
    }
    const from = byteStringOf(staged);
    // ORAS writes the name of the directory before each name in the archive.
    const inner = (await isPrefixed(from, segments)) ? [] : segments;
    const to = await makeRealDirectory(staging.directory, inner);
    if (await isEmpty(to)) await rmdir(systemPath(to));
    const conflict = await moveTree(from, to);
    if (conflict !== undefined) throw conflictError(textOf(conflict.path), conflict.existing);
  } catch (error) {
    throw fileSystemError(error, `write the layer ${layer.digest} to "${path}"`);
  }
}

function stagingPath({ index }: LayerPlacement, staging: Staging): string {
  return join(staging.workspace, `layer-${index}`);
}

/** Whether all entries of a tree are below this path. */
async function isPrefixed(tree: ByteString, segments: readonly string[]): Promise<boolean> {
  let directory = tree;
  for (const segment of segments.map(byteStringOf)) {
    const [only, ...others] = await withWritableDirectory(directory, async () => readEntries(directory));
    if (only === undefined || others.length > 0 || only.name !== segment || !only.isDirectory) return false;
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
    directory = joinName(directory, byteStringOf(segment));
    try {
      await mkdir(systemPath(directory));
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      const existing = await kindOf(systemPath(directory));
      if (existing !== 'directory') throw conflictError(segment, existing);
    }
  }
  return directory;
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
