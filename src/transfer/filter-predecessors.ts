import { artifactTypeOf, isManifestMediaType, parseManifest, type Descriptor, type Manifest } from '../spec/index.ts';
import { positiveOr } from './copy-options.ts';
import type { ExtendedCopyGraphOptions, FindPredecessors, ReadOnlyGraphStorage } from './extended-copy.ts';
import { defaultMaxMetadataBytes, fetchMetadata } from './metadata.ts';

/**
 * Options that keep only predecessors with the annotation `key`. Filters can be combined; a predecessor must pass all
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
    return { node: { ...node, annotations }, kept: value !== undefined && matches(value) };
  });
}

/**
 * Options that keep only predecessors of an artifact type. Filters can be combined; with this one first, fewer
 * manifests are read.
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
    return { node: { ...node, artifactType }, kept: matches(artifactType ?? '') };
  });
}

/** A decision, and the node with the values that were read, so that the next filter need not read them again. */
interface Verdict {
  readonly node: Descriptor;
  readonly kept: boolean;
}

/**
 * @param judge can read the manifest of the node, for sources that list no annotations or artifact types; undefined for
 *   a blob
 */
function filtered<Options extends ExtendedCopyGraphOptions>(
  options: Options,
  judge: (node: Descriptor, manifest: () => Promise<Manifest | undefined>) => Promise<Verdict>,
): Options {
  const { signal } = options;
  const limit = positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes);
  const find: FindPredecessors = options.findPredecessors ?? ((source, node) => source.predecessors(node, { signal }));
  const findPredecessors = async (source: ReadOnlyGraphStorage, node: Descriptor): Promise<readonly Descriptor[]> => {
    const kept: Descriptor[] = [];
    for (const predecessor of await find(source, node)) {
      const verdict = await judge(predecessor, async () =>
        isManifestMediaType(predecessor.mediaType)
          ? parseManifest(await fetchMetadata(source, predecessor, limit, { signal }), predecessor.mediaType)
          : undefined,
      );
      if (verdict.kept) kept.push(verdict.node);
    }
    return kept;
  };
  return { ...options, findPredecessors };
}

/** A copy of the expression. One with the flag `g` or `y` has a position, which each match resets. */
function matcherOf(regex: RegExp): (text: string) => boolean {
  const own = new RegExp(regex);
  return (text) => {
    own.lastIndex = 0;
    return own.test(text);
  };
}
