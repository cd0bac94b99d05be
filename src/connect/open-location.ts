import { resolve } from 'node:path';
import { kindOfTarget } from '../fs/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import type { CallOptions, Registry, Repository } from '../registry/index.ts';
import { asLocation, checkNumbers, isDigest, withDefaultTag, type Location } from '../spec/index.ts';
import type { ConnectOptions } from './connect-options.ts';
import { connectRepository } from './connect.ts';

/** Options of {@link openLocation}. */
export interface OpenLocationOptions extends ConnectOptions {
  /** Opens a layout only for reading, also in a tar archive. A missing layout is then an error. @default false */
  readonly readOnly?: boolean | undefined;
  /** Creates a layout in a missing or empty directory. @default true */
  readonly create?: boolean | undefined;
  /**
   * The caller will write many manifests. In a layout, `index.json` is then written later, at the latest by `close`.
   */
  readonly manyWrites?: boolean | undefined;
  /** Number of connections to a registry to open at once, before a request needs them. @default 0 */
  readonly prepare?: number | undefined;
}

/** An open repository in a registry or a layout. Close it, because open sockets prevent the process from exiting. */
export interface OpenLocation extends AsyncDisposable {
  readonly location: Location;
  readonly repository: Repository;
  /** The registry of the repository; undefined for a layout. */
  readonly registry?: Registry | undefined;
  /**
   * Closes the connections of a registry. For a layout it writes `index.json`, and removes temporary files and its
   * unpacked archive.
   */
  close(): Promise<void>;
}

/**
 * Opens the repository of a location. Sends no request to a registry yet.
 *
 * @param given a text is read as by {@link parseLocation}
 * @throws OciError as `connectRepository`; for a layout `NOT_FOUND`, `ALREADY_EXISTS` when the directory has other
 *   files, `UNSUPPORTED` for a file that is not an archive of a layout, `FILE_SYSTEM`
 */
export async function openLocation(given: Location | string, options: OpenLocationOptions = {}): Promise<OpenLocation> {
  checkNumbers(options, { prepare: 0 });
  const location = asLocation(given);
  if (location.kind === 'registry') {
    const connection = await connectRepository(location, options);
    connection.prepare(options.prepare ?? 0);
    const close = (): Promise<void> => connection.close();
    const { registry, repository } = connection;
    return { location, registry, repository, close, [Symbol.asyncDispose]: close };
  }
  const path = resolve(location.path);
  if (options.readOnly === true && (await kindOfTarget(path)) === 'file') {
    const { openLayoutArchive } = await import('./layout-archive.ts');
    const archive = await openLayoutArchive(path, { signal: options.signal });
    const close = async (): Promise<void> => archive[Symbol.asyncDispose]();
    return { location, repository: archive.layout, close, [Symbol.asyncDispose]: close };
  }
  const layout = await LayoutRepository.open(path, {
    readOnly: options.readOnly,
    create: options.create === false ? 'never' : 'in-empty-folder',
    journal: options.manyWrites,
    signal: options.signal,
  });
  const close = async (): Promise<void> => {
    if (options.readOnly === true) return;
    await layout.flush();
    await layout.tidy();
  };
  return { location, repository: layout, close, [Symbol.asyncDispose]: close };
}

/**
 * Returns a location with a tag or a digest: its own, else the tag `latest`. In a layout without this tag, it is the
 * only manifest.
 *
 * @param repository of the location
 * @throws OciError for a layout without such a manifest `MANIFEST_UNKNOWN`, which lists the existing manifests
 */
export async function manifestLocation(
  repository: Repository,
  location: Location,
  options: CallOptions = {},
): Promise<Location> {
  // The kind comes first, because the module of layouts takes some milliseconds to load.
  if (location.kind === 'registry' || !(repository instanceof LayoutRepository) || location.digest !== undefined)
    return withDefaultTag(location);
  const reference = await repository.select(location.tag, options);
  return { ...location, ...(isDigest(reference) ? { digest: reference } : { tag: reference }) };
}
