import { homedir } from 'node:os';
import {
  attachInputNames,
  attachOutputs,
  placeContext,
  readAttachInputs,
  withConnectionLogging,
} from '../commands/index.ts';
import { formatNumber, reportEvent } from '../output/index.ts';
import type { Command } from './command.ts';
import { flagInputs, flagsFor } from './copy-flags.ts';
import { cliLabel, flagOf, parseCommand } from './options.ts';
import { anySignal } from '../concurrency/index.ts';
import { attachFiles } from '../operations/index.ts';

const options = flagsFor(attachInputNames);

/** `oci-artifact attach <subject> <file…>`: files as a referrer of a manifest. */
export const attachCommand: Command = async (args, { terminal, env, signal, describe }) => {
  const parsed = parseCommand('attach', args, options, ['subject', 'file…']);
  const [subject = '', ...files] = parsed.positionals;
  const inputs = await readAttachInputs(
    { ...(await flagInputs(parsed, attachInputNames)), subject, files },
    { env, label: cliLabel, notice: terminal.notice },
  );
  const limit = inputs.timeoutMs === undefined ? undefined : AbortSignal.timeout(inputs.timeoutMs);
  try {
    const result = await attachFiles({
      ...inputs.plan,
      connection: withConnectionLogging({ ...inputs.access, env, homedir: homedir() }, terminal),
      label: cliLabel,
      signal: anySignal(signal, limit),
      onEvent: (event) => {
        reportEvent(event, terminal);
      },
    });
    if (flagOf(parsed, 'json')) terminal.out(JSON.stringify(attachOutputs(result)));
    else
      terminal.out(
        `attached ${formatNumber(result.layers.length, 'file')} to ${result.subject} as ${result.reference}`,
      );
  } catch (error) {
    describe({
      ...placeContext('subject', inputs.plan.subject),
      directoryInput: 'files',
      plainHttp: inputs.access.plainHttp,
      timedOut: limit?.aborted === true,
    });
    throw error;
  } finally {
    terminal.phase('');
  }
};
