import { homedir } from 'node:os';
import {
  indexInputNames,
  indexOutputs,
  placeContext,
  readIndexInputs,
  withConnectionLogging,
} from '../commands/index.ts';
import { formatNumber, reportEvent } from '../output/index.ts';
import { platformText } from '../spec/index.ts';
import type { Command } from './command.ts';
import { flagInputs, flagsFor } from './copy-flags.ts';
import { cliLabel, flagOf, parseCommand } from './options.ts';
import { anySignal } from '../concurrency/index.ts';
import { assemble } from '../operations/index.ts';

const options = flagsFor(indexInputNames);

/** `oci-artifact index <target> <reference…>`: an index of manifests that were pushed before. */
export const indexCommand: Command = async (args, { terminal, env, signal, describe }) => {
  const parsed = parseCommand('index', args, options, ['target', '[reference…]']);
  const [target = '', ...sources] = parsed.positionals;
  const inputs = await readIndexInputs(
    { ...(await flagInputs(parsed, indexInputNames)), target, sources },
    { env, label: cliLabel, notice: terminal.notice },
  );
  const limit = inputs.timeoutMs === undefined ? undefined : AbortSignal.timeout(inputs.timeoutMs);
  try {
    const result = await assemble({
      ...inputs.plan,
      connection: withConnectionLogging({ ...inputs.access, env, homedir: homedir() }, terminal),
      label: cliLabel,
      signal: anySignal(signal, limit),
      onEvent: (event) => {
        reportEvent(event, terminal);
      },
    });
    if (flagOf(parsed, 'json')) {
      terminal.out(JSON.stringify(indexOutputs(result)));
      return;
    }
    terminal.out(`assembled ${formatNumber(result.children.length, 'manifest')} as ${result.reference}`);
    terminal.out(`  digest     ${result.digest}`);
    for (const { platform, digest } of result.children)
      terminal.out(`  ${(platform === undefined ? '-' : platformText(platform)).padEnd(18)} ${digest}`);
  } catch (error) {
    describe({
      ...placeContext('target', inputs.plan.target),
      plainHttp: inputs.access.plainHttp,
      timedOut: limit?.aborted === true,
    });
    throw error;
  } finally {
    terminal.phase('');
  }
};
