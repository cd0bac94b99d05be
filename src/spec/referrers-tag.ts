import { digestAlgorithm, digestHex, type Digest } from './digest.ts';

/**
 * The tag of the index of referrers in a registry without the referrers API (distribution-spec, "Referrers Tag
 * Schema"): `sha256-` and 64 hex digits.
 */
export function referrersTag(subject: Digest): string {
  return `${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`;
}

/** Whether a tag is that of an index of referrers. The tags of cosign have a suffix, such as `.sig`. */
export function isReferrersTag(tag: string): boolean {
  return /^sha(?:256|512)-[0-9a-f]{64}$/.test(tag);
}
