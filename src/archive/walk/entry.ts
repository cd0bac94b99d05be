import { lstatSync, type BigIntStats } from 'node:fs';
import {
  byteStringOf,
  errnoOf,
  fromLatin1,
  isMissing,
  isUtf8Name,
  joinName,
  maxPathBytes,
  maxSegmentBytes,
  printableName,
  relativeTo,
  systemPath,
  unsafeNameReason,
  type ByteString,
} from '../../fs/index.ts';
import { OciError } from '../../spec/index.ts';
import type { TarHeader } from '../tar/header.ts';
import { followLink, linkProblem, readTarget, type FollowedLink } from './link.ts';
import { isGitDirectory, mayContainCredentials, pullStateName, type PatternMatcher } from './names.ts';
import { unreadableReason, type WalkReport } from './report.ts';
import type { SkippedPaths, Source } from './source.ts';

/**
 * The policy for symbolic links. `preserve` stores links as links, `follow` stores the target files and directories,
 * and `error` rejects links.
 */
export type Symlinks = 'preserve' | 'follow' | 'error';

/**
 * The modes in the archive. `keep` stores the permission bits of the source. `normalize` stores 0755 for directories
 * and executable files, and 0644 for other files.
 */
export type Modes = 'keep' | 'normalize';

/**
 * A file, directory or link of the source, with the header fields for the archive. `size` is the size when it was
 * listed.
 */
export interface WalkEntry extends TarHeader {
  /**
   * Path relative to the source, separated by `/`. `.` for the root. The name of a directory does not end with a slash.
   */
  readonly name: ByteString;
  /** Path on disk. For a followed link, the path of its target. */
  readonly location: ByteString;
  /** Device that contains the entry. */
  readonly dev: bigint;
  /** Inode number. */
  readonly ino: bigint;
  /** Time of the last change of the content when the entry was listed, nanoseconds since 1970. */
  readonly mtimeNs?: bigint | undefined;
  /** Time of the last change of content, mode or links when the entry was listed, nanoseconds since 1970. */
  readonly ctimeNs?: bigint | undefined;
}

/** Options of {@link EntryReader}. */
export interface EntryRules {
  readonly source: Source;
  readonly report: WalkReport;
  readonly excludes: PatternMatcher;
  readonly skipped: SkippedPaths;
  readonly symlinks: Symlinks;
  readonly allowOutsideLinks: boolean;
  readonly linksFromRoot: boolean;
  readonly includeGit: boolean;
  readonly modes: Modes;
  /**
   * Names that the git index marks as executable, for a file system without modes (Windows). `keep` then means
   * `normalize`. Undefined on other file systems.
   */
  readonly executables: ReadonlySet<ByteString> | undefined;
}

const noTarget = fromLatin1('');
/** Set-uid, set-gid and sticky bit (04000, 02000, 01000) and the nine permission bits. */
const modeBits = 0o7777n;
const ownerMayExecute = 0o100n;
/** The mode of links on Linux. On other systems it depends on a umask. No system uses it. */
const symlinkMode = 0o777;

/** Reads the entries of directories. */
export class EntryReader {
  readonly #rules: EntryRules;

  constructor(rules: EntryRules) {
    this.#rules = rules;
  }

  /**
   * Returns the root and the directories from the root to the sub-directory. Patterns do not apply to them, because the
   * user named them.
   *
   * @param directory a directory of the source below the sub-directory, which is then the last one
   */
  ancestors(directory: ByteString = noTarget): WalkEntry[] {
    const entries = this.#namedDirectories();
    const segments = directory === '' || directory === '.' ? [] : directory.split('/').map(fromLatin1);
    for (const segment of segments.slice(entries.length - 1)) {
      const { name, location } = entries.at(-1) ?? { name: noTarget, location: this.#rules.source.root };
      const entry = this.read({ name: name === '.' ? noTarget : name, location }, segment);
      if (entry === undefined) return [];
      entries.push(entry);
    }
    return entries;
  }

  #namedDirectories(): WalkEntry[] {
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

  /**
   * Reads an entry.
   *
   * @returns undefined for an excluded entry, and for a problem, which is added to the report
   * @throws OciError `SIZE_LIMIT` for a path that is too long
   */
  read(
    directory: { readonly name: ByteString; readonly location: ByteString },
    segment: ByteString,
  ): WalkEntry | undefined {
    const { report, skipped, excludes } = this.#rules;
    if (!this.#rules.includeGit && isGitDirectory(segment)) return undefined;
    const name = joinName(directory.name, segment);
    if (name === pullStateName) return undefined;
    const location = joinName(directory.location, segment);
    if (segment.length > maxSegmentBytes || name.length > maxPathBytes) {
      throw new OciError(
        'SIZE_LIMIT',
        `cannot package "${printableName(name)}": the path is too long; the limit is ${maxPathBytes} bytes, ` +
          `and ${maxSegmentBytes} bytes for each segment`,
      );
    }
    if (skipped.hasPath(location)) return undefined;
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
    if (skipped.hasIdentity(stat)) return undefined;
    if (excludes(name, stat.isDirectory())) {
      report.excluded++;
      return undefined;
    }
    const unsafe = unsafeNameReason(name);
    if (unsafe !== undefined) {
      report.problem('name', name, `has a name that unpacking rejects: ${unsafe}`);
      return undefined;
    }
    return stat.isSymbolicLink() ? this.#link(name, location, stat) : this.#entry(name, location, stat);
  }

  /** Whether a file or a directory with this name is excluded. */
  isExcluded(name: ByteString): boolean {
    const { excludes, includeGit } = this.#rules;
    const isGit = !includeGit && isGitDirectory(name.slice(name.lastIndexOf('/') + 1));
    return isGit || excludes(name, false) || excludes(name, true);
  }

  #link(name: ByteString, location: ByteString, stat: BigIntStats): WalkEntry | undefined {
    const { symlinks, source, allowOutsideLinks, linksFromRoot, report } = this.#rules;
    if (symlinks === 'error') {
      report.problem('link', name, 'is a symbolic link, which "symlinks" does not allow');
      return undefined;
    }
    if (symlinks === 'follow') return this.#follow(name, location);
    let target: ByteString;
    try {
      target = readTarget(location);
    } catch (error) {
      report.problem('changed', name, 'was replaced after it was listed', error);
      return undefined;
    }
    const root = linksFromRoot ? undefined : source.root;
    const problem = linkProblem(root, name, target, (directory) => this.#packsDirectory(directory));
    if (problem !== undefined && !allowOutsideLinks) {
      report.problem('link', name, problem);
      return undefined;
    }
    if (problem !== undefined) report.warn(`"${printableName(name)}" ${problem}; unpacking rejects it`);
    const { dev, ino, ctimeNs } = stat;
    return { kind: 'symlink', name, location, mode: symlinkMode, size: 0, target, dev, ino, ctimeNs };
  }

  /** Whether a directory of the source becomes an entry of the archive. */
  #packsDirectory(name: ByteString): boolean {
    const { source, excludes } = this.#rules;
    const subDir = fromLatin1(source.subDir.join('/'));
    if (relativeTo(name, subDir) !== undefined) return true;
    const path = systemPath(joinName(source.root, name));
    return (
      (subDir === '' || relativeTo(subDir, name) !== undefined) &&
      !name.split('/').some(isGitDirectory) &&
      !excludes(name, true) &&
      lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true
    );
  }

  #follow(name: ByteString, location: ByteString): WalkEntry | undefined {
    const { source, allowOutsideLinks, report, skipped, excludes } = this.#rules;
    let followed: FollowedLink;
    try {
      followed = followLink(location);
    } catch (error) {
      if (isMissing(error)) report.problem('link', name, 'is a link whose target does not exist', error);
      else if (errnoOf(error) === 'ELOOP') report.problem('link', name, 'is part of a loop of links', error);
      else report.problem('unreadable', name, unreadableReason(error), error);
      return undefined;
    }
    const inside = relativeTo(source.root, followed.location);
    if (inside === undefined && !allowOutsideLinks) {
      report.problem('link', name, `is a link out of the source: it leads to "${printableName(followed.location)}"`);
      return undefined;
    }
    if ((inside ?? followed.location).split('/').some(isGitDirectory)) {
      report.problem('link', name, 'is a link into .git, which is never packaged');
      return undefined;
    }
    if (skipped.hasIdentity(followed.stat) || skipped.covers(followed.location)) return undefined;
    if (followed.stat.isDirectory() && excludes(name, true)) {
      report.excluded++;
      return undefined;
    }
    return this.#entry(name, followed.location, followed.stat);
  }

  #entry(name: ByteString, location: ByteString, stat: BigIntStats): WalkEntry | undefined {
    const { report } = this.#rules;
    const kind = stat.isDirectory() ? 'directory' : stat.isFile() ? 'file' : undefined;
    if (kind === undefined) {
      report.problem('special', name, `is ${specialKind(stat)}, which an artifact cannot contain`);
      return undefined;
    }
    if (kind === 'file' && mayContainCredentials(location)) report.credentialFile(name);
    const size = kind === 'file' ? Number(stat.size) : 0;
    return {
      kind,
      name,
      location,
      mode: this.#mode(stat, name),
      size,
      target: noTarget,
      dev: stat.dev,
      ino: stat.ino,
      mtimeNs: stat.mtimeNs,
      ctimeNs: stat.ctimeNs,
    };
  }

  #mode(stat: BigIntStats, name: ByteString): number {
    const { modes, executables } = this.#rules;
    if (modes === 'keep' && executables === undefined) return Number(stat.mode & modeBits);
    if (stat.isDirectory()) return 0o755;
    // As in git, only the owner's bit applies, so that a checkout gives the same result on systems with and without
    // modes.
    const isExecutable = executables === undefined ? (stat.mode & ownerMayExecute) !== 0n : executables.has(name);
    return isExecutable ? 0o755 : 0o644;
  }
}

function specialKind(stat: BigIntStats): string {
  if (stat.isFIFO()) return 'a FIFO';
  if (stat.isSocket()) return 'a socket';
  return stat.isBlockDevice() || stat.isCharacterDevice() ? 'a device' : 'a special file';
}
