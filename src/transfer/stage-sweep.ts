import { createHash } from 'node:crypto';
import type { Dir, Stats } from 'node:fs';
import { lstat, mkdtemp, opendir, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isProcessAlive, removeTree } from '../fs/index.ts';

/** Prefix of the names of staging directories. */
export const stagingPrefix = '.oci-artifact-pull-';

/**
 * The owner of a staging directory on another host is assumed dead when no entry was added for this time, milliseconds.
 * One day.
 */
const staleMs = 86_400_000;

const stagingName = /^\.oci-artifact-pull-([0-9a-f]{8})-(\d{1,10})-[A-Za-z0-9]{6}$/;

/** Makes a private directory in `parent`. Its name contains the process that owns it. */
export async function makeStagingDirectory(parent: string): Promise<string> {
  return await mkdtemp(join(parent, `${stagingPrefix}${await processSpace()}-${process.pid}-`));
}

/**
 * Removes staging directories that killed pulls left in `parent`: those of this user whose process has ended, or that
 * are a day old. Failures are ignored.
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

/** Another user could change their directory while it is being removed. */
function isOurs(state: Stats): boolean {
  const user = process.getuid?.();
  return state.isDirectory() && (user === undefined || state.uid === user);
}

/** Eight hex digits that are equal for processes with a common process table: one host, and on Linux one container. */
async function processSpace(): Promise<string> {
  const container = await readlink('/proc/self/ns/pid').catch(() => '');
  return createHash('sha256').update(`${hostname()}\n${container}`).digest('hex').slice(0, 8);
}
