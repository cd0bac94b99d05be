import * as core from '@actions/core';
import {
  commands,
  outputTexts,
  runCommand,
  type Command,
  type CommonInputs,
  type Options,
  type Outcome,
  type RawValues,
  type Workflow,
} from '../commands/index.ts';
import { secretsOf } from '../credentials/index.ts';
import { messageOf, type InputLabel } from '../spec/index.ts';
import { runStep, type ActionContext } from './step.ts';

/** The name of an option in a workflow. */
export const actionLabel: InputLabel = (name) => `input "${name}"`;

/** Runs a command as the step of a workflow. */
export function runAction(name: keyof typeof commands, workflow: Workflow = {}): Promise<void> {
  return runStep(async (context) => {
    const { env, log, lifetime } = context;
    const command: Command = await commands[name]();
    await runCommand(command, {
      raw: readRawValues(command.options, (secret) => {
        log.hide(secret);
      }),
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
  for (const [name, text] of Object.entries(texts)) core.setOutput(name, text);
  await outcome.afterOutputs?.();
  log.close();
  for (const line of outcome.lines) log.line(line);
  // Old runners, and programs that imitate one, have no summary.
  if (summary === true && outcome.summary !== undefined && env['GITHUB_STEP_SUMMARY'])
    await writeSummary(outcome.summary(log.warnings), log);
  await outcome.atEnd?.();
}

/** Writes the job summary. A failure is a warning. */
export async function writeSummary(markdown: string, log: ActionContext['log']): Promise<void> {
  try {
    await core.summary.addRaw(markdown, true).write();
  } catch (error) {
    log.warning(`cannot write the job summary: ${messageOf(error)}`);
  }
}

/** Reads the inputs that the runner passed, and masks all secrets first, in every form in which they are sent to a registry. */
function readRawValues(options: Options, mask: (secret: string) => void): RawValues {
  const names = Object.keys(options).filter((name) => options[name]?.scope !== 'cli');
  const raw = new Map(names.map((name) => [name, core.getInput(name)]));
  for (const name of names) {
    const secret = raw.get(name) ?? '';
    if (options[name]?.type.isSecret !== true || secret === '') continue;
    mask(secret);
    // A token alone is sent with the user name that GitHub documents for it.
    const username = name.endsWith('password') ? raw.get(name.replace(/password$/, 'username')) : 'x-access-token';
    for (const form of secretsOf({ username: username ?? '', password: secret })) mask(form);
  }
  // The default of action.yml does not count as given.
  return Object.fromEntries([...raw].filter(([name, text]) => text !== '' && text !== options[name]?.workflowDefault));
}
