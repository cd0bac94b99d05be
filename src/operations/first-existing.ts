import { manifestLocation, openLocation, type ConnectOptions } from '../connect/index.ts';
import type { CallOptions, Repository } from '../registry/index.ts';
import { formatLocation, isNotFound, OciError, printable, referenceOf, type Location } from '../spec/index.ts';
import { isTagPattern, newestTag } from './matching-tags.ts';

/** The first existing one of several locations. */
export interface ExistingLocation {
  readonly location: Location;
  /** The locations before it, which do not exist. */
  readonly missing: readonly Location[];
}

/**
 * Resolves locations in order until one exists. A tag with wildcards is replaced by the newest tag that matches.
 *
 * @throws OciError `MANIFEST_UNKNOWN` when none exists; any other error of a location, such as `DENIED`, at once
 */
export async function firstExisting(
  locations: readonly Location[],
  { connection, signal }: CallOptions & { readonly connection?: ConnectOptions | undefined },
): Promise<ExistingLocation> {
  const missing: Location[] = [];
  let lastError: unknown;
  for (const location of locations) {
    try {
      await using opened = await openLocation(location, { ...connection, readOnly: true, signal });
      const found = await withNewestTag(opened.repository, location, { signal });
      const named = await manifestLocation(opened.repository, found, { signal });
      await opened.repository.resolve(referenceOf(named), { signal });
      return { location: found, missing };
    } catch (error) {
      if (!isNotFound(error)) throw error;
      missing.push(location);
      lastError = error;
    }
  }
  if (locations.length === 1) throw lastError;
  throw new OciError(
    'MANIFEST_UNKNOWN',
    `none of the ${locations.length} references exists: ${printable(missing.map(formatLocation).join(', '), 1000)}; ` +
      'publish one of them, or correct their names',
    { cause: lastError },
  );
}

/** @throws OciError `MANIFEST_UNKNOWN` when no tag matches */
async function withNewestTag(repository: Repository, location: Location, options: CallOptions): Promise<Location> {
  const { tag: pattern } = location;
  if (pattern === undefined || !isTagPattern(pattern)) return location;
  const tag = await newestTag(repository, pattern, options);
  if (tag !== undefined) return { ...location, tag };
  throw new OciError(
    'MANIFEST_UNKNOWN',
    `no tag matches ${printable(formatLocation(location), 300)}; publish one, or correct the pattern`,
  );
}
