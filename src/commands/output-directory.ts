import { rmSync } from 'node:fs';
import { lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileSystemError, isWithin } from '../fs/index.ts';
import type { Location } from '../spec/index.ts';
import { layoutPath } from '../operations/index.ts';

/** Where a run writes, and the way back when it fails. */
export interface OutputPlace {
  readonly outputDir: string;
  /** Whether `path` lies in the layout. */
  readonly holds: (path: string) => boolean;
  /** Removes everything that was not there before. */
  readonly undo: () => Promise<void>;
  /** The same at once, for a process that must end. */
  readonly undoNow: () => void;
}

/**
 * Finds the place for the layout: the target itself when it is local, else `outputDir`, else a fresh directory below `temporary`.
 *
 * @param temporary `RUNNER_TEMP` in a workflow. @default the system's
 * @throws OciError `FILE_SYSTEM` when the fresh directory cannot be made
 */
export async function reserveOutputDirectory(
  target: Location,
  outputDir: string | undefined,
  temporary: string | undefined,
): Promise<OutputPlace> {
  if (target.kind === 'layout') return place(target.path, resolve(target.path));
  if (outputDir !== undefined) return place(outputDir, layoutPath(outputDir));
  const fresh = await freshDirectory(temporary || tmpdir());
  return undoing(fresh, layoutPath(fresh), fresh);
}

async function place(outputDir: string, layout: string): Promise<OutputPlace> {
  return undoing(outputDir, layout, await firstMissing(resolve(layout)));
}

function undoing(outputDir: string, layout: string, made: string | undefined): OutputPlace {
  const options = { recursive: true, force: true, maxRetries: 3 } as const;
  return {
    outputDir,
    holds: (path) => isWithin(layout, path) || (made !== undefined && isWithin(made, path)),
    undo: async () => {
      if (made !== undefined) await rm(made, options);
    },
    undoNow: () => {
      if (made !== undefined) rmSync(made, options);
    },
  };
}

async function freshDirectory(parent: string): Promise<string> {
  try {
    return await mkdtemp(join(parent, 'oci-artifact-'));
  } catch (error) {
    throw fileSystemError(error, `make a temporary directory in ${parent}`);
  }
}

/** The highest directory on the way to `path` that does not exist; undefined when all do. */
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
