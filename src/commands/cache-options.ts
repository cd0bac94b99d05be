import type { ArtifactCache } from '../artifact-cache/index.ts';
import { inputError, type InputLabel } from '../spec/index.ts';
import type { RunContext } from './command.ts';
import { option, refusingEmpty } from './option.ts';
import { path, size } from './option-types.ts';

/**
 * The flags of a command that has a cache directory.
 *
 * @param content that is evicted, in the plural
 */
export function cacheDirectoryOptions(description: string, content: string, limit: string) {
  return refusingEmpty({
    // In an action, "cache" is a boolean.
    'cache-directory': option({ type: path, scope: 'cli', flag: 'cache', description }),
    'cache-size': option({
      type: size,
      scope: 'cli',
      defaultText: limit,
      description: `Evict the least recently used ${content} above this size, such as 5GiB.`,
    }),
  });
}

/** The flags of a command that downloads through a cache directory. */
export const downloadCacheOptions = cacheDirectoryOptions(
  'Store downloads in this directory, and reuse them.',
  'content',
  'no limit',
);

interface CacheInputs {
  readonly cacheDirectory: string | undefined;
  readonly cacheSize: number | undefined;
}

/** @throws OciError `INPUT_INVALID` for a size without a directory */
export function checkCacheSize({ cacheDirectory, cacheSize }: CacheInputs, label: InputLabel): void {
  if (cacheDirectory === undefined && cacheSize !== undefined)
    throw inputError(label('cache-size'), undefined, `it has no effect without ${label('cache-directory')}`);
}

/** Opens the cache directory; undefined without one. @throws OciError `INPUT_INVALID`, and as `ArtifactCache.open` */
export async function openCacheDirectory(
  inputs: CacheInputs,
  { label, log, signal }: RunContext,
): Promise<ArtifactCache | undefined> {
  checkCacheSize(inputs, label);
  if (inputs.cacheDirectory === undefined) return undefined;
  const { ArtifactCache: Cache } = await import('../artifact-cache/index.ts');
  return Cache.open(inputs.cacheDirectory, {
    maxBytes: inputs.cacheSize,
    onWarning: (text) => {
      log.warning(text);
    },
    signal,
  });
}
