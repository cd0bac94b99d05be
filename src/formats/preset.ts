import { stat } from 'node:fs/promises';
import { fileSystemError } from '../fs/index.ts';
import { OciError, plainLabel, printable } from '../spec/index.ts';
import type { PlanOptions, Source } from './format.ts';

/** Options that a format determines itself, with their names. */
const fixedOptions = {
  config: 'config',
  artifactType: 'artifact-type',
  layerMediaType: 'layer-media-type',
  mediaTypes: 'media-types',
  imageSpec: 'image-spec',
  compression: 'compression',
  platform: 'platform',
  labels: 'labels',
} as const;

/**
 * Rejects options that a format determines itself. The default values of options are accepted.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function rejectOptions(
  format: string,
  options: PlanOptions,
  names: readonly (keyof typeof fixedOptions)[],
): void {
  const given = names.find((name) => !isDefault(name, options[name]));
  if (given === undefined) return;
  const name = (options.label ?? plainLabel)(fixedOptions[given]);
  throw new OciError('INPUT_INVALID', `the format "${format}" determines ${name} itself; omit ${name}`);
}

function isDefault(name: keyof typeof fixedOptions, value: unknown): boolean {
  if (value === undefined || (name === 'compression' && value === 'gzip')) return true;
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
