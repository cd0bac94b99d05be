import { annotationCreated, defaultTag, inputError } from '../spec/index.ts';
import type { DatedReadContext } from './attach-inputs.ts';
import { readNeeds, readSources } from './index-inputs-sources.ts';
import { mergeAnnotations, workflowAnnotations } from './inputs-annotations.ts';
import { inputReader, type RawInputs } from './inputs-reader.ts';
import { readPlaceTags, readReference } from './inputs-reference.ts';
import {
  readRegistryAccess,
  registryInputDefaults,
  type RegistryAccess,
  type RegistryInputName,
} from './inputs-registry.ts';
import { duration, wholeNumber } from './inputs-values.ts';
import { maxConcurrency, mediaType, timestamp } from './inputs.ts';
import type { IndexPlan } from '../operations/index.ts';

export type IndexInputName =
  | RegistryInputName
  | 'target'
  | 'sources'
  | 'needs'
  | 'expect'
  | 'tags'
  | 'annotations'
  | 'artifact-type'
  | 'timestamp'
  | 'concurrency'
  | 'timeout'
  | 'summary';

/** Every input with its default, as it stands in a workflow file and, with dashes before it, on a command line. */
export const indexInputDefaults: Readonly<Record<IndexInputName, string>> = {
  target: '',
  sources: '',
  needs: '',
  expect: '',
  tags: '',
  annotations: '',
  'artifact-type': '',
  timestamp: '',
  ...registryInputDefaults,
  concurrency: '4',
  timeout: '',
  summary: 'true',
};

export const indexInputNames: readonly IndexInputName[] = Object.keys(indexInputDefaults) as IndexInputName[];

export interface IndexInputs {
  readonly plan: IndexPlan;
  readonly access: RegistryAccess;
  /** Limit for the whole run, milliseconds. */
  readonly timeoutMs: number | undefined;
  readonly summary: boolean;
}

const maxExpected = 10_000;

/** Reads every input, and the files that the sources name. @throws OciError `INPUT_INVALID` for the first that is wrong */
export async function readIndexInputs(raw: RawInputs<IndexInputName>, context: DatedReadContext): Promise<IndexInputs> {
  const { label, notice, env } = context;
  const reader = inputReader(raw, indexInputDefaults, label);
  const target = readReference('target', reader.text('target'), label, notice);
  if (target.digest !== undefined)
    throw inputError(
      label('target'),
      undefined,
      'it has a digest, but the digest follows from the content; write registry/repository:tag',
    );
  const expect = reader.optional('expect');
  const artifactType = reader.optional('artifact-type');
  const sources = [
    ...(await readSources(reader.lines('sources'), context)),
    ...readNeeds(reader.text('needs'), context),
  ];
  if (sources.length === 0) {
    throw inputError(
      label('sources'),
      undefined,
      `nothing is named; give references, a pattern of tags, @files, or ${label('needs')} with outputs named pinned-reference`,
    );
  }
  return {
    plan: {
      target,
      sources,
      tags: readPlaceTags(target, reader.words('tags'), defaultTag, label),
      expect: expect === undefined ? undefined : wholeNumber(label('expect'), expect, 1, maxExpected),
      annotations: {
        ...mergeAnnotations(workflowAnnotations(env, undefined), reader.lines('annotations'), label),
        [annotationCreated]: timestamp(label('timestamp'), reader.optional('timestamp'), env),
      },
      artifactType: artifactType === undefined ? undefined : mediaType(label('artifact-type'), artifactType),
      concurrency: wholeNumber(label('concurrency'), reader.text('concurrency'), 1, maxConcurrency),
    },
    access: await readRegistryAccess(reader),
    timeoutMs: duration(label('timeout'), reader.text('timeout') || '0'),
    summary: reader.flag('summary'),
  };
}
