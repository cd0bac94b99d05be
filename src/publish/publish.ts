import { resolve } from 'node:path';
import { connectRepository } from '../connect/index.ts';
import { isWithin } from '../io/index.ts';
import { formatReference, type Reference } from '../spec/index.ts';
import { outcome } from './outcome.ts';
import { layoutPath } from './package-and-push.ts';
import { packageInto, type Packaged } from './package.ts';
import { pushPackaged, type PushedTags } from './push.ts';
import type { PublishOptions, PublishResult } from './options.ts';

/**
 * The main job: packages a directory into an image layout and, for a registry target, pushes it and points the tags to it.
 *
 * No tag moves before all content and the manifest are stored. Nothing is pushed when packaging fails.
 *
 * @throws OciError `INPUT_INVALID`, `FILE_SYSTEM`, `FILE_CHANGED`, `ALREADY_EXISTS` with `ifTagExists: 'fail'`, and what the registry answers
 */
export async function publish(options: PublishOptions): Promise<PublishResult> {
  const started = performance.now();
  const { target } = options;
  const storePath = target.isOci ? layoutPath(options.outputDir) : resolve(target.localPath);
  options.onEvent?.({ kind: 'phase', phase: 'package' });
  const packaged = await packageInto(storePath, { ...options, skip: ownPlaces(options) });
  const pushed = target.isOci && options.push ? await push({ registry: target.registry, repository: target.repository }, packaged, options) : undefined;
  return outcome(options, packaged, pushed, performance.now() - started);
}

/** An output directory inside the source is ours, not content; or else a second run would package what the first one left. */
function ownPlaces(options: PublishOptions): readonly string[] {
  const { sourceDir, outputDir } = options;
  return isWithin(sourceDir, outputDir) && !isWithin(outputDir, sourceDir) ? [outputDir] : [];
}

async function push(name: Reference, packaged: Packaged, options: PublishOptions): Promise<PushedTags> {
  await using connection = await connectRepository(name, options.connection);
  return await pushPackaged(packaged, connection.repository, formatReference(name), options);
}
