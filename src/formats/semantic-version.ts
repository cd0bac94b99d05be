const identifiers = String.raw`[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*`;
const preRelease = String.raw`(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)`;

/** Source of the pattern for pre-release and build metadata, both optional. */
export const versionSuffix: string = String.raw`(?:-${preRelease}(?:\.${preRelease})*)?(?:\+${identifiers})?`;

const strictVersion = new RegExp(String.raw`^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}${versionSuffix}$`);

/** Whether a text is a complete semantic version (semver.org 2.0.0). */
export function isSemanticVersion(text: string): boolean {
  return strictVersion.test(text);
}

/** Whether a text is a semantic version without build metadata, which can also be a tag. */
export function isTagVersion(text: string): boolean {
  return isSemanticVersion(text) && text.length <= 128 && !text.includes('+');
}
