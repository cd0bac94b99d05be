import { createHash } from 'node:crypto';
import type { Dir, Stats } from 'node:fs';
import { lstat, mkdtemp, opendir, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isProcessAlive, removeTree } from '../fs/index.ts';

/** Begins the name of every directory in which a pull prepares what it writes. */
export const stagingPrefix = '.oci-artifact-pull-';

/** Whose processes cannot be seen from here is taken for dead after this long without a new file in its directory. A day. */
const staleMs = 86_400_000;

const stagingName = /^\.oci-artifact-pull-([0-9a-f]{8})-(\d{1,10})-[A-Za-z0-9]{6}$/;

/** Makes a private directory in `parent` whose name says which process it belongs to. */
export async function makeStagingDirectory(parent: string): Promise<string> {
  return await mkdtemp(join(parent, `${stagingPrefix}${await processSpace()}-${process.pid}-`));
}

/**
 * Removes what pulls that were killed left in `parent`: directories of this user with our name whose process is gone, or that nothing
 * was added to for a day. What cannot be removed stays; that is no reason to fail.
 */
export async function sweepStaging(parent: string, now: () => number = Date.now): Promise<void> {
  const space = await processSpace();
  let entries: Dir;
  try {
    entries = await opendir(parent);
  } catch {
    return;
  }
  for await (const entry of entries) {
    const [, owner, pid] = stagingName.exec(entry.name) ?? [];
    if (owner === undefined) continue;
    const path = join(parent, entry.name);
    const state = await lstat(path).catch(() => undefined);
    if (state === undefined || !isOurs(state)) continue;
    const dead = (owner === space && !isProcessAlive(Number(pid))) || now() - state.mtimeMs > staleMs;
    if (dead) await removeTree(path).catch(() => undefined);
  }
}

/** A directory that somebody else made could be changed by them while it is being removed. */
function isOurs(state: Stats): boolean {
  const user = process.getuid?.();
  return state.isDirectory() && (user === undefined || state.uid === user);
}

/** Eight hex digits that are the same for processes that can see each other's numbers: one host, and on Linux one container of it. */
async function processSpace(): Promise<string> {
  const container = await readlink('/proc/self/ns/pid').catch(() => '');
  return createHash('sha256').update(`${hostname()}\n${container}`).digest('hex').slice(0, 8);
}
