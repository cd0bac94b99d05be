/**
 * Compares versions, for example of tags: `v1.9` < `v1.10`, `2.0.0-rc.1` < `2.0.0`, `2026-09-30` < `2026-11-30`. For
 * semantic versions this is their precedence (semver.org 2.0.0, section 11). Other texts are compared by their numbers
 * and the texts between them. A text that does not begin with a number is lower than any version.
 *
 * @returns a negative number if `a` is lower, 0 for equal precedence
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [versionParts(a), versionParts(b)];
  if (left.isVersion !== right.isVersion) return left.isVersion ? 1 : -1;
  const release = compareNatural(left.release, right.release);
  if (release !== 0) return release;
  // A release is higher than its pre-releases.
  if (left.preRelease === undefined || right.preRelease === undefined)
    return Number(left.preRelease === undefined) - Number(right.preRelease === undefined);
  return compareNatural(left.preRelease, right.preRelease);
}

interface VersionParts {
  /** Whether the text begins with a number. */
  readonly isVersion: boolean;
  readonly release: string;
  readonly preRelease: string | undefined;
}

/** Build metadata has no precedence. */
function versionParts(text: string): VersionParts {
  const version = text.replace(/^v(?=\d)/, '').replace(/\+.*$/s, '');
  const [, release, preRelease] = /^(\d+(?:\.\d+)+)-(.+)$/s.exec(version) ?? [];
  return { isVersion: /^\d/.test(version), release: release ?? version, preRelease };
}

function compareNatural(a: string, b: string): number {
  const [left, right] = [runsOf(a), runsOf(b)];
  for (const [index, run] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareRuns(run, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Numbers, and the texts between them. */
function runsOf(text: string): readonly string[] {
  return text.match(/\d+|\D+/g) ?? [];
}

function compareRuns(a: string, b: string): number {
  if (/^\d/.test(a) && /^\d/.test(b)) {
    const [left, right] = [BigInt(a), BigInt(b)];
    return left < right ? -1 : Number(left > right);
  }
  return a < b ? -1 : Number(a > b);
}
