import * as core from '@actions/core';
import { removeDockerAuth, type SavedDockerAuth } from '../credentials/index.ts';
import { isDigest, isRecord, messageOf } from '../spec/index.ts';
import { saveState } from './command-files.ts';
import type { ActionContext } from './step.ts';

/** push-post.ts checks this state before it loads any module. */
const name = 'docker-entry';

/** Saves the added entry for the post step. It has no secret. */
export function saveDockerEntry(saved: SavedDockerAuth): void {
  saveState({ [name]: JSON.stringify(saved) });
}

/**
 * Removes the entry that the step added to Docker's configuration. Problems are warnings: they must not fail the job.
 */
export async function removeDockerEntry({ log, lifetime }: ActionContext): Promise<void> {
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

/** Undefined when no entry was added, or the state is invalid. */
function readDockerEntry(): SavedDockerAuth | undefined {
  let value: unknown;
  try {
    value = JSON.parse(core.getState(name));
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { path, key, entry, pid } = value;
  if (
    typeof path !== 'string' ||
    typeof key !== 'string' ||
    typeof entry !== 'string' ||
    !isDigest(entry) ||
    typeof pid !== 'number'
  )
    return undefined;
  return {
    path,
    key,
    entry,
    pid,
    created: value['created'] === true,
    added: value['added'] === true,
    kept: false,
    wasEmpty: value['wasEmpty'] === true,
  };
}
