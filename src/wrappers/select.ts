import { untilAborted } from '../concurrency/index.ts';
import type { CallOptions, Registry, RepositoriesOptions } from '../registry/index.ts';
import { checkRepositoryName, nameUnknown, OciError, throwIfAborted } from '../spec/index.ts';
import { InterceptingRegistry, type AccessKind } from './intercepting.ts';

/** One access that the policy decides about. */
export interface Access {
  /** A valid repository name. */
  readonly repository: string;
  readonly kind: AccessKind;
  /** The method that was called. A mount needs access of two kinds, so it results in two checks. */
  readonly method: keyof Registry;
}

/**
 * Returns whether the access is granted. It may throw its own `OciError`, for example `UNAUTHORIZED`; the caller
 * receives that error. Access is granted only when the policy returns `true`.
 */
export type AccessPolicy = (access: Access) => boolean | Promise<boolean>;

/**
 * A view of the registry that forwards only the calls that `policy` grants. A repository that may not be read or listed
 * appears not to exist (`NAME_UNKNOWN`); writes and deletes fail with `DENIED`. The error never depends on what the
 * registry contains. A mount needs `read` on its source and `write` on its target. The list of repositories contains
 * those for which `list` is granted.
 */
export function select(registry: Registry, policy: AccessPolicy): Registry {
  return new SelectedRegistry(registry, policy);
}

class SelectedRegistry extends InterceptingRegistry {
  readonly #policy: AccessPolicy;

  constructor(inner: Registry, policy: AccessPolicy) {
    super(inner);
    this.#policy = policy;
  }

  protected async enter(
    repository: string,
    kind: AccessKind,
    method: keyof Registry,
    options: CallOptions | undefined,
  ): Promise<string> {
    throwIfAborted(options?.signal);
    // The policy must not see an invalid name, which it could interpret differently from the registry.
    checkRepositoryName(repository);
    if (await this.#allows({ repository, kind, method }, options?.signal)) return repository;
    // The same message as for a repository that does not exist.
    if (kind === 'read' || kind === 'list') throw nameUnknown(repository);
    throw new OciError(
      'DENIED',
      `cannot ${kind === 'write' ? 'write to' : 'delete from'} ${repository}: access denied by the policy; ` +
        `ask the administrator of the registry for access`,
    );
  }

  protected async *visible({ signal, startAfter }: RepositoriesOptions): AsyncGenerator<string, void, undefined> {
    for await (const repository of this.inner.repositories({ signal, startAfter })) {
      if (await this.#allows({ repository, kind: 'list', method: 'repositories' }, signal)) yield repository;
    }
  }

  async #allows(access: Access, signal: AbortSignal | undefined): Promise<boolean> {
    const granted: unknown = await untilAborted(Promise.resolve(this.#policy(access)), signal);
    // Not any truthy value: a policy written in JavaScript may return anything.
    return granted === true;
  }
}
