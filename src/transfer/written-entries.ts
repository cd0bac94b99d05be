import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, type BigIntStats } from 'node:fs';
import {
  byteStringOf,
  fileSystemError,
  isMissing,
  joinName,
  parentName,
  printableName,
  systemPath,
  withWritableDirectory,
  readEntries,
  readNames,
  type ByteString,
} from '../fs/index.ts';
import { TimeSlice } from '../concurrency/index.ts';

/**
 * Milliseconds after the last change, before the entries are recorded. A later change then has another time: the clock
 * of file systems advances at least every 10 ms.
 */
export const clockTickMs = 20;
/** Fingerprints of entries by their path below a directory. Parents come before their entries. */
export type Entries = ReadonlyMap<ByteString, string>;

/** Whether a fingerprint is one of a directory. */
export function isDirectoryMark(fingerprint: string): boolean {
  return fingerprint.startsWith('d');
}

/** The permission bits of a directory, from its fingerprint. */
export function directoryMode(fingerprint: string): number {
  return Number.parseInt(fingerprint.slice(1), 8);
}

/** Looks up entries of a directory. Names below a symbolic link are absent, because they are outside the directory. */
export class EntryLookup {
  readonly #root: ByteString;
  readonly #realDirectories = new Map<ByteString, boolean>([[byteStringOf(''), true]]);

  constructor(root: string) {
    this.#root = byteStringOf(root);
  }

  pathOf(name: ByteString): ByteString {
    return joinName(this.#root, name);
  }

  /**
   * The fingerprint of an entry: of a directory its mode, of other entries also size, times and inode. It changes
   * with the content, because each write sets the time of the last change, which no program can choose.
   *
   * @returns undefined for an absent entry
   * @throws the file system's error
   */
  fingerprint(name: ByteString): string | undefined {
    const state = this.#isReal(parentName(name)) ? stateOf(this.pathOf(name)) : undefined;
    return state === undefined ? undefined : fingerprintOf(state);
  }

  /** Whether an entry has this fingerprint. An entry that cannot be read has none. */
  matches(name: ByteString, fingerprint: string): boolean {
    try {
      return this.fingerprint(name) === fingerprint;
    } catch {
      return false;
    }
  }

  /** The names in a directory. @throws the file system's error */
  names(directory: ByteString): readonly ByteString[] {
    return readNames(this.pathOf(directory));
  }

  #isReal(directory: ByteString): boolean {
    const known = this.#realDirectories.get(directory);
    if (known !== undefined) return known;
    const isReal = this.#isReal(parentName(directory)) && stateOf(this.pathOf(directory))?.isDirectory() === true;
    this.#realDirectories.set(directory, isReal);
    return isReal;
  }
}

/** Whether each entry exists with its fingerprint. */
export async function hasEntries(lookup: EntryLookup, entries: Entries): Promise<boolean> {
  const slice = new TimeSlice();
  for (const [name, fingerprint] of entries) {
    if (!lookup.matches(name, fingerprint)) return false;
    await slice.pause();
  }
  return true;
}

/**
 * Lists a tree, with the fingerprints of its directories. Other entries have an empty fingerprint.
 *
 * @param below the path of the tree, which precedes each name
 * @throws the file system's error
 */
export async function treeEntries(root: ByteString, below: ByteString): Promise<Map<ByteString, string>> {
  const entries = new Map<ByteString, string>();
  const slice = new TimeSlice();
  const visit = async (directory: ByteString, name: ByteString): Promise<void> => {
    for (const entry of readEntries(directory)) {
      const inner = joinName(name, entry.name);
      if (entry.isDirectory) {
        entries.set(inner, directoryMark(lstatSync(systemPath(entry.path), { bigint: true })));
        await withWritableDirectory(entry.path, () => visit(entry.path, inner));
      } else entries.set(inner, '');
      await slice.pause();
    }
  };
  await visit(root, below);
  return entries;
}

/** Fills in the fingerprints of new entries. @returns undefined when an entry is missing */
export async function currentEntries(lookup: EntryLookup, entries: Entries): Promise<Entries | undefined> {
  const slice = new TimeSlice();
  const current = new Map<ByteString, string>();
  for (const [name, recorded] of entries) {
    const fingerprint = recorded.startsWith('f') ? recorded : lookup.fingerprint(name);
    if (fingerprint === undefined) return undefined;
    current.set(name, fingerprint);
    await slice.pause();
  }
  return current;
}

/** Sets the permission bits of a directory, if it is one. @throws OciError `FILE_SYSTEM` */
export function setMode(lookup: EntryLookup, name: ByteString, mode: number): void {
  const current = lookup.fingerprint(name);
  // The commit may have removed or replaced the directory.
  if (current === undefined || !isDirectoryMark(current) || directoryMode(current) === mode) return;
  try {
    chmodSync(systemPath(lookup.pathOf(name)), mode);
  } catch (error) {
    throw fileSystemError(error, `set the mode of "${printableName(name)}"`);
  }
}

function stateOf(path: ByteString): BigIntStats | undefined {
  try {
    return lstatSync(systemPath(path), { bigint: true });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function directoryMark({ mode }: BigIntStats): string {
  return `d${Number(mode & 0o7777n).toString(8)}`;
}

function fingerprintOf(state: BigIntStats): string {
  if (state.isDirectory()) return directoryMark(state);
  const { mode, size, mtimeNs, ctimeNs, ino } = state;
  const hash = createHash('sha256').update(`${mode} ${size} ${mtimeNs} ${ctimeNs} ${ino}`).digest('base64url');
  // 96 bits are enough to notice a change. The prefix keeps it different from a directory.
  return `f${hash.slice(0, 16)}`;
}
