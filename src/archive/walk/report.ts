import { fileSystemError, printableName, type ByteString } from '../../fs/index.ts';
import { OciError, optionName, printable, type OciErrorCode } from '../../spec/index.ts';

/** Maximum lengths of the lists in a report. They limit the memory. */
const maxPaths = 100;
const maxWarnings = 20;
/** The walk ends after this number of problems. */
const maxProblems = 20;

/** The kind of a problem with a path: special files, links, names, unreadable files, and changes during the walk. */
export type ProblemKind = 'special' | 'link' | 'name' | 'unreadable' | 'changed';

/** The error code and the remedy of each kind of problem. */
const problemKinds: Readonly<Record<ProblemKind, { readonly code: OciErrorCode; readonly remedy: string }>> = {
  special: { code: 'INPUT_INVALID', remedy: `remove special files or add them to ${optionName('exclude')}` },
  link: {
    code: 'INPUT_INVALID',
    remedy:
      `fix the links, add them to ${optionName('exclude')}, or change ${optionName('symlinks')} or ` +
      optionName('allowOutsideLinks'),
  },
  name: { code: 'INPUT_INVALID', remedy: `rename such files or add them to ${optionName('exclude')}` },
  unreadable: { code: 'FILE_SYSTEM', remedy: `make the files readable or add them to ${optionName('exclude')}` },
  changed: { code: 'FILE_CHANGED', remedy: `do not change files in ${optionName('sourceDir')} during packaging` },
};

/** Counts, warnings and problems of a walk. The walk fills the report, which is complete at its end. */
export class WalkReport {
  /** Number of regular files in the archive, including followed links to files. */
  files = 0;
  /** Number of directories in the archive, including the root. */
  directories = 0;
  /** Number of symbolic links in the archive. */
  symlinks = 0;
  /** Number of entries that patterns excluded. Entries below an excluded directory are not counted. */
  excluded = 0;
  /** Warnings for the user: at most 20, and one with the number of the others. */
  readonly warnings: string[] = [];
  /** Paths of files that usually contain credentials, relative to the source; at most 100. */
  readonly credentialFiles: string[] = [];
  readonly #sourceDir: string;
  readonly #problems: { readonly kind: ProblemKind; readonly text: string; readonly cause: unknown }[] = [];
  #droppedWarnings = 0;

  /** @param sourceDir the path from the user, for messages */
  constructor(sourceDir: string) {
    this.#sourceDir = sourceDir;
  }

  /** Number of entries in the archive. */
  get entries(): number {
    return this.files + this.directories + this.symlinks;
  }

  /** Whether packaging has failed. The walk then continues only to find all other problems. */
  get failed(): boolean {
    return this.#problems.length > 0;
  }

  /**
   * Adds a problem.
   *
   * @param reason continues the quoted path, for example `is a socket`
   * @throws OciError when the maximum number of problems is reached
   */
  problem(kind: ProblemKind, name: ByteString, reason: string, cause?: unknown): void {
    this.#problems.push({ kind, text: `"${printableName(name)}" ${reason}`, cause });
    if (this.#problems.length >= maxProblems) this.#fail('; there may be more');
  }

  /** @throws OciError `INPUT_INVALID`, `FILE_SYSTEM` or `FILE_CHANGED` with the path of every problem */
  throwIfFailed(): void {
    if (this.failed) this.#fail('');
  }

  /** Adds a warning. */
  warn(text: string): void {
    if (this.warnings.length < maxWarnings) this.warnings.push(text);
    else this.#droppedWarnings++;
  }

  /** Records a file that usually contains credentials. */
  credentialFile(name: ByteString): void {
    if (this.credentialFiles.length < maxPaths) this.credentialFiles.push(printableName(name));
  }

  /** Completes the warnings at the end of the walk. */
  finish(): void {
    if (this.#droppedWarnings > 0)
      this.warnings.push(`${this.#droppedWarnings} more warnings like these are not shown`);
    this.#droppedWarnings = 0;
  }

  #fail(more: string): never {
    const [first] = this.#problems;
    const remedies = new Set(this.#problems.map(({ kind }) => problemKinds[kind].remedy));
    const list = this.#problems.map(({ text }) => text).join('; ');
    const source = `${optionName('sourceDir')} "${printable(this.#sourceDir, 300)}"`;
    throw new OciError(
      first === undefined ? 'INPUT_INVALID' : problemKinds[first.kind].code,
      `cannot package ${source}: ${list}${more}; ${[...remedies].join('; ')}`,
      { cause: first?.cause, detail: { input: 'sourceDir' } },
    );
  }
}

/** Returns a reason for {@link WalkReport.problem}: `cannot be read: permission is denied (EACCES)`. */
export function unreadableReason(error: unknown): string {
  return fileSystemError(error, 'be read').message;
}
