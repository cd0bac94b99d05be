import {
  annotationCreated,
  annotationRevision,
  annotationSource,
  annotationVersion,
  type Annotations,
  inputError,
  type InputLabel,
} from '../spec/index.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a workflow run knows about itself: `source` and `revision` link the artifact to its repository. */
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
 * @throws OciError `INPUT_INVALID` for a line without `=` or without key, and for the creation date, which has an input of its own
 */
export function mergeAnnotations(defaults: Annotations, given: readonly string[], label: InputLabel): Annotations {
  const subject = label('annotations');
  const merged = new Map(Object.entries(defaults));
  for (const line of given) {
    const equals = line.indexOf('=');
    const key = line.slice(0, Math.max(equals, 0)).trim();
    if (equals < 0) throw inputError(subject, line, 'has no "="; write key=value');
    // Space and control characters in a key are always a slip of the pen, mostly two lines that became one.
    if (key === '' || /[\s\p{Cc}]/u.test(key))
      throw inputError(subject, line, 'has no usable key before the "="; write key=value, the key without spaces');
    if (key === annotationCreated)
      throw inputError(
        subject,
        line,
        `sets the creation date, which ${label('timestamp')} decides; give the date there`,
      );
    const value = line.slice(equals + 1).trim();
    if (value === '') merged.delete(key);
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}
