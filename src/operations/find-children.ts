import { manifestLocation } from '../connect/index.ts';
import type { Repository } from '../registry/index.ts';
import {
  formatLocation,
  isNotFound,
  OciError,
  platformText,
  printable,
  referenceOf,
  selectByPlatform,
  type Descriptor,
  type Location,
  type Platform,
} from '../spec/index.ts';
import { describeChild, readManifest } from '../transfer/index.ts';
import type { PolicyVerifier, VerifiedArtifact } from '../verification/index.ts';
import type { SourceRepositories } from './source-repositories.ts';
import { verifyLocation } from './verify-location.ts';

/** The entries of an index for a source. */
export interface FoundChildren {
  readonly children: readonly Descriptor[];
  readonly verified: VerifiedArtifact | undefined;
}

export interface ChildOptions {
  /** The entries of the source, in place of the source. */
  readonly flatten: boolean;
  readonly platform: Platform | undefined;
  /** Verifies the source. */
  readonly verifier: PolicyVerifier | undefined;
  readonly signal: AbortSignal;
}

/** @throws OciError `NOT_FOUND`; `VERIFICATION_FAILED`; errors of the repository */
export async function findChildren(
  location: Location,
  repositories: SourceRepositories,
  options: ChildOptions,
): Promise<FoundChildren> {
  const { verifier, signal } = options;
  try {
    const repository = await repositories.open(location);
    const named = await manifestLocation(repository, location, { signal });
    const verified = await verifyLocation(verifier, repository, named, { signal });
    const root = await repository.resolve(verified?.digest ?? referenceOf(named), { signal });
    const children = await childrenOf(repository, root, options);
    return { children, verified };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    // An index has several sources, so the error must name the reference.
    const name = printable(formatLocation(location), 300);
    const { detail } = error;
    throw new OciError('NOT_FOUND', `cannot add ${name} to the index: ${error.message}`, { cause: error, detail });
  }
}

async function childrenOf(
  repository: Repository,
  root: Descriptor,
  { flatten, platform, signal }: ChildOptions,
): Promise<readonly Descriptor[]> {
  if (!flatten) return [await describeChild(repository, root, { platform, signal })];
  const manifest = await readManifest(repository, root, { signal });
  if (manifest.kind !== 'index') return [await describeChild(repository, root, { platform, signal })];
  if (platform === undefined) return manifest.manifests;
  const entry = selectByPlatform(manifest.manifests, platform);
  if (entry !== undefined) return [entry];
  throw new OciError('NOT_FOUND', `${root.digest} has no entry for ${platformText(platform)}`);
}
