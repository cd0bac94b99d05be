import * as core from '@actions/core';
import { actions, CommandFailure, type CacheSteps } from '../commands/index.ts';
import { printable } from '../spec/index.ts';
import { runAsStep } from './action.ts';
import { saveState } from './command-files.ts';
import type { ActionContext } from './step.ts';

/** The runner evaluates the condition of the post step with this variable, because inputs are not available there. */
const saveAlwaysVariable = 'OCI_ARTIFACT_CACHE_SAVE_ALWAYS';

export const cacheSteps: CacheSteps = {
  saveState,
  saveAlways: () => {
    core.exportVariable(saveAlwaysVariable, 'true');
  },
};

/** Saves the entry when the job ends. A problem is a warning. */
export async function saveAtEnd(context: ActionContext): Promise<void> {
  const key = core.getState('key');
  if (key === '') {
    context.log.line('the first step of this action did not run, so nothing is saved');
    return;
  }
  if (core.getState('matched-key') === key) {
    context.log.line(`the cache entry ${printable(key)} was found, so nothing is saved`);
    return;
  }
  process.env['INPUT_KEY'] = key;
  try {
    await runAsStep(await actions['cache-save'](), context);
  } catch (error) {
    if (!(error instanceof CommandFailure) || context.lifetime.signal.aborted) throw error;
    context.log.warning(`cannot save the cache: ${error.message}`);
  }
}
