import { lstatSync, readdirSync } from 'node:fs';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { type ByteString, byteStringOf, isMissing, joinName, systemPath, textOf } from '../../fs/index.ts';
import { OciError, printable, throwIfAborted } from '../../spec/index.ts';
import { excluding } from './ignore.ts';
import { gitExecutables } from './executables.ts';
import { unreadableReason } from './file.ts';
import { openSource } from './source.ts';
import { collisions } from './collisions.ts';
import { EntryReader, type WalkEntry } from './entry.ts';
import { maxDepth, maxEntries, type WalkOptions } from './options.ts';
import { WalkReport } from './report.ts';
import { skipped } from './skip.ts';

/** An entry is looked at quickly and without waiting; after so many the event loop gets its turn, so that timers and signals are heard. */
const entriesPerTurn = 64;

/** A directory that is being gone through. */
interface Frame {
  readonly entry: WalkEntry;
  /** Relative to the source; empty for the root. */
  readonly name: ByteString;
  readonly location: ByteString;
  /** Sorted. */
  readonly names: readonly ByteString[];
  next: number;
}

/**
 * Goes through a directory in the order of its archive: the root first, each directory before what it holds, names sorted as bytes
 * (as Go's `filepath.Walk` does, whose archives ours equal). Only the listings of the directories on the way down are held.
 *
 * Something that stands in the way of packaging (an unreadable file, a FIFO, a link out of the source) does not end the walk at once:
 * it goes on without that entry to find the others, and throws at its end one error that names them.
 *
 * @throws OciError `INPUT_INVALID` for a source or sub-directory that cannot be packaged or holds nothing, for special files, and for
 *   links that the options forbid; `FILE_SYSTEM` for what cannot be read; `FILE_CHANGED` for what disappears meanwhile; `SIZE_LIMIT`
 *   when there are more entries, deeper directories or longer paths than allowed; `ABORTED`
 */
export async function* walk(options: WalkOptions): AsyncGenerator<WalkEntry, void, undefined> {
  const { signal, sourceDir } = options;
  const report = options.report ?? new WalkReport(sourceDir);
  const limit = options.maxEntries ?? maxEntries;
  const reader = await readerFor(options, report);
  const above = reader.above();
  for (const entry of above) {
    count(report, entry);
    yield entry;
  }
  const start = above.at(-1);
  const stack: Frame[] = [];
  if (start !== undefined) descend(stack, start, reader, report);
  for (let frame = stack.at(-1), looked = 0; frame !== undefined; frame = stack.at(-1)) {
    const segment = frame.names[frame.next++];
    if (segment === undefined) {
      stack.pop();
      continue;
    }
    if (++looked % entriesPerTurn === 0) await eventLoopTurn();
    throwIfAborted(signal);
    const entry = reader.read(frame, segment);
    if (entry === undefined || isCircle(entry, stack, report)) continue;
    if (report.entries >= limit) {
      throw new OciError(
        'SIZE_LIMIT',
        `source-dir "${printable(sourceDir, 300)}" holds more than ${limit} entries: leave some out with "exclude", or package a part with "sub-dir"`,
      );
    }
    count(report, entry);
    yield entry;
    if (entry.kind === 'directory') descend(stack, entry, reader, report);
  }
  report.finish();
  report.throwIfFailed();
  if (report.entries === above.length) throw nothingToPackage(options, report);
}

async function readerFor(options: WalkOptions, report: WalkReport): Promise<EntryReader> {
  const { signal } = options;
  const source = await openSource(options.sourceDir, options.subDir, signal);
  const hasModes = options.hasModes ?? process.platform !== 'win32';
  return new EntryReader({
    source,
    report,
    excludes: excluding(options.exclude ?? []),
    skips: await skipped(options.skip ?? [], signal),
    symlinks: options.symlinks ?? 'preserve',
    allowOutsideLinks: options.allowOutsideLinks ?? false,
    modes: options.modes ?? 'keep',
    executables: hasModes ? undefined : await gitExecutables(source.root, (text) => report.warn(text), signal),
  });
}

function count(report: WalkReport, entry: WalkEntry): void {
  if (entry.kind === 'file') report.files++;
  else if (entry.kind === 'directory') report.directories++;
  else report.symlinks++;
}

/** Lists a directory. One that cannot be listed is a problem for the report, and nothing of it is walked. */
function descend(stack: Frame[], entry: WalkEntry, reader: EntryReader, report: WalkReport): void {
  if (stack.length > maxDepth) {
    throw new OciError(
      'SIZE_LIMIT',
      `"${printable(textOf(entry.name), 300)}" lies deeper than ${maxDepth} directories: leave it out with "exclude"`,
    );
  }
  let names: ByteString[];
  try {
    const path = systemPath(entry.location);
    // One character for each byte, which is what a ByteString is. The way through the thread pool takes longer than the listing.
    names = readdirSync(path, { encoding: 'latin1' }) as ByteString[];
    const now = lstatSync(path, { bigint: true });
    // A link may get the inode of the directory that it replaces.
    if (!now.isDirectory() || now.dev !== entry.dev || now.ino !== entry.ino) {
      report.problem('changed', entry.name, 'was exchanged for something else while it was read');
      return;
    }
  } catch (error) {
    if (isMissing(error)) report.problem('changed', entry.name, 'disappeared while it was read', error);
    else report.problem('unreadable', entry.name, unreadableReason(error), error);
    return;
  }
  names.sort();
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
  for (const [one, other] of collisions(names)) {
    const [a, b] = [joinName(directory, one), joinName(directory, other)];
    if (reader.leavesOut(a) || reader.leavesOut(b)) continue;
    report.warn(
      `"${printable(textOf(a), 300)}" and "${printable(textOf(b), 300)}" differ only in letter case or in how letters are composed: they are one file on Windows and macOS`,
    );
  }
}

/** A directory that a followed link leads back up to. */
function isCircle(entry: WalkEntry, stack: readonly Frame[], report: WalkReport): boolean {
  if (
    entry.kind !== 'directory' ||
    !stack.some((frame) => frame.entry.ino === entry.ino && frame.entry.dev === entry.dev)
  )
    return false;
  report.problem('link', entry.name, 'leads back to a directory that it lies in');
  return true;
}

function nothingToPackage(options: WalkOptions, report: WalkReport): OciError {
  const place =
    options.subDir === undefined || options.subDir === ''
      ? 'source-dir'
      : `sub-dir "${printable(options.subDir, 300)}" of source-dir`;
  const reason = report.excluded > 0 ? 'holds nothing but what "exclude" leaves out' : 'holds nothing to package';
  return new OciError(
    'INPUT_INVALID',
    `${place} "${printable(options.sourceDir, 300)}" ${reason}: name a directory with files in it`,
  );
}
