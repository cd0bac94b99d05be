import { openLocation, type ConnectOptions, type OpenLocation } from '../connect/index.ts';
import type { Repository } from '../registry/index.ts';
import { formatLocation, repositoryOf, sameRepository, type Location } from '../spec/index.ts';

/** Repositories that content is copied from. Each is opened once. Disposing closes them. */
export class SourceRepositories implements AsyncDisposable {
  readonly #home: OpenLocation;
  readonly #connection: ConnectOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #opened = new Map<string, Promise<OpenLocation>>();

  /** @param connection to the registry of `home` */
  constructor(home: OpenLocation, connection: ConnectOptions, signal: AbortSignal | undefined) {
    this.#home = home;
    this.#connection = connection;
    this.#signal = signal;
  }

  async open(location: Location): Promise<Repository> {
    if (sameRepository(location, this.#home.location)) return this.#home.repository;
    const key = formatLocation(repositoryOf(location));
    let opening = this.#opened.get(key);
    if (opening === undefined) {
      opening = openLocation(location, { ...this.#accessTo(location), readOnly: true, signal: this.#signal });
      this.#opened.set(key, opening);
      // The next call tries again.
      opening.catch(() => this.#opened.delete(key));
    }
    return (await opening).repository;
  }

  /** Blobs need no transfer within a registry. */
  mountFrom(location: Location): (() => readonly string[]) | undefined {
    return location.kind === 'registry' && this.#sameRegistry(location) ? () => [location.repository] : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of await Promise.allSettled(this.#opened.values()))
      if (opened.status === 'fulfilled') await opened.value.close();
  }

  /** Credentials and trust settings are for the registry of the target. Another registry gets the defaults. */
  #accessTo(location: Location): ConnectOptions {
    if (this.#sameRegistry(location)) return this.#connection;
    return {
      ...this.#connection,
      username: undefined,
      password: undefined,
      plainHttp: undefined,
      insecureTls: undefined,
      caFile: undefined,
      tokenHosts: undefined,
    };
  }

  #sameRegistry(location: Location): boolean {
    const home = this.#home.location;
    return location.kind === 'registry' && home.kind === 'registry' && location.registry === home.registry;
  }
}
