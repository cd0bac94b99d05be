import { compareVersions } from './version-order.ts';

/** A tag that points to the highest release of a series of versions. */
export interface MovingTag {
  readonly tag: string;
  /** Whether a release belongs to the series. */
  readonly includes: (release: SemanticVersion) => boolean;
}

/** A version of semver.org 2.0.0, optionally with the prefix `v`. */
export interface SemanticVersion {
  /** As it was written, with `+` for `_`. */
  readonly text: string;
  /** `v` or empty. */
  readonly prefix: string;
  readonly major: string;
  readonly minor: string;
  readonly isPreRelease: boolean;
}

const number = '(?:0|[1-9]\\d*)';
const identifiers = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const versionPattern = new RegExp(
  `^(v?)(${number})\\.(${number})\\.${number}(?:-(${identifiers}))?(?:\\+${identifiers})?$`,
);

/**
 * Parses a version, or the tag of one, in which `_` replaces `+`.
 *
 * @returns undefined for another text
 */
export function parseSemanticVersion(written: string): SemanticVersion | undefined {
  const text = written.replace('_', '+');
  const [, prefix = '', major, minor, preRelease] = versionPattern.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return { text, prefix, major, minor, isPreRelease: preRelease !== undefined };
}

/**
 * The tags that move to a release: those of its minor and of its major version, with the prefix of the version, and
 * `latest`. A pre-release has none.
 */
export function movingTagsOf({ prefix, major, minor, isPreRelease }: SemanticVersion): readonly MovingTag[] {
  if (isPreRelease) return [];
  return [
    { tag: `${prefix}${major}.${minor}`, includes: (other) => other.major === major && other.minor === minor },
    { tag: `${prefix}${major}`, includes: (other) => other.major === major },
    { tag: 'latest', includes: () => true },
  ];
}

/** The highest release that is higher than a version and belongs to the series of a tag. Pre-releases do not count. */
export function higherRelease(
  { includes }: MovingTag,
  version: SemanticVersion,
  existing: Iterable<SemanticVersion>,
): SemanticVersion | undefined {
  let highest: SemanticVersion | undefined;
  for (const other of existing) {
    if (other.isPreRelease || !includes(other)) continue;
    if (compareVersions(other.text, (highest ?? version).text) > 0) highest = other;
  }
  return highest;
}
