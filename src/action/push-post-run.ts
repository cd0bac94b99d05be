import { removeDockerAuth } from '../credentials/index.ts';
import { readDockerEntry } from './docker-entry-state.ts';
import { messageOf } from '../spec/index.ts';
import type { ActionContext } from './step.ts';

/** Takes back the entry that the step added to Docker's configuration. What goes wrong here is a warning: the job's own result stands. */
export async function tidyUp({ log, lifetime }: ActionContext): Promise<void> {
  const saved = readDockerEntry();
  if (saved === undefined) return;
  try {
    const removed = await removeDockerAuth(saved, { signal: lifetime.signal });
    log.line(
      removed
        ? `removed "${saved.key}" from ${saved.path}`
        : `"${saved.key}" in ${saved.path} is not as this action wrote it, or gone; nothing is removed`,
    );
  } catch (error) {
    log.warning(
      `the credentials for "${saved.key}" could not be removed from ${saved.path}, where a later job on this machine may find them: ${messageOf(error)}`,
    );
  }
}
