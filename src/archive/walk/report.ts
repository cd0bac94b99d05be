import { type ByteString, textOf } from '../../fs/index.ts';
import { OciError, printable, type OciErrorCode } from '../../spec/index.ts';

/** Paths and warnings kept for the person who reads; what comes after is only counted, so that memory stays flat. */
const keptPaths = 100;
const keptWarnings = 20;
/** After so many problems the search for more is given up. */
const keptProblems = 20;

/** What stands in the way of packaging one path. */
export type ProblemKind = 'special' | 'link' | 'name' | 'unreadable' | 'changed';

/** The error's code, and what the author can do about it. */
const problemKinds: Readonly<Record<ProblemKind, { readonly code: OciErrorCode; readonly fix: string }>> = {
  special: { code: 'INPUT_INVALID', fix: 'Remove it, or leave it out with "exclude".' },
  link: {
    code: 'INPUT_INVALID',
    fix: 'Mend the link, leave it out with "exclude", or choose another "symlinks" or "allow-outside-links".',
  },
  name: { code: 'INPUT_INVALID', fix: 'Rename it, or leave it out with "exclude".' },
  unreadable: { code: 'FILE_SYSTEM', fix: 'Make it readable, or leave it out with "exclude".' },
  changed: { code: 'FILE_CHANGED', fix: 'Package a directory that nothing writes to meanwhile.' },
};

/** What a walk saw, filled while it runs and complete at its end. */
export class WalkReport {
  /** Regular files in the archive; links that were followed to a file count here. */
  files = 0;
  /** Directories in the archive, the root among them. */
  directories = 0;
  symlinks = 0;
  /** Entries that a pattern left out. What lies below a directory that was left out is not counted: it was never looked at. */
  excluded = 0;
  /** Sentences for the person who reads, at most 20 and one that counts the rest. */
  readonly warnings: string[] = [];
  /** Paths, relative to the source, of files that usually hold credentials; at most 100. */
  readonly credentialFiles: string[] = [];
  readonly #sourceDir: string;
  readonly #problems: { readonly kind: ProblemKind; readonly text: string; readonly cause: unknown }[] = [];
  #warningsDropped = 0;

  /** @param sourceDir as the author wrote it, for messages */
  constructor(sourceDir: string) {
    this.#sourceDir = sourceDir;
  }

  /** Entries in the archive. */
  get entries(): number {
    return this.files + this.directories + this.symlinks;
  }

  /** Whether the archive cannot be made any more. What is left to do then is to find the other problems, so that one run names them all. */
  get failed(): boolean {
    return this.#problems.length > 0;
  }

  /**
   * @param reason continues the quoted path, for example `is a socket`
   * @throws OciError when there are enough problems to stop looking
   */
  problem(kind: ProblemKind, name: ByteString, reason: string, cause?: unknown): void {
    this.#problems.push({ kind, text: `"${printable(textOf(name), 300)}" ${reason}`, cause });
    if (this.#problems.length >= keptProblems) this.#fail(' (and perhaps more)');
  }

  /** @throws OciError `INPUT_INVALID`, `FILE_SYSTEM` or `FILE_CHANGED` naming every path that a problem was found with */
  throwIfFailed(): void {
    if (this.failed) this.#fail('');
  }

  warn(text: string): void {
    if (this.warnings.length < keptWarnings) this.warnings.push(text);
    else this.#warningsDropped++;
  }

  credentialFile(name: ByteString): void {
    if (this.credentialFiles.length < keptPaths) this.credentialFiles.push(printable(textOf(name), 300));
  }

  /** To be called once, at the end of the walk. */
  finish(): void {
    if (this.#warningsDropped > 0)
      this.warnings.push(`${this.#warningsDropped} more warnings like these are not shown`);
    this.#warningsDropped = 0;
  }

  #fail(more: string): never {
    const [first] = this.#problems;
    const fixes = new Set(this.#problems.map(({ kind }) => problemKinds[kind].fix));
    const list = this.#problems.map(({ text }) => text).join('; ');
    throw new OciError(
      first === undefined ? 'INPUT_INVALID' : problemKinds[first.kind].code,
      `source-dir "${printable(this.#sourceDir, 300)}" cannot be packaged: ${list}${more}. ${[...fixes].join(' ')}`,
      { cause: first?.cause },
    );
  }
}
