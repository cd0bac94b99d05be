import { annotationVersion, inputError, plainLabel } from '../spec/index.ts';
import { mediaTypeUnknownArtifact, type ArtifactPlan, type IndexPlan } from '../transfer/index.ts';
import type { PublishOptions } from './publish-options.ts';

/** @throws OciError `INPUT_INVALID` for an artifact without the version that tags need to move forward */
export function checkVersion({ annotations }: ArtifactPlan | IndexPlan, options: PublishOptions): void {
  const { ifTagExists, label = plainLabel } = options;
  if (ifTagExists !== 'newer' || annotations?.[annotationVersion] !== undefined) return;
  throw inputError(
    label('if-tag-exists'),
    ifTagExists,
    `compares versions, and the artifact has none; set ${label('version')}`,
  );
}

/** A notice for the default artifact type. */
export function artifactTypeNotice(
  { artifactType }: ArtifactPlan | IndexPlan,
  options: PublishOptions,
): readonly string[] {
  const { label = plainLabel } = options;
  if (artifactType !== mediaTypeUnknownArtifact || options.artifactType !== undefined) return [];
  const name = label('artifact-type');
  return [
    `the artifact type is ${artifactType}, the default of ORAS; set ${name} to a media type that names your content, ` +
      'such as application/vnd.example.bundle',
  ];
}

/** Reports a cache that is not used: the caches recognize equal content by the digest of the tar. */
export function cacheNotice({ archive, packingCache, layerCache }: PublishOptions): readonly string[] {
  const isUnused = archive === 'zip' && (packingCache !== undefined || layerCache !== undefined);
  return isUnused ? ['the cache has no effect on a zip, which is always packed again; omit it, or pack a tar'] : [];
}
