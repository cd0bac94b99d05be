import type { Registry, RepositoriesOptions } from '../registry/index.ts';
import { checkRepositoryName, compareBytes } from '../spec/index.ts';
import { InterceptingRegistry } from './intercepting.ts';

/**
 * A view of the repositories below `namePrefix`: in `prefix(registry, 'team/app')`, the repository `team/app/web` has
 * the name `web`. The view does not contain `team/app` itself or any repository outside the prefix. Error messages
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

  protected async resolveRepository(repository: string): Promise<string> {
    // The check of the joined name is sufficient: the grammar allows neither empty path elements nor `..`.
    return checkRepositoryName(`${this.#prefix}/${repository}`);
  }

  protected async *visibleRepositories({
    startAfter,
    ...options
  }: RepositoriesOptions): AsyncGenerator<string, void, undefined> {
    const start = `${this.#prefix}/`;
    // Names below the prefix come after the prefix itself. Other names can be between them: "team-b" after "team".
    const after = startAfter === undefined || startAfter === '' ? this.#prefix : start + startAfter;
    for await (const name of this.inner.repositories({ ...options, startAfter: after })) {
      if (name.startsWith(start)) yield name.slice(start.length);
      else if (compareBytes(name, start) > 0) return;
    }
  }
}
