import * as core from '@actions/core';
import { secretsInInputs, type Options, type RawValues } from '../commands/index.ts';
import type { InputLabel } from '../spec/index.ts';

/** The name of an option in a workflow. */
export const actionLabel: InputLabel = (name) => `input "${name}"`;

/**
 * Reads the inputs that the runner passed. All secrets are masked first, in every form in which they are sent to a
 * registry.
 *
 * @param mask called with each secret and each of its forms
 */
export function readRawValues(options: Options, mask: (secret: string) => void): RawValues {
  const names = Object.keys(options).filter((name) => options[name]?.scope !== 'cli');
  const raw = new Map(
    names.map((name) => {
      const { isVerbatim = false, isSecret = false } = options[name]?.type ?? {};
      // A secret of a workflow often ends with a line break.
      return [name, core.getInput(name, { trimWhitespace: !isVerbatim || isSecret })];
    }),
  );
  for (const secret of secretsInInputs(options, Object.fromEntries(raw))) mask(secret);
  // The runner passes all defaults of action.yml. The default of an alias does not count as given.
  const isGiven = (name: string, text: string): boolean =>
    text !== '' && (options[name]?.aliasOf === undefined || text !== options[name].workflowDefault);
  return Object.fromEntries([...raw].filter(([name, text]) => isGiven(name, text)));
}
