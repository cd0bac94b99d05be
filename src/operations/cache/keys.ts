import { createHash } from 'node:crypto';

/** The identity of the content of an entry, besides its key. Entries of other versions are never restored. */
export interface CacheIdentity {
  /** The patterns of the paths, as they were written. */
  readonly paths: readonly string[];
  /** Undefined for entries that every system restores. */
  readonly system: string | undefined;
}

/** Changes with the format of entries, so that no version restores entries that it cannot read. */
const formatVersion = 1;
const versionLength = 10;
const timeLength = 9;
const hashLength = 8;
/** The rest of the 128 characters of a tag, without three dots. */
const maxNameLength = 128 - versionLength - timeLength - hashLength - 3;

/** Ten hexadecimal digits for the identity of an entry. They begin each of its tags. */
export function cacheVersion({ paths, system }: CacheIdentity): string {
  return hashOf([formatVersion, paths, system ?? '']).slice(0, versionLength);
}

/**
 * The tag of an entry: `VERSION.k.HASH`, with the SHA-256 of the version and the key. One request finds out whether the
 * entry exists.
 */
export function entryTag(version: string, key: string): string {
  return `${version}.k.${hashOf([version, key])}`;
}

/**
 * The second tag of an entry, for a lookup by a prefix of its key: `VERSION.NAME.TIME.HASH`. The name is the key, in
 * which `_XX` replaces each byte that is not a letter, a digit, `-` or `.`, shortened to 98 characters. The time is in
 * milliseconds since 1970, with the base 36. So a list of tags is enough to find the newest entry.
 */
export function listTag(version: string, key: string, created: Date): string {
  const time = created.getTime().toString(36).padStart(timeLength, '0');
  return `${version}.${escapeKey(key).slice(0, maxNameLength)}.${time}.${hashOf([version, key]).slice(0, hashLength)}`;
}

/** A tag of {@link listTag} whose key may begin with a prefix. */
export interface ListedEntry {
  readonly tag: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** The tag does not contain the complete prefix, so only the entry itself shows whether its key begins with it. */
  readonly isUncertain: boolean;
}

/** Selects a tag for a prefix of a key; undefined for other tags. */
export function matchListTag(tag: string, version: string, prefix: string): ListedEntry | undefined {
  const name = tag.slice(versionLength + 1, -(timeLength + hashLength + 2));
  const [, time] = listTagEnd.exec(tag) ?? [];
  if (time === undefined || !tag.startsWith(`${version}.`) || name === '') return undefined;
  const wanted = escapeKey(prefix);
  if (!name.startsWith(wanted.slice(0, maxNameLength))) return undefined;
  return { tag, created: Number.parseInt(time, 36), isUncertain: wanted.length > maxNameLength };
}

const listTagEnd = new RegExp(`\\.([0-9a-z]{${timeLength}})\\.[0-9a-f]{${hashLength}}$`);

/** Escapes each character by itself, so that a prefix of a key becomes a prefix of the result. */
function escapeKey(key: string): string {
  return Array.from(Buffer.from(key), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9.-]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
