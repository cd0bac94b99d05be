import { openLocation, type ConnectOptions, type OpenLocation } from '../connect/index.ts';
import { formatLocation, repositoryOf, type Location } from '../spec/index.ts';

/** Repositories beside the target's that content is taken from, each opened once. */
export class SourceRepositories implements AsyncDisposable {
  readonly #home: Location;
  readonly #connection: ConnectOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #open = new Map<string, Promise<OpenLocation>>();

  /** @param connection how the registry of `home` is reached */
  constructor(home: Location, connection: ConnectOptions, signal: AbortSignal | undefined) {
    this.#home = home;
    this.#connection = connection;
    this.#signal = signal;
  }

  open(place: Location): Promise<OpenLocation> {
    const key = formatLocation(repositoryOf(place));
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    // What was given for the target's registry is nothing that another one should see, nor should it be trusted any more than usual.
    const others = { username: undefined, password: undefined, plainHttp: undefined, insecureTls: undefined };
    const access = this.#sameRegistry(place) ? this.#connection : { ...this.#connection, ...others };
    const opening = openLocation(place, { ...access, readOnly: true, signal: this.#signal });
    this.#open.set(key, opening);
    return opening;
  }

  /** Blobs of a repository of the same registry need not travel. */
  mountFrom(place: Location): (() => readonly string[]) | undefined {
    return place.kind === 'registry' && this.#sameRegistry(place) ? () => [place.repository] : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opening of await Promise.allSettled(this.#open.values()))
      if (opening.status === 'fulfilled') await opening.value.close();
  }

  #sameRegistry(place: Location): boolean {
    return place.kind === 'registry' && this.#home.kind === 'registry' && place.registry === this.#home.registry;
  }
}
