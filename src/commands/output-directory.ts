import { rmSync } from 'node:fs';
import { lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileSystemError, isWithin } from '../fs/index.ts';
import type { Location } from '../spec/index.ts';
import { layoutPath } from '../operations/index.ts';
import { temporaryPath } from '../transfer/index.ts';

/** The output directory of a run. */
export interface OutputDirectory {
  readonly path: string;
  /** Whether the run created it below the temporary directory. */
  readonly isTemporary: boolean;
  /** Whether a path is in the layout, or in a directory that the run created. */
  readonly contains: (path: string) => boolean;
  /** Removes the directories that the run created. */
  readonly undo: () => Promise<void>;
  /** Like `undo`, but synchronous. */
  readonly undoNow: () => void;
}

/**
 * Chooses the directory for the layout: a local target itself, else `outputDir`, else a new directory below
 * `temporary`.
 *
 * @param target undefined when there are several
 * @param temporary `RUNNER_TEMP` in a workflow. @default the temporary directory of the system
 * @param mayDiscard the new directory may not be needed, so it is only named
 * @throws OciError `FILE_SYSTEM` when the new directory cannot be created
 */
export async function reserveOutputDirectory(
  target: Location | undefined,
  outputDir: string | undefined,
  temporary: string | undefined,
  mayDiscard = false,
): Promise<OutputDirectory> {
  if (target?.kind === 'layout') return existingDirectory(target.path, resolve(target.path));
  if (outputDir !== undefined) return existingDirectory(outputDir, layoutPath(outputDir));
  const parent = temporary || tmpdir();
  const created = mayDiscard ? temporaryPath(parent) : await newDirectory(parent);
  return { ...directoryOf(created, layoutPath(created), created), isTemporary: true };
}

async function existingDirectory(path: string, layout: string): Promise<OutputDirectory> {
  return directoryOf(path, layout, await firstMissing(resolve(layout)));
}

function directoryOf(path: string, layout: string, created: string | undefined): OutputDirectory {
  const options = { recursive: true, force: true, maxRetries: 3 } as const;
  return {
    path,
    isTemporary: false,
    contains: (other) => isWithin(layout, other) || (created !== undefined && isWithin(created, other)),
    undo: async () => {
      if (created !== undefined) await rm(created, options);
    },
    undoNow: () => {
      if (created !== undefined) rmSync(created, options);
    },
  };
}

async function newDirectory(parent: string): Promise<string> {
  try {
    return await mkdtemp(join(parent, 'oci-artifact-'));
  } catch (error) {
    throw fileSystemError(error, `create a temporary directory in ${parent}`);
  }
}

/** The topmost directory of `path` that does not exist; undefined when all exist. */
async function firstMissing(path: string): Promise<string | undefined> {
  let missing: string | undefined;
  for (let next = path; ; next = dirname(next)) {
    try {
      await lstat(next);
      return missing;
    } catch {
      missing = next;
    }
    if (dirname(next) === next) return missing;
  }
}
