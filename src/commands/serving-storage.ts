import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, fileSystemError, kindOfTarget } from '../fs/index.ts';
import { LayoutRegistry } from '../layout/index.ts';
import { inputError, type InputLabel } from '../spec/index.ts';

/** How repositories lie in a storage directory. */
export type StorageLayout = 'per-repository' | 'shared';

export const storageLayouts: readonly StorageLayout[] = ['per-repository', 'shared'];

export interface StorageOptions {
  readonly layout: StorageLayout;
  /** The directory must be there, and nothing in it is changed. */
  readonly readOnly?: boolean | undefined;
  /** The directory is made when it is absent and the one above it is there. */
  readonly create?: boolean | undefined;
  /** Bytes. */
  readonly quota?: number | undefined;
  readonly allowSparse?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of the disk that a registry leaves to everybody else. */
const minFreeBytes = 64 * 1024 * 1024;

/**
 * Opens the registry in a directory, after making sure that it is one, and that it is arranged as the person says.
 *
 * @throws OciError `INPUT_INVALID` naming the input, and what `LayoutRegistry.open` raises
 */
export async function openStorage(path: string, options: StorageOptions, label: InputLabel): Promise<LayoutRegistry> {
  await requireDirectory(path, options.create === true, label);
  await requireArrangement(path, options.layout, label);
  const { layout: mode, readOnly, quota, allowSparse, signal } = options;
  return LayoutRegistry.open(path, {
    mode,
    readOnly,
    quota,
    allowSparse,
    signal,
    minFreeBytes: readOnly === true ? undefined : minFreeBytes,
  });
}

async function requireDirectory(path: string, create: boolean, label: InputLabel): Promise<void> {
  const kind = await kindOfTarget(path);
  if (kind === 'directory') return;
  if (kind !== 'absent') throw inputError(label('storage'), path, 'is not a directory; give one');
  if (!create)
    throw inputError(label('storage'), path, 'does not exist; give the directory that a registry was stored in');
  const parent = dirname(path);
  if ((await kindOfTarget(parent)) !== 'directory')
    throw inputError(
      label('storage'),
      path,
      `cannot be made, because there is no directory ${parent}; make that, or give another`,
    );
  try {
    await mkdir(path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw fileSystemError(error, `make the storage directory ${path}`);
  }
}

/** One arrangement would not find what the other one stored. */
async function requireArrangement(path: string, layout: StorageLayout, label: InputLabel): Promise<void> {
  const isOneLayout = (await kindOfTarget(join(path, 'oci-layout'))) !== 'absent';
  if (layout === 'per-repository' && isOneLayout) {
    throw inputError(
      label('layout'),
      layout,
      `does not go with ${path}, which is one image layout; give shared, or another directory`,
    );
  }
  if (layout === 'shared' && !isOneLayout) {
    const apart = await LayoutRegistry.open(path, { readOnly: true });
    for await (const repository of apart.repositories({ limit: 1 })) {
      throw inputError(
        label('layout'),
        layout,
        `does not go with ${path}, where ${repository} has a layout of its own; give per-repository, or another directory`,
      );
    }
  }
}
