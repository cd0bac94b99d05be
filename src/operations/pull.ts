import { guardedHook } from '../concurrency/index.ts';
import { basename, resolve } from 'node:path';
import { manifestLocation, openLocation, type ConnectOptions, type OpenLocation } from '../connect/index.ts';
import { layOut } from '../formats/index.ts';
import type { BlobReader, CallOptions, ReadOnlyTarget, Registry } from '../registry/index.ts';
import {
  asLocation,
  checkNumbers,
  formatLocation,
  inputError,
  isOciError,
  isRecord,
  plainLabel,
  referenceOf,
  resultAt,
  shortTag,
  type Descriptor,
  type Digest,
  type InputLabel,
  type Location,
  type PullResult,
  type Reference,
} from '../spec/index.ts';
import { pullArtifact, type PullContentOptions } from '../transfer/index.ts';
import type { Verification } from '../verification/index.ts';
import { firstExisting } from './first-existing.ts';
import { isTagPattern } from './matching-tags.ts';
import { verifierOf, verifyLocation } from './verify-location.ts';

/** A cache of downloads: an `ArtifactCache`. */
export interface DownloadCache {
  /** A repository that is read through the cache. */
  repository(
    registry: Registry,
    name: Pick<Reference, 'registry' | 'repository'>,
  ): ReadOnlyTarget & {
    /** Reads content through the cache. */
    fetch(
      target: Descriptor,
      options?: CallOptions & { readonly onProgress?: ((done: number, total: number) => void) | undefined },
    ): Promise<BlobReader>;
  };
}

/** Opens the cache for the manifest that a reference resolved to; undefined for no cache. */
export type PullCache = (root: Digest, signal: AbortSignal | undefined) => Promise<DownloadCache | undefined>;

/** Options of {@link pull}. */
export interface PullOptions extends PullContentOptions {
  /**
   * In a tag, `*` matches any characters and `?` one: the tag with the highest version is pulled. A text is read as by
   * {@link parseLocation}.
   */
  readonly source: Location | string;
  /** Locations to pull from, in this order, when `source` does not exist. @default none */
  readonly fallbacks?: readonly (Location | string)[] | undefined;
  /**
   * Called with the location that exists, and those before it that do not, for fallbacks and for a tag with wildcards.
   */
  readonly onSource?: ((location: Location, missing: readonly Location[]) => void) | undefined;
  /** @default the working directory */
  readonly outputDir?: string | undefined;
  readonly connection?: ConnectOptions | undefined;
  /** Signatures that the artifact must have. Without them, nothing is downloaded or written. @default none */
  readonly verify?: Verification | undefined;
  /** Cache for content that is downloaded from a registry. @default none */
  readonly cache?: PullCache | undefined;
  /** Names options in error messages. @default their names */
  readonly label?: InputLabel | undefined;
}

/** {@link PullOptions} with a parsed source. */
interface PullSettings extends PullOptions {
  readonly source: Location;
}

/**
 * Pulls an artifact from a registry or an image layout into a directory. With fallbacks, it uses the first location
 * that exists. Any other error than a missing artifact ends the pull.
 *
 * @throws OciError as `pullArtifact`; with `verify`, as `verifyArtifact`; `MANIFEST_UNKNOWN` when no location exists; `INPUT_INVALID`, with the name of the
 *   option, when an option can fix the error
 */
export async function pull(given: PullOptions): Promise<PullResult> {
  checkNumbers(given, { concurrency: 1, maxUnpackedSize: 0 });
  const options = {
    ...given,
    source: asLocation(given.source),
    onProgress: guardedHook('onProgress', given.onProgress),
    onSource: guardedHook('onSource', given.onSource),
    onWarning: guardedHook('onWarning', given.onWarning),
  };
  const { source } = options;
  const fallbacks = (given.fallbacks ?? []).map(asLocation);
  if (fallbacks.length === 0 && !isTagPattern(source.tag ?? '')) return pullFrom(options);
  const { location, missing } = await firstExisting([source, ...fallbacks], options);
  options.onSource?.(location, missing);
  return pullFrom({ ...options, source: location });
}

async function pullFrom(options: PullSettings): Promise<PullResult> {
  const { outputDir = '.', signal } = options;
  await using opened = await openLocation(options.source, { ...options.connection, readOnly: true, signal });
  try {
    const source = await manifestLocation(opened.repository, options.source, { signal });
    const verified = await verifyLocation(verifierOf(options.verify), opened.repository, source, options);
    const reference = verified?.digest ?? referenceOf(source);
    const cached = await cachedSource(opened, reference, options);
    const { descriptor, artifactType, ...pulled } = await pullArtifact(
      cached ?? opened.repository,
      reference,
      outputDir,
      {
        ...options,
        // With a cache, progress is reported for the download, not for reads from the cache.
        onProgress: cached === undefined ? options.onProgress : undefined,
        layOut: (manifest, readConfig) => layOut(manifest, { readConfig, reference: namesOf(source) }),
      },
    );
    return {
      ...resultAt(source, { ...descriptor, artifactType }, []),
      reference: formatLocation(source),
      annotations: pulled.annotations,
      subject: pulled.subject,
      files: pulled.files,
      layers: pulled.layers,
      unchanged: pulled.unchanged,
      skipped: pulled.skipped,
      downloadPath: resolve(outputDir),
      verifiedBy: verified?.verifiedBy ?? [],
    };
  } catch (error) {
    throw withOptionName(error, options.label ?? plainLabel);
  }
}

function namesOf(source: Location): Parameters<typeof layOut>[1]['reference'] {
  const repository = source.kind === 'layout' ? basename(resolve(source.path)) : source.repository;
  return { repository, tag: source.tag === undefined ? undefined : shortTag(source.tag), digest: source.digest };
}

/**
 * Wraps the repository to read through the cache. The registry always resolves the reference, so that it decides
 * whether the user may read content that the cache has.
 *
 * @returns undefined without a cache, and for a layout, which is already on disk
 */
async function cachedSource(
  { registry, repository }: OpenLocation,
  reference: string,
  { source, cache, expectedDigest, onProgress, signal }: PullSettings,
): Promise<ReadOnlyTarget | undefined> {
  if (cache === undefined || registry === undefined || source.kind !== 'registry') return undefined;
  const root = await repository.resolve(reference, { signal });
  // With another digest the pull fails before it needs a cache.
  const isExpected = expectedDigest === undefined || expectedDigest === root.digest;
  const artifactCache = isExpected ? await cache(root.digest, signal) : undefined;
  const cached = artifactCache?.repository(registry, source);
  const progressOf = downloadProgress(onProgress);
  return {
    resolve: (name, call) => (name === reference ? Promise.resolve(root) : (cached ?? repository).resolve(name, call)),
    exists: (descriptor, call) => (cached ?? repository).exists(descriptor, call),
    fetch: (descriptor, call) =>
      cached?.fetch(descriptor, { ...call, onProgress: progressOf() }) ?? repository.fetch(descriptor, call),
  };
}

/**
 * Adds up the progress of several downloads. Content that is in the cache is not reported. The total grows with each
 * download.
 */
function downloadProgress(onProgress: PullOptions['onProgress']): () => (done: number, total: number) => void {
  let [allDone, total] = [0, 0];
  return () => {
    let before: number | undefined;
    return (done, size) => {
      if (before === undefined) total += size;
      allDone += done - (before ?? 0);
      before = done;
      onProgress?.(allDone, total);
    };
  };
}

/** Options of `pullArtifact`, with their names for `label`. */
const optionNames: Readonly<Record<string, string>> = {
  include: 'include',
  overwrite: 'overwrite',
  incremental: 'incremental',
  expectedDigest: 'expected-digest',
  outputDir: 'output-dir',
  format: 'format',
  layers: 'layers',
  configOutput: 'config-output',
};

/** Adds the name of the option that can fix an error. */
function withOptionName(error: unknown, label: InputLabel): unknown {
  if (!isOciError(error) || !isRecord(error.detail)) return error;
  const { option } = error.detail;
  const name = typeof option === 'string' && Object.hasOwn(optionNames, option) ? optionNames[option] : undefined;
  if (name === undefined) return error;
  // The innermost cause with the same code would be shown instead of this error.
  return inputError(label(name), undefined, error.message, error.code === 'INPUT_INVALID' ? error.cause : error);
}
