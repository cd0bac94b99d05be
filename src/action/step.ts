import { inspect } from 'node:util';
import * as core from '@actions/core';
import { Printer } from '../output/index.ts';
import { isOciError, messageOf } from '../spec/index.ts';
import { Lifetime } from './lifetime.ts';
import { ActionLog } from './log.ts';
import { Masks } from './masks.ts';

export interface ActionContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly printer: Printer;
  readonly log: ActionLog;
  readonly masks: Masks;
  readonly lifetime: Lifetime;
}

/** Runs a step: reports what went wrong in one sentence, and lets the process end by itself. */
export async function runStep(action: (context: ActionContext) => Promise<void>): Promise<void> {
  const printer = new Printer((line) => {
    core.info(line);
  });
  const log = new ActionLog(printer);
  const masks = new Masks(printer);
  const lifetime = new Lifetime((error) => {
    log.fail(messageOf(error));
    debugTrace(printer, error);
  });
  try {
    await action({ env: process.env, printer, log, masks, lifetime });
  } catch (error) {
    debugTrace(printer, error);
    log.fail(lifetime.explain(error));
  } finally {
    log.close();
    await lifetime.end();
  }
}

/** A stack trace helps whoever debugs this action, and nobody else. */
function debugTrace(printer: Printer, error: unknown): void {
  if (!core.isDebug()) return;
  for (const line of inspect(error, { depth: isOciError(error) ? 8 : 4 }).split('\n')) core.debug(printer.safe(line));
}
