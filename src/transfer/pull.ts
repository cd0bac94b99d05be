import { checkRootLinks, patternMatcher, UnpackBudget, UnpackThreads } from '../archive/index.ts';
import { byteStringOf, fileSystemError } from '../fs/index.ts';
import type { CallOptions, ReadOnlyTarget } from '../registry/index.ts';
import {
  artifactTypeOf,
  OciError,
  printable,
  throwIfAborted,
  type Annotations,
  type Descriptor,
  type Digest,
  type FileList,
  type Platform,
} from '../spec/index.ts';
import { defaultMaxMetadataBytes, fetchMetadata } from './metadata.ts';
import { planImage } from './image-layers.ts';
import { embeddedContent } from './pull-content.ts';
import { IncrementalPull } from './incremental-pull.ts';
import { LayerDownloads } from './layer-downloads.ts';
import { layerEntries, moveLayer } from './pull-layer.ts';
import { resolveArtifact, type ContentManifest } from './pull-manifest.ts';
import { ConfigOutput } from './config-output.ts';
import { planPull, type FileLayout, type LayerPlacement, type PullPlan } from './pull-plan.ts';
import { selectLayers } from './select-layers.ts';
import { removeUnmatched, listFiles } from './stage-tree.ts';
import { stage } from './stage.ts';
import type { Entries } from './written-entries.ts';

/** Options for the content and the progress of a pull. */
export interface PullContentOptions extends CallOptions {
  /** Maximum number of layers that are downloaded at the same time. @default 3 */
  readonly concurrency?: number | undefined;
  /**
   * Selects the manifest of an index for this platform. An image must match it. @default any, if the index has only one
   * manifest
   */
  readonly platform?: Platform | undefined;
  /** Patterns as in a `.gitignore`. Only paths that match are written. @default all */
  readonly include?: readonly string[] | undefined;
  /**
   * `image` unpacks all layers of an image into one directory: its root file system. `auto` uses the titles of the
   * layers.
   *
   * @default auto
   */
  readonly format?: 'auto' | 'image' | undefined;
  /**
   * Titles, paths or media types of layers. Only these layers are downloaded and written.
   *
   * @default all
   */
  readonly layers?: readonly string[] | undefined;
  /** Path of a file to write the config of the artifact to, at most 4 MiB. @default none */
  readonly configOutput?: string | undefined;
  /** The pull fails, before any download, when the reference resolves to another digest. */
  readonly expectedDigest?: Digest | undefined;
  /** False: the pull fails, before it writes any file, when it would replace a file. @default true */
  readonly overwrite?: boolean | undefined;
  /**
   * Skips layers whose content an earlier incremental pull wrote into the output directory, and removes the files of
   * earlier layers that the artifact does not have any more. Changed files are not removed. The state is in
   * `.oci-artifact-pull.json` in the output directory. Cannot be combined with `overwrite: false`. @default false
   */
  readonly incremental?: boolean | undefined;
  /**
   * Maximum size of all files of the artifact together, uncompressed, in bytes. The sizes that descriptors and archives
   * state are checked before a file is written.
   *
   * @default the free space of the disk with the output directory, without a twentieth, at most 1 GiB
   */
  readonly maxUnpackedSize?: number | undefined;
  /** Uses the modes in archives without the umask. @default false */
  readonly preservePermissions?: boolean | undefined;
  /** Called with the bytes of layers read so far, and their total. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /**
   * Called with each layer after its download; `path` is relative to the output directory and ends with `/` when it was
   * unpacked.
   */
  readonly onLayer?: ((layer: Descriptor, path: string) => void) | undefined;
  /** Called with a sentence about a part of the artifact that was ignored. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** Called with the staging directory. It is removed when the pull ends. */
  readonly onStaging?: ((directory: string) => void) | undefined;
}

/** Options of {@link pullArtifact}. */
export interface PullArtifactOptions extends PullContentOptions {
  /** Names the files of layers without a title, and finishes files after the download. */
  readonly layOut?:
    | ((
        manifest: ContentManifest,
        readConfig: () => Promise<Uint8Array>,
      ) => Promise<ReadonlyMap<Descriptor, FileLayout>>)
    | undefined;
}

/** Result of {@link pullArtifact}. */
export interface PulledArtifact {
  /** The manifest or index that the reference resolved to. */
  readonly descriptor: Descriptor;
  /** Equal to `descriptor`, or the manifest that was selected from the index. */
  readonly manifest: Descriptor;
  readonly artifactType: string | undefined;
  readonly annotations: Annotations;
  /** Digest of the manifest that the artifact refers to; empty without one. */
  readonly subject: Digest | '';
  /** Layers that were downloaded, in the order of the manifest. */
  readonly layers: readonly Descriptor[];
  /** Layers whose content was in the output directory, for an incremental pull. */
  readonly unchanged: readonly Descriptor[];
  /** Layers without a name, which were not written. */
  readonly skipped: readonly Descriptor[];
  /** The files that were written, and those of unchanged layers. */
  readonly files: FileList;
}

/**
 * Downloads an artifact and writes its content below `outputDir`. Layers that are marked `io.deis.oras.content.unpack`
 * or `io.oci-artifact.content.unpack` are unpacked. Other layers with a title, or with a name from `layOut`, become
 * files, with the permissions in `io.oci-artifact.file.mode`. A single archive without a title, as Flux writes it, is
 * also unpacked.
 *
 * All content is verified and unpacked in a staging directory first. A new or empty directory then appears in one
 * rename; in other directories, each file is replaced atomically.
 *
 * @throws OciError `MANIFEST_UNKNOWN`, `NOT_FOUND` for a platform, `DIGEST_MISMATCH`, `SIZE_MISMATCH`,
 *   `ARCHIVE_INVALID`, `SIZE_LIMIT`, `ALREADY_EXISTS`, `INPUT_INVALID` when no path matches `include` or no layer
 * matches
 *   an item of `layers`, `UNSUPPORTED`, `FILE_SYSTEM`; after an error, `outputDir` is unchanged
 */
export async function pullArtifact(
  source: ReadOnlyTarget,
  reference: string,
  outputDir: string,
  options: PullArtifactOptions = {},
): Promise<PulledArtifact> {
  const { include = [], signal } = options;
  checkIncremental(options);
  const { root, descriptor, manifest } = await resolveArtifact(source, reference, options);
  const readConfig = async (): Promise<Uint8Array> => readConfigOf(source, manifest, { signal });
  const layouts = (await options.layOut?.(manifest, readConfig)) ?? new Map<Descriptor, FileLayout>();
  const layers = selectLayers(layersOf(manifest), options.layers ?? [], layouts);
  const plan = options.format === 'image' ? planImage(layers) : planPull(layers, layouts);
  if (plan.placements.length === 0 && plan.skipped.length > 0) throw noNamesError(reference, plan);
  for (const warning of plan.warnings) options.onWarning?.(warning);
  const matches = include.length === 0 ? undefined : patternMatcher(include);
  const placements = plan.placements.filter(
    ({ segments, unpack }) => unpack || matches === undefined || matches(byteStringOf(segments.join('/')), false),
  );

  // An incremental pull knows later which layers it downloads.
  await using threads = new UnpackThreads();
  if (options.incremental !== true) await threads.prepare(unpackedSize(placements));
  await using staging = await stage(outputDir, { overwrite: options.overwrite });
  options.onStaging?.(staging.workspace);
  const config =
    options.configOutput === undefined
      ? undefined
      : await ConfigOutput.prepare(options.configOutput, await readConfig(), options.overwrite);
  const incremental =
    options.incremental === true
      ? await IncrementalPull.open(staging.target, placements, {
          selection: [options.preservePermissions === true, include],
          onWarning: options.onWarning,
        })
      : undefined;
  const download = new LayerDownloads(source, staging, {
    ...options,
    layouts,
    threads,
    budget: await UnpackBudget.forDirectory(staging.workspace, { totalSize: options.maxUnpackedSize }),
  });
  await download.add(incremental?.missing ?? placements);
  if (incremental !== undefined) {
    for (const placement of download.placements) incremental.add(placement, await layerEntries(placement, staging));
    incremental.checkOverlaps();
    await download.add(incremental.missing);
  }
  for (const placement of download.placements) await moveLayer(placement, staging);
  if (options.format === 'image' && download.placements.length > 0) await checkRootLinks(staging.directory);
  const kept = new Map(incremental?.keptEntries());
  const files = await selectFiles(staging.directory, matches, kept);
  await config?.checkConflict(staging, kept);
  // An abort after this point would leave some files replaced and others not.
  throwIfAborted(signal);
  await (incremental === undefined ? staging.commit() : incremental.commit(staging));
  await config?.write();
  return {
    descriptor: root,
    manifest: descriptor,
    artifactType: artifactTypeOf(manifest),
    annotations: manifest.annotations ?? {},
    subject: manifest.subject?.digest ?? '',
    layers: download.placements.map(({ layer }) => layer),
    unchanged: (incremental?.unchanged ?? []).map(({ layer }) => layer),
    skipped: plan.skipped,
    files,
  };
}

/** @throws OciError `INPUT_INVALID` */
function checkIncremental({ incremental, overwrite }: PullContentOptions): void {
  if (incremental === true && overwrite === false)
    throw new OciError(
      'INPUT_INVALID',
      'it replaces the files of earlier pulls, which "overwrite: false" does not allow; omit one of the two options',
      { detail: { option: 'incremental' } },
    );
}

async function readConfigOf(
  source: ReadOnlyTarget,
  manifest: ContentManifest,
  options: CallOptions,
): Promise<Uint8Array> {
  if (manifest.kind !== 'manifest') throw new OciError('UNSUPPORTED', 'an artifact manifest has no config');
  const { config } = manifest;
  return embeddedContent(config) ?? (await fetchMetadata(source, config, defaultMaxMetadataBytes, options));
}

/** The largest layer that is unpacked while it is downloaded. */
/** Size of the layers that workers may unpack, bytes. */
function unpackedSize(placements: readonly LayerPlacement[]): number {
  let size = 0;
  for (const { layer, unpack, isZip } of placements) if (unpack && isZip !== true) size += layer.size;
  return size;
}

function layersOf(manifest: ContentManifest): readonly Descriptor[] {
  return manifest.kind === 'manifest' ? manifest.layers : manifest.blobs;
}

async function selectFiles(
  directory: string,
  matches: ReturnType<typeof patternMatcher> | undefined,
  kept: Entries,
): Promise<FileList> {
  const root = byteStringOf(directory);
  try {
    if (matches !== undefined && !(await removeUnmatched(matches, root)) && kept.size === 0) {
      throw new OciError(
        'INPUT_INVALID',
        'no path in the artifact matches the include patterns; write them as in a .gitignore, relative to the ' +
          'output directory',
        { detail: { option: 'include' } },
      );
    }
    return await listFiles(root, kept);
  } catch (error) {
    throw fileSystemError(error, 'list the pulled files');
  }
}

function noNamesError(reference: string, { skipped }: PullPlan): OciError {
  const types = [...new Set(skipped.map(({ mediaType }) => mediaType))].slice(0, 5).join(', ');
  const count = skipped.length === 1 ? 'one layer' : `${skipped.length} layers`;
  return new OciError(
    'UNSUPPORTED',
    `${printable(reference, 200)} has ${count} (${printable(types, 500)}) without a title for a file or directory, ` +
      'so there is nothing to write; it may be a container image or a signature',
  );
}
