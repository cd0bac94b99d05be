import { lstatSync, type BigIntStats } from 'node:fs';
import {
  type ByteString,
  byteStringOf,
  errnoOf,
  fromLatin1,
  isMissing,
  isUtf8Name,
  joinName,
  maxPathBytes,
  maxSegmentBytes,
  systemPath,
  textOf,
} from '../../fs/index.ts';
import { OciError, printable } from '../../spec/index.ts';
import type { Excludes } from './ignore.ts';
import { unreadableReason, type ListedFile } from './file.ts';
import { followLink, leavesSource, readTarget, relativeTo, type Followed } from './link.ts';
import type { Source } from './source.ts';
import { entryMode, symlinkMode, type Modes } from './modes.ts';
import { isGitDirectory, mayHoldCredentials, unportableReason } from './names.ts';
import type { Symlinks } from './options.ts';
import type { WalkReport } from './report.ts';
import type { Skips } from './skip.ts';

/** What a walk found, as the archive is to hold it. */
export interface WalkEntry extends ListedFile {
  readonly kind: 'directory' | 'file' | 'symlink';
  /** Relative to the source, separated by `/`; `.` for the root. Directories have no slash at their end. */
  readonly name: ByteString;
  /** Where it lies on disk; for a link that is followed, where the link leads. */
  readonly location: ByteString;
  /** Set-uid, set-gid, sticky and permission bits for the archive. */
  readonly mode: number;
  /** Bytes of a file when it was listed; 0 for the others. */
  readonly size: number;
  /** Where a link points; empty for the others. */
  readonly target: ByteString;
}

export interface EntryRules {
  readonly source: Source;
  readonly report: WalkReport;
  readonly excludes: Excludes;
  readonly skips: Skips;
  readonly symlinks: Symlinks;
  readonly allowOutsideLinks: boolean;
  readonly modes: Modes;
  readonly executables: ReadonlySet<ByteString> | undefined;
}

const noTarget = fromLatin1('');

/** Turns names of a directory into entries; says undefined for what is left out and for what is a problem, which the report holds then. */
export class EntryReader {
  readonly #rules: EntryRules;

  constructor(rules: EntryRules) {
    this.#rules = rules;
  }

  /** The root, and the directories down to the sub-directory. Patterns do not apply to them: they were named on purpose. */
  above(): WalkEntry[] {
    const { root, subDir } = this.#rules.source;
    let location = root;
    let name = noTarget;
    const entries = [this.#entry(byteStringOf('.'), root, lstatSync(systemPath(root), { bigint: true }))];
    for (const segment of subDir) {
      location = joinName(location, segment);
      name = joinName(name, segment);
      entries.push(this.#entry(name, location, lstatSync(systemPath(location), { bigint: true })));
    }
    return entries.filter((entry) => entry !== undefined);
  }

  /** @throws OciError `SIZE_LIMIT` for a name that is too long */
  read(
    directory: { readonly name: ByteString; readonly location: ByteString },
    segment: ByteString,
  ): WalkEntry | undefined {
    const { report, skips, excludes } = this.#rules;
    if (isGitDirectory(segment)) return undefined;
    const name = joinName(directory.name, segment);
    const location = joinName(directory.location, segment);
    if (segment.length > maxSegmentBytes || name.length > maxPathBytes) {
      throw new OciError(
        'SIZE_LIMIT',
        `"${printable(textOf(name), 300)}" is too long a path to package: ${maxPathBytes} bytes are allowed, and ${maxSegmentBytes} for each segment`,
      );
    }
    if (skips.hasPath(location)) return undefined;
    let stat: BigIntStats | undefined;
    try {
      stat = lstatSync(systemPath(location), { bigint: true, throwIfNoEntry: false });
    } catch (error) {
      report.problem('unreadable', name, unreadableReason(error), error);
      return undefined;
    }
    if (stat === undefined) {
      if (isUtf8Name(name)) report.problem('changed', name, 'disappeared while its directory was read');
      else report.problem('name', name, 'cannot be read: its name is not Unicode');
      return undefined;
    }
    if (skips.hasIdentity(stat)) return undefined;
    if (excludes(name, stat.isDirectory())) {
      report.excluded++;
      return undefined;
    }
    return stat.isSymbolicLink() ? this.#link(name, location, stat) : this.#entry(name, location, stat);
  }

  /** Whether an entry of that name would be left out, were it a file or a directory. */
  leavesOut(name: ByteString): boolean {
    const { excludes } = this.#rules;
    return isGitDirectory(name.slice(name.lastIndexOf('/') + 1)) || excludes(name, false) || excludes(name, true);
  }

  #link(name: ByteString, location: ByteString, stat: BigIntStats): WalkEntry | undefined {
    const { symlinks, source, allowOutsideLinks, report } = this.#rules;
    if (symlinks === 'error') {
      report.problem('link', name, 'is a symbolic link, and "symlinks" allows none');
      return undefined;
    }
    if (symlinks === 'follow') return this.#follow(name, location);
    let target: ByteString;
    try {
      target = readTarget(location);
    } catch (error) {
      report.problem('changed', name, 'was exchanged for something else after it was listed', error);
      return undefined;
    }
    if (!allowOutsideLinks && leavesSource(source.root, name, target)) {
      report.problem(
        'link',
        name,
        `is a link that leaves the source: it points to "${printable(textOf(target), 300)}"`,
      );
      return undefined;
    }
    return { kind: 'symlink', name, location, mode: symlinkMode, size: 0, target, dev: stat.dev, ino: stat.ino };
  }

  #follow(name: ByteString, location: ByteString): WalkEntry | undefined {
    const { source, allowOutsideLinks, report, skips, excludes } = this.#rules;
    let followed: Followed;
    try {
      followed = followLink(location);
    } catch (error) {
      if (isMissing(error)) report.problem('link', name, 'is a link to nothing, and cannot be followed', error);
      else if (errnoOf(error) === 'ELOOP') report.problem('link', name, 'is a link that leads in a circle', error);
      else report.problem('unreadable', name, unreadableReason(error), error);
      return undefined;
    }
    const inside = relativeTo(source.root, followed.location);
    if (inside === undefined && !allowOutsideLinks) {
      report.problem(
        'link',
        name,
        `is a link that leaves the source: it leads to "${printable(textOf(followed.location), 300)}"`,
      );
      return undefined;
    }
    if ((inside ?? followed.location).split('/').some(isGitDirectory)) {
      report.problem('link', name, 'is a link into .git, which is never packaged');
      return undefined;
    }
    if (skips.hasIdentity(followed.stat) || skips.cover(followed.location)) return undefined;
    if (followed.stat.isDirectory() && excludes(name, true)) {
      report.excluded++;
      return undefined;
    }
    return this.#entry(name, followed.location, followed.stat);
  }

  #entry(name: ByteString, location: ByteString, stat: BigIntStats): WalkEntry | undefined {
    const { report, modes, executables } = this.#rules;
    const kind = stat.isDirectory() ? 'directory' : stat.isFile() ? 'file' : undefined;
    if (kind === undefined) {
      report.problem('special', name, `is ${special(stat)}, which no artifact can hold`);
      return undefined;
    }
    const unportable = unportableReason(name);
    if (unportable !== undefined)
      report.warn(`"${printable(textOf(name), 300)}" ${unportable}: unpacking may refuse it`);
    if (kind === 'file' && mayHoldCredentials(location)) report.credentialFile(name);
    const size = kind === 'file' ? Number(stat.size) : 0;
    return {
      kind,
      name,
      location,
      mode: entryMode(stat, name, modes, executables),
      size,
      target: noTarget,
      dev: stat.dev,
      ino: stat.ino,
    };
  }
}

function special(stat: BigIntStats): string {
  if (stat.isFIFO()) return 'a FIFO';
  if (stat.isSocket()) return 'a socket';
  return stat.isBlockDevice() || stat.isCharacterDevice() ? 'a device' : 'a special file';
}
