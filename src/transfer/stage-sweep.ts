import { createHash } from 'node:crypto';
import type { Dir, Stats } from 'node:fs';
import { lstat, mkdtemp, opendir, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isProcessAlive, removeTree } from '../fs/index.ts';

/** Prefix of the names of staging directories. */
export const stagingPrefix = '.oci-artifact-pull-';

/**
 * Age in milliseconds, from the last added entry, after which a process on another host is assumed to have ended. One
 * day. A date in the future comes from before a clock was set back, and counts like one in the past.
 */
const staleMs = 86_400_000;

const stagingName = /^\.oci-artifact-pull-([0-9a-f]{8})-(\d{1,10})-[A-Za-z0-9]{6}$/;

/** Creates a private directory in `parent`. Its name contains the ID of its process. */
export async function makeStagingDirectory(parent: string): Promise<string> {
  return await mkdtemp(join(parent, `${stagingPrefix}${await processNamespace()}-${process.pid}-`));
}

/**
 * Removes the staging directories of killed pulls in `parent`: those of this user whose process has ended. Of a process
 * on another host, only the age is known: one day. Failures are ignored.
 */
export async function sweepStaging(parent: string, now: () => number = Date.now): Promise<void> {
  const namespace = await processNamespace();
  let entries: Dir;
  try {
    entries = await opendir(parent);
  } catch {
    return;
  }
  for await (const entry of entries) {
    const [, ownerNamespace, pid] = stagingName.exec(entry.name) ?? [];
    if (ownerNamespace === undefined) continue;
    const path = join(parent, entry.name);
    const state = await lstat(path).catch(() => undefined);
    if (state === undefined || !isOwnDirectory(state)) continue;
    const isStale =
      ownerNamespace === namespace ? !isProcessAlive(Number(pid)) : Math.abs(now() - state.mtimeMs) > staleMs;
    if (isStale) await removeTree(path).catch(() => undefined);
  }
}

/** Another user could change the directory during its removal. */
function isOwnDirectory(state: Stats): boolean {
  const user = process.getuid?.();
  return state.isDirectory() && (user === undefined || state.uid === user);
}

/** Eight hex digits that are equal for processes with a common process table: one host, and on Linux one container. */
async function processNamespace(): Promise<string> {
  const container = await readlink('/proc/self/ns/pid').catch(() => '');
  return createHash('sha256').update(`${hostname()}\n${container}`).digest('hex').slice(0, 8);
}
