import * as core from '@actions/core';
import type { SavedDockerAuth } from '../credentials/index.ts';
import { isDigest, isRecord } from '../spec/index.ts';

/** Read by push-post.ts as well, which looks whether it is set before it loads anything. */
const name = 'docker-entry';

/** Keeps for the post step what was added. There is no secret in it. */
export function saveDockerEntry(saved: SavedDockerAuth): void {
  core.saveState(name, JSON.stringify(saved));
}

/** Undefined when nothing was added, or what is there is not ours. */
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
