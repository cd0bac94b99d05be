import { resolve as absolutePath } from 'node:path';
import { manifestLocation, openLocation, type ConnectOptions } from '../connect/index.ts';
import { newDirectory } from '../fs/index.ts';
import type { CallOptions, ReadOnlyTarget } from '../registry/index.ts';
import {
  artifactTypeOf,
  defaultTag,
  formatLocation,
  isManifestMediaType,
  notManifestError,
  OciError,
  parseManifest,
  referenceOf,
  resultAt,
  shortTag,
  type CopyResult,
  type Descriptor,
  type EventOptions,
  type Location,
  type Platform,
} from '../spec/index.ts';
import {
  CopyError,
  fetchMetadata,
  onSide,
  publishTo,
  resolve,
  wrongSizeText,
  type CopyGraphOptions,
  type PublishToOptions,
} from '../transfer/index.ts';

/** Options of {@link copy}. */
export interface CopyOptions extends CallOptions, EventOptions {
  readonly source: Location;
  readonly target: Location;
  /** Bare tags to write at the target, the main one first. @default the tag of the target, else of the source */
  readonly tags?: readonly string[] | undefined;
  /** Bare tags to write in addition to `tags`. @default none */
  readonly additionalTags?: readonly string[] | undefined;
  /** Also copies referrers and cosign's manifests. @default false */
  readonly recursive?: boolean | undefined;
  /** Copies only the manifest of an index for this platform. @default the whole index */
  readonly platform?: Platform | undefined;
  /** Maximum number of blobs and manifests that are copied at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /** Connection to the registry of the source. */
  readonly from?: ConnectOptions | undefined;
  /** Connection to the registry of the target. */
  readonly to?: ConnectOptions | undefined;
}

/**
 * Copies an artifact between registries and image layouts, without a change to its bytes. Tags are written last, so a
 * failed copy does not change the tags of the target.
 *
 * @throws CopyError with the side that failed
 */
export async function copy(options: CopyOptions): Promise<CopyResult> {
  const { target, signal, onEvent } = options;
  await using from = await onSide('Open', 'source', () =>
    openLocation(options.source, { ...options.from, readOnly: true, signal }),
  );
  const source = await onSide('Resolve', 'source', () => manifestLocation(from.repository, options.source, { signal }));
  const tags = tagsOfCopy(options, source);
  const root = await onSide('Resolve', 'source', () =>
    resolve(from.repository, referenceOf(source), { targetPlatform: options.platform, signal }),
  );
  if (target.digest !== undefined && target.digest !== root.digest) {
    const problem = `${formatLocation(source)} is ${root.digest}, but the target requires ${target.digest}`;
    throw new CopyError('Resolve', 'source', new OciError('DIGEST_MISMATCH', problem));
  }
  const rootBytes = await onSide('Fetch', 'source', () => readRoot(from.repository, root, signal));
  const artifactType = artifactTypeOf(parseManifest(rootBytes, root.mediaType));
  await using newLayout = target.kind === 'layout' ? await newDirectory(absolutePath(target.path)) : undefined;
  await using to = await onSide('Open', 'destination', () =>
    openLocation(target, { ...options.to, manyWrites: true, signal }),
  );
  // Errors of the copy already have an operation and a side. Other errors occur when the tags are written.
  const copied = await onSide('Tag', 'destination', () =>
    publishTo(from.repository, root, to.repository, {
      tags,
      name: formatLocation({ ...target, tag: undefined, digest: undefined }),
      rootBytes,
      recursive: options.recursive,
      concurrency: options.concurrency,
      mountFrom: mountableFrom(options),
      progress: { phase: 'copy' },
      signal,
      onEvent,
      ...companionEvents(onEvent),
    }),
  );
  newLayout?.keep();
  return {
    ...resultAt(target, { ...root, artifactType }, tags),
    source: formatLocation(source),
    copied: copied.copied,
    copiedBytes: copied.copiedBytes,
    companions: copied.companions,
  };
}

/**
 * The tags that a copy writes. A target with only a digest gets no tag of the source.
 *
 * @param resolved the source with its tag or digest
 */
export function tagsOfCopy(
  { source, target, tags, additionalTags = [] }: Pick<CopyOptions, 'source' | 'target' | 'tags' | 'additionalTags'>,
  resolved: Location,
): readonly string[] {
  const isUnnamed = source.tag === undefined && source.digest === undefined;
  const ofSource = resolved.tag ?? (isUnnamed ? defaultTag : undefined);
  const main = target.tag ?? (target.digest === undefined ? ofSource : undefined);
  const all = [...(tags ?? (main === undefined ? [] : [main])), ...additionalTags];
  // The name in a layout can be a full reference, which is not a tag in a registry.
  return [...new Set(target.kind === 'registry' ? all.map(shortTag) : all)];
}

async function readRoot(
  repository: ReadOnlyTarget,
  root: Descriptor,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  if (isManifestMediaType(root.mediaType)) return fetchMetadata(repository, root, undefined, { signal });
  throw notManifestError(root, `${root.digest} is a blob, not a manifest; give the artifact that it belongs to`);
}

/** A registry can mount blobs of its other repositories, if both sides use the same credentials. */
function mountableFrom({ source, target, from = {}, to = {} }: CopyOptions): CopyGraphOptions['mountFrom'] {
  if (source.kind !== 'registry' || target.kind !== 'registry') return undefined;
  if (source.registry !== target.registry || source.repository === target.repository) return undefined;
  const same = (['plainHttp', 'username', 'password', 'githubToken'] as const).every((key) => from[key] === to[key]);
  return same ? () => [source.repository] : undefined;
}

function companionEvents(
  onEvent: CopyOptions['onEvent'],
): Pick<PublishToOptions, 'onMissingReferrer' | 'onWrongSize' | 'onUnlistedReferrer' | 'onCompanionTagged'> {
  return {
    onWrongSize: (...wrong) => onEvent?.({ kind: 'warning', text: wrongSizeText(...wrong) }),
    onUnlistedReferrer: (referrer, subject) =>
      onEvent?.({
        kind: 'warning',
        text:
          `the target has ${referrer.digest} but does not list it as a referrer of ${subject.digest}, also after it ` +
          'was pushed again; clients do not find it there',
      }),
    onMissingReferrer: (referrer, subject) =>
      onEvent?.({
        kind: 'warning',
        text:
          `the source lists ${referrer.digest} as a referrer of ${subject.digest} but does not have it; ` +
          'it is not copied',
      }),
    onCompanionTagged: ({ tag }, previous) => {
      onEvent?.({ kind: 'tag', tag, state: 'written' });
      if (previous !== undefined)
        onEvent?.({
          kind: 'warning',
          text:
            `the tag ${tag} at the target pointed to ${previous.digest} and was moved; ` +
            'that manifest still exists under its digest',
        });
    },
  };
}
