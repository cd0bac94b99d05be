import { inspect } from 'node:util';
import * as core from '@actions/core';
import { CommandFailure } from '../commands/index.ts';
import { Printer } from '../output/index.ts';
import { isOciError, messageOf } from '../spec/index.ts';
import { Lifetime } from './lifetime.ts';
import { ActionLog } from './log.ts';

export interface ActionContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: ActionLog;
  readonly lifetime: Lifetime;
}

/** Runs a step: logs a failure as one sentence, and lets the process end by itself. */
export async function runStep(action: (context: ActionContext) => Promise<void>): Promise<void> {
  const printer = new Printer((line) => {
    core.info(line);
  });
  const log = new ActionLog(printer);
  const lifetime = new Lifetime((error) => {
    log.fail(messageOf(error));
    debugTrace(printer, error);
  });
  try {
    await action({ env: process.env, log, lifetime });
  } catch (error) {
    debugTrace(printer, error instanceof CommandFailure ? error.cause : error);
    log.fail(messageOf(error));
  } finally {
    log.close();
    await lifetime.end();
  }
}

/** Only a debug run logs the stack trace. */
function debugTrace(printer: Printer, error: unknown): void {
  if (!core.isDebug()) return;
  for (const line of inspect(error, { depth: isOciError(error) ? 8 : 4 }).split('\n')) core.debug(printer.safe(line));
}
