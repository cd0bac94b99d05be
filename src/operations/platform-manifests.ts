import type { CallOptions, Repository } from '../registry/index.ts';
import {
  inputError,
  isManifestMediaType,
  manifestKind,
  plainLabel,
  type Descriptor,
  type InputLabel,
} from '../spec/index.ts';
import { readManifest } from '../transfer/index.ts';

/**
 * The manifests of an index, each once, without attestations of BuildKit, which have the platform `unknown/unknown`.
 *
 * @throws OciError `INPUT_INVALID` for another manifest than an index, and for an index without such manifests;
 *   `MANIFEST_UNKNOWN` for a manifest that the repository does not have
 */
export async function platformManifests(
  repository: Repository,
  root: Descriptor,
  { signal, label = plainLabel }: CallOptions & { readonly label?: InputLabel | undefined },
): Promise<readonly Descriptor[]> {
  const fail = (problem: string): never => {
    throw inputError(label('each-platform'), undefined, `${root.digest} ${problem}; omit the option`);
  };
  const index = manifestKind(root.mediaType) === 'index' ? await readManifest(repository, root, { signal }) : undefined;
  if (index?.kind !== 'index') return fail('is not an index');
  const digests = index.manifests
    .filter(({ mediaType, platform }) => isManifestMediaType(mediaType) && platform?.os !== 'unknown')
    .map(({ digest }) => digest);
  if (digests.length === 0) return fail('is an index without manifests of platforms');
  const manifests: Descriptor[] = [];
  for (const digest of new Set(digests)) manifests.push(await repository.resolve(digest, { signal }));
  return manifests;
}
