import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, fileSystemError } from '../fs/index.ts';
import { OciError, plainLabel, printable, type Annotations } from '../spec/index.ts';
import type { LayerPlan } from '../transfer/index.ts';
import type { PlanOptions, Source } from './format.ts';

/** Options that a format determines itself, with their names. */
const fixedOptions = {
  config: 'config',
  artifactType: 'artifact-type',
  layerMediaType: 'layer-media-type',
  mediaTypes: 'media-types',
  imageSpec: 'image-spec',
  compression: 'compression',
  archive: 'archive',
  platform: 'platform',
  labels: 'labels',
  subDir: 'sub-dir',
} as const;

/**
 * Rejects options that a format determines itself, and `archive`. The default values of options are accepted.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function rejectOptions(
  format: string,
  options: PlanOptions,
  names: readonly (keyof typeof fixedOptions)[],
): void {
  const given = [...names, 'archive' as const].find((name) => !isDefault(name, options[name]));
  if (given === undefined) return;
  const name = (options.label ?? plainLabel)(fixedOptions[given]);
  throw new OciError('INPUT_INVALID', `the format "${format}" determines ${name} itself; omit ${name}`);
}

function isDefault(name: keyof typeof fixedOptions, value: unknown): boolean {
  if (value === undefined || (name === 'compression' && value === 'gzip') || (name === 'archive' && value === 'tar'))
    return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** A source of a format that has one directory. @throws OciError `INPUT_INVALID` */
export async function requireDirectory(format: string, source: Source): Promise<string> {
  const path = singlePath(format, source);
  if (await isDirectory(path)) return path;
  throw new OciError(
    'INPUT_INVALID',
    `the format "${format}" needs a directory as source, and "${printable(path, 300)}" is a file`,
  );
}

/** A source of a format that has one directory or one file. @throws OciError `INPUT_INVALID` */
export function singlePath(format: string, { path = '.', files }: Source): string {
  if (files === undefined) return path;
  throw new OciError('INPUT_INVALID', `the format "${format}" has one directory or file as source; give only that`);
}

/** @throws OciError `FILE_SYSTEM` for a path that does not exist */
export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
}

/**
 * Reads a small file of the source.
 *
 * @param name of the file below the source directory; the source may also be the file itself
 * @throws OciError `INPUT_INVALID` when the source has no such file
 */
export async function readSourceFile(format: string, path: string, name: string): Promise<Uint8Array> {
  const file = (await isDirectory(path)) ? join(path, name) : path;
  try {
    return await readFile(file);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw fileSystemError(error, `read ${file}`);
    throw new OciError(
      'INPUT_INVALID',
      `the format "${format}" needs the file ${name}, which is not in "${printable(path, 300)}"`,
    );
  }
}

/** Reads patterns as in a `.gitignore`. Empty if the file does not exist. @throws OciError `FILE_SYSTEM` */
export async function readIgnoreFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw fileSystemError(error, `read ${file}`);
  }
}

/** Whether a file begins with the header of a gzip stream. @throws OciError `FILE_SYSTEM` */
export async function isGzipFile(path: string): Promise<boolean> {
  try {
    await using handle = await open(path);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
}

/** A tar archive that another program compressed with gzip, as a layer. @throws OciError `INPUT_INVALID` */
export async function gzipLayer(
  format: string,
  path: string,
  mediaType: string,
  annotations: Annotations | undefined,
): Promise<LayerPlan> {
  if (await isGzipFile(path)) return { kind: 'file', path, mediaType, annotations };
  throw new OciError(
    'INPUT_INVALID',
    `the format "${format}" needs a directory or a .tar.gz archive, and "${printable(path, 300)}" is neither`,
  );
}
