import { annotationCreated, isMediaType, mediaTypeOctetStream, withDefaultTag, inputError } from '../spec/index.ts';
import { type ReadContext } from './copy-inputs.ts';
import { mergeAnnotations, type Environment } from './inputs-annotations.ts';
import { inputReader, type RawInputs } from './inputs-reader.ts';
import { readReference } from './inputs-reference.ts';
import {
  readRegistryAccess,
  registryInputDefaults,
  type RegistryAccess,
  type RegistryInputName,
} from './inputs-registry.ts';
import { duration, wholeNumber } from './inputs-values.ts';
import { maxConcurrency, mediaType, timestamp } from './inputs.ts';
import type { AttachPlan, AttachedFile } from '../operations/index.ts';

export type AttachInputName =
  | RegistryInputName
  | 'subject'
  | 'files'
  | 'artifact-type'
  | 'annotations'
  | 'timestamp'
  | 'concurrency'
  | 'timeout'
  | 'summary';

/** Every input with its default, as it stands in a workflow file and, with dashes before it, on a command line. */
export const attachInputDefaults: Readonly<Record<AttachInputName, string>> = {
  subject: '',
  files: '',
  'artifact-type': '',
  annotations: '',
  timestamp: '',
  ...registryInputDefaults,
  concurrency: '4',
  timeout: '',
  summary: 'true',
};

export const attachInputNames: readonly AttachInputName[] = Object.keys(attachInputDefaults) as AttachInputName[];

export interface AttachInputs {
  readonly plan: AttachPlan;
  readonly access: RegistryAccess;
  /** Limit for the whole run, milliseconds. */
  readonly timeoutMs: number | undefined;
  readonly summary: boolean;
}

export interface DatedReadContext extends ReadContext {
  /** Read for `SOURCE_DATE_EPOCH`, and what a workflow run knows about itself. */
  readonly env: Environment;
}

/** @throws OciError `INPUT_INVALID` for the first input that is wrong */
export async function readAttachInputs(
  raw: RawInputs<AttachInputName>,
  { label, notice, env }: DatedReadContext,
): Promise<AttachInputs> {
  const reader = inputReader(raw, attachInputDefaults, label);
  const subject = withDefaultTag(readReference('subject', reader.text('subject'), label, notice));
  const files = reader.lines('files').map(readFile);
  if (files.length === 0)
    throw inputError(label('files'), undefined, 'it is missing; name at least one file, as path or path:media/type');
  const artifactType = reader.optional('artifact-type');
  if (artifactType === undefined) {
    throw inputError(
      label('artifact-type'),
      undefined,
      'it is missing; say what is attached with a media type, for example application/vnd.cyclonedx+json or application/spdx+json',
    );
  }
  return {
    plan: {
      subject,
      files,
      artifactType: mediaType(label('artifact-type'), artifactType),
      annotations: {
        ...mergeAnnotations({}, reader.lines('annotations'), label),
        [annotationCreated]: timestamp(label('timestamp'), reader.optional('timestamp'), env),
      },
      concurrency: wholeNumber(label('concurrency'), reader.text('concurrency'), 1, maxConcurrency),
    },
    access: await readRegistryAccess(reader),
    timeoutMs: duration(label('timeout'), reader.text('timeout') || '0'),
    summary: reader.flag('summary'),
  };
}

/** `path` or `path:media/type`, where the path may be a pattern. What follows a drive letter is a path. */
function readFile(text: string): AttachedFile {
  const colon = text.lastIndexOf(':');
  const type = text.slice(colon + 1);
  if (colon < 2 || !isMediaType(type)) return { path: text, mediaType: mediaTypeOctetStream };
  return { path: text.slice(0, colon), mediaType: type };
}
