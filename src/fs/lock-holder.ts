import { readFileSync } from 'node:fs';
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
  /** The process has ended, or does not renew the file. */
  readonly dead: boolean;
}

export interface WatchOptions {
  /** Milliseconds without a heartbeat after which a holder counts as dead. */
  readonly staleMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that the clock of the system does not change. */
  readonly monotonic: () => number;
}

interface HolderProcess {
  readonly pid?: number | undefined;
  readonly host?: string | undefined;
  /** Start time in units of the system. It distinguishes the process from a later one with the same id. */
  readonly started?: string | undefined;
}

/** Milliseconds after which the creator of an empty lock counts as dead: it ended before it wrote the content. */
const maxUnwrittenMs = 2000;

const maxHeartbeatIntervalMs = 1000;

/** Milliseconds between two heartbeats of a holder. */
export function heartbeatInterval(staleMs: number): number {
  return Math.min(staleMs / 4, maxHeartbeatIntervalMs);
}

let self: HolderProcess | undefined;

/** Describes this process, for the content of a lock. */
export function ownProcess(): HolderProcess {
  self ??= { pid: process.pid, host: hostname(), started: startTimeOf(process.pid) };
  return self;
}

/**
 * Reads a lock repeatedly. The clock of the system may be set at any time, so a date that is old, or in the future, is
 * only a hint: the holder counts as dead when it misses three heartbeats after that. Without the hint, it counts as
 * dead when it misses all heartbeats for `staleMs`.
 */
export class LockWatch {
  readonly #path: string;
  readonly #options: WatchOptions;
  /** The last change of the file. */
  #seen: { readonly state: string; readonly at: number } | undefined;

  constructor(path: string, options: WatchOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** @returns undefined when the file does not exist */
  async read(): Promise<LockHolder | undefined> {
    const { now, monotonic } = this.#options;
    let text: string;
    let modifiedMs: number;
    try {
      modifiedMs = (await stat(this.#path)).mtimeMs;
      text = await readFile(this.#path, 'utf8');
    } catch {
      this.#seen = undefined;
      return undefined;
    }
    const at = monotonic();
    const state = `${modifiedMs} ${text}`;
    if (this.#seen?.state !== state) this.#seen = { state, at };
    const holder = parseHolder(text);
    const isSilent = this.#isSilent(text, Math.abs(now() - modifiedMs), at - this.#seen.at);
    const name = `process ${holder.pid ?? '?'} on ${printable(holder.host ?? '?', 100)}`;
    return { text, name, dead: isSilent || hasEnded(holder) };
  }

  /** @param ageMs difference between the date of the file and now @param unchangedMs since the last change seen */
  #isSilent(text: string, ageMs: number, unchangedMs: number): boolean {
    const { staleMs } = this.#options;
    if (text === '') return Math.max(ageMs, unchangedMs) > maxUnwrittenMs;
    return unchangedMs > (ageMs > staleMs ? 3 * heartbeatInterval(staleMs) : staleMs);
  }
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
function hasEnded({ pid, host, started }: HolderProcess): boolean {
  if (pid === undefined || host !== hostname()) return false;
  if (!isProcessAlive(pid)) return true;
  // In a restarted container, the new process often has the id of the old process.
  const current = started === undefined ? undefined : startTimeOf(pid);
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
function startTimeOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // The system creates the content in memory, so that this does not wait for a disk.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
