import { resolve as absolutePath } from 'node:path';
import { forEachConcurrent } from '../concurrency/index.ts';
import { manifestLocation, openLocation } from '../connect/index.ts';
import { newDirectory } from '../fs/index.ts';
import {
  asLocation,
  checkNumbers,
  artifactTypeOf,
  descriptorOf,
  formatLocation,
  isNotFound,
  maxManifestBytes,
  OciError,
  parseManifest,
  printable,
  referenceOf,
  repositoryOf,
  resultAt,
  sameRepository,
  type Descriptor,
  type IndexResult,
  type Location,
  type VerifiedBy,
} from '../spec/index.ts';
import { copyGraph, defaultConcurrency, joinManifests, resolveContent, writeTagsTo } from '../transfer/index.ts';
import { locationsOf, tagsOf, type IndexOptions } from './create-index.ts';
import { readSemanticVersion } from './semver-tags.ts';
import type { PolicyVerifier } from '../verification/index.ts';
import { SourceRepositories } from './source-repositories.ts';
import { verifierOf, verifyLocation } from './verify-location.ts';
import { observed } from './observed.ts';

/** Options of {@link joinShards}: the shards are the sources. */
export type JoinOptions = Pick<
  IndexOptions,
  | 'target'
  | 'sources'
  | 'tags'
  | 'version'
  | 'semverTags'
  | 'concurrency'
  | 'verify'
  | 'connection'
  | 'label'
  | 'signal'
  | 'onEvent'
>;

interface LocatedShard {
  readonly location: Location;
  readonly descriptor: Descriptor;
  readonly text: string;
  readonly verifiedBy: readonly VerifiedBy[];
}

/**
 * Joins shards, which `publish` pushed with `shard`, to one artifact. Its manifest is the one that a single machine
 * writes. Layers in other repositories are copied to the repository of the target, or mounted within a registry.
 *
 * @returns the artifact; `children` are the shards
 * @throws OciError `INPUT_INVALID` for a manifest that is not a shard, and for a shard that is missing, is given twice
 *   or belongs to another artifact; nothing is written then. `NOT_FOUND`; errors of the registries
 */
export async function joinShards(given: JoinOptions): Promise<IndexResult> {
  checkNumbers(given, { concurrency: 1 });
  const options = { ...observed(given), target: asLocation(given.target) };
  const { target, connection = {}, concurrency = defaultConcurrency, signal, onEvent } = options;
  if (options.semverTags === true) readSemanticVersion(options.version, options.label);
  await using newLayout = target.kind === 'layout' ? await newDirectory(absolutePath(target.path)) : undefined;
  await using destination = await openLocation(target, { ...connection, signal });
  const { repository } = destination;
  const tags = await tagsOf(options, repository);
  await using repositories = new SourceRepositories(destination, connection, signal);
  const verifier = verifierOf(options.verify);
  const shards: LocatedShard[] = [];
  const locations = await locationsOf(repository, tags, options);
  await forEachConcurrent(
    locations.entries(),
    concurrency,
    async ([index, { location }]) => {
      shards[index] = await readShard(location, repositories, verifier, options);
    },
    signal,
  );
  const text = joinManifests(
    shards.map((shard) => ({ name: printable(formatLocation(shard.location), 300), text: shard.text })),
  );
  for (const { location, descriptor, text: own } of shards) {
    if (sameRepository(location, target)) continue;
    const manifest = parseManifest(Buffer.from(own), descriptor.mediaType);
    const mountFrom = repositories.mountFrom(location);
    const from = await repositories.open(location);
    for (const blob of manifest.kind === 'manifest' ? [manifest.config, ...manifest.layers] : [])
      await copyGraph(from, repository, blob, { mountFrom, signal });
  }
  const bytes = Buffer.from(text);
  const { mediaType } = shards[0]?.descriptor ?? { mediaType: '' };
  const manifest = descriptorOf(mediaType, bytes);
  const name = formatLocation(repositoryOf(target));
  await writeTagsTo(repository, manifest, tags, { name, rootBytes: bytes, signal, onEvent });
  newLayout?.keep();
  const joined = parseManifest(bytes, mediaType);
  const described = { ...manifest, artifactType: artifactTypeOf(joined), annotations: joined.annotations };
  return {
    ...resultAt(target, described, tags),
    children: shards.map(({ descriptor }) => descriptor),
    verifiedBy: shards.flatMap(({ verifiedBy }) => verifiedBy),
  };
}

async function readShard(
  location: Location,
  repositories: SourceRepositories,
  verifier: PolicyVerifier | undefined,
  { signal }: JoinOptions,
): Promise<LocatedShard> {
  const name = printable(formatLocation(location), 300);
  try {
    const repository = await repositories.open(location);
    const named = await manifestLocation(repository, location, { signal });
    const verified = await verifyLocation(verifier, repository, named, { signal });
    const { descriptor, bytes } = await resolveContent(repository, verified?.digest ?? referenceOf(named), {
      maxMetadataBytes: maxManifestBytes,
      signal,
    });
    return { location, descriptor, text: Buffer.from(bytes).toString(), verifiedBy: verified?.verifiedBy ?? [] };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const { detail } = error;
    throw new OciError('NOT_FOUND', `cannot join ${name}: ${error.message}`, { cause: error, detail });
  }
}
