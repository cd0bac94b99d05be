import * as core from '@actions/core';
import {
  actions,
  CommandFailure,
  outputTexts,
  runCommand,
  type ActionName,
  type Command,
  type CommonInputs,
  type Options,
  type Outcome,
  type RawValues,
  type Workflow,
} from '../commands/index.ts';
import { failureSummary, problemNote, workflowLinks } from '../output/index.ts';
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
  log.titleFailure(`${command.name} failed`);
  const run = runCommand(command, {
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
  try {
    await run;
  } catch (error) {
    const hasSummary = String(raw['summary'] ?? 'false').toLowerCase() === 'true';
    if (error instanceof CommandFailure && hasSummary)
      await writeSummary(summaryOfFailure(command, raw, error, context), env, log);
    throw error;
  }
}

/** The inputs that name the object of a command. */
const objectInputs = ['target', 'reference', 'subject', 'repository', 'source'] as const;

function summaryOfFailure(
  command: Command,
  raw: RawValues,
  { failure }: CommandFailure,
  { env, log }: ActionContext,
): string {
  const name = objectInputs.find((each) => raw[each] !== undefined);
  const object = (name === undefined ? undefined : raw[name]) ?? '';
  return failureSummary({
    command: command.name,
    object: log.safe(String(object).trim()),
    failure,
    completed: writers.has(command.name) ? log.completedWork : undefined,
    links: workflowLinks(env, ''),
    warnings: log.warnings,
  });
}

/** Commands that report what they write to a registry. */
const writers: ReadonlySet<string> = new Set(['push', 'copy', 'attach', 'index']);

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
  if (summary === true && outcome.summary !== undefined) {
    const problem = outcome.problem === undefined ? '' : problemNote(outcome.problem);
    await writeSummary(problem + outcome.summary(log.warnings), env, log);
  }
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
