import {
  annotationCreated,
  annotationPlatform,
  annotationRevision,
  annotationSource,
  annotationVersion,
  platformText,
  type Annotations,
  type Platform,
  inputError,
  type InputLabel,
} from '../spec/index.ts';
import { type Environment } from './option.ts';

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

/**
 * Merges `key=value` lines over `defaults`; `key=` removes a key.
 *
 * @throws OciError `INPUT_INVALID` for a line without `=` or without a key, and for the creation date, which has its
 * own option
 */
export function mergeAnnotations(defaults: Annotations, given: readonly string[], label: InputLabel): Annotations {
  const subject = label('annotations');
  const merged = new Map(Object.entries(defaults));
  for (const line of given) {
    const equals = line.indexOf('=');
    const key = line.slice(0, Math.max(equals, 0)).trim();
    if (equals < 0) throw inputError(subject, line, 'has no "="; write key=value');
    // White space in a key is a mistake, mostly two lines that were joined.
    if (key === '' || /[\s\p{Cc}]/u.test(key))
      throw inputError(subject, line, 'has no valid key before the "="; write key=value, with a key without spaces');
    if (key === annotationCreated)
      throw inputError(subject, line, `sets the creation date; use ${label('timestamp')} instead`);
    const value = line.slice(equals + 1).trim();
    if (value === '') merged.delete(key);
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
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
