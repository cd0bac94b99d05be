import { removeDockerAuth } from '../credentials/index.ts';
import { readDockerEntry } from './docker-entry-state.ts';
import { messageOf } from '../spec/index.ts';
import type { ActionContext } from './step.ts';

/**
 * Removes the entry that the step added to Docker's configuration. Problems are warnings: they must not fail the job.
 */
export async function tidyUp({ log, lifetime }: ActionContext): Promise<void> {
  const saved = readDockerEntry();
  if (saved === undefined) return;
  try {
    const removed = await removeDockerAuth(saved, { signal: lifetime.signal });
    log.line(
      removed
        ? `removed "${saved.key}" from ${saved.path}`
        : `"${saved.key}" in ${saved.path} was changed or removed after this action wrote it; nothing is removed`,
    );
  } catch (error) {
    log.warning(
      `cannot remove the credentials for "${saved.key}" from ${saved.path}, where a later job on this machine could ` +
        `read them: ${messageOf(error)}`,
    );
  }
}
