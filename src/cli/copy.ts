import { homedir } from 'node:os';
import type { ParseArgsOptionsConfig } from 'node:util';
import {
  copyFailureContext,
  copyInputNames,
  copyLines,
  copyOutputs,
  readCopyInputs,
  withConnectionLogging,
  type CopyInputs,
} from '../commands/index.ts';
import { reportEvent } from '../output/index.ts';
import type { Command, CommandContext } from './command.ts';
import { flagInputs, flagsFor } from './copy-flags.ts';
import { cliLabel, flagOf, parseCommand } from './options.ts';
import type { CopyResult } from '../spec/index.ts';
import { anySignal } from '../concurrency/index.ts';
import { copyBetween } from '../operations/index.ts';

const options: ParseArgsOptionsConfig = { ...flagsFor(copyInputNames), recursive: { type: 'boolean', short: 'r' } };

/** `oci-artifact copy <source> <target>`: from one registry or layout to another. */
export const copyCommand: Command = async (args, context) => {
  const { terminal } = context;
  const parsed = parseCommand('copy', args, options, ['source', 'target']);
  const [source = '', target = ''] = parsed.positionals;
  const inputs = await readCopyInputs(
    { ...(await flagInputs(parsed, copyInputNames)), source, target },
    { label: cliLabel, notice: terminal.notice },
  );
  const result = await run(inputs, context);
  if (flagOf(parsed, 'json')) terminal.out(JSON.stringify(copyOutputs(result)));
  else for (const line of copyLines(result, inputs.plan.recursive)) terminal.out(line);
};

async function run(inputs: CopyInputs, { terminal, env, signal, describe }: CommandContext): Promise<CopyResult> {
  const limit = inputs.timeoutMs === undefined ? undefined : AbortSignal.timeout(inputs.timeoutMs);
  try {
    return await copyBetween({
      ...inputs.plan,
      from: withConnectionLogging({ ...inputs.from, env, homedir: homedir() }, terminal),
      to: withConnectionLogging({ ...inputs.to, env, homedir: homedir() }, terminal),
      signal: anySignal(signal, limit),
      onEvent: (event) => {
        reportEvent(event, terminal);
      },
    });
  } catch (error) {
    describe({ ...copyFailureContext(error, inputs, cliLabel), timedOut: limit?.aborted === true });
    throw error;
  } finally {
    terminal.phase('');
  }
}
