import type { BuiltArtifact } from '../transfer/index.ts';

/** The tags of an artifact at a target. */
export interface TargetTags {
  /** Bare tags, the main one first. */
  readonly tags: readonly string[];
  /** Those that `ifTagExists` does not protect. They are omitted if the main tag is skipped. @default none */
  readonly movingTags?: ReadonlySet<string> | undefined;
}

/** Adds the tags that contain the digest of the artifact. A target without tags, as in a push by digest, gets none. */
export function withDigestTags({ tags, movingTags }: TargetTags, { digestTags }: BuiltArtifact): TargetTags {
  const added = tags.length === 0 ? [] : digestTags.filter((tag) => !tags.includes(tag));
  return { tags: [...tags, ...added], movingTags: new Set([...(movingTags ?? []), ...added]) };
}
