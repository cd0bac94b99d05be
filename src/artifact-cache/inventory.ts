import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collect } from '../streams/index.ts';
import { errnoOf, fileSystemError } from '../fs/index.ts';
import type { LayoutRegistry } from '../layout/index.ts';
import type { CallOptions } from '../registry/index.ts';
import {
  annotationRefName,
  annotationTitle,
  isManifestMediaType,
  isNotFound,
  isOciError,
  maxManifestBytes,
  mediaTypeImageIndex,
  parseManifest,
  requiredContentOf,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import type { CacheDirectory } from './cache-directory.ts';

/** One blob or manifest in a cache. */
export interface CacheEntry {
  readonly digest: Digest;
  /** Size in bytes. */
  readonly size: number;
  /** Time of the last use, in milliseconds since 1970. */
  readonly usedAt: number;
  /** The media type, from the manifest that contains it; undefined if no manifest in the cache contains it. */
  readonly mediaType?: string | undefined;
  /** The file name, from the manifest that contains it. */
  readonly title?: string | undefined;
  /** The sources of a manifest, `registry/repository`; empty for a blob. */
  readonly repositories: readonly string[];
}

/** Lists the entries of a cache, most recently used first. */
export async function listEntries(
  directory: CacheDirectory,
  store: LayoutRegistry,
  options: CallOptions = {},
): Promise<readonly CacheEntry[]> {
  const manifests = await readIndex(directory);
  const descriptors = new Map<Digest, Descriptor>();
  for (const { descriptor, repositories } of manifests.values()) {
    descriptors.set(descriptor.digest, descriptor);
    for (const content of await contentOf(store, descriptor, repositories, options))
      if (!descriptors.has(content.digest)) descriptors.set(content.digest, content);
  }
  const entries: CacheEntry[] = [];
  for await (const { digest, size } of store.contents(options)) {
    const usedAt = await directory.usedAt(digest);
    // Another process evicted the blob in the meantime.
    if (usedAt === undefined) continue;
    const { mediaType, annotations } = descriptors.get(digest) ?? {};
    entries.push({
      digest,
      size,
      usedAt,
      mediaType,
      title: annotations?.[annotationTitle],
      repositories: manifests.get(digest)?.repositories ?? [],
    });
  }
  // With the same time, layers count as more recently used than manifests, because they take longer to download.
  return entries.sort((a, b) => b.usedAt - a.usedAt || a.repositories.length - b.repositories.length);
}

/** A manifest in `index.json` and the repositories that have it. */
interface IndexEntry {
  readonly descriptor: Descriptor;
  readonly repositories: readonly string[];
}

/** Reads the manifests in `index.json`, each with its repositories (image-spec, image-layout.md, "index.json File"). */
async function readIndex(directory: CacheDirectory): Promise<ReadonlyMap<Digest, IndexEntry>> {
  const path = join(directory.path, 'index.json');
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return new Map();
    throw fileSystemError(error, `read ${path}`);
  }
  const index = parseManifest(bytes, mediaTypeImageIndex);
  const manifests = new Map<Digest, IndexEntry>();
  for (const entry of index.kind === 'index' ? index.manifests : []) {
    const repository = /^([^:@]+)[:@]/.exec(entry.annotations?.[annotationRefName] ?? '')?.[1];
    const repositories = manifests.get(entry.digest)?.repositories ?? [];
    if (repository === undefined || !isManifestMediaType(entry.mediaType)) continue;
    manifests.set(entry.digest, {
      descriptor: entry,
      repositories: repositories.includes(repository) ? repositories : [...repositories, repository],
    });
  }
  return manifests;
}

/** Reads the descriptors of the content of a manifest. */
async function contentOf(
  store: LayoutRegistry,
  manifest: Descriptor,
  repositories: readonly string[],
  options: CallOptions,
): Promise<readonly Descriptor[]> {
  const [repository] = repositories;
  if (repository === undefined) return [];
  try {
    const bytes = await collect(
      await store.getManifest(repository, manifest.digest, options),
      maxManifestBytes,
      `manifest ${manifest.digest}`,
    );
    return requiredContentOf(parseManifest(bytes, manifest.mediaType));
  } catch (error) {
    // The manifest was evicted or is damaged. A damaged manifest is fetched again on its next use.
    if (isNotFound(error) || isOciError(error, 'DIGEST_MISMATCH', 'SIZE_MISMATCH', 'SIZE_LIMIT', 'MANIFEST_INVALID'))
      return [];
    throw error;
  }
}
