import { withDefaultTag, type InputLabel } from '../spec/index.ts';
import { readPlatform } from './inputs-platform.ts';
import { inputReader, type RawInputs } from './inputs-reader.ts';
import { readPlaceTags, readReference } from './inputs-reference.ts';
import {
  bothSidesInputDefaults,
  readSideAccess,
  type BothSidesInputName,
  type RegistryAccess,
} from './inputs-registry.ts';
import { duration, wholeNumber } from './inputs-values.ts';
import { maxConcurrency } from './inputs.ts';
import type { CopyPlan } from '../operations/index.ts';

export type CopyInputName =
  | BothSidesInputName
  | 'source'
  | 'target'
  | 'tags'
  | 'recursive'
  | 'platform'
  | 'concurrency'
  | 'timeout'
  | 'summary';

/** Every input with its default, as it stands in a workflow file and, with dashes before it, on a command line. */
export const copyInputDefaults: Readonly<Record<CopyInputName, string>> = {
  source: '',
  target: '',
  tags: '',
  recursive: 'false',
  platform: '',
  ...bothSidesInputDefaults,
  concurrency: '4',
  timeout: '',
  summary: 'true',
};

export const copyInputNames: readonly CopyInputName[] = Object.keys(copyInputDefaults) as CopyInputName[];

export interface CopyInputs {
  readonly plan: CopyPlan;
  readonly from: RegistryAccess;
  readonly to: RegistryAccess;
  /** Limit for the whole run, milliseconds. */
  readonly timeoutMs: number | undefined;
  readonly summary: boolean;
}

export interface ReadContext {
  /** How complaints name an input. */
  readonly label: InputLabel;
  /** Told what was read other than it was written. */
  readonly notice: (text: string) => void;
}

/** @throws OciError `INPUT_INVALID` for the first input that is wrong */
export async function readCopyInputs(
  raw: RawInputs<CopyInputName>,
  { label, notice }: ReadContext,
): Promise<CopyInputs> {
  const reader = inputReader(raw, copyInputDefaults, label);
  const source = withDefaultTag(readReference('source', reader.text('source'), label, notice));
  const target = readReference('target', reader.text('target'), label, notice);
  // Without a tag of its own the target gets the source's; a target with a digest alone is meant to have none.
  const main = target.tag ?? (target.digest === undefined ? source.tag : undefined);
  return {
    plan: {
      source,
      target,
      tags: readPlaceTags({ ...target, tag: main }, reader.words('tags'), undefined, label),
      recursive: reader.flag('recursive'),
      platform: readPlatform('platform', reader.optional('platform'), label),
      concurrency: wholeNumber(label('concurrency'), reader.text('concurrency'), 1, maxConcurrency),
    },
    from: await readSideAccess(reader, 'from'),
    to: await readSideAccess(reader, 'to'),
    timeoutMs: duration(label('timeout'), reader.text('timeout') || '0'),
    summary: reader.flag('summary'),
  };
}
