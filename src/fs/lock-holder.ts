import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isRecord, printable } from '../spec/index.ts';
import { isProcessAlive } from './process-alive.ts';

/** Who holds a lock, as its file tells. */
export interface LockHolder {
  /** Content of the file. */
  readonly text: string;
  /** For messages. */
  readonly name: string;
  /** Its process has ended, or gave no sign of life for too long. */
  readonly dead: boolean;
}

interface HolderProcess {
  readonly pid?: number | undefined;
  readonly host?: string | undefined;
  /** When the process began, as the system counts. Tells it from a later one with the same number. */
  readonly started?: string | undefined;
}

/** Milliseconds after which a file without content is taken for one whose writer died between creating and writing it. */
const unwrittenMs = 2000;

let self: Promise<HolderProcess> | undefined;

/** This process, to be written into a lock. */
export async function ownProcess(): Promise<HolderProcess> {
  self ??= startOf(process.pid).then((started) => ({ pid: process.pid, host: hostname(), started }));
  return self;
}

/**
 * Reads the lock at `path`; undefined when there is none.
 *
 * @param now milliseconds since 1970
 * @param staleMs without a sign of life, after which a holder is taken for dead
 */
export async function readHolder(path: string, now: number, staleMs: number): Promise<LockHolder | undefined> {
  let text: string;
  let age: number;
  try {
    age = now - (await stat(path)).mtimeMs;
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  const holder = parseHolder(text);
  const dead = age > staleMs || (text === '' && age > unwrittenMs) || (await hasEnded(holder));
  return { text, name: `process ${holder.pid ?? '?'} on ${printable(holder.host ?? '?', 100)}`, dead };
}

function parseHolder(text: string): HolderProcess {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // It was created this moment, and its content is still to come.
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

/** Of a process on another host, nothing is known. */
async function hasEnded({ pid, host, started }: HolderProcess): Promise<boolean> {
  if (pid === undefined || host !== hostname()) return false;
  if (!isProcessAlive(pid)) return true;
  // In a container that was started again, the new process often has the very number of the one that died.
  const present = started === undefined ? undefined : await startOf(pid);
  return present !== undefined && present !== started;
}

/** Field 22 of proc(5)'s stat, where the system has that. The name before it, in brackets, may hold anything. */
async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const fields = await readFile(`/proc/${pid}/stat`, 'utf8');
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
