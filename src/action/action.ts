import * as core from '@actions/core';
import {
  actions,
  outputTexts,
  runCommand,
  type ActionName,
  type Command,
  type CommonInputs,
  type Options,
  type Outcome,
  type Workflow,
} from '../commands/index.ts';
import { messageOf } from '../spec/index.ts';
import { checkCommandFiles, setOutputs } from './command-files.ts';
import { actionLabel, readRawValues } from './inputs.ts';
import { runStep, type ActionContext } from './step.ts';

/** Runs the command of an action as a step. */
export function runAction(name: Exclude<ActionName, 'serve'>, workflow: Workflow = {}): Promise<void> {
  return runStep(async (context) => runAsStep(await actions[name](), context, workflow));
}

/** Runs a command in a step: inputs, outputs, job summary and log. */
export async function runAsStep(command: Command, context: ActionContext, workflow: Workflow = {}): Promise<void> {
  const { env, log, lifetime } = context;
  await checkCommandFiles(env, command.action?.post === true ? ['GITHUB_OUTPUT', 'GITHUB_STATE'] : ['GITHUB_OUTPUT']);
  const raw = readRawValues(command.options, (secret) => {
    log.hide(secret);
  });
  await runCommand(command, {
    raw,
    label: actionLabel,
    env,
    log,
    workflow,
    cancelled: lifetime.signal,
    notice: (text) => {
      log.notice(text);
    },
    print: (text) => {
      log.line(text);
    },
    onForcedExit: (undo) => {
      lifetime.onForcedExit(undo);
    },
    finish: (finished, outcome, inputs) => finish(finished, outcome, inputs, context),
  });
}

async function finish<Result>(
  command: Command<Options, Result>,
  outcome: Outcome<Result>,
  { summary }: CommonInputs,
  { env, log }: ActionContext,
): Promise<void> {
  const texts = outputTexts(command.outputs, outcome.result, (text) => {
    log.warning(text);
  });
  // The lines have the digest, which the user needs most when the outputs cannot be written.
  log.close();
  for (const line of outcome.lines) log.line(line);
  setOutputs(texts);
  await outcome.afterOutputs?.();
  if (summary === true && outcome.summary !== undefined) await writeSummary(outcome.summary(log.warnings), env, log);
  if (outcome.problem !== undefined) log.fail(outcome.problem);
  await outcome.atEnd?.();
}

/** Writes the job summary. A failure is a warning. */
export async function writeSummary(
  markdown: string,
  env: ActionContext['env'],
  log: ActionContext['log'],
): Promise<void> {
  // Old runners, and programs that imitate one, have no summary.
  if (!env['GITHUB_STEP_SUMMARY']) return;
  try {
    await core.summary.addRaw(markdown, true).write();
  } catch (error) {
    log.warning(`cannot write the job summary to GITHUB_STEP_SUMMARY: ${messageOf(error)}`);
  }
}
