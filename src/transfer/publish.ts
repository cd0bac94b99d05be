import {
  pushContent,
  type CallOptions,
  type ReadOnlyGraphTarget,
  type ReadOnlyStorage,
  type Repository,
} from '../registry/index.ts';
import {
  annotationVersion,
  compareVersions,
  isManifestMediaType,
  isOciError,
  maxManifestBytes,
  messageOf,
  OciError,
  optionName,
  plainDescriptor,
  type CopiedManifest,
  type Descriptor,
  type Digest,
  type EventOptions,
} from '../spec/index.ts';
import { GraphCopy, type GraphCopyOptions } from './copy-graph.ts';
import { planCopyGraph, type CopyGraphOptions } from './copy-options.ts';
import { fetchMetadata, MetadataCache, successors } from './metadata.ts';
import { ReadProgress } from './read-progress.ts';
import { copyRecursive, type RecursiveCopyOptions } from './recursive.ts';
import { lookUp, type ExistingTags, type IfTagExists, type LookUpOptions } from './tag-lookup.ts';

interface TagOptions extends CallOptions, EventOptions {
  /** Name of the destination in messages: `registry/repository`, or a path. */
  readonly name: string;
  /** Content of the manifest, if the caller has read it. */
  readonly rootBytes?: Uint8Array | undefined;
}

export interface PublishToOptions
  extends
    TagOptions,
    LookUpOptions,
    Pick<CopyGraphOptions, 'mountFrom' | 'concurrency'>,
    Pick<RecursiveCopyOptions, 'onMissingReferrer' | 'onCompanionTagged' | 'onWrongSize' | 'onUnlistedReferrer'> {
  /** Bare tags, the main one first. */
  readonly tags: readonly string[];
  /** @default overwrite */
  readonly ifTagExists?: IfTagExists | undefined;
  /** Tags that `skip` and `fail` do not protect. They are omitted if the main tag is skipped. @default none */
  readonly movingTags?: ReadonlySet<string> | undefined;
  /** Phase and total bytes of the progress events. */
  readonly progress: { readonly phase: 'push' | 'copy'; readonly total?: number | undefined };
  /** Selects the blobs that progress events count. @default all blobs */
  readonly isCounted?: ((blob: Descriptor) => boolean) | undefined;
  /** Also copies referrers and cosign's manifests. @default false */
  readonly recursive?: boolean | undefined;
}

export interface PublishedTo {
  /** The existing manifest of the main tag, if `ifTagExists` did not replace it. */
  readonly skipped?: Descriptor | undefined;
  /** Number of manifests and blobs that were transferred or mounted. */
  readonly copied: number;
  /** Bytes of those that were transferred. */
  readonly copiedBytes: number;
  /** Referrers and cosign manifests that were also copied. */
  readonly companions: readonly CopiedManifest[];
}

/**
 * Copies an artifact to a repository: content first, then the manifest with the first tag, then each other tag. When
 * the copy fails, no tag has changed. When all tags are skipped or already point to the artifact, nothing is copied.
 *
 * @throws CopyError when the source or the destination fails during the copy
 * @throws OciError `ALREADY_EXISTS` with `ifTagExists: 'fail'`; an error after a tag was written lists the written tags
 */
export async function publishTo(
  source: ReadOnlyGraphTarget,
  root: Descriptor,
  destination: Repository,
  options: PublishToOptions,
): Promise<PublishedTo> {
  const { onEvent, progress } = options;
  const manifest = plainDescriptor(root);
  const { known, existing } = await lookUp(manifest, destination, options);
  const plans = planTags(root, existing, options);
  const tally: Tally = { copied: 0, copiedBytes: 0, companions: [] };
  const first = plans.find(({ action }) => action === 'write');
  let written: string | undefined;
  if (plans.length === 0 || first !== undefined) {
    const isTagged = await copyTo(source, manifest, destination, { ...options, known, tag: first?.tag }, tally);
    if (isTagged) written = first?.tag;
    if (progress.phase === 'push') onEvent?.({ kind: 'phase', phase: 'tag' });
  }
  await writeTags(source, manifest, destination, plans, options, written);
  const [main] = plans;
  return { ...tally, skipped: main?.action === 'skip' ? plainDescriptor(main.existing) : undefined };
}

/**
 * Points tags to a manifest that the repository has, the first tag first.
 *
 * @throws OciError errors of the repository; an error after a tag was written lists the written tags
 */
export async function writeTagsTo(
  repository: Repository,
  manifest: Descriptor,
  tags: readonly string[],
  options: TagOptions,
): Promise<void> {
  const plans = [...new Set(tags)].map((tag) => ({ tag, action: 'write' }) as const);
  await writeTags(repository, plainDescriptor(manifest), repository, plans, options);
}

interface Tally {
  copied: number;
  copiedBytes: number;
  companions: readonly CopiedManifest[];
}

/** @returns whether the tag was written with the manifest */
async function copyTo(
  source: ReadOnlyGraphTarget,
  root: Descriptor,
  destination: Repository,
  options: PublishToOptions & Pick<GraphCopyOptions, 'known'> & { readonly tag: string | undefined },
  tally: Tally,
): Promise<boolean> {
  const { onEvent, signal, progress, hasUploaded, isCounted = isBlob } = options;
  const report = (node: Descriptor, state: 'uploaded' | 'exists' | 'mounted'): void => {
    if (state !== 'exists') tally.copied++;
    if (state === 'uploaded') tally.copiedBytes += node.size;
    onEvent?.({ kind: 'blob', digest: node.digest, size: node.size, state });
  };
  const plan = planCopyGraph({
    concurrency: options.concurrency,
    signal,
    mountFrom: options.mountFrom,
    postCopy: (node) => {
      report(node, 'uploaded');
    },
    onCopySkipped: (node) => {
      size.remove(node);
      report(node, 'exists');
    },
    onMounted: (node) => {
      size.remove(node);
      report(node, 'mounted');
    },
    findSuccessors: async (storage, node) => {
      const found = await successors(storage, node, undefined, { signal });
      for (const each of found) size.add(each);
      return found;
    },
  });
  const size = new DiscoveredSize(isCounted);
  const reads = new ReadProgress((done, blob) =>
    onEvent?.({ kind: 'progress', total: size.total, ...progress, done, blob }),
  );
  const counted = onEvent === undefined ? source : reads.source(source, isCounted);
  const cache = new MetadataCache(counted, plan, signal);
  if (options.rootBytes !== undefined) cache.add(root, options.rootBytes);
  if (options.recursive === true) {
    const found = new Map<Digest, CopiedManifest>();
    const onCompanion = (companion: CopiedManifest): void => {
      if (!found.has(companion.digest)) found.set(companion.digest, companion);
    };
    await copyRecursive(counted, destination, root, { ...options, ...plan, onCompanion }, cache);
    tally.companions = [...found.values()];
    // The tag must not move before the companions are there.
    return false;
  }
  const { known, tag } = options;
  const tagged = tag === undefined ? undefined : { node: root, tag };
  const graph = new GraphCopy(counted, destination, plan, { cache, hasUploaded, known, tagged });
  await graph.run([root]);
  return graph.isTagged;
}

/** The size of the blobs of the manifests that were read so far, without those that need no transfer, in bytes. */
class DiscoveredSize {
  total = 0;
  readonly #seen = new Set<string>();
  readonly #isCounted: (blob: Descriptor) => boolean;

  constructor(isCounted: (blob: Descriptor) => boolean) {
    this.#isCounted = isCounted;
  }

  add(node: Descriptor): void {
    if (!this.#isCounted(node) || this.#seen.has(node.digest)) return;
    this.#seen.add(node.digest);
    this.total += node.size;
  }

  remove(node: Descriptor): void {
    if (this.#isCounted(node) && this.#seen.has(node.digest)) this.total -= node.size;
  }
}

function isBlob({ mediaType }: Descriptor): boolean {
  return !isManifestMediaType(mediaType);
}

type TagPlan =
  | { readonly tag: string; readonly action: 'write' | 'unchanged' }
  | { readonly tag: string; readonly action: 'skip'; readonly existing: Descriptor };

/** @param manifest for `newer` with annotations */
function planTags(
  manifest: Descriptor,
  existingTags: ExistingTags | undefined,
  options: PublishToOptions,
): readonly TagPlan[] {
  const [main, ...others] = [...new Set(options.tags)].map((tag) => ({ tag, existing: existingTags?.get(tag) }));
  if (main === undefined) return [];
  const mainPlan = planTag(manifest, main, options.ifTagExists, options.name);
  return [
    mainPlan,
    ...others.flatMap((other) => {
      const isMoving = options.movingTags?.has(other.tag) === true;
      if (isMoving && mainPlan.action === 'skip') return [];
      const mode = isMoving && options.ifTagExists !== 'newer' ? 'overwrite' : options.ifTagExists;
      return planTag(manifest, other, mode, options.name);
    }),
  ];
}

function planTag(
  manifest: Descriptor,
  { tag, existing }: { readonly tag: string; readonly existing: Descriptor | undefined },
  ifTagExists: IfTagExists | undefined,
  name: string,
): TagPlan {
  if (existing === undefined) return { tag, action: 'write' };
  if (existing.digest === manifest.digest) return { tag, action: 'unchanged' };
  switch (ifTagExists) {
    case 'skip':
      return { tag, action: 'skip', existing };
    case 'fail':
      throw new OciError(
        'ALREADY_EXISTS',
        `${optionName('ifTagExists')} is "fail", and ${name}:${tag} already points to ${existing.digest}, not to ` +
          `${manifest.digest}; use another tag, or set it to "overwrite" or "skip"`,
      );
    case 'newer':
      return isNewer(manifest, existing) ? { tag, action: 'write' } : { tag, action: 'skip', existing };
    case 'overwrite':
    case undefined:
      return { tag, action: 'write' };
  }
}

function isNewer(manifest: Descriptor, existing: Descriptor): boolean {
  const [version, other] = [manifest, existing].map(({ annotations }) => annotations?.[annotationVersion]);
  return other === undefined || (version !== undefined && compareVersions(version, other) > 0);
}

async function writeTags(
  source: ReadOnlyStorage,
  manifest: Descriptor,
  destination: Repository,
  plans: readonly TagPlan[],
  { name, rootBytes, signal, onEvent }: TagOptions,
  writtenTag?: string,
): Promise<void> {
  const written: string[] = [];
  let bytes = rootBytes;
  for (const { tag, action } of plans) {
    if (action !== 'write') {
      onEvent?.({ kind: 'tag', tag, state: action === 'skip' ? 'skipped' : action });
      continue;
    }
    try {
      if (tag !== writtenTag) {
        bytes ??= await fetchMetadata(source, manifest, maxManifestBytes, { signal });
        await pushContent(destination, manifest, bytes, { signal, tags: [tag] });
      }
    } catch (error) {
      throw written.length === 0 ? error : partialFailure(tag, manifest, written, error);
    }
    written.push(`${name}:${tag}`);
    onEvent?.({ kind: 'tag', tag, state: 'written' });
  }
}

function partialFailure(tag: string, manifest: Descriptor, written: readonly string[], error: unknown): OciError {
  const ociError = isOciError(error) ? error : undefined;
  return new OciError(
    ociError?.code ?? 'UNKNOWN',
    `cannot write the tag "${tag}"; ${written.join(', ')} already point to ${manifest.digest}: ${messageOf(error)}`,
    { cause: error, status: ociError?.status },
  );
}
