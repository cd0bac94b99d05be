import { resolve } from 'node:path';
import { LayoutRepository } from '../layout/index.ts';
import type { Registry, Repository } from '../registry/index.ts';
import { connectRepository } from './connect.ts';
import type { Location } from '../spec/index.ts';
import type { ConnectOptions } from './options.ts';

export interface OpenLocationOptions extends ConnectOptions {
  /** Opens a layout for reading alone; one that is not there is an error then. @default false */
  readonly readOnly?: boolean | undefined;
  /** Makes a layout of a new or empty folder where there is none. @default true */
  readonly create?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A repository with what is behind it. Close it, or its sockets keep the process alive. */
export interface OpenLocation extends AsyncDisposable {
  readonly endpoint: Location;
  readonly repository: Repository;
  /** That it lies in; undefined for a layout. */
  readonly registry?: Registry | undefined;
  close(): Promise<void>;
}

/**
 * Opens the repository that an endpoint lies in. Of a registry nothing is asked yet.
 *
 * @throws OciError as `connectRepository`; `NOT_FOUND`, `ALREADY_EXISTS` for other files in its place, `FILE_SYSTEM` for a layout
 */
export async function openLocation(endpoint: Location, options: OpenLocationOptions = {}): Promise<OpenLocation> {
  if (endpoint.kind === 'registry') {
    const connection = await connectRepository(endpoint, options);
    const close = (): Promise<void> => connection.close();
    const { registry, repository } = connection;
    return { endpoint, registry, repository, close, [Symbol.asyncDispose]: close };
  }
  const layout = await LayoutRepository.open(resolve(endpoint.path), {
    readOnly: options.readOnly,
    create: options.create === false ? 'never' : 'in-empty-folder',
    signal: options.signal,
  });
  const close = async (): Promise<void> => {
    if (options.readOnly !== true) await layout.tidy();
  };
  return { endpoint, repository: layout, close, [Symbol.asyncDispose]: close };
}
