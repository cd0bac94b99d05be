import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isRecord, printable } from '../spec/index.ts';
import { errnoOf } from './file-system-error.ts';

/** The holder of a lock, as its file describes it. */
export interface LockHolder {
  /** Content of the file. */
  readonly text: string;
  /** For messages. */
  readonly name: string;
  /** The process has ended, or has not renewed the file for too long. */
  readonly dead: boolean;
}

interface HolderProcess {
  readonly pid?: number | undefined;
  readonly host?: string | undefined;
  /** Start time in units of the system. It distinguishes the process from a later one with the same id. */
  readonly started?: string | undefined;
}

/** Milliseconds after which the creator of an empty lock counts as dead: it ended before it wrote the content. */
const maxUnwrittenMs = 2000;

let self: Promise<HolderProcess> | undefined;

/** Describes this process, for the content of a lock. */
export async function ownProcess(): Promise<HolderProcess> {
  self ??= startTimeOf(process.pid).then((started) => ({ pid: process.pid, host: hostname(), started }));
  return self;
}

/**
 * Reads the lock at `path`.
 *
 * @param now milliseconds since 1970
 * @param staleMs milliseconds without a heartbeat after which a holder counts as dead
 * @returns undefined when the file does not exist
 */
export async function readHolder(path: string, now: number, staleMs: number): Promise<LockHolder | undefined> {
  let text: string;
  let ageMs: number;
  try {
    ageMs = now - (await stat(path)).mtimeMs;
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  const holder = parseHolder(text);
  const dead = ageMs > staleMs || (text === '' && ageMs > maxUnwrittenMs) || (await hasEnded(holder));
  return { text, name: `process ${holder.pid ?? '?'} on ${printable(holder.host ?? '?', 100)}`, dead };
}

function parseHolder(text: string): HolderProcess {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Another process has just created the file and has not written it yet.
    return {};
  }
  if (!isRecord(value)) return {};
  const { pid, host, started } = value;
  return {
    pid: typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 ? pid : undefined,
    host: typeof host === 'string' ? host : undefined,
    started: typeof started === 'string' ? started : undefined,
  };
}

/** A process on another host counts as running. */
async function hasEnded({ pid, host, started }: HolderProcess): Promise<boolean> {
  if (pid === undefined || host !== hostname()) return false;
  if (!isProcessAlive(pid)) return true;
  // In a restarted container, the new process often has the id of the old process.
  const current = started === undefined ? undefined : await startTimeOf(pid);
  return current !== undefined && current !== started;
}

/** Whether a process with this id exists on this host (in a container: in this container). */
export function isProcessAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Any other error means that the process exists and belongs to another user.
    return errnoOf(error) !== 'ESRCH';
  }
}

/**
 * Field 22 of `/proc/<pid>/stat` (proc(5)), on Linux. The process name before it is in parentheses and can
 * contain any character.
 */
async function startTimeOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const fields = await readFile(`/proc/${pid}/stat`, 'utf8');
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
