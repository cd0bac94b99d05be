import { manifestLocation } from '../connect/index.ts';
import type { CallOptions, Repository } from '../registry/index.ts';
import {
  asLocation,
  checkNumbers,
  artifactTypeOf,
  defaultTag,
  formatLocation,
  OciError,
  parseManifest,
  referenceOf,
  resultAt,
  shortTag,
  type CopyResult,
  type Descriptor,
  type EventOptions,
  type Location,
  type Manifest,
  type Platform,
} from '../spec/index.ts';
import {
  CopyError,
  findTags,
  onSide,
  publishTo,
  readManifest,
  resolveContent,
  wrongSizeText,
  type CopyGraphOptions,
  type ExistingTags,
  type IfTagExists,
  type PublishToOptions,
} from '../transfer/index.ts';
import type { PolicyVerifier, Verification, VerifiedArtifact } from '../verification/index.ts';
import { CopyRepositories, type CopyConnections } from './copy-repositories.ts';
import { verifierOf, verifyLocation } from './verify-location.ts';
import { observed } from './observed.ts';

/** Options of {@link copy}. */
export interface CopyOptions extends CopyConnections, EventOptions {
  /** A text is read as by {@link parseLocation}. */
  readonly source: Location | string;
  readonly target: Location | string;
  /** Bare tags to write at the target, the main one first. @default the tag of the target, else of the source */
  readonly tags?: readonly string[] | undefined;
  /** Bare tags to write in addition to `tags`. @default none */
  readonly additionalTags?: readonly string[] | undefined;
  /** Also copies referrers and cosign's manifests. @default false */
  readonly recursive?: boolean | undefined;
  /** Signatures that the source must have. Without them, nothing is written. @default none */
  readonly verify?: Verification | undefined;
  /** Copies only the manifest of an index for this platform. @default the whole index */
  readonly platform?: Platform | undefined;
  /** Action for a tag of the target that points to other content. @default overwrite */
  readonly ifTagExists?: IfTagExists | undefined;
  /** Maximum number of blobs and manifests that are copied at the same time. @default 4 */
  readonly concurrency?: number | undefined;
}

/** {@link CopyOptions} with parsed locations. */
export interface CopySettings extends CopyOptions {
  readonly source: Location;
  readonly target: Location;
}

/**
 * Copies an artifact between registries and image layouts, without a change to its bytes. Tags are written last, so a
 * failed copy does not change the tags of the target.
 *
 * @throws CopyError with the side that failed; with `verify`, its code is `VERIFICATION_FAILED` for missing signatures
 */
export async function copy(given: CopyOptions): Promise<CopyResult> {
  checkNumbers(given, { concurrency: 1 });
  const options = { ...observed(given), source: asLocation(given.source), target: asLocation(given.target) };
  await using repositories = new CopyRepositories(options);
  const verified = await verifySource(repositories, options.source, verifierOf(options.verify), options);
  return await copyBetween(repositories, options, verified);
}

/** Verifies the source of a copy; undefined without a verifier. @throws CopyError */
export async function verifySource(
  repositories: CopyRepositories,
  source: Location,
  verifier: PolicyVerifier | undefined,
  { signal }: CallOptions,
): Promise<VerifiedArtifact | undefined> {
  if (verifier === undefined) return undefined;
  const from = await repositories.source(source);
  return onSide('Resolve', 'source', async () =>
    verifyLocation(verifier, from, await manifestLocation(from, source, { signal }), { signal }),
  );
}

/**
 * Copies an artifact over open repositories.
 *
 * @param verified the verified source, which is read by its digest
 * @throws CopyError
 */
export async function copyBetween(
  repositories: CopyRepositories,
  options: CopySettings,
  verified: VerifiedArtifact | undefined,
): Promise<CopyResult> {
  const { target, ifTagExists, signal, onEvent } = options;
  // The connections to the target are opened while the source is looked up. A layout is created only for a source that
  // exists.
  const opening = target.kind === 'registry' ? repositories.target(target) : undefined;
  opening?.catch(() => undefined);
  const from = await repositories.source(options.source);
  const source = await onSide('Resolve', 'source', () => manifestLocation(from, options.source, { signal }));
  const tags = tagsOfCopy(options, source);
  const { descriptor: root, bytes: rootBytes } = await onSide('Resolve', 'source', () =>
    resolveContent(from, verified?.digest ?? referenceOf(source), { targetPlatform: options.platform, signal }),
  );
  if (target.digest !== undefined && target.digest !== root.digest) {
    const problem = `${formatLocation(source)} is ${root.digest}, but the target requires ${target.digest}`;
    throw new CopyError('Resolve', 'source', new OciError('DIGEST_MISMATCH', problem));
  }
  const manifest = parseManifest(rootBytes, root.mediaType);
  const artifactType = artifactTypeOf(manifest);
  const to = await (opening ?? repositories.target(target));
  // Errors of the copy already have an operation and a side. Other errors occur when the tags are written.
  const { skipped, ...copied } = await onSide('Tag', 'destination', async () =>
    publishTo(from, { ...root, annotations: manifest.annotations }, to, {
      tags,
      existing: await existingTags(to, tags, ifTagExists, signal),
      ifTagExists,
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
  repositories.keep(target);
  const existing = skipped && (await onSide('Fetch', 'destination', () => describeExisting(to, skipped, signal)));
  const described = existing?.descriptor ?? { ...root, artifactType, annotations: manifest.annotations };
  return {
    ...resultAt(target, described, tags),
    verifiedBy: verified?.verifiedBy ?? [],
    source: formatLocation(source),
    copied: copied.copied,
    copiedBytes: copied.copiedBytes,
    companions: copied.companions.length,
    referrers: copied.companions,
    contents: contentsOf(existing?.manifest ?? manifest),
    skipped: existing !== undefined,
  };
}

/** A plain copy does not look the tags up. */
async function existingTags(
  repository: Repository,
  tags: readonly string[],
  ifTagExists: IfTagExists = 'overwrite',
  signal: AbortSignal | undefined,
): Promise<ExistingTags | undefined> {
  return ifTagExists === 'overwrite' ? undefined : findTags(repository, tags, { ifTagExists, signal });
}

async function describeExisting(
  repository: Repository,
  manifest: Descriptor,
  signal: AbortSignal | undefined,
): Promise<{ readonly descriptor: Descriptor; readonly manifest: Manifest }> {
  const content = await readManifest(repository, manifest, { signal });
  const { annotations } = content;
  return { descriptor: { ...manifest, artifactType: artifactTypeOf(content), annotations }, manifest: content };
}

function contentsOf(manifest: Manifest): readonly Descriptor[] {
  if (manifest.kind === 'index') return manifest.manifests;
  return manifest.kind === 'manifest' ? manifest.layers : manifest.blobs;
}

/**
 * The tags that a copy writes. A target with only a digest gets no tag of the source.
 *
 * @param resolved the source with its tag or digest
 */
export function tagsOfCopy(
  { source, target, tags, additionalTags = [] }: Pick<CopySettings, 'source' | 'target' | 'tags' | 'additionalTags'>,
  resolved: Location,
): readonly string[] {
  const isUnnamed = source.tag === undefined && source.digest === undefined;
  const ofSource = resolved.tag ?? (isUnnamed ? defaultTag : undefined);
  const main = target.tag ?? (target.digest === undefined ? ofSource : undefined);
  const all = [...(tags ?? (main === undefined ? [] : [main])), ...additionalTags];
  // The name in a layout can be a full reference, which is not a tag in a registry.
  return [...new Set(target.kind === 'registry' ? all.map(shortTag) : all)];
}

/** A registry can mount blobs of its other repositories, if both sides use the same credentials. */
function mountableFrom({ source, target, from = {}, to = {} }: CopySettings): CopyGraphOptions['mountFrom'] {
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
