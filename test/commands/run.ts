import { outputTexts, outputValues, runCommand, type Command, type RawValues } from '../../src/commands/index.ts';
import type { Outcome } from '../../src/commands/command.ts';

/** What a front end shows of a run. */
export interface Run {
  /** The outputs as `--json` prints them. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The outputs of a step of a workflow. */
  readonly texts: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
  readonly json: string | undefined;
  readonly summary: string;
  readonly problem: string | undefined;
  readonly printed: readonly string[];
  /** Bytes for standard output. */
  readonly written: Uint8Array;
  /** Each entry of the log with its kind: `line: …`, `warning: …`. */
  readonly log: readonly string[];
}

export interface RunHooks {
  /** Called with each function that removes temporary files when the user interrupts the command a second time. */
  readonly onForcedExit?: (removeNow: () => void) => void;
  /** Called with each secret that the log hides from now on. */
  readonly onHide?: (secret: string) => void;
  /** Answers the questions of a command at a terminal. @default there is no terminal */
  readonly ask?: (question: string, echo: 'visible' | 'hidden') => Promise<string | undefined>;
}

/** Runs a command in this process. An error has the message for the user. */
export async function run(
  command: Command,
  raw: RawValues,
  env: Readonly<Record<string, string>> = {},
  hooks: RunHooks = {},
): Promise<Run> {
  const log: string[] = [];
  const printed: string[] = [];
  const written: Uint8Array[] = [];
  const ignore = (): undefined => undefined;
  const write =
    (kind: string) =>
    (text: string): void =>
      void log.push(`${kind}: ${text}`);
  let result: Run | undefined;
  await runCommand(command, {
    raw,
    log: {
      phase: write('phase'),
      line: write('line'),
      notice: write('notice'),
      warning: write('warning'),
      debug: ignore,
      progress: ignore,
      hide: hooks.onHide ?? ignore,
    },
    label: (name) => `--${name}`,
    env: { HOME: '/nonexistent', ...env },
    cancelled: new AbortController().signal,
    notice: write('notice'),
    print: (text) => void printed.push(text),
    write: async (chunks) => {
      for await (const chunk of chunks) written.push(Uint8Array.from(chunk));
    },
    onForcedExit: hooks.onForcedExit ?? ignore,
    ask: hooks.ask,
    finish: async <Result>({ outputs }: Command<never, Result> | Command, outcome: Outcome<Result>) => {
      const warn = write('warning');
      result = {
        values: outputValues(outputs, outcome.result),
        texts: outputTexts(outputs, outcome.result, warn),
        lines: outcome.lines,
        json: outcome.json,
        summary: outcome.summary?.([]) ?? '',
        problem: outcome.problem,
        printed,
        written: Buffer.concat(written),
        log,
      };
      await outcome.atEnd?.();
    },
  });
  if (result === undefined) throw new Error('the command has no outcome');
  return result;
}
