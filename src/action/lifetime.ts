import { OciError } from '../spec/index.ts';

/** Milliseconds for an orderly end. A runner sends SIGINT, SIGTERM after 7.5 s, and SIGKILL after 2.5 s more. */
const abortGraceMs = 4500;
/** Milliseconds until the process exits although a handle is still open. */
const exitGraceMs = 4000;

/** Handles the signals and the end of the process. */
export class Lifetime {
  readonly #stop = new AbortController();
  readonly #undo: (() => void)[] = [];
  readonly #onUncaughtError: (error: unknown) => void;

  /** @param onUncaughtError called with uncaught exceptions and rejections */
  constructor(onUncaughtError: (error: unknown) => void) {
    this.#onUncaughtError = onUncaughtError;
    process.on('SIGINT', this.#interrupt);
    process.on('SIGTERM', this.#interrupt);
    process.on('uncaughtException', this.#uncaught);
    // The work continues after the reader of the output has closed it.
    process.stdout.on('error', () => {});
  }

  /** Aborts on SIGINT and SIGTERM. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** @param undo removes files of the run; called when there is no time for an orderly end */
  onForcedExit(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Flushes the output, and makes sure that the process exits soon. */
  async end(): Promise<void> {
    await new Promise<void>((resolve) => {
      process.stdout.write('', () => {
        resolve();
      });
    });
    // The timer does not keep the process alive.
    setTimeout(() => process.exit(), exitGraceMs).unref();
  }

  readonly #interrupt = (signal: NodeJS.Signals): void => {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort(new OciError('ABORTED', `cancelled by ${signal}`));
    setTimeout(() => this.#forceExit(), abortGraceMs).unref();
  };

  readonly #uncaught = (error: unknown): void => {
    process.exitCode = 1;
    this.#onUncaughtError(error);
    this.#stop.abort(error);
    setTimeout(() => this.#forceExit(), abortGraceMs).unref();
  };

  #forceExit(): void {
    try {
      for (const undo of this.#undo) undo();
    } finally {
      process.exit(1);
    }
  }
}
