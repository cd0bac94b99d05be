import { untilAborted } from '../concurrency/index.ts';
import type { CallOptions, Registry, RepositoriesOptions } from '../registry/index.ts';
import { checkRepositoryName, nameUnknown, OciError, throwIfAborted } from '../spec/index.ts';
import { InterceptingRegistry, type AccessKind } from './intercepting.ts';

/** One access that a policy grants or refuses. */
export interface Access {
  /** A valid repository name. */
  readonly repository: string;
  readonly kind: AccessKind;
  /** The method that was called. A mount results in two checks, because it needs two kinds of access. */
  readonly method: keyof Registry;
}

/**
 * Returns whether the access is granted. It may throw its own `OciError`, for example `UNAUTHORIZED`; the caller
 * receives that error. Access is granted only when the policy returns `true`.
 */
export type AccessPolicy = (access: Access) => boolean | Promise<boolean>;

/**
 * A view of the registry that forwards only the calls that `policy` grants. Without access, `read` and `list` fail as
 * for a repository that does not exist (`NAME_UNKNOWN`), and `write` and `delete` fail with `DENIED`. The error never
 * depends on the content of the registry. A mount needs `read` on its source and `write` on its target. The list of
 * repositories contains only repositories for which `list` is granted.
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

  protected async resolveRepository(
    repository: string,
    kind: AccessKind,
    method: keyof Registry,
    options: CallOptions | undefined,
  ): Promise<string> {
    throwIfAborted(options?.signal);
    // The policy could interpret an invalid name differently from the registry, so such names are rejected first.
    checkRepositoryName(repository);
    if (await this.#isGranted({ repository, kind, method }, options?.signal)) return repository;
    // The same message as for a repository that does not exist.
    if (kind === 'read' || kind === 'list') throw nameUnknown(repository);
    throw new OciError(
      'DENIED',
      `cannot ${kind === 'write' ? 'write to' : 'delete from'} ${repository}: access denied by the policy; ` +
        `ask the administrator of the registry for access`,
    );
  }

  protected async *visibleRepositories(options: RepositoriesOptions): AsyncGenerator<string, void, undefined> {
    for await (const repository of this.inner.repositories(options)) {
      if (await this.#isGranted({ repository, kind: 'list', method: 'repositories' }, options.signal)) yield repository;
    }
  }

  async #isGranted(access: Access, signal: AbortSignal | undefined): Promise<boolean> {
    const granted: unknown = await untilAborted(Promise.resolve(this.#policy(access)), signal);
    // A policy in JavaScript may return any value. A truthy value does not grant access.
    return granted === true;
  }
}
