import { resolve as absolute } from 'node:path';
import {
  copyGraph,
  CopyError,
  fetchBytes,
  recursiveCopyGraph,
  resolve,
  tagN,
  type CopyErrorOrigin,
  type CopyGraphOptions,
  type RecursiveCopyOptions,
} from '../transfer/index.ts';
import { openLocation, type ConnectOptions } from '../connect/index.ts';
import {
  formatLocation,
  type Location,
  type OperationEvent,
  type CopyResult,
  resultAt,
  type Platform,
  referenceOf,
  artifactTypeOf,
  isManifestMediaType,
  isOciError,
  OciError,
  parseManifest,
  type Descriptor,
} from '../spec/index.ts';
import type { ReadOnlyTarget } from '../registry/index.ts';
import { shortDigest } from '../output/index.ts';
import { countedReads } from './copy-reads.ts';
import { newDirectory } from './new-directory.ts';

/** What is to be copied, and where to. */
export interface CopyPlan {
  readonly source: Location;
  readonly target: Location;
  /** Bare tags to write at the target, the main one first. */
  readonly tags: readonly string[];
  readonly recursive: boolean;
  readonly platform: Platform | undefined;
  /** Blobs and manifests copied at a time. */
  readonly concurrency: number;
}

export interface CopyBetweenOptions extends CopyPlan {
  readonly from: ConnectOptions;
  readonly to: ConnectOptions;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: OperationEvent) => void) | undefined;
}

/**
 * Copies an artifact between registries and layouts, byte for byte. Tags are written last, so that a target whose copy fails is as it was.
 *
 * @throws CopyError which says which side failed
 */
export async function copyBetween(options: CopyBetweenOptions): Promise<CopyResult> {
  const { source, target, signal, onEvent } = options;
  await using from = await onSide('source', 'Open', () =>
    openLocation(source, { ...options.from, readOnly: true, signal }),
  );
  const root = await onSide('source', 'Resolve', () =>
    resolve(from.repository, referenceOf(source), { targetPlatform: options.platform, signal }),
  );
  const artifactType = await onSide('source', 'Fetch', () => readArtifactType(from.repository, root, signal));
  if (target.digest !== undefined && target.digest !== root.digest) {
    throw new CopyError(
      'Resolve',
      'source',
      new OciError(
        'DIGEST_MISMATCH',
        `${formatLocation(source)} is ${root.digest}, while the target asks for ${target.digest}`,
      ),
    );
  }
  await using made = target.kind === 'layout' ? await newDirectory(absolute(target.path)) : undefined;
  await using to = await onSide('destination', 'Open', () => openLocation(target, { ...options.to, signal }));
  const tally = { copied: 0, bytes: 0 };
  const report = (node: Descriptor, state: 'uploaded' | 'exists' | 'mounted'): void => {
    if (state !== 'exists') tally.copied++;
    if (state === 'uploaded') tally.bytes += node.size;
    onEvent?.({ kind: 'blob', digest: node.digest, size: node.size, state });
  };
  const graphOptions: CopyGraphOptions = {
    concurrency: options.concurrency,
    signal,
    mountFrom: mountable(options),
    postCopy: (node) => {
      report(node, 'uploaded');
    },
    onCopySkipped: (node) => {
      report(node, 'exists');
    },
    onMounted: (node) => {
      report(node, 'mounted');
    },
  };
  const readable = countedReads(from.repository, (done) => onEvent?.({ kind: 'progress', phase: 'copy', done }));
  let companions = 0;
  if (options.recursive) {
    const found = await recursiveCopyGraph(readable, to.repository, root, {
      ...graphOptions,
      ...companionEvents(onEvent),
    });
    companions = new Set([...found.referrers, ...found.tagged.map(({ node }) => node)].map((node) => node.digest)).size;
  } else await copyGraph(readable, to.repository, root, graphOptions);
  if (options.tags.length > 0)
    await onSide('destination', 'Tag', () => tagN(to.repository, root.digest, options.tags, { signal }));
  for (const tag of options.tags) onEvent?.({ kind: 'tag', tag, state: 'written' });
  made?.keep();
  return {
    ...resultAt(target, { ...root, artifactType }, options.tags),
    source: formatLocation(source),
    copied: tally.copied,
    copiedBytes: tally.bytes,
    companions,
  };
}

async function readArtifactType(
  repository: ReadOnlyTarget,
  root: Descriptor,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (!isManifestMediaType(root.mediaType))
    throw new OciError(
      'UNSUPPORTED',
      `${root.digest} is a blob and not a manifest; name the artifact that it belongs to`,
    );
  const { bytes } = await fetchBytes(repository, root.digest, { signal });
  return artifactTypeOf(parseManifest(bytes, root.mediaType));
}

/** Blobs of another repository of the same registry need not travel, when the same person asks on both sides. */
function mountable({ source, target, from, to }: CopyBetweenOptions): CopyGraphOptions['mountFrom'] {
  if (source.kind !== 'registry' || target.kind !== 'registry') return undefined;
  if (source.registry !== target.registry || source.repository === target.repository) return undefined;
  const same = (['plainHttp', 'username', 'password', 'githubToken'] as const).every((key) => from[key] === to[key]);
  return same ? () => [source.repository] : undefined;
}

function companionEvents(
  onEvent: CopyBetweenOptions['onEvent'],
): Pick<RecursiveCopyOptions, 'onMissingReferrer' | 'onCompanionTagged'> {
  return {
    onMissingReferrer: (referrer, subject) =>
      onEvent?.({
        kind: 'warning',
        text: `${referrer.digest} is listed among the referrers of ${subject.digest}, but the source does not have it; it is left out`,
      }),
    onCompanionTagged: ({ tag }, previous) => {
      onEvent?.({ kind: 'tag', tag, state: 'written' });
      if (previous !== undefined)
        onEvent?.({
          kind: 'warning',
          text: `the tag ${tag} pointed to ${shortDigest(previous.digest)} at the target and was moved; what it held is still there as ${previous.digest}`,
        });
    },
  };
}

/** Marks what fails as the source's or the destination's. */
async function onSide<T>(origin: CopyErrorOrigin, op: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CopyError || isOciError(error, 'ABORTED')) throw error;
    throw new CopyError(op, origin, error);
  }
}
