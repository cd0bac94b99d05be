import { gunzipSync, gzipSync } from 'node:zlib';
import { fromLatin1, type ByteString } from '../../fs/index.ts';
import { isRecord, OciError } from '../../spec/index.ts';
import type { CacheRoot } from './paths.ts';

/** Type of the artifact of a cache entry. */
export const mediaTypeCache = 'application/vnd.oci-artifact.cache.v1';
/** Config of an entry: the paths that its layers contain. */
export const mediaTypeCacheConfig = 'application/vnd.oci-artifact.cache.config.v1+json';
/** Layer with the modification times of all files, apart from their content, which so remains equal. */
export const mediaTypeCacheTimes = 'application/vnd.oci-artifact.cache.times.v1+gzip';
/** The key of an entry. */
export const annotationCacheKey = 'io.oci-artifact.cache.key';
/** Index of the root that a layer belongs to. */
export const annotationCacheRoot = 'io.oci-artifact.cache.root';

/** Maximum size of the times, uncompressed, bytes: a million files. */
const maxTimesBytes = 256 * 1024 * 1024;

/** Modification times of the files of one root, in milliseconds since 1970, by their path in the root's directory. */
export type FileTimes = ReadonlyMap<ByteString, number>;

export function encodeRoots(roots: readonly CacheRoot[]): Uint8Array {
  return Buffer.from(JSON.stringify({ version: 1, roots: roots.map(({ pattern, name }) => ({ pattern, name })) }));
}

/** @throws OciError `MANIFEST_INVALID` */
export function decodeRoots(bytes: Uint8Array): readonly CacheRoot[] {
  const config = parse(bytes);
  const roots: unknown = isRecord(config) && config['version'] === 1 ? config['roots'] : undefined;
  if (!Array.isArray(roots) || !roots.every(isRoot)) throw invalid('its config has another format');
  return roots;
}

export function encodeTimes(times: readonly FileTimes[]): Uint8Array {
  return gzipSync(JSON.stringify(times.map((each) => [[...each.keys()], [...each.values()]])));
}

/** @throws OciError `MANIFEST_INVALID` */
export function decodeTimes(bytes: Uint8Array): readonly FileTimes[] {
  let list: unknown;
  try {
    list = parse(gunzipSync(bytes, { maxOutputLength: maxTimesBytes }));
  } catch {
    throw invalid('its list of times cannot be read');
  }
  if (!Array.isArray(list)) throw invalid('its list of times has another format');
  return list.map((each: unknown) => {
    const [names, values] = Array.isArray(each) ? (each as readonly unknown[]) : [];
    if (!Array.isArray(names) || !Array.isArray(values)) throw invalid('its list of times has another format');
    const times = new Map<ByteString, number>();
    for (const [index, name] of names.entries()) {
      const time: unknown = values[index];
      if (typeof name === 'string' && typeof time === 'number') times.set(fromLatin1(name), time);
    }
    return times;
  });
}

function isRoot(value: unknown): value is CacheRoot {
  return (
    isRecord(value) &&
    typeof value['name'] === 'string' &&
    Number.isSafeInteger(value['pattern']) &&
    Number(value['pattern']) >= 0
  );
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw invalid('it has invalid JSON');
  }
}

function invalid(reason: string): OciError {
  return new OciError('MANIFEST_INVALID', `the cache entry cannot be restored: ${reason}`);
}
