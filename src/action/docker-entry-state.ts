import * as core from '@actions/core';
import type { SavedDockerAuth } from '../credentials/index.ts';
import { isDigest, isRecord } from '../spec/index.ts';

/** push-post.ts checks this state before it loads any module. */
const name = 'docker-entry';

/** Saves the added entry for the post step. It has no secret. */
export function saveDockerEntry(saved: SavedDockerAuth): void {
  core.saveState(name, JSON.stringify(saved));
}

/** Undefined when no entry was added, or the state is invalid. */
export function readDockerEntry(): SavedDockerAuth | undefined {
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
