import { openLocation, type ConnectOptions, type OpenLocation } from '../connect/index.ts';
import type { Repository } from '../registry/index.ts';
import { formatLocation, repositoryOf, sameRepository, type Location } from '../spec/index.ts';

/** The repositories that an index copies manifests from. Each is opened once. Disposing closes them. */
export class SourceRepositories implements AsyncDisposable {
  readonly #destination: OpenLocation;
  readonly #connection: ConnectOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #opened = new Map<string, Promise<OpenLocation>>();

  /** @param connection to the registry of `destination` */
  constructor(destination: OpenLocation, connection: ConnectOptions, signal: AbortSignal | undefined) {
    this.#destination = destination;
    this.#connection = connection;
    this.#signal = signal;
  }

  async open(location: Location): Promise<Repository> {
    if (sameRepository(location, this.#destination.location)) return this.#destination.repository;
    const key = formatLocation(repositoryOf(location));
    let opening = this.#opened.get(key);
    if (opening === undefined) {
      opening = openLocation(location, {
        ...connectionTo(location, this.#destination.location, this.#connection),
        readOnly: true,
        signal: this.#signal,
      });
      this.#opened.set(key, opening);
      // The next call opens the repository again.
      opening.catch(() => this.#opened.delete(key));
    }
    return (await opening).repository;
  }

  /** The repositories to mount blobs from; undefined for another registry. */
  mountFrom(location: Location): (() => readonly string[]) | undefined {
    const isMountable = location.kind === 'registry' && isSameRegistry(location, this.#destination.location);
    return isMountable ? () => [location.repository] : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of await Promise.allSettled(this.#opened.values()))
      if (opened.status === 'fulfilled') await opened.value.close();
  }
}

/**
 * The connection to a location. Credentials and trust settings are for the registry of `destination`; another registry
 * gets the defaults.
 */
export function connectionTo(location: Location, destination: Location, connection: ConnectOptions): ConnectOptions {
  if (isSameRegistry(location, destination)) return connection;
  return {
    ...connection,
    username: undefined,
    password: undefined,
    plainHttp: undefined,
    insecureTls: undefined,
    caFile: undefined,
    tokenHosts: undefined,
    trustedRedirectHosts: undefined,
  };
}

function isSameRegistry(a: Location, b: Location): boolean {
  return a.kind === 'registry' && b.kind === 'registry' && a.registry === b.registry;
}
