import { artifactTypeOf, isManifestMediaType, type Descriptor, type Manifest } from '../spec/index.ts';
import { positiveOr } from './copy-options.ts';
import type { ExtendedCopyGraphOptions, FindPredecessors, ReadOnlyGraphStorage } from './extended-copy.ts';
import { readListed } from './listed-manifest.ts';
import { defaultMaxMetadataBytes, MetadataCache } from './metadata.ts';

/**
 * Options that select only predecessors with the annotation `key`. Filters can be combined; a predecessor must pass all
 * of them.
 *
 * @param regex for the value of the annotation; without it, any value matches
 */
export function filterAnnotation<Options extends ExtendedCopyGraphOptions>(
  options: Options,
  key: string,
  regex?: RegExp,
): Options {
  const matches = regex === undefined ? (): boolean => true : matcherOf(regex);
  return filtered(options, async (node, manifest) => {
    const annotations = node.annotations ?? (await manifest())?.annotations ?? {};
    const value = Object.hasOwn(annotations, key) ? annotations[key] : undefined;
    return { node: { ...node, annotations }, isSelected: value !== undefined && matches(value) };
  });
}

/**
 * Options that select only predecessors of an artifact type. Filters can be combined; apply this filter first to read
 * fewer manifests.
 *
 * @param regex for the artifact type; without it, all predecessors match
 */
export function filterArtifactType<Options extends ExtendedCopyGraphOptions>(
  options: Options,
  regex?: RegExp,
): Options {
  if (regex === undefined) return options;
  const matches = matcherOf(regex);
  return filtered(options, async (node, manifest) => {
    let { artifactType } = node;
    if (artifactType === undefined || artifactType === '') {
      const read = await manifest();
      artifactType = read === undefined ? undefined : artifactTypeOf(read);
    }
    return { node: { ...node, artifactType }, isSelected: matches(artifactType ?? '') };
  });
}

/**
 * Whether a filter selects a node, and the node with the values that it read, so that the next filter does not read
 * them.
 */
interface FilterResult {
  readonly node: Descriptor;
  readonly isSelected: boolean;
}

/**
 * @param evaluate tests a node; `manifest` reads its manifest, for sources that list no annotations or artifact types,
 *   and returns undefined for a blob
 */
function filtered<Options extends ExtendedCopyGraphOptions>(
  options: Options,
  evaluate: (node: Descriptor, manifest: () => Promise<Manifest | undefined>) => Promise<FilterResult>,
): Options {
  const { signal } = options;
  const limit = positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes);
  const find: FindPredecessors = options.findPredecessors ?? ((source, node) => source.predecessors(node, { signal }));
  const findPredecessors = async (source: ReadOnlyGraphStorage, node: Descriptor): Promise<readonly Descriptor[]> => {
    const selected: Descriptor[] = [];
    const cache = new MetadataCache(source, { maxMetadataBytes: limit }, signal);
    for (const predecessor of await find(source, node)) {
      const result = await evaluate(predecessor, async () =>
        isManifestMediaType(predecessor.mediaType)
          ? (await readListed(source, cache, predecessor, node, { signal })).manifest
          : undefined,
      );
      if (result.isSelected) selected.push(result.node);
    }
    return selected;
  };
  return { ...options, findPredecessors };
}

/** Matches with a copy of the expression. The flags `g` and `y` have a position, so it is reset for each match. */
function matcherOf(regex: RegExp): (text: string) => boolean {
  const expression = new RegExp(regex);
  return (text) => {
    expression.lastIndex = 0;
    return expression.test(text);
  };
}
