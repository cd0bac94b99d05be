import type { ReadOnlyTarget, Resolver, Target } from '../registry/index.ts';
import { isDigest, isManifestMediaType, isNotFound, OciError, printable, type Descriptor } from '../spec/index.ts';
import { asRepository } from './as-repository.ts';
import { onSide } from './copy-error.ts';
import { GraphCopy } from './copy-graph.ts';
import { planCopyGraph, type CopyOptions } from './copy-options.ts';
import { MetadataCache } from './metadata.ts';

/**
 * Copies what `sourceReference` names, with all that it points to, and tags it at the destination, last of all. A destination that is a
 * repository gets the tag with the root manifest.
 *
 * @param destinationReference empty means the source's; when that is a digest, nothing is tagged
 * @returns the root's descriptor
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
  const cache = new MetadataCache(source, plan.maxMetadataBytes, options.signal);
  let root = await resolveSource(source, sourceReference, options.signal);
  const { mapRoot } = options;
  if (mapRoot !== undefined) {
    const resolved = root;
    root = await onSide('MapRoot', 'source', () => mapRoot(cache, resolved));
  }
  const tag = tagFor(sourceReference, destinationReference, root);
  const tagged =
    tag !== undefined && isManifestMediaType(root.mediaType) && asRepository(destination) !== undefined
      ? { node: root, tag }
      : undefined;
  const graph = new GraphCopy(source, destination, plan, { cache, tagged });
  await graph.run([root]);
  // Also when the root was there already, or `preCopy` took care of it.
  if (tag !== undefined && !graph.isTagged) await tagDestination(destination, root, tag, options.signal);
  return root;
}

/** The descriptor of a source reference; when there is none, the error says so in the words of oras-go and keeps the store's own as its cause. */
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

/** The tag to give the root at the destination; undefined for none. */
export function tagFor(sourceReference: string, destinationReference: string, root: Descriptor): string | undefined {
  const tag = destinationReference === '' ? sourceReference : destinationReference;
  if (tag === root.digest) return undefined;
  // The digest of an index of which one manifest was selected is no name for that manifest.
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
