import { fileSystemError, printableName, type ByteString } from '../../fs/index.ts';
import { OciError, printable, type OciErrorCode } from '../../spec/index.ts';

/** Limits of the lists in a report. Further items are only counted, so that memory stays flat. */
const maxPaths = 100;
const maxWarnings = 20;
/** The walk ends after this many problems. */
const maxProblems = 20;

/** The kind of a reason why a path cannot be packaged. */
export type ProblemKind = 'special' | 'link' | 'name' | 'unreadable' | 'changed';

/** The error code and the remedy of each kind of problem. */
const problemKinds: Readonly<Record<ProblemKind, { readonly code: OciErrorCode; readonly remedy: string }>> = {
  special: { code: 'INPUT_INVALID', remedy: 'remove special files or add them to "exclude"' },
  link: {
    code: 'INPUT_INVALID',
    remedy: 'fix the links, add them to "exclude", or change "symlinks" or "allow-outside-links"',
  },
  name: { code: 'INPUT_INVALID', remedy: 'rename such files or add them to "exclude"' },
  unreadable: { code: 'FILE_SYSTEM', remedy: 'make the files readable or add them to "exclude"' },
  changed: { code: 'FILE_CHANGED', remedy: 'do not change files in source-dir during packaging' },
};

/** Counts, warnings and problems of a walk. Filled during the walk and complete at its end. */
export class WalkReport {
  /** Regular files in the archive, also links that were followed to a file. */
  files = 0;
  /** Directories in the archive, including the root. */
  directories = 0;
  symlinks = 0;
  /** Entries that patterns excluded, without the entries below an excluded directory. */
  excluded = 0;
  /** Sentences for the user, at most 20 and one with the number of the others. */
  readonly warnings: string[] = [];
  /** Paths, relative to the source, of files that usually contain credentials; at most 100. */
  readonly credentialFiles: string[] = [];
  readonly #sourceDir: string;
  readonly #problems: { readonly kind: ProblemKind; readonly text: string; readonly cause: unknown }[] = [];
  #droppedWarnings = 0;

  /** @param sourceDir as given by the user, for messages */
  constructor(sourceDir: string) {
    this.#sourceDir = sourceDir;
  }

  /** Entries in the archive. */
  get entries(): number {
    return this.files + this.directories + this.symlinks;
  }

  /**
   * Whether packaging has failed. The walk then continues only to find the other problems, so that one run reports all
   * of them.
   */
  get failed(): boolean {
    return this.#problems.length > 0;
  }

  /**
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

  /** Called once, at the end of the walk. */
  finish(): void {
    if (this.#droppedWarnings > 0)
      this.warnings.push(`${this.#droppedWarnings} more warnings like these are not shown`);
    this.#droppedWarnings = 0;
  }

  #fail(more: string): never {
    const [first] = this.#problems;
    const remedies = new Set(this.#problems.map(({ kind }) => problemKinds[kind].remedy));
    const list = this.#problems.map(({ text }) => text).join('; ');
    throw new OciError(
      first === undefined ? 'INPUT_INVALID' : problemKinds[first.kind].code,
      `cannot package source-dir "${printable(this.#sourceDir, 300)}": ${list}${more}; ${[...remedies].join('; ')}`,
      { cause: first?.cause },
    );
  }
}

/** A reason for {@link WalkReport.problem}: `cannot be read: permission is denied (EACCES)`. */
export function unreadableReason(error: unknown): string {
  return fileSystemError(error, 'be read').message;
}
