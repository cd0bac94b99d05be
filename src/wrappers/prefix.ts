import type { Registry, RepositoriesOptions } from '../registry/index.ts';
import { checkRepositoryName } from '../spec/index.ts';
import { InterceptingRegistry } from './intercepting.ts';

/**
 * The repositories below `namePrefix` as a registry: `prefix(registry, 'team/app')` shows `team/app/web` as `web`. The
 * repository `team/app` itself is not visible, and no name leads to a repository outside the prefix. Error messages
 * contain the full name.
 *
 * @param namePrefix a repository name: complete path elements, without a slash at its end
 * @throws OciError `NAME_INVALID`
 */
export function prefix(registry: Registry, namePrefix: string): Registry {
  return new PrefixedRegistry(registry, checkRepositoryName(namePrefix));
}

class PrefixedRegistry extends InterceptingRegistry {
  readonly #prefix: string;

  constructor(inner: Registry, namePrefix: string) {
    super(inner);
    this.#prefix = namePrefix;
  }

  protected async enter(repository: string): Promise<string> {
    // The check covers the joined name: each path element must be valid, and the grammar allows neither an empty one
    // nor `..`.
    return checkRepositoryName(`${this.#prefix}/${repository}`);
  }

  protected async *visible({ signal, startAfter }: RepositoriesOptions): AsyncGenerator<string, void, undefined> {
    const start = `${this.#prefix}/`;
    // Names below the prefix come after the prefix itself, but other names ("team-b" after "team") can be between them.
    const after = startAfter === undefined || startAfter === '' ? this.#prefix : start + startAfter;
    for await (const name of this.inner.repositories({ signal, startAfter: after })) {
      if (name.startsWith(start)) yield name.slice(start.length);
    }
  }
}
