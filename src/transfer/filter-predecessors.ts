import { artifactTypeOf, isManifestMediaType, parseManifest, type Descriptor, type Manifest } from '../spec/index.ts';
import { positiveOr } from './copy-options.ts';
import type { ExtendedCopyGraphOptions, FindPredecessors, ReadOnlyGraphStorage } from './extended-copy-options.ts';
import { defaultMaxMetadataBytes, fetchMetadata } from './metadata.ts';

/**
 * Options that keep only predecessors with the annotation `key`. Filters stack: what is kept has passed all of them.
 *
 * @param regex what the annotation's value must match; without it, the key alone decides
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
 * Options that keep only predecessors of an artifact type. Filters stack; this one asks the source for less when it comes first.
 *
 * @param regex what the artifact type must match; without it, nothing is filtered
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

/** A verdict, and the node with what was learned of it, so that the next filter need not ask again. */
interface Verdict {
  readonly node: Descriptor;
  readonly kept: boolean;
}

/** @param judge is given a way to the node's manifest, which not every source spares by listing annotations and artifact type; undefined for a blob */
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

/** An expression with the flag `g` or `y` remembers where it stopped; this one is a copy that begins anew each time. */
function matcherOf(regex: RegExp): (text: string) => boolean {
  const own = new RegExp(regex);
  return (text) => {
    own.lastIndex = 0;
    return own.test(text);
  };
}
