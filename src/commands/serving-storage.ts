import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, fileSystemError, kindOfTarget } from '../fs/index.ts';
import { LayoutRegistry } from '../layout/index.ts';
import { inputError, type InputLabel } from '../spec/index.ts';

/** The layout of a storage directory: an image layout for each repository, or one for all. */
export type StorageLayout = 'per-repository' | 'shared';

export const storageLayouts: readonly StorageLayout[] = ['per-repository', 'shared'];

export interface StorageOptions {
  readonly layout: StorageLayout;
  /** The directory must exist, and is not changed. */
  readonly readOnly?: boolean | undefined;
  /** Creates a missing directory in an existing parent. */
  readonly create?: boolean | undefined;
  /** Bytes. */
  readonly quota?: number | undefined;
  readonly allowSparse?: boolean | undefined;
  /** See `LayoutRegistryOptions.journal`. */
  readonly journal?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of the disk that a registry leaves free for other programs. */
const minFreeBytes = 64 * 1024 * 1024;

/**
 * Opens the registry in a directory, and checks that the directory has the given layout.
 *
 * @throws OciError `INPUT_INVALID` with the name of the input, and as `LayoutRegistry.open`
 */
export async function openStorage(path: string, options: StorageOptions, label: InputLabel): Promise<LayoutRegistry> {
  await requireDirectory(path, options.create === true, label);
  await requireLayout(path, options.layout, label);
  const { layout: mode, readOnly, quota, allowSparse, journal, signal } = options;
  return LayoutRegistry.open(path, {
    mode,
    readOnly,
    quota,
    allowSparse,
    journal,
    signal,
    minFreeBytes: readOnly === true ? undefined : minFreeBytes,
  });
}

async function requireDirectory(path: string, create: boolean, label: InputLabel): Promise<void> {
  const kind = await kindOfTarget(path);
  if (kind === 'directory') return;
  if (kind !== 'absent') throw inputError(label('storage'), path, 'is not a directory; give a directory');
  if (!create) throw inputError(label('storage'), path, 'does not exist; give the storage directory of a registry');
  const parent = dirname(path);
  if ((await kindOfTarget(parent)) !== 'directory')
    throw inputError(
      label('storage'),
      path,
      `cannot be created because ${parent} does not exist; create it, or give another directory`,
    );
  try {
    await mkdir(path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw fileSystemError(error, `create the storage directory ${path}`);
  }
}

/** A registry with one layout does not find the content of the other layout. */
async function requireLayout(path: string, layout: StorageLayout, label: InputLabel): Promise<void> {
  const isOneLayout = (await kindOfTarget(join(path, 'oci-layout'))) !== 'absent';
  if (layout === 'per-repository' && isOneLayout) {
    throw inputError(
      label('layout'),
      layout,
      `does not fit ${path}, which is one image layout; give shared, or another directory`,
    );
  }
  if (layout === 'shared' && !isOneLayout) {
    const separate = await LayoutRegistry.open(path, { readOnly: true });
    for await (const repository of separate.repositories({ limit: 1 })) {
      throw inputError(
        label('layout'),
        layout,
        `does not fit ${path}, in which ${repository} has its own layout; give per-repository, or another directory`,
      );
    }
  }
}
