import { messageOf, OciError } from '../spec/index.ts';
import { anySignal } from '../concurrency/index.ts';

/** A runner sends SIGINT, SIGTERM after 7.5 s and SIGKILL after 2.5 s more; what must be tidied is tidied well before. */
const abortGraceMs = 4500;
/** Whatever keeps the process alive after the work is done is not worth waiting for. */
const exitGraceMs = 4000;

/** How the process is asked to stop, and how it ends. */
export class Lifetime {
  readonly #stop = new AbortController();
  #limit: AbortSignal | undefined;
  readonly #undo: (() => void)[] = [];
  #explain: ((error: unknown, timedOut: boolean) => string) | undefined;
  readonly #onUncaughtError: (error: unknown) => void;

  /** @param onStray told what nobody caught */
  constructor(onUncaughtError: (error: unknown) => void) {
    this.#onUncaughtError = onUncaughtError;
    process.on('SIGINT', this.#interrupt);
    process.on('SIGTERM', this.#interrupt);
    process.on('uncaughtException', this.#stray);
    // A reader of our output that went away is no reason to leave work half done.
    process.stdout.on('error', () => {});
  }

  /** Aborted by a signal of the system, or when the time limit passes. */
  get signal(): AbortSignal {
    return anySignal(this.#stop.signal, this.#limit);
  }

  /** @param ms limit for the whole run; undefined for none */
  limit(ms: number | undefined): void {
    this.#limit = ms === undefined ? undefined : AbortSignal.timeout(ms);
  }

  /** @param undo removes files of the run; called when there is no time for an orderly end */
  onForcedExit(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Hands over the way to put errors into words, once enough is known for it. */
  explainWith(explain: (error: unknown, timedOut: boolean) => string): void {
    this.#explain = explain;
  }

  explain(error: unknown): string {
    if (this.#explain !== undefined) return this.#explain(error, this.#limit?.aborted === true);
    return messageOf(error);
  }

  /** Lets output drain, then makes sure that the process ends: by itself, or after a short while. */
  async end(): Promise<void> {
    await new Promise<void>((resolve) => {
      process.stdout.write('', () => {
        resolve();
      });
    });
    // Does not keep the process alive; fires only when something else does.
    setTimeout(() => process.exit(), exitGraceMs).unref();
  }

  readonly #interrupt = (signal: NodeJS.Signals): void => {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort(new OciError('ABORTED', `cancelled by ${signal}`));
    setTimeout(() => this.#cutShort(), abortGraceMs).unref();
  };

  readonly #stray = (error: unknown): void => {
    process.exitCode = 1;
    this.#onUncaughtError(error);
    this.#stop.abort(error);
    setTimeout(() => this.#cutShort(), abortGraceMs).unref();
  };

  #cutShort(): void {
    try {
      for (const undo of this.#undo) undo();
    } finally {
      process.exit(1);
    }
  }
}
