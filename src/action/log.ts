import * as core from '@actions/core';
import { monotonicMs } from '../concurrency/index.ts';
import { minSecretLength, progressLines, type Printer, type Reporter } from '../output/index.ts';
import type { Progress } from '../spec/index.ts';

/** The workflow log: groups, annotations, and a line every few seconds during long work. */
export class ActionLog implements Reporter {
  readonly #printer: Printer;
  readonly #progress: (progress: Progress) => void;
  readonly #warnings: string[] = [];
  readonly #secrets = new Set<string>();
  #group = false;
  #failed = false;

  constructor(printer: Printer) {
    this.#printer = printer;
    this.#progress = progressLines((text) => {
      this.line(text);
    }, monotonicMs);
  }

  /** Warnings, for the job summary. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  phase(title: string): void {
    this.close();
    core.startGroup(this.#printer.safe(title));
    this.#group = true;
  }

  /** Ends the open group. */
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

  /**
   * Masks a secret in the runner and in this log. Each line of a text is masked as well, because a log shows single
   * lines.
   */
  hide(secret: string): void {
    for (const part of new Set([secret, ...secret.split(/\r?\n/).map((line) => line.trim())])) {
      // The runner warns about an empty mask.
      if (part.length < minSecretLength || this.#secrets.has(part)) continue;
      this.#secrets.add(part);
      this.#printer.hide(part);
      core.setSecret(part);
    }
  }

  /** Fails the step with one sentence. Later failures are consequences and are not logged. */
  fail(text: string): void {
    process.exitCode = core.ExitCode.Failure;
    if (this.#failed) return;
    this.#failed = true;
    this.close();
    core.setFailed(this.#printer.safe(text));
  }
}
