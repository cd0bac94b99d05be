import * as core from '@actions/core';
import { progressLines, type Reporter, type Printer } from '../output/index.ts';
import type { Progress } from '../spec/index.ts';

/** The workflow log: groups, annotations, a line every few seconds on long work. */
export class ActionLog implements Reporter {
  readonly #printer: Printer;
  readonly #progress: (progress: Progress) => void;
  readonly #warnings: string[] = [];
  #group = false;
  #failed = false;

  constructor(printer: Printer) {
    this.#printer = printer;
    this.#progress = progressLines(
      (text) => {
        this.line(text);
      },
      () => performance.now(),
    );
  }

  /** Warnings so far, for the job summary. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  phase(title: string): void {
    this.close();
    core.startGroup(this.#printer.safe(title));
    this.#group = true;
  }

  /** Ends the group that is open. */
  close(): void {
    if (this.#group) core.endGroup();
    this.#group = false;
  }

  line(text: string): void {
    this.#printer.line(text);
  }

  notice(text: string): void {
    core.notice(this.#printer.safe(text));
  }

  warning(text: string): void {
    const safe = this.#printer.safe(text);
    this.#warnings.push(safe);
    core.warning(safe);
  }

  debug(text: string): void {
    if (core.isDebug()) core.debug(this.#printer.safe(text));
  }

  progress(progress: Progress): void {
    this.#progress(progress);
  }

  /** Fails the step. One sentence is enough: what fails in its wake is not told. */
  fail(text: string): void {
    process.exitCode = core.ExitCode.Failure;
    if (this.#failed) return;
    this.#failed = true;
    this.close();
    core.setFailed(this.#printer.safe(text));
  }
}
