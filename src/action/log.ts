import * as core from '@actions/core';
import { monotonicMs } from '../concurrency/index.ts';
import {
  minSecretLength,
  progressLines,
  type CompletedEvent,
  type CompletedWork,
  type Printer,
  type Reporter,
} from '../output/index.ts';
import type { Digest, Progress } from '../spec/index.ts';

/** The workflow log: groups, annotations, and a line every few seconds during long work. */
export class ActionLog implements Reporter {
  readonly #printer: Printer;
  readonly #progress: (progress: Progress) => void;
  readonly #warnings: string[] = [];
  readonly #secrets = new Set<string>();
  readonly #uploaded = new Map<Digest, number>();
  readonly #tags: string[] = [];
  /** Title of the group that the next line opens. */
  #next: string | undefined;
  #group = false;
  #failed = false;
  #title = 'oci-artifact failed';

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

  /** What the run has written to a registry. */
  get completedWork(): CompletedWork {
    const bytes = [...this.#uploaded.values()].reduce((sum, size) => sum + size, 0);
    return { blobs: this.#uploaded.size, bytes, tags: this.#tags };
  }

  /** Sets the title of the annotation about a failure. */
  titleFailure(title: string): void {
    this.#title = title;
  }

  /** Begins a group with the next line, because an empty group is noise. */
  phase(title: string): void {
    this.close();
    this.#next = title;
  }

  /** Ends the open group. */
  close(): void {
    if (this.#group) core.endGroup();
    this.#group = false;
    this.#next = undefined;
  }

  line(text: string): void {
    if (this.#next !== undefined) {
      core.startGroup(this.#printer.safe(this.#next));
      this.#next = undefined;
      this.#group = true;
    }
    this.#printer.line(text);
  }

  completed(event: CompletedEvent): void {
    if (event.kind === 'blob' && event.state !== 'exists') this.#uploaded.set(event.digest, event.size);
    if (event.kind === 'tag' && event.state === 'written') this.#tags.push(event.tag);
  }

  /** The text without secrets. */
  safe(text: string): string {
    return this.#printer.safe(text);
  }

  notice(text: string): void {
    core.notice(this.#printer.safe(text));
  }

  warning(text: string): void {
    const safe = this.#printer.safe(text);
    if (this.#warnings.includes(safe)) return;
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
    core.error(this.#printer.safe(text), { title: this.#title });
  }
}
