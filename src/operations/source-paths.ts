import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openSource } from '../archive/index.ts';
import { planOf, type PublishRun } from './publish-target.ts';

/**
 * Checks that the paths of the source exist, so that nothing is sent for a source that cannot be packaged.
 *
 * @throws OciError as the plan of the format, `INPUT_INVALID`, `ABORTED`
 */
export async function requireSourcePaths(run: PublishRun): Promise<void> {
  const { path = '.', files } = run.source;
  const { subDir = '', signal } = run.options;
  // A pattern is not a path. The format looks for its matches.
  const paths = files?.map((file) => (file.path === '-' ? path : resolve(path, file.path))) ?? [join(path, subDir)];
  const exist = await Promise.all(paths.map(exists));
  if (exist.every(Boolean)) return;
  await planOf(run);
  if (files === undefined) await openSource(path, subDir, signal);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
