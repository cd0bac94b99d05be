import { isRepository, type ReadOnlyTarget, type Resolver, type Target } from '../registry/index.ts';
import { isDigest, isManifestMediaType, isNotFound, OciError, printable, type Descriptor } from '../spec/index.ts';
import { onSide } from './copy-error.ts';
import { GraphCopy } from './copy-graph.ts';
import { planCopyGraph, type CopyOptions } from './copy-options.ts';
import { MetadataCache } from './metadata.ts';

/**
 * Copies the node of `sourceReference` and all content below it, then tags it at the destination. A repository gets the
 * tag with the root manifest, in one request.
 *
 * @param destinationReference empty: the source's; a digest is not written as a tag
 * @returns the descriptor of the root
 * @throws CopyError
 */
export async function copy(
  source: ReadOnlyTarget,
  sourceReference: string,
  destination: Target,
  destinationReference = '',
  options: CopyOptions = {},
): Promise<Descriptor> {
  const plan = planCopyGraph(options);
  const cache = new MetadataCache(source, plan, options.signal);
  let root = await resolveSource(
    { resolve: (reference) => cache.resolve(source, reference) },
    sourceReference,
    options.signal,
  );
  const { mapRoot } = options;
  if (mapRoot !== undefined) {
    const resolved = root;
    root = await onSide('MapRoot', 'source', () => mapRoot(cache, resolved));
  }
  const tag = tagFor(sourceReference, destinationReference, root);
  const tagged =
    tag !== undefined && isManifestMediaType(root.mediaType) && isRepository(destination)
      ? { node: root, tag }
      : undefined;
  const graph = new GraphCopy(source, destination, plan, { cache, tagged });
  await graph.run([root]);
  // The tag is also missing when the destination had the root, or `preCopy` skipped it.
  if (tag !== undefined && !graph.isTagged) await tagDestination(destination, root, tag, options.signal);
  return root;
}

/**
 * Resolves a source reference. For a missing reference, the error has the text of oras-go, and the error of the store
 * as its cause.
 */
export async function resolveSource(
  source: Resolver,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<Descriptor> {
  return onSide('Resolve', 'source', async () => {
    try {
      return await source.resolve(reference, { signal });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      const { code, detail, status, wireCode } = error;
      throw new OciError(code, `${printable(reference, 300)}: not found`, { cause: error, detail, status, wireCode });
    }
  });
}

/** The tag of the root at the destination; undefined for no tag. */
export function tagFor(sourceReference: string, destinationReference: string, root: Descriptor): string | undefined {
  const tag = destinationReference === '' ? sourceReference : destinationReference;
  if (tag === root.digest) return undefined;
  // The source may be the digest of an index, and the root a manifest that was selected from it.
  return destinationReference === '' && isDigest(tag) ? undefined : tag;
}

export async function tagDestination(
  destination: Target,
  root: Descriptor,
  tag: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await onSide('Tag', 'destination', () => destination.tag(root, tag, { signal }));
}
