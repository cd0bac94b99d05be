import {
  isOciError,
  parseDigest,
  platformFromText,
  printable,
  withDefaultTag,
  inputError,
  type InputLabel,
} from '../spec/index.ts';
import { type ReadContext } from './copy-inputs.ts';
import { inputReader, type RawInputs } from './inputs-reader.ts';
import { readReference } from './inputs-reference.ts';
import {
  readRegistryAccess,
  registryInputDefaults,
  type RegistryAccess,
  type RegistryInputName,
} from './inputs-registry.ts';
import { duration, wholeNumber } from './inputs-values.ts';
import { maxConcurrency } from './inputs.ts';
import type { PullPlace } from '../operations/index.ts';

export type PullInputName =
  | RegistryInputName
  | 'reference'
  | 'output-dir'
  | 'platform'
  | 'include'
  | 'expected-digest'
  | 'overwrite'
  | 'preserve-permissions'
  | 'concurrency'
  | 'timeout';

/** Every input with its default, as it stands in a workflow file and, with dashes before it, on a command line. */
export const pullInputDefaults: Readonly<Record<PullInputName, string>> = {
  reference: '',
  'output-dir': '.',
  platform: '',
  include: '',
  'expected-digest': '',
  overwrite: 'true',
  'preserve-permissions': 'false',
  ...registryInputDefaults,
  concurrency: '3',
  timeout: '',
};

export const pullInputNames: readonly PullInputName[] = Object.keys(pullInputDefaults) as PullInputName[];

export type RawPullInputs = RawInputs<PullInputName>;

export interface PullInputs {
  readonly place: PullPlace;
  readonly connection: RegistryAccess;
  /** Limit for the whole run, milliseconds. */
  readonly timeoutMs: number | undefined;
}

/** @throws OciError `INPUT_INVALID` for the first input that is wrong */
export async function readPullInputs(raw: RawPullInputs, { label, notice }: ReadContext): Promise<PullInputs> {
  const reader = inputReader(raw, pullInputDefaults, label);
  return {
    place: {
      source: withDefaultTag(readReference('reference', reader.text('reference'), label, notice)),
      outputDir: oneLine('output-dir', reader.text('output-dir'), label),
      platform: parsed('platform', reader.optional('platform'), platformFromText, label),
      include: reader.lines('include'),
      expectedDigest: parsed('expected-digest', reader.optional('expected-digest'), parseDigest, label),
      overwrite: reader.flag('overwrite'),
      preservePermissions: reader.flag('preserve-permissions'),
      concurrency: wholeNumber(label('concurrency'), reader.text('concurrency'), 1, maxConcurrency),
    },
    connection: await readRegistryAccess(reader),
    timeoutMs: duration(label('timeout'), reader.text('timeout') || '0'),
  };
}

/** What a parser of the specification makes of an input, and what it says of it under the input's name. */
function parsed<T>(
  name: string,
  text: string | undefined,
  parse: (text: string) => T,
  label: InputLabel,
): T | undefined {
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (error) {
    if (isOciError(error)) throw inputError(label(name), undefined, error.message);
    throw error;
  }
}

function oneLine(name: string, text: string, label: InputLabel): string {
  if (printable(text, text.length) !== text)
    throw inputError(
      label(name),
      text,
      'holds characters that cannot be seen; write the path of a directory on one line',
    );
  return text;
}
