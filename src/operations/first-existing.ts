import { manifestLocation, openLocation, type ConnectOptions } from '../connect/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { formatLocation, isNotFound, OciError, printable, referenceOf, type Location } from '../spec/index.ts';

/** The first existing one of several locations. */
export interface ExistingLocation {
  readonly location: Location;
  /** The locations before it, which do not exist. */
  readonly missing: readonly Location[];
}

/**
 * Resolves locations in order until one exists.
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
      const named = await manifestLocation(opened.repository, location, { signal });
      await opened.repository.resolve(referenceOf(named), { signal });
      return { location, missing };
    } catch (error) {
      if (!isNotFound(error)) throw error;
      missing.push(location);
      lastError = error;
    }
  }
  throw new OciError(
    'MANIFEST_UNKNOWN',
    `none of the ${locations.length} references exists: ${printable(missing.map(formatLocation).join(', '), 1000)}; ` +
      'publish one of them, or correct their names',
    { cause: lastError },
  );
}
