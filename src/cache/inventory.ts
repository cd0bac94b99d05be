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
import type { CacheFolder } from './folder.ts';

/** One blob or manifest in a cache. */
export interface CacheEntry {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
  /** As the manifest that holds it says, or the manifest's own; undefined when no manifest here knows it. */
  readonly mediaType?: string | undefined;
  /** The file name that its manifest gives it. */
  readonly title?: string | undefined;
  /** Where it came from, `registry/repository`; of a manifest alone. */
  readonly repositories: readonly string[];
}

/** What lies in a cache, the most recently used first. */
export async function inventory(
  folder: CacheFolder,
  store: LayoutRegistry,
  options: CallOptions = {},
): Promise<readonly CacheEntry[]> {
  const manifests = await listedManifests(folder);
  const known = new Map<Digest, Descriptor>();
  for (const { descriptor, repositories } of manifests.values()) {
    known.set(descriptor.digest, descriptor);
    for (const content of await contentOf(store, descriptor, repositories, options))
      if (!known.has(content.digest)) known.set(content.digest, content);
  }
  const entries: CacheEntry[] = [];
  for await (const { digest, size } of store.contents(options)) {
    const usedAt = await folder.usedAt(digest);
    // Thrown out by another process meanwhile.
    if (usedAt === undefined) continue;
    const { mediaType, annotations } = known.get(digest) ?? {};
    entries.push({
      digest,
      size,
      usedAt,
      mediaType,
      title: annotations?.[annotationTitle],
      repositories: manifests.get(digest)?.repositories ?? [],
    });
  }
  // Of what was used in the same millisecond, the layers count as younger: they are dearer to fetch again.
  return entries.sort((a, b) => b.usedAt - a.usedAt || a.repositories.length - b.repositories.length);
}

interface ListedManifest {
  readonly descriptor: Descriptor;
  readonly repositories: readonly string[];
}

/** The manifests that `index.json` lists, each with the repositories that it stands under (image-spec, image-layout.md, "index.json File"). */
async function listedManifests(folder: CacheFolder): Promise<ReadonlyMap<Digest, ListedManifest>> {
  const path = join(folder.path, 'index.json');
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return new Map();
    throw fileSystemError(error, `read ${path}`);
  }
  const index = parseManifest(bytes, mediaTypeImageIndex);
  const found = new Map<Digest, ListedManifest>();
  for (const entry of index.kind === 'index' ? index.manifests : []) {
    const repository = /^([^:@]+)[:@]/.exec(entry.annotations?.[annotationRefName] ?? '')?.[1];
    const before = found.get(entry.digest)?.repositories ?? [];
    if (repository === undefined || !isManifestMediaType(entry.mediaType)) continue;
    found.set(entry.digest, {
      descriptor: entry,
      repositories: before.includes(repository) ? before : [...before, repository],
    });
  }
  return found;
}

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
    // Thrown out, or damaged: then it tells nothing, and the next who asks for it fetches it anew.
    if (isNotFound(error) || isOciError(error, 'DIGEST_MISMATCH', 'SIZE_MISMATCH', 'SIZE_LIMIT', 'MANIFEST_INVALID'))
      return [];
    throw error;
  }
}
