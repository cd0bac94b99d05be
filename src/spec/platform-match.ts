import { namedAsInGo, platformText, type Platform } from './platform.ts';

/** A version of an instruction set, as a variant names it: `v8.2` is 8 and 2. */
interface Version {
  readonly major: number;
  readonly minor: number;
}

/** The architectures whose variants are versions, with the version of a platform without a variant. */
const defaultVersions: Readonly<Record<string, Version>> = {
  amd64: { major: 1, minor: 0 },
  arm: { major: 7, minor: 0 },
  arm64: { major: 8, minor: 0 },
};

/**
 * Whether content for `candidate` runs on the requested platform. System and architecture must be equal, and version
 * and features if they are requested. Without a variant, amd64 means v1, arm64 means v8 and arm means v7, and content
 * for an older variant runs on a newer one, as in containerd. For other architectures, a requested variant must be
 * equal.
 */
export function matchesPlatform(candidate: Platform, requested: Platform): boolean {
  return rankOf(candidate, requested) !== undefined;
}

/**
 * Selects the best item for a platform: the first that names exactly this platform, else the first with the highest
 * variant that runs on it.
 *
 * @returns undefined without a match
 */
export function selectByPlatform<T extends { readonly platform?: Platform | undefined }>(
  items: readonly T[],
  requested: Platform,
): T | undefined {
  let best: { readonly item: T; readonly rank: Rank } | undefined;
  for (const item of items) {
    const rank = item.platform === undefined ? undefined : rankOf(item.platform, requested);
    if (rank !== undefined && (best === undefined || isHigher(rank, best.rank))) best = { item, rank };
  }
  return best?.item;
}

/** The platform as text, with the variant that it means. Platforms with equal texts are equal for clients. */
export function platformKey(platform: Platform): string {
  const named = namedAsInGo(platform);
  const version = versionOf(named);
  const variant = version === undefined ? named.variant : `v${version.major}.${version.minor}`;
  return `${platformText({ ...named, variant })} ${(platform['os.features'] ?? []).join(',')}`;
}

interface Rank extends Version {
  readonly isExact: boolean;
}

function isHigher(a: Rank, b: Rank): boolean {
  if (a.isExact !== b.isExact) return a.isExact;
  return a.major === b.major ? a.minor > b.minor : a.major > b.major;
}

function rankOf(candidate: Platform, requested: Platform): Rank | undefined {
  const [offered, wanted] = [namedAsInGo(candidate), namedAsInGo(requested)];
  if (offered.architecture !== wanted.architecture || offered.os !== wanted.os) return undefined;
  if (wanted['os.version'] && offered['os.version'] !== wanted['os.version']) return undefined;
  const features = offered['os.features'] ?? [];
  if (!(wanted['os.features'] ?? []).every((feature) => features.includes(feature))) return undefined;
  const isExact = platformText(offered) === platformText(wanted);
  const [version, limit] = [versionOf(offered), versionOf(wanted)];
  if (version !== undefined && limit !== undefined)
    return runsOn(version, limit, wanted.architecture) ? { ...version, isExact } : undefined;
  // One of the variants is not a version, or the variants of this architecture are not ordered.
  const isAny = !wanted.variant && limit === undefined;
  return isAny || offered.variant === wanted.variant ? { major: 0, minor: 0, isExact } : undefined;
}

function versionOf({ architecture, variant }: Platform): Version | undefined {
  const ofArchitecture = Object.hasOwn(defaultVersions, architecture) ? defaultVersions[architecture] : undefined;
  if (ofArchitecture === undefined || !variant) return ofArchitecture;
  const [, major, minor = '0'] = /^v?(\d{1,3})(?:\.(\d{1,3}))?$/.exec(variant) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

function runsOn(candidate: Version, limit: Version, architecture: string): boolean {
  if (candidate.major === limit.major) return candidate.minor <= limit.minor;
  if (candidate.major > limit.major) return false;
  // Armv9.0 contains Armv8.5, Armv9.1 contains Armv8.6, and so on.
  return architecture !== 'arm64' || candidate.minor <= limit.minor + 5;
}
