import {
  annotationCreated,
  annotationPlatform,
  annotationRevision,
  annotationSource,
  annotationVersion,
  isRfc3339,
  platformText,
  type Annotations,
  type Platform,
  inputError,
  type InputLabel,
} from '../spec/index.ts';
import type { Environment, ReadContext } from './option.ts';
import { creationDate } from './option-types.ts';

/** Annotations that link an artifact to the repository and the commit of a workflow run. */
export function workflowAnnotations(env: Environment, version: string | undefined): Annotations {
  const server = env['GITHUB_SERVER_URL'];
  const repository = env['GITHUB_REPOSITORY'];
  const revision = env['GITHUB_SHA'];
  const annotations: Record<string, string> = {};
  if (repository) annotations[annotationSource] = `${server || 'https://github.com'}/${repository}`;
  if (revision) annotations[annotationRevision] = revision;
  if (version !== undefined) annotations[annotationVersion] = version;
  return annotations;
}

/** The content that the annotations describe. Docker calls it the level of an annotation. */
type Level = 'manifest' | 'index';

export interface AnnotationInputs {
  /** `key=value`; `key=` removes a default. */
  readonly annotations: readonly string[];
  readonly timestamp: string | undefined;
}

/**
 * Reads annotations over `defaults`, and the creation date. Keys may have the prefix of the level, `manifest:` or
 * `index:`, as in the output of docker/metadata-action.
 *
 * @returns the annotations without the creation date; `removed`, the keys without a value; `hasCreated`, whether the
 *   date
 *   was given
 * @throws OciError `INPUT_INVALID`
 */
export function readAnnotations(
  { annotations, timestamp }: AnnotationInputs,
  level: Level,
  defaults: Annotations,
  { env, label }: ReadContext,
): {
  readonly annotations: Annotations;
  readonly removed: readonly string[];
  readonly created: string;
  readonly hasCreated: boolean;
} {
  const subject = label('annotations');
  const merged = new Map(Object.entries(defaults));
  const removed: string[] = [];
  let created = timestamp;
  for (const line of annotations) {
    const [key, value] = parseAnnotation(line, level, subject);
    if (key === annotationCreated) {
      if (!isRfc3339(value)) throw notDateError(subject, line);
      if (timestamp !== undefined && timestamp !== value)
        throw inputError(subject, line, `names another creation date than ${label('timestamp')}; give it only there`);
      created = value;
    } else if (value === '') {
      merged.delete(key);
      removed.push(key);
    } else merged.set(key, value);
  }
  const hasCreated = created !== undefined;
  return { annotations: Object.fromEntries(merged), removed, created: creationDate(created, env), hasCreated };
}

function notDateError(subject: string, line: string): Error {
  const problem = 'does not set a date and time of RFC 3339; write for example 2026-01-31T12:00:00Z';
  return inputError(subject, line, problem);
}

/** A level of Docker's build tools, or a similar word. Other keys may contain a colon. */
const levelPrefix = /^(?:(?:manifest|index)[a-z-]*(?:\[[^\]=]*\])?(?:,[^:=]*)?|[a-z-]+\[[^\]=]*\]):/i;

function parseAnnotation(
  line: string,
  level: Level | undefined,
  subject: string,
): readonly [key: string, value: string] {
  const equals = line.indexOf('=');
  if (equals < 0) throw inputError(subject, line, 'has no "="; write key=value');
  const written = line.slice(0, equals).trim();
  const prefix = level === undefined ? '' : (levelPrefix.exec(written)?.[0] ?? '');
  if (prefix !== '' && prefix !== `${level}:`)
    throw inputError(
      subject,
      line,
      `has the prefix "${prefix}", but these are annotations of the ${level}; write ${level}:key=value or ` +
        `key=value, or set DOCKER_METADATA_ANNOTATIONS_LEVELS: ${level} for docker/metadata-action`,
    );
  const key = written.slice(prefix.length).trim();
  if (/^["'`“‘]|["'`”’]$/u.test(key))
    throw inputError(subject, line, 'has quotes around its key; write key=value without quotes around the key');
  // White space in a key is a mistake, mostly two lines that were joined.
  if (key === '' || /[\s\p{Cc}]/u.test(key))
    throw inputError(subject, line, 'has no valid key before the "="; write key=value, with a key without spaces');
  return [key, line.slice(equals + 1).trim()];
}

/** Reads `key=value` lines. @throws OciError `INPUT_INVALID` */
export function readPairs(given: readonly string[], subject: string): Annotations {
  return Object.fromEntries(given.map((line) => parseAnnotation(line, undefined, subject)));
}

/**
 * Reads changes of annotations: `key=value` sets a value, and `key=` removes the annotation.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function readAnnotationEdit(
  { annotations, remove }: { readonly annotations: readonly string[]; readonly remove: readonly string[] },
  { label }: ReadContext,
): { readonly set: Annotations; readonly remove: readonly string[] } {
  const subject = label('annotations');
  const pairs = Object.entries(readPairs(annotations, subject));
  const created = pairs.find(([key, value]) => key === annotationCreated && value !== '' && !isRfc3339(value));
  if (created !== undefined) throw notDateError(subject, created.join('='));
  return {
    set: Object.fromEntries(pairs.filter(([, value]) => value !== '')),
    remove: [...remove, ...pairs.filter(([, value]) => value === '').map(([key]) => key)],
  };
}

/**
 * Adds the platform of the content, which the index command reads.
 *
 * @throws OciError `INPUT_INVALID` when the annotations already name another platform
 */
export function withPlatform(annotations: Annotations, platform: Platform | undefined, label: InputLabel): Annotations {
  if (platform === undefined) return annotations;
  const recorded = platformText(platform);
  const other = annotations[annotationPlatform];
  if (other !== undefined && other !== recorded)
    throw inputError(
      label('annotations'),
      `${annotationPlatform}=${other}`,
      `names another platform than ${label('platform')}; give the platform only there`,
    );
  return { ...annotations, [annotationPlatform]: recorded };
}
