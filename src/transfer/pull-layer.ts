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
import type { ReadOnlyStorage } from '../registry/index.ts';
import { OciError, printable, type Descriptor } from '../spec/index.ts';
import { openContent, DrainingReader } from './pull-content.ts';
import type { PlacedLayer } from './pull-plan.ts';
import type { Staging } from './stage.ts';

/** Files that are more than their bytes. */
export interface FileKind {
  /** Of a layer without a title. A plain relative path, as a title must be. */
  readonly name: string;
  /** Makes the file, downloaded and verified, what it must be, or refuses it. */
  readonly finish: (path: string, layer: Descriptor, signal: AbortSignal | undefined) => Promise<void>;
}

export interface FetchLayerOptions {
  /** Of a layer that becomes a file. */
  readonly kind?: FileKind | undefined;
  readonly preservePermissions?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the stored layer that were read just now. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Downloads a layer, verified and unpacked, into the workspace. */
export async function fetchLayer(
  source: ReadOnlyStorage,
  placed: PlacedLayer,
  staging: Staging,
  options: FetchLayerOptions,
): Promise<void> {
  const { layer } = placed;
  const { preservePermissions, signal } = options;
  const arrived = arrival(placed, staging);
  await using patient = new DrainingReader(await openContent(source, layer, { signal }));
  const content = counted(patient.content(), options.onBytes);
  if (!placed.unpack) {
    await using file = await PendingFile.create(staging.workspace, '.pull');
    for await (const chunk of content) await file.write(chunk);
    await options.kind?.finish(file.temporaryPath, layer, signal);
    // What is unpacked is not flushed to disk either: the whole is to be there or not when this process is killed, not when the power fails.
    await file.commit(arrived, false);
    return;
  }
  try {
    await using unpacked = await unpackLayer(content, arrived, {
      preservePermissions,
      signal,
      what: `the layer ${layer.digest}`,
    });
    await renameOver(unpacked.directory, arrived);
    unpacked.keep();
  } catch (error) {
    throw await patient.explain(error);
  }
}

/** Moves a layer from the workspace to its place in the content. Called in the manifest's order: where two hold a name, the later one counts. */
export async function placeLayer(placed: PlacedLayer, staging: Staging): Promise<void> {
  const { layer, segments, unpack } = placed;
  const path = segments.join('/');
  const arrived = arrival(placed, staging);
  try {
    if (!unpack) {
      const directory = await realDirectory(staging.directory, segments.slice(0, -1));
      await renameOver(arrived, join(textOf(directory), segments.at(-1) ?? ''));
      return;
    }
    const from = byteStringOf(arrived);
    // ORAS writes the directory's own name before each name in the archive.
    const inner = (await isPrefixed(from, segments)) ? [] : segments;
    const to = await realDirectory(staging.directory, inner);
    if (await isEmpty(to)) await rmdir(systemPath(to));
    const conflict = await moveTree(from, to);
    if (conflict !== undefined) throw contradiction(textOf(conflict.path), conflict.existing);
  } catch (error) {
    throw fileSystemError(error, `place the layer ${layer.digest} at "${path}"`);
  }
}

function arrival(placed: PlacedLayer, staging: Staging): string {
  return join(staging.workspace, `layer-${placed.index}`);
}

/** Whether everything in a tree lies below this path. */
async function isPrefixed(tree: ByteString, segments: readonly string[]): Promise<boolean> {
  let directory = tree;
  for (const segment of segments.map(byteStringOf)) {
    const [only, ...others] = await withWritableDirectory(directory, async () => readEntries(directory));
    if (only === undefined || others.length > 0 || only.name !== segment || !only.isDirectory) return false;
    directory = only.path;
  }
  return segments.length > 0;
}

/** Makes directories one by one, and goes through no link that an earlier layer put there. @throws OciError `ARCHIVE_INVALID` */
async function realDirectory(root: string, segments: readonly string[]): Promise<ByteString> {
  let directory = byteStringOf(root);
  for (const segment of segments) {
    directory = joinName(directory, byteStringOf(segment));
    try {
      await mkdir(systemPath(directory));
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      const existing = await kindOf(systemPath(directory));
      if (existing !== 'directory') throw contradiction(segment, existing);
    }
  }
  return directory;
}

async function isEmpty(directory: ByteString): Promise<boolean> {
  await using entries = await opendir(systemPath(directory));
  return (await entries.read()) === null;
}

function contradiction(name: string, existing: EntryKind): OciError {
  return new OciError(
    'ARCHIVE_INVALID',
    `"${printable(name, 300)}" is a ${existing} in one layer and something else in another; an artifact cannot have both`,
  );
}

async function* counted(
  content: AsyncIterable<Uint8Array>,
  onBytes: FetchLayerOptions['onBytes'],
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of content) {
    onBytes?.(chunk.byteLength);
    yield chunk;
  }
}
