import { lstatSync } from 'node:fs';
import { setImmediate as nextEventLoopIteration } from 'node:timers/promises';
import {
  byteStringOf,
  isMissing,
  joinName,
  printableName,
  readNames,
  systemPath,
  type ByteString,
} from '../../fs/index.ts';
import { checkNumbers, OciError, optionName, printable, throwIfAborted } from '../../spec/index.ts';
import { collidingNames } from '../name-collisions.ts';
import { EntryReader, type Modes, type Symlinks, type WalkEntry } from './entry.ts';
import { gitExecutables } from './git-executables.ts';
import { patternMatcher, type PatternMatcher } from './names.ts';
import { unreadableReason, WalkReport } from './report.ts';
import { invalidSource, openSource, SkippedPaths } from './source.ts';

/** Maximum number of entries in an archive. */
export const maxEntries = 1_000_000;
/** Maximum number of nested directories. */
export const maxDepth = 1024;
/**
 * Entries are read synchronously. After this number of entries the event loop runs, so that timers and signals work.
 */
const entriesPerIteration = 64;

/** Options of {@link walk}. */
export interface WalkOptions {
  /** The directory to package. */
  readonly sourceDir: string;
  /**
   * Packages only this directory below `sourceDir`, with its path relative to `sourceDir`. The archive is the same as
   * if all other entries of the source were excluded. The root and the parents of this directory have their own modes.
   */
  readonly subDir?: string | undefined;
  /** Packages `.git` too, which may contain the token of a checkout. @default false */
  readonly includeGit?: boolean | undefined;
  /** Patterns as in a `.gitignore` at the root of the source. @default none */
  readonly exclude?: readonly string[] | undefined;
  /** Excludes further entries, with the rules of a format. @default none */
  readonly ignore?: PatternMatcher | undefined;
  /** The policy for symbolic links. @default 'preserve' */
  readonly symlinks?: Symlinks | undefined;
  /** Stores or follows links that lead out of the source. Otherwise they are an error. @default false */
  readonly allowOutsideLinks?: boolean | undefined;
  /**
   * The source is the root of a file system. The absolute target of a link begins there and is stored unchanged.
   *
   * @default false
   */
  readonly linksFromRoot?: boolean | undefined;
  /** The modes in the archive. On Windows, which has no modes, `keep` means `normalize`. @default 'keep' */
  readonly modes?: Modes | undefined;
  /**
   * Files and directories that are never packaged, such as the output directory. They are recognized by device and
   * inode, so that any path to them can be used. They need not exist yet.
   *
   * @default none
   */
  readonly skip?: readonly string[] | undefined;
  /** Walks only a part of the source. @default the whole source */
  readonly part?: WalkPart | undefined;
  /** Maximum number of entries. @default 1,000,000 */
  readonly maxEntries?: number | undefined;
  /** Whether the file system has executable bits. Otherwise the git index is used. @default true, on Windows false */
  readonly hasModes?: boolean | undefined;
  /** Receives counts, warnings and problems during the walk. */
  readonly report?: WalkReport | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A part of a source that several archives contain together. */
export interface WalkPart {
  /** The directory that contains all entries of the part, relative to the source; `.` for the source itself. */
  readonly directory: ByteString;
  /** Whether the part has an entry, by its name. Other directories are not entered. */
  readonly has: (name: ByteString) => boolean;
}

/** A directory whose entries are being read. */
interface Frame {
  readonly entry: WalkEntry;
  /** Relative to the source. Empty for the root. */
  readonly name: ByteString;
  readonly location: ByteString;
  /** Sorted. */
  readonly names: readonly ByteString[];
  next: number;
}

/**
 * Walks a directory in the order of its archive: the root first, each directory before its entries, and names sorted by
 * bytes, as in Go's `filepath.Walk`. Only the names in the current directory and its parents are in memory.
 *
 * An entry that cannot be packaged (an unreadable file, a FIFO, a link out of the source) does not end the walk. The
 * walk continues, and at its end throws one error that names all such entries.
 *
 * @throws OciError `INPUT_INVALID` for a source or sub-directory that cannot be packaged or is empty, for special
 *   files, and for links that the options do not allow; `FILE_SYSTEM`; `FILE_CHANGED` for entries that disappear during
 *   the walk; `SIZE_LIMIT` for too many entries, nested directories or too long paths; `ABORTED`
 */
export async function* walk(options: WalkOptions): AsyncGenerator<WalkEntry, void, undefined> {
  for await (const entries of walkInGroups(options)) yield* entries;
}

/** Entries that are read when they are iterated over. */
export type EntryGroups = AsyncIterable<Iterable<WalkEntry>>;

/**
 * Walks as {@link walk}, but yields groups of entries, because an asynchronous step takes longer than reading an entry.
 * The consumer must iterate over a group to its end before it requests the next one.
 */
export async function* walkInGroups(options: WalkOptions): AsyncGenerator<Iterable<WalkEntry>, void, undefined> {
  checkNumbers(options, { maxEntries: 0 });
  const report = options.report ?? new WalkReport(options.sourceDir);
  const entries = entriesOf(await readerFor(options, report), report, options);
  throwIfAborted(options.signal);
  for (let first = entries.next(); first.done !== true; first = entries.next()) {
    yield groupOf(first.value, entries);
    await nextEventLoopIteration();
    // Not for each entry, because a combined signal asks all its sources.
    throwIfAborted(options.signal);
  }
}

/**
 * Yields the entries of an earlier walk in groups, as {@link walkInGroups}. A file that changed since then is found
 * when it is read.
 */
export async function* listedInGroups(
  entries: readonly WalkEntry[],
  report: WalkReport,
): AsyncGenerator<readonly WalkEntry[], void, undefined> {
  for (let at = 0; at < entries.length; at += entriesPerIteration) {
    const group = entries.slice(at, at + entriesPerIteration);
    for (const entry of group) count(report, entry);
    yield group;
    await nextEventLoopIteration();
  }
}

function* groupOf(
  first: WalkEntry | undefined,
  rest: Iterator<WalkEntry | undefined, void>,
): Generator<WalkEntry, void, undefined> {
  if (first !== undefined) yield first;
  for (let read = 1; read < entriesPerIteration; read++) {
    const { done, value } = rest.next();
    if (done === true) return;
    if (value !== undefined) yield value;
  }
}

/** Yields undefined for a name that is not an entry of the archive, because reading it takes as long. */
function* entriesOf(
  reader: EntryReader,
  report: WalkReport,
  options: WalkOptions,
): Generator<WalkEntry | undefined, void, undefined> {
  const { part } = options;
  const limit = options.maxEntries ?? maxEntries;
  const ancestors = reader.ancestors(part?.directory);
  const start = ancestors.at(-1);
  for (const entry of ancestors) {
    if (part?.has(entry.name) === false) continue;
    count(report, entry);
    yield entry;
  }
  const stack: Frame[] = [];
  if (start !== undefined && part?.has(start.name) !== false) descend(stack, start, reader, report);
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const segment = frame.names[frame.next++];
    if (segment === undefined) {
      stack.pop();
      continue;
    }
    // Before the entry is read, so that each excluded entry is counted only in its own part.
    if (part?.has(joinName(frame.name, segment)) === false) {
      yield undefined;
      continue;
    }
    const entry = reader.read(frame, segment);
    if (entry === undefined || isLoop(entry, stack, report)) {
      yield undefined;
      continue;
    }
    if (report.entries >= limit) {
      throw new OciError(
        'SIZE_LIMIT',
        `cannot package ${optionName('sourceDir')} "${printable(options.sourceDir, 300)}": it contains more than ` +
          `${limit} entries; ` +
          `exclude some with ${optionName('exclude')}, or package a part with ${optionName('subDir')}`,
      );
    }
    count(report, entry);
    yield entry;
    if (entry.kind === 'directory') descend(stack, entry, reader, report);
  }
  report.finish();
  report.throwIfFailed();
  if (part === undefined && report.entries === ancestors.length) throw emptySource(options, report);
}

async function readerFor(options: WalkOptions, report: WalkReport): Promise<EntryReader> {
  const { signal } = options;
  const source = await openSource(options.sourceDir, options.subDir, signal);
  const hasModes = options.hasModes ?? process.platform !== 'win32';
  return new EntryReader({
    source,
    report,
    excludes: excludesOf(options),
    skipped: await SkippedPaths.resolve(options.skip ?? [], signal),
    symlinks: options.symlinks ?? 'preserve',
    allowOutsideLinks: options.allowOutsideLinks ?? false,
    linksFromRoot: options.linksFromRoot ?? false,
    includeGit: options.includeGit ?? false,
    modes: options.modes ?? 'keep',
    executables: hasModes ? undefined : await gitExecutables(source.root, (text) => report.warn(text), signal),
  });
}

function excludesOf({ exclude = [], ignore }: WalkOptions): PatternMatcher {
  const isExcluded = patternMatcher(exclude);
  if (ignore === undefined) return isExcluded;
  return (name, isDirectory) => isExcluded(name, isDirectory) || ignore(name, isDirectory);
}

function count(report: WalkReport, entry: WalkEntry): void {
  if (entry.kind === 'file') report.files++;
  else if (entry.kind === 'directory') report.directories++;
  else report.symlinks++;
}

/** Lists a directory. If that fails, the problem is added to the report, and the directory is not walked. */
function descend(stack: Frame[], entry: WalkEntry, reader: EntryReader, report: WalkReport): void {
  if (stack.length > maxDepth) {
    throw new OciError(
      'SIZE_LIMIT',
      `cannot package "${printableName(entry.name)}": it is nested in more than ${maxDepth} directories; ` +
        'add it to "exclude"',
    );
  }
  let names: ByteString[];
  try {
    const path = systemPath(entry.location);
    names = readNames(entry.location);
    const stat = lstatSync(path, { bigint: true });
    // A link may get the inode of the directory that it replaces.
    if (!stat.isDirectory() || stat.dev !== entry.dev || stat.ino !== entry.ino) {
      report.problem('changed', entry.name, 'was replaced while it was read');
      return;
    }
  } catch (error) {
    if (isMissing(error)) report.problem('changed', entry.name, 'disappeared while it was read', error);
    else report.problem('unreadable', entry.name, unreadableReason(error), error);
    return;
  }
  const name = entry.name === '.' ? byteStringOf('') : entry.name;
  warnOfCollisions(name, names, reader, report);
  stack.push({ entry, name, location: entry.location, names, next: 0 });
}

function warnOfCollisions(
  directory: ByteString,
  names: readonly ByteString[],
  reader: EntryReader,
  report: WalkReport,
): void {
  for (const [one, other] of collidingNames(names)) {
    const [a, b] = [joinName(directory, one), joinName(directory, other)];
    if (reader.isExcluded(a) || reader.isExcluded(b)) continue;
    report.warn(
      `"${printableName(a)}" and "${printableName(b)}" differ only in letter case or Unicode normalization; ` +
        'on Windows and macOS they are one file',
    );
  }
}

/** Whether a followed link leads back to one of its parent directories. */
function isLoop(entry: WalkEntry, stack: readonly Frame[], report: WalkReport): boolean {
  if (entry.kind !== 'directory') return false;
  if (!stack.some((frame) => frame.entry.ino === entry.ino && frame.entry.dev === entry.dev)) return false;
  report.problem('link', entry.name, 'leads back to one of its parent directories');
  return true;
}

function emptySource(options: WalkOptions, report: WalkReport): OciError {
  const { sourceDir, subDir = '' } = options;
  const source = optionName('sourceDir');
  const directory = subDir === '' ? source : `${optionName('subDir')} "${printable(subDir, 300)}" of ${source}`;
  const reason = report.excluded > 0 ? `${optionName('exclude')} matches all its entries` : 'it is empty';
  return invalidSource(`${directory} "${printable(sourceDir, 300)}": ${reason}; give a directory that contains files`);
}
