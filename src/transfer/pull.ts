import { excluding } from '../archive/index.ts';
import { byteStringOf, fileSystemError } from '../fs/index.ts';
import { forEachConcurrent } from '../concurrency/index.ts';
import type { CallOptions, ReadOnlyTarget } from '../registry/index.ts';
import {
  artifactTypeOf,
  OciError,
  printable,
  throwIfAborted,
  type Annotations,
  type Descriptor,
  type Digest,
  type Platform,
  type FileList,
} from '../spec/index.ts';
import { helmTitles } from './pull-helm.ts';
import { fetchLayer, placeLayer, type FileKind } from './pull-layer.ts';
import { resolveArtifact, type ContentManifest } from './pull-manifest.ts';
import { planPull, type PlacedLayer, type PullPlan } from './pull-plan.ts';
import { stage } from './stage.ts';
import { keepOnly, listFiles } from './stage-tree.ts';

export interface PullOptions extends CallOptions {
  /** Layers downloaded at a time. @default 3 */
  readonly concurrency?: number | undefined;
  /** Of an index, the manifest for this platform; an image must be for it. @default any, as long as there is one alone */
  readonly platform?: Platform | undefined;
  /** Patterns as in a `.gitignore`; only paths that match are written. @default all */
  readonly include?: readonly string[] | undefined;
  /** The pull fails, before anything is downloaded, when the reference resolves to something else. */
  readonly expectedDigest?: Digest | undefined;
  /** False fails, before anything is written, when a file would be replaced. @default true */
  readonly overwrite?: boolean | undefined;
  /** Keep the modes in archives as they are instead of applying the umask. @default false */
  readonly preservePermissions?: boolean | undefined;
  /** Of an artifact's layers, those that become files of a kind of their own. */
  readonly fileKinds?: ((layers: readonly Descriptor[]) => ReadonlyMap<Descriptor, FileKind>) | undefined;
  /** Bytes of layers read so far. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Told of each layer when it is there, verified; `path` is relative to the output directory and ends with `/` when it was unpacked. */
  readonly onLayer?: ((layer: Descriptor, path: string) => void) | undefined;
  /** Told where the content is prepared; the directory is gone when the pull has ended. */
  readonly onStaging?: ((directory: string) => void) | undefined;
}

export interface PulledArtifact {
  /** What the reference resolved to. */
  readonly descriptor: Descriptor;
  /** The same, or the manifest that was chosen from an index. */
  readonly manifest: Descriptor;
  readonly artifactType: string | undefined;
  readonly annotations: Annotations;
  /** Layers that were downloaded, in the manifest's order. */
  readonly layers: readonly Descriptor[];
  /** Layers without a title, which have no name to be written under. */
  readonly skipped: readonly Descriptor[];
  /** What was written. */
  readonly files: FileList;
}

const defaultConcurrency = 3;

/**
 * Fetches an artifact and writes its content below `outputDir`: layers marked `io.deis.oras.content.unpack` are unpacked, other layers
 * with a title become files of that name, the layers of a Helm chart files of the name that Helm gives them, and a single archive
 * without a title (as Flux writes it) is unpacked too.
 *
 * All is verified and unpacked beside `outputDir` first. A directory that is new or empty then appears by one rename; in one that has
 * content, each file is replaced atomically.
 *
 * @throws OciError `MANIFEST_UNKNOWN`, `NOT_FOUND` for a platform, `DIGEST_MISMATCH`, `SIZE_MISMATCH`, `ARCHIVE_INVALID`, `SIZE_LIMIT`,
 * `ALREADY_EXISTS`, `INPUT_INVALID` when nothing is included, `UNSUPPORTED`, `FILE_SYSTEM`; `outputDir` is as it was then
 */
export async function pull(
  source: ReadOnlyTarget,
  reference: string,
  outputDir: string,
  options: PullOptions = {},
): Promise<PulledArtifact> {
  const { include = [], signal } = options;
  const { root, descriptor, manifest } = await resolveArtifact(source, reference, options);
  const kinds = options.fileKinds?.(layersOf(manifest)) ?? new Map<Descriptor, FileKind>();
  const titles = new Map([
    ...(await helmTitles(source, manifest, signal)),
    ...[...kinds].map(([{ digest }, { name }]) => [digest, name] as const),
  ]);
  const plan = planPull(layersOf(manifest), titles);
  if (plan.placed.length === 0 && plan.skipped.length > 0) throw nothingToWrite(reference, plan);
  const wanted = include.length === 0 ? undefined : excluding(include);
  const layers = plan.placed.filter(
    ({ segments, unpack }) => unpack || wanted === undefined || wanted(byteStringOf(segments.join('/')), false),
  );

  await using staging = await stage(outputDir, { overwrite: options.overwrite });
  options.onStaging?.(staging.workspace);
  const onBytes = progress(layers, options.onProgress);
  await forEachConcurrent(
    layers,
    options.concurrency ?? defaultConcurrency,
    async (placed, signal) => {
      await fetchLayer(source, placed, staging, {
        kind: kinds.get(placed.layer),
        preservePermissions: options.preservePermissions,
        signal,
        onBytes,
      });
      options.onLayer?.(placed.layer, pathOf(placed));
    },
    signal,
  );
  for (const placed of layers) await placeLayer(placed, staging);
  const files = await select(staging.directory, wanted);
  // From here on it is quicker to finish than to go back.
  throwIfAborted(signal);
  await staging.commit();
  return {
    descriptor: root,
    manifest: descriptor,
    artifactType: artifactTypeOf(manifest),
    annotations: manifest.annotations ?? {},
    layers: layers.map(({ layer }) => layer),
    skipped: plan.skipped,
    files,
  };
}

function layersOf(manifest: ContentManifest): readonly Descriptor[] {
  return manifest.kind === 'manifest' ? manifest.layers : manifest.blobs;
}

function pathOf({ segments, unpack }: PlacedLayer): string {
  const path = segments.join('/');
  return unpack ? `${path === '' ? '.' : path}/` : path;
}

function progress(layers: readonly PlacedLayer[], onProgress: PullOptions['onProgress']): (bytes: number) => void {
  const total = layers.reduce((sum, { layer }) => sum + layer.size, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    onProgress?.(done, total);
  };
}

async function select(directory: string, wanted: ReturnType<typeof excluding> | undefined): Promise<FileList> {
  const root = byteStringOf(directory);
  try {
    if (wanted !== undefined && !(await keepOnly(wanted, root))) {
      throw new OciError(
        'INPUT_INVALID',
        'nothing in the artifact matches the include patterns; write them as in a .gitignore, relative to the output directory',
        { detail: { option: 'include' } },
      );
    }
    return await listFiles(root);
  } catch (error) {
    throw fileSystemError(error, `list ${directory}`);
  }
}

function nothingToWrite(reference: string, { skipped }: PullPlan): OciError {
  const types = [...new Set(skipped.map(({ mediaType }) => mediaType))].slice(0, 5).join(', ');
  return new OciError(
    'UNSUPPORTED',
    `${printable(reference, 200)} has ${skipped.length === 1 ? 'one layer' : `${skipped.length} layers`} (${printable(types, 500)}) without a title to name a file or directory, so there is nothing to write; it may be a container image or a signature`,
  );
}
