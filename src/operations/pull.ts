import { basename, resolve } from 'node:path';
import { pull, type FileKind, type PullOptions } from '../transfer/index.ts';
import { openLocation, type ConnectOptions } from '../connect/index.ts';
import {
  formatLocation,
  type Location,
  type PullResult,
  resultAt,
  isOciError,
  isRecord,
  type Descriptor,
  type Platform,
  type Digest,
  inputError,
  type InputLabel,
} from '../spec/index.ts';
import { finishImage, imageFileName, imageLayerOf } from '../formats/index.ts';
import { cachedSource, type PullCache } from './pull-cache.ts';

/** What is to be pulled, and where to. */
export interface PullPlace {
  /** With a tag or digest. */
  readonly source: Location;
  readonly outputDir: string;
  readonly platform: Platform | undefined;
  readonly include: readonly string[];
  readonly expectedDigest: Digest | undefined;
  readonly overwrite: boolean;
  readonly preservePermissions: boolean;
  /** Layers downloaded at a time. */
  readonly concurrency: number;
}

export interface PullArtifactOptions
  extends PullPlace, Pick<PullOptions, 'signal' | 'onProgress' | 'onLayer' | 'onStaging'> {
  readonly connection: ConnectOptions;
  /** What is downloaded from a registry goes through it. */
  readonly cache?: PullCache | undefined;
  /** How complaints name an input. */
  readonly label: InputLabel;
}

/**
 * Pulls an artifact from a registry or an image layout into a directory, over a connection of its own.
 *
 * @throws OciError as `pull`; what an input could mend is `INPUT_INVALID` and names it
 */
export async function pullArtifact(options: PullArtifactOptions): Promise<PullResult> {
  const { source, outputDir, connection, label, signal } = options;
  await using place = await openLocation(source, { ...connection, readOnly: true, signal });
  try {
    const selector = source.digest ?? source.tag ?? 'latest';
    const cached = await cachedSource(place, selector, options);
    const result = await pull(cached ?? place.repository, selector, outputDir, {
      ...options,
      // Through a cache it is the download that takes time, not the reading after it.
      onProgress: cached === undefined ? options.onProgress : undefined,
      fileKinds: (layers) => imageFiles(layers, source),
    });
    return {
      ...resultAt(source, { ...result.descriptor, artifactType: result.artifactType }, []),
      reference: formatLocation(source),
      annotations: result.annotations,
      files: result.files,
      layers: result.layers,
      skipped: result.skipped,
      downloadPath: resolve(outputDir),
    };
  } catch (error) {
    throw naming(error, label);
  }
}

/** A SIF image is made executable, and has a name also without a title. */
function imageFiles(layers: readonly Descriptor[], source: Location): ReadonlyMap<Descriptor, FileKind> {
  const layer = imageLayerOf(layers);
  if (layer === undefined) return new Map();
  const repository = source.kind === 'layout' ? basename(resolve(source.path)) : source.repository;
  return new Map([[layer, { name: imageFileName({ ...source, repository }), finish: finishImage }]]);
}

const inputOfOption: Readonly<Record<string, string>> = {
  include: 'include',
  overwrite: 'overwrite',
  expectedDigest: 'expected-digest',
  outputDir: 'output-dir',
};

/** An error that says which option could mend it, in terms of inputs. */
function naming(error: unknown, label: InputLabel): unknown {
  if (!isOciError(error) || !isRecord(error.detail)) return error;
  const { option } = error.detail;
  const input = typeof option === 'string' && Object.hasOwn(inputOfOption, option) ? inputOfOption[option] : undefined;
  if (input === undefined) return error;
  // A cause of the same code would be told in its place.
  return inputError(label(input), undefined, error.message, error.code === 'INPUT_INVALID' ? error.cause : error);
}
