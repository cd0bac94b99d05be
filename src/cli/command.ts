import type { FailureContext } from '../output/index.ts';
import type { Terminal } from './terminal.ts';

/** What each command gets: where it speaks, and the words that describe a failure once more is known. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @param context with a `label` only where the command line's own names do not do */
  readonly describe: (context: Partial<FailureContext>) => void;
}

export type Command = (args: readonly string[], context: CommandContext) => Promise<void>;
