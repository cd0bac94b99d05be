import { monotonicMs } from '../concurrency/index.ts';
import { Printer, progressLines, ProgressRows, type Reporter } from '../output/index.ts';
import type { Progress } from '../spec/index.ts';

/** What a log has in addition to warnings and errors. */
export interface LogOptions {
  /** No lines and no progress. @default false */
  readonly quiet?: boolean | undefined;
  /** Also each request. @default false */
  readonly verbose?: boolean | undefined;
  /** @default true */
  readonly progress?: boolean | undefined;
}

/** The log goes to stderr, so that stdout has only the result. */
export interface Terminal extends Reporter {
  /** Writes to stdout. */
  readonly out: (text: string) => void;
  /** Sets what the log has from now on. */
  readonly configure: (options: LogOptions) => void;
  /** Writes bytes to stdout. */
  readonly write: (chunks: AsyncIterable<Uint8Array>) => Promise<void>;
  /** Asks for one line; undefined if standard input is not a terminal. */
  readonly ask: (question: string, echo: 'visible' | 'hidden') => Promise<string | undefined>;
  /** Logs one sentence, and sets exit code 1. */
  readonly fail: (text: string) => void;
}

/** Codes of the colours of the first word of a line. */
const wordColors: Readonly<Record<string, number>> = { 'error:': 31, 'warning:': 33, 'note:': 36 };

/** Colours the kind of a message. */
function colored(line: string): string {
  return line.replace(/^(?:error|warning|note):/, (word) => `\u001b[${wordColors[word] ?? 0}m${word}\u001b[39m`);
}

/** Shows progress as rows on a terminal, otherwise as a line every few seconds. */
export function openTerminal(log: NodeJS.WriteStream, out: NodeJS.WriteStream, debug: boolean): Terminal {
  let options: LogOptions = { verbose: debug };
  const rows = log.isTTY
    ? new ProgressRows(
        (text) => log.write(text),
        monotonicMs,
        () => log.columns,
      )
    : undefined;
  // Node considers NO_COLOR, FORCE_COLOR and TERM.
  const hasColors = log.isTTY && log.hasColors();
  const printer = new Printer((text) => {
    rows?.clear();
    log.write(`${hasColors ? colored(text) : text}\n`);
  });
  const always = (text: string): void => {
    printer.line(text);
  };
  const line = (text: string): void => {
    if (options.quiet !== true) always(text);
  };
  const lines = progressLines(line, monotonicMs);
  // A reader may close the stream early, as `| head` does.
  for (const stream of [log, out]) stream.on('error', () => {});
  return {
    line,
    phase: () => {
      rows?.end();
    },
    configure: (given) => {
      options = { ...given, verbose: debug || given.verbose };
    },
    notice: (text) => {
      line(`note: ${text}`);
    },
    warning: (text) => {
      always(`warning: ${text}`);
    },
    debug: (text) => {
      if (options.verbose === true) line(text);
    },
    progress: (progress: Progress) => {
      if (options.quiet === true || options.progress === false) return;
      if (rows === undefined) lines(progress);
      else rows.update(progress);
    },
    out: (text) => {
      rows?.clear();
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
      always(`error: ${text}`);
    },
    hide: (secret) => {
      printer.hide(secret);
    },
  };
}
