import { pushAction } from './run.ts';
import { runStep } from './step.ts';

/** The step that publishes a directory. */
export function main(): Promise<void> {
  return runStep(pushAction);
}
