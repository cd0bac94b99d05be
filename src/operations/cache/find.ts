import type { Repository } from '../../registry/index.ts';
import { isNotFound, parseManifest, type Descriptor, type ImageManifest } from '../../spec/index.ts';
import { readManifest } from '../../transfer/index.ts';
import { annotationCacheKey, mediaTypeCache } from './format.ts';
import { entryTag, matchListTag, type ListedEntry } from './keys.ts';

/** Maximum number of tags that are listed for a prefix. */
const maxListedTags = 50_000;
/** Maximum number of entries that are read for one prefix, the newest first. */
const maxReadEntries = 10;

export interface FoundEntry {
  readonly key: string;
  readonly descriptor: Descriptor;
  readonly manifest: ImageManifest;
}

/**
 * Finds the entry of a key; else, for each prefix in this order, the newest entry whose key begins with it. The key
 * itself is the first prefix, as in `actions/cache`.
 *
 * @throws OciError errors of the registry, except that something does not exist
 */
export async function findEntry(
  repository: Repository,
  version: string,
  key: string,
  prefixes: readonly string[],
  options: { readonly signal: AbortSignal; readonly onWarning?: ((text: string) => void) | undefined },
): Promise<FoundEntry | undefined> {
  const { signal } = options;
  const exact = await readEntry(repository, entryTag(version, key), signal);
  if (exact?.key === key) return exact;
  const tags = await listTags(repository, version, options);
  for (const prefix of [key, ...prefixes]) {
    const matching = tags
      .flatMap((tag) => matchListTag(tag, version, prefix) ?? [])
      .sort((a, b) => b.created - a.created);
    const found = await newestEntry(repository, matching, prefix, options);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Reads the entry of a tag; undefined for a tag that does not exist or is not the one of an entry. */
export async function readEntry(
  repository: Repository,
  tag: string,
  signal: AbortSignal,
): Promise<FoundEntry | undefined> {
  try {
    let bytes: Uint8Array | undefined;
    const onManifest = (_: Descriptor, content: Uint8Array): void => {
      bytes = content;
    };
    const descriptor = await repository.resolve(tag, { signal, onManifest });
    const manifest =
      bytes === undefined
        ? await readManifest(repository, descriptor, { signal })
        : parseManifest(bytes, descriptor.mediaType);
    const key = manifest.annotations?.[annotationCacheKey];
    if (manifest.kind !== 'manifest' || manifest.artifactType !== mediaTypeCache || key === undefined) return undefined;
    return { key, descriptor, manifest };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function newestEntry(
  repository: Repository,
  matching: readonly ListedEntry[],
  prefix: string,
  { signal, onWarning }: Parameters<typeof findEntry>[4],
): Promise<FoundEntry | undefined> {
  // A job that removes old entries may have removed the newest one since the tags were listed.
  for (const { tag } of matching.slice(0, maxReadEntries)) {
    const entry = await readEntry(repository, tag, signal);
    if (entry?.key.startsWith(prefix) === true) return entry;
  }
  if (matching.length > maxReadEntries)
    onWarning?.(`only the ${maxReadEntries} newest entries were compared with the prefix of the key`);
  return undefined;
}

/** The tags of this version. */
async function listTags(
  repository: Repository,
  version: string,
  { signal, onWarning }: Parameters<typeof findEntry>[4],
): Promise<readonly string[]> {
  const tags: string[] = [];
  let count = 0;
  try {
    for await (const tag of repository.tags({ signal })) {
      if (tag.startsWith(`${version}.`)) tags.push(tag);
      if (++count < maxListedTags) continue;
      onWarning?.(`the repository has more than ${maxListedTags} tags; remove old entries, or use another repository`);
      break;
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return tags;
}
