import { resolve } from 'node:path';
import { isWithin } from '../io/index.ts';
import { formatReference } from '../spec/index.ts';
import { openDestination } from './destination.ts';
import { outcome } from './outcome.ts';
import { layoutPath } from './package-and-push.ts';
import { packageSource } from './package-image.ts';
import { pushPackaged } from './push.ts';
import type { PublishOptions, PublishResult } from './options.ts';

/**
 * The main job: packages a directory, or a SIF image, into an image layout and, for a registry target, pushes it and points the tags to it.
 *
 * Nothing is packaged that the registry would not take for want of credentials, or that refers to what is not there. No tag moves before all content and the manifest are stored. Nothing is pushed when packaging fails.
 *
 * @throws OciError `INPUT_INVALID`, `FILE_SYSTEM`, `FILE_CHANGED`, `ALREADY_EXISTS` with `ifTagExists: 'fail'`, `UNAUTHORIZED`, and what the registry answers
 */
export async function publish(options: PublishOptions): Promise<PublishResult> {
  const started = performance.now();
  const { target } = options;
  const storePath = target.isOci ? layoutPath(options.outputDir) : resolve(target.localPath);
  await using destination = await openDestination(options);
  options.onEvent?.({ kind: 'phase', phase: 'package' });
  const packaged = await packageSource(storePath, { ...options, subject: destination.subject, skip: ownPlaces(options) });
  const { connection } = destination;
  const pushed = connection !== undefined && options.push ? await pushPackaged(packaged, connection.repository, formatReference(connection.reference), options) : undefined;
  if (connection !== undefined && pushed !== undefined) await options.afterPush?.(connection);
  return outcome(options, packaged, pushed, performance.now() - started);
}

/** An output directory inside the source is ours, not content; or else a second run would package what the first one left. */
function ownPlaces(options: PublishOptions): readonly string[] {
  const { sourceDir, outputDir } = options;
  return isWithin(sourceDir, outputDir) && !isWithin(outputDir, sourceDir) ? [outputDir] : [];
}
