import { resolve } from 'node:path';
import type { RepositoryConnection } from '../connect/index.ts';
import { isWithin } from '../fs/index.ts';
import { formatReference, type Descriptor, type PublishResult } from '../spec/index.ts';
import { openDestination } from './destination.ts';
import { outcome } from './publish-result.ts';
import { packageSource } from './package-source.ts';
import { type Packaged, layoutPath } from './package.ts';
import { StreamingLayerUpload } from './streaming-layer-upload.ts';
import { anySignal } from '../concurrency/index.ts';
import { findTags, pushPackaged, type ExistingTags, type PushedTags } from './push-packaged.ts';
import type { PublishOptions } from './publish-options.ts';

/**
 * The main job: packages a directory, or a SIF image, into an image layout and, for a registry target, pushes it and points the tags to it.
 *
 * Nothing is packaged that the registry would not take for want of credentials, or that refers to what is not there. Where the main tag is
 * new, the layer is sent while it is packed. No tag moves before all content and the manifest are stored. Nothing is pushed when packaging fails.
 *
 * @throws OciError `INPUT_INVALID`, `FILE_SYSTEM`, `FILE_CHANGED`, `ALREADY_EXISTS` with `ifTagExists: 'fail'`, `UNAUTHORIZED`, and what the registry answers
 */
export async function publish(options: PublishOptions): Promise<PublishResult> {
  const started = performance.now();
  const { target } = options;
  await using destination = await openDestination(options);
  const { connection, subject } = destination;
  options.onEvent?.({ kind: 'phase', phase: 'package' });
  if (connection === undefined || !options.push) {
    const storePath = target.kind === 'registry' ? layoutPath(options.outputDir) : resolve(target.path);
    const packaged = await packageSource(storePath, { ...options, subject, skip: ownPlaces(options) });
    return outcome(options, packaged, undefined, performance.now() - started);
  }
  const { packaged, pushed } = await packageAndPushTo(connection, subject, options);
  await options.afterPush?.(connection);
  return outcome(options, packaged, pushed, performance.now() - started);
}

async function packageAndPushTo(
  connection: RepositoryConnection,
  subject: Descriptor | undefined,
  options: PublishOptions,
): Promise<{ readonly packaged: Packaged; readonly pushed: PushedTags }> {
  const { registry, repository, reference } = connection;
  const stop = new AbortController();
  const signal = anySignal(stop.signal, options.signal);
  // Asked while packing begins, and looked at when that is done: what is wrong with the source is said first.
  const asking = findTags(repository, { ...options, signal });
  try {
    await using alongside = new StreamingLayerUpload(registry, reference.repository, {
      ...options,
      wanted: asking.then(isNew, () => false),
    });
    const packaged = await packageSource(layoutPath(options.outputDir), {
      ...options,
      subject,
      skip: ownPlaces(options),
      onGrowing: (content) => alongside.begin(content),
    });
    alongside.finish(packaged.layer);
    return {
      packaged,
      pushed: await pushPackaged(packaged, repository, formatReference(reference), await asking, options, alongside),
    };
  } finally {
    stop.abort();
  }
}

/** A tag that is there may well name just this content, of which nothing is to be sent again; who writes no tag may run twice for the same content. */
function isNew(existing: ExistingTags): boolean {
  const [main] = existing;
  return main !== undefined && main[1] === undefined;
}

/** An output directory inside the source is ours, not content; or else a second run would package what the first one left. */
function ownPlaces(options: PublishOptions): readonly string[] {
  const { sourceDir, outputDir } = options;
  return isWithin(sourceDir, outputDir) && !isWithin(outputDir, sourceDir) ? [outputDir] : [];
}
