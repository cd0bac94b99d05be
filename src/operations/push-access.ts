import type { RepositoryConnection } from '../connect/index.ts';
import { isOciError, OciError, throwIfAborted } from '../spec/index.ts';
import { anySignal } from '../concurrency/index.ts';
import type { PublishOptions } from './publish-options.ts';

/** How long the question may take, milliseconds: it is asked to save time. */
const patienceMs = 10_000;

/**
 * Finds out before the work that nobody would be let in without credentials: when none are configured, the registry is asked once whether it
 * takes a push all the same. Whatever else goes wrong is left to the push, which can tell it better.
 *
 * @throws OciError `UNAUTHORIZED`, `ABORTED`
 */
export async function requirePushAccess(
  connection: RepositoryConnection,
  { connection: { env }, signal }: Pick<PublishOptions, 'connection' | 'signal'>,
): Promise<void> {
  const { registry, repository } = connection.reference;
  const limit = AbortSignal.timeout(patienceMs);
  const limited = anySignal(limit, signal);
  try {
    if ((await connection.credential(repository, { signal: limited })) !== undefined) return;
    await connection.registry.checkPush(repository, { signal: limited });
  } catch (error) {
    throwIfAborted(signal);
    if (!isOciError(error, 'UNAUTHORIZED', 'DENIED')) return;
    const status = error.status ?? 401;
    // No cause: it would be told in place of this.
    throw new OciError(
      'UNAUTHORIZED',
      `no credentials were found for ${registry}, and it takes no push to ${repository} without them (${status})${forkHint(env)}`,
      { status },
    );
  }
}

function forkHint(env: PublishOptions['connection']['env']): string {
  if (env?.['GITHUB_EVENT_NAME']?.startsWith('pull_request') !== true) return '';
  return '; a pull request from a fork gets no secrets, so leave the push out there (push: false)';
}
