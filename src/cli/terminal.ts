import { monotonicMs } from '../concurrency/index.ts';
import { Printer, ProgressBar, progressLines, type Reporter } from '../output/index.ts';
import type { Progress } from '../spec/index.ts';

/** The log goes to stderr, so that stdout has only the result. */
export interface Terminal extends Reporter {
  /** Writes to stdout. */
  readonly out: (text: string) => void;
  /** Writes bytes to stdout. */
  readonly write: (chunks: AsyncIterable<Uint8Array>) => Promise<void>;
  /** Asks for one line; undefined if standard input is not a terminal. */
  readonly ask: (question: string, echo: 'visible' | 'hidden') => Promise<string | undefined>;
  /** Logs one sentence, and sets exit code 1. */
  readonly fail: (text: string) => void;
}

/** Shows progress as a bar on a terminal, otherwise as a line every few seconds. */
export function openTerminal(log: NodeJS.WriteStream, out: NodeJS.WriteStream, debug: boolean): Terminal {
  const bar = log.isTTY
    ? new ProgressBar(
        (text) => log.write(text),
        monotonicMs,
        () => log.columns,
      )
    : undefined;
  const printer = new Printer((text) => {
    bar?.clear();
    log.write(`${text}\n`);
  });
  const line = (text: string): void => {
    printer.line(text);
  };
  const lines = progressLines(line, monotonicMs);
  // A reader may close the stream early, as `| head` does.
  for (const stream of [log, out]) stream.on('error', () => {});
  return {
    line,
    phase: () => {
      bar?.clear();
    },
    notice: (text) => {
      line(`note: ${text}`);
    },
    warning: (text) => {
      line(`warning: ${text}`);
    },
    debug: (text) => {
      if (debug) line(text);
    },
    progress: (progress: Progress) => {
      if (bar === undefined) lines(progress);
      else bar.update(progress);
    },
    out: (text) => {
      bar?.clear();
      out.write(`${text}\n`);
    },
    write: async (chunks) => {
      const { writeAll } = await import('./standard-output.ts');
      await writeAll(out, chunks);
    },
    ask: async (question, echo) => {
      if (!process.stdin.isTTY || !log.isTTY) return undefined;
      const { askLine } = await import('./ask.ts');
      return askLine(process.stdin, log, question, echo);
    },
    fail: (text) => {
      process.exitCode = 1;
      line(`error: ${text}`);
    },
    hide: (secret) => {
      printer.hide(secret);
    },
  };
}
