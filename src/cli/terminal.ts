import type { ConnectionLog } from '../commands/index.ts';
import { Printer, ProgressBar, progressLines, type Reporter } from '../output/index.ts';
import type { Progress } from '../spec/index.ts';

/** The log goes to stderr, so that stdout holds what was asked for and nothing else. */
export interface Terminal extends Reporter, ConnectionLog {
  readonly line: (text: string) => void;
  readonly notice: (text: string) => void;
  readonly warning: (text: string) => void;
  /** To stdout, as it is. */
  readonly out: (text: string) => void;
  /** One sentence, and exit code 1. */
  readonly fail: (text: string) => void;
}

const now = (): number => performance.now();

/** A bar on a terminal, a line every few seconds elsewhere. */
export function openTerminal(log: NodeJS.WriteStream, out: NodeJS.WriteStream, debug: boolean): Terminal {
  const bar = log.isTTY
    ? new ProgressBar(
        (text) => log.write(text),
        now,
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
  const lines = progressLines(line, now);
  // A reader that went away (`| head`) is no failure of ours.
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
    fail: (text) => {
      process.exitCode = 1;
      line(`error: ${text}`);
    },
    hide: (secret) => {
      printer.hide(secret);
    },
  };
}
