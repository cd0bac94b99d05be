import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { patternMatcher, type PatternMatcher } from '../../archive/index.ts';
import {
  byteStringOf,
  isUtf8Name,
  isWithin,
  joinName,
  kindOf,
  readEntries,
  textOf,
  unsafePathReason,
  type ByteString,
} from '../../fs/index.ts';
import { inputError, OciError, printable, throwIfAborted, type InputLabel } from '../../spec/index.ts';

/** A file or directory of an entry. */
export interface CacheRoot {
  /** Index of the pattern that names it. */
  readonly pattern: number;
  /** Path below the literal part of the pattern, with `/` as separator. */
  readonly name: string;
}

/** A root at its place on this machine. */
export interface PlacedRoot extends CacheRoot {
  /** Absolute path of the directory that contains it. */
  readonly directory: string;
  /** Its name in this directory. */
  readonly entry: string;
}

interface PathPattern {
  /** Absolute path of the directory before the first segment with a wildcard, or that contains the only path. */
  readonly base: string;
  /** The rest of the pattern. */
  readonly rest: string;
  readonly hasWildcards: boolean;
  readonly matches: PatternMatcher;
}

export interface PathContext {
  /** Directory of relative patterns. */
  readonly workspace: string;
  /** Directory of patterns that begin with `~`. */
  readonly home: string;
  readonly label?: InputLabel | undefined;
}

/**
 * The files and directories that patterns name, as `actions/cache` reads them: one pattern per line, relative to the
 * workspace, with `~`, `*`, `?`, `[…]` and `**`. A line that begins with `!` excludes, also below a directory that
 * another line names. A line that begins with `#` is a comment.
 */
export class CachePaths {
  /** The lines without comments. */
  readonly lines: readonly string[];
  readonly #patterns: readonly PathPattern[];
  readonly #exclusions: readonly PathPattern[];

  private constructor(lines: readonly string[], patterns: readonly PathPattern[], exclusions: readonly PathPattern[]) {
    this.lines = lines;
    this.#patterns = patterns;
    this.#exclusions = exclusions;
  }

  /** @throws OciError `INPUT_INVALID` */
  static parse(given: readonly string[], context: PathContext): CachePaths {
    const lines = given.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
    const label = context.label?.('path') ?? 'path';
    const parse = (text: string): PathPattern => parsePattern(text, context, label);
    const patterns = lines.filter((line) => !line.startsWith('!')).map(parse);
    if (patterns.length === 0)
      throw inputError(label, undefined, 'it names no path; write one path or pattern per line, for example ~/.npm');
    return new CachePaths(
      lines,
      patterns,
      lines.flatMap((line) => (line.startsWith('!') ? [parse(line.slice(1))] : [])),
    );
  }

  /** Finds the files and directories. A path below another one is not listed. @throws OciError `FILE_SYSTEM` */
  async find(signal: AbortSignal): Promise<readonly PlacedRoot[]> {
    const found: PlacedRoot[] = [];
    for (const [index, pattern] of this.#patterns.entries())
      for await (const name of this.#namesOf(pattern, signal))
        found.push(this.#place({ pattern: index, name }, pattern));
    const paths = found.map(({ directory, entry }) => join(directory, entry));
    return found.filter((_, index) => {
      const path = paths[index] ?? '';
      return !paths.some((other, at) => isWithin(other, path) && (other !== path || at < index));
    });
  }

  /**
   * Places the roots of an entry on this machine. Only paths that the patterns name are accepted.
   *
   * @throws OciError `MANIFEST_INVALID`
   */
  place(roots: readonly CacheRoot[]): readonly PlacedRoot[] {
    const placed = roots.map((root) => {
      const pattern = this.#patterns[root.pattern];
      const name = byteStringOf(root.name);
      const isNamed =
        pattern !== undefined &&
        unsafePathReason(root.name) === undefined &&
        root.name.split('/').every((segment) => segment !== '' && segment !== '.') &&
        (pattern.hasWildcards
          ? pattern.matches(name, false) || pattern.matches(name, true)
          : root.name === pattern.rest);
      if (!isNamed) throw refusedRoot(root.name, 'the input "path" does not name it');
      return this.#place(root, pattern);
    });
    const paths = placed.map(({ directory, entry }) => join(directory, entry));
    for (const [index, path] of paths.entries())
      if (paths.some((other, at) => at !== index && isWithin(other, path)))
        throw refusedRoot(placed[index]?.name ?? '', 'it is inside another path of the entry');
    return placed;
  }

  /** Whether an entry of a directory is excluded. */
  exclusionsIn(directory: string): PatternMatcher | undefined {
    if (this.#exclusions.length === 0) return undefined;
    return (name, isDirectory) => this.#isExcluded(join(directory, textOf(name)), isDirectory);
  }

  #isExcluded(path: string, isDirectory: boolean): boolean {
    return this.#exclusions.some(({ base, matches }) => {
      const inner = relative(base, path).split(sep).join('/');
      if (inner === '' || inner.startsWith('../') || inner === '..' || isAbsolute(inner)) return false;
      return matches(byteStringOf(inner), isDirectory);
    });
  }

  #place(root: CacheRoot, { base }: PathPattern): PlacedRoot {
    const path = join(base, root.name);
    return { ...root, directory: dirname(path), entry: basename(path) };
  }

  async *#namesOf(pattern: PathPattern, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    const { base, rest, hasWildcards } = pattern;
    if (!hasWildcards) {
      const kind = await kindOf(join(base, rest));
      if (kind !== 'absent' && !this.#isExcluded(join(base, rest), kind === 'directory')) yield rest;
      return;
    }
    if ((await kindOf(base)) === 'directory') yield* this.#namesBelow(pattern, byteStringOf(''), signal);
  }

  async *#namesBelow(
    pattern: PathPattern,
    directory: ByteString,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, undefined> {
    throwIfAborted(signal);
    for (const { name, isDirectory } of readEntries(joinName(byteStringOf(pattern.base), directory))) {
      const inner = joinName(directory, name);
      if (!isUtf8Name(inner) || this.#isExcluded(join(pattern.base, textOf(inner)), isDirectory)) continue;
      if (pattern.matches(inner, isDirectory)) yield textOf(inner);
      else if (isDirectory) yield* this.#namesBelow(pattern, inner, signal);
    }
  }
}

const wildcard = /[*?[]/;

function parsePattern(text: string, { workspace, home }: PathContext, label: string): PathPattern {
  const given = text.trim();
  if (given === '') throw inputError(label, text, 'is not a path; write a path or a pattern after the "!"');
  if (printable(given, given.length) !== given)
    throw inputError(label, given, 'has invisible characters; write one path or pattern per line');
  const local = given.replace(/^~(?=$|[\\/])/, home);
  const path = resolve(workspace, local).split(sep).join('/');
  const segments = path.split('/');
  const at = segments.findIndex((segment) => wildcard.test(segment));
  const hasWildcards = at >= 0;
  const end = hasWildcards ? at : segments.length - 1;
  const rest = segments.slice(end).join('/');
  if (rest === '') throw inputError(label, given, 'is the root of a file system; write the path of a directory in it');
  const base = segments.slice(0, end).join('/') || '/';
  try {
    // A slash in a pattern of a .gitignore anchors it.
    const matches = patternMatcher([`/${hasWildcards ? rest : escaped(rest)}`]);
    return { base: resolve(base.endsWith(':') ? `${base}/` : base), rest, hasWildcards, matches };
  } catch {
    throw inputError(label, given, 'is not a valid pattern; write [!] as a closed class, or escape it');
  }
}

/** A name as a pattern that matches only this name. */
function escaped(name: string): string {
  return name.replaceAll(/[\\ ]/g, String.raw`\$&`);
}

function refusedRoot(name: string, reason: string): OciError {
  return new OciError(
    'MANIFEST_INVALID',
    `the cache entry contains the path "${printable(name, 300)}", which is not restored: ${reason}`,
  );
}
