import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileSystemError } from '../fs/index.ts';
import { isRecord, OciError, parseJson, printable } from '../spec/index.ts';
import { collect } from '../streams/index.ts';
import { algorithms } from './blob-files.ts';
import { IndexDocument } from './index-document.ts';
import { entriesOf, readPlainFile, removeFile } from './plain-file.ts';
import { StagedFile } from './staged-file.ts';

/** The only defined version (image-spec, image-layout.md, "oci-layout file"). */
const layoutVersion = '1.0.0';
const layoutFile = JSON.stringify({ imageLayoutVersion: layoutVersion });
/** Maximum size of `oci-layout`, bytes. It contains one short object. */
const maxLayoutFileBytes = 4096;

/**
 * Whether a folder is an image layout.
 *
 * @throws OciError `UNSUPPORTED` for another version, `FILE_SYSTEM` when `oci-layout` is not a plain file
 */
export async function isLayout(folder: string): Promise<boolean> {
  const path = join(folder, 'oci-layout');
  const bytes = await readPlainFile(path, maxLayoutFileBytes);
  if (bytes === undefined) return false;
  const version = versionOf(bytes);
  if (version === layoutVersion) return true;
  const problem =
    version === undefined
      ? 'it is not JSON with an imageLayoutVersion'
      : `its imageLayoutVersion is "${printable(version, 50)}"`;
  throw new OciError('UNSUPPORTED', `cannot use ${path}: ${problem}; only ${layoutVersion} is supported`);
}

/** Whether a layout has a blob. Manifests are blobs too. */
export async function hasBlobs(folder: string): Promise<boolean> {
  const found = await Promise.all(algorithms.map((algorithm) => hasEntries(join(folder, 'blobs', algorithm))));
  return found.includes(true);
}

/** Whether a folder exists and is not empty. */
export async function hasEntries(folder: string): Promise<boolean> {
  for await (const _ of entriesOf(folder)) return true;
  return false;
}

/** Removes `oci-layout`. @throws OciError `FILE_SYSTEM` */
export async function removeLayoutFile(folder: string): Promise<void> {
  await removeFile(join(folder, 'oci-layout'));
}

/** Writes `oci-layout`. @throws OciError `FILE_SYSTEM` */
export async function writeLayoutFile(folder: string, staging: string, sync: boolean): Promise<void> {
  await using staged = await StagedFile.create(staging);
  await staged.append([Buffer.from(layoutFile)]);
  await staged.commit(join(folder, 'oci-layout'), sync);
}

/**
 * Writes the files of an empty layout in an empty folder that no other process uses. The calls block, because they take
 * less time than to pass each of them to another thread.
 *
 * @throws OciError `FILE_SYSTEM`
 */
export async function createPrivateLayout(folder: string, stagingName: string): Promise<void> {
  const index = await collect(new IndexDocument().encode(), maxLayoutFileBytes, 'an empty index');
  try {
    mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true });
    mkdirSync(join(folder, stagingName));
    writeFileSync(join(folder, 'index.json'), index, { flag: 'wx' });
    writeFileSync(join(folder, 'oci-layout'), layoutFile, { flag: 'wx' });
  } catch (error) {
    throw fileSystemError(error, `create the image layout ${folder}`);
  }
}

function versionOf(bytes: Uint8Array): string | undefined {
  let value: unknown;
  try {
    value = parseJson(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  const version = isRecord(value) ? value['imageLayoutVersion'] : undefined;
  return typeof version === 'string' ? version : undefined;
}
