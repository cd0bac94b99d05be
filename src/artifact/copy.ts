import type { ReadOnlyTarget, Target } from '../registry/index.ts';
import type { Descriptor } from '../spec/index.ts';
import { onSide } from './copy-error.ts';
import { copyGraphVia } from './copy-graph.ts';
import { planCopyGraph, type CopyOptions } from './copy-options.ts';
import { MetadataCache } from './metadata.ts';

/**
 * Copies what `sourceReference` names, with all that it points to, and tags it at the destination.
 *
 * @param destinationReference empty means the source's
 * @returns the root's descriptor
 * @throws CopyError
 */
export async function copy(source: ReadOnlyTarget, sourceReference: string, destination: Target, destinationReference = '', options: CopyOptions = {}): Promise<Descriptor> {
  const plan = planCopyGraph(options);
  const call = { signal: options.signal };
  const cache = new MetadataCache(source, plan.maxMetadataBytes);
  let root = await onSide('Resolve', 'source', () => source.resolve(sourceReference, call));
  const { mapRoot } = options;
  if (mapRoot !== undefined) {
    const resolved = root;
    root = await onSide('MapRoot', 'source', () => mapRoot(cache, resolved));
  }
  await copyGraphVia(cache, source, destination, root, plan);
  const tag = destinationReference === '' ? sourceReference : destinationReference;
  if (tag !== root.digest) await onSide('Tag', 'destination', () => destination.tag(root, tag, call));
  return root;
}
