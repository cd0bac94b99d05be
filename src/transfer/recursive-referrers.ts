import type { CallOptions, PredecessorFinder, ReadOnlyStorage } from '../registry/index.ts';
import {
  artifactTypeOf,
  isManifestMediaType,
  isNotFound,
  parseManifest,
  plainDescriptor,
  type Descriptor,
} from '../spec/index.ts';
import { defaultMaxMetadataBytes, fetchMetadata } from './metadata.ts';

/**
 * The manifests whose subject is `node`, with the artifact type and annotations that they themselves have. One that is listed and not
 * there is given as it is listed.
 *
 * @throws OciError what the source raises
 */
export async function listReferrers(
  source: ReadOnlyStorage & PredecessorFinder,
  node: Descriptor,
  options: CallOptions = {},
): Promise<readonly Descriptor[]> {
  const found: Descriptor[] = [];
  for (const listed of await source.predecessors(node, options)) {
    if (!isManifestMediaType(listed.mediaType)) continue;
    try {
      const manifest = parseManifest(
        await fetchMetadata(source, listed, defaultMaxMetadataBytes, options),
        listed.mediaType,
      );
      // A layout also finds the indexes that hold the node.
      if (manifest.subject?.digest === node.digest)
        found.push({
          ...plainDescriptor(listed),
          artifactType: artifactTypeOf(manifest),
          annotations: manifest.annotations,
        });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      found.push(listed);
    }
  }
  return found;
}
