import { isMediaType, isRfc3339, type Location, inputError, type InputLabel } from '../spec/index.ts';
import { mergeAnnotations, workflowAnnotations, type Environment } from './inputs-annotations.ts';
import { withPlatform } from './inputs-platform.ts';
import { inputReader, type RawInputs } from './inputs-reader.ts';
import { readRegistryAccess, type RegistryAccess, type RegistryInputName } from './inputs-registry.ts';
import { checkSubjectTag, readSubject } from './inputs-subject.ts';
import { readTags, readTarget } from './inputs-target.ts';
import { duration, wholeNumber } from './inputs-values.ts';
import { type PublishOptions, defaultArtifactType, reproducibleTimestamp } from '../operations/index.ts';

export type PublishInputName =
  | RegistryInputName
  | 'source-dir'
  | 'target'
  | 'tags'
  | 'push-by-digest'
  | 'sub-dir'
  | 'annotations'
  | 'version'
  | 'artifact-type'
  | 'subject'
  | 'platform'
  | 'exclude'
  | 'symlinks'
  | 'allow-outside-links'
  | 'modes'
  | 'timestamp'
  | 'compression'
  | 'compression-level'
  | 'if-tag-exists'
  | 'push'
  | 'timeout'
  | 'concurrency'
  | 'output-dir'
  | 'cache'
  | 'register-artifact'
  | 'write-docker-config'
  | 'summary';

/** Every input with its default, as it stands in a workflow file and, with dashes before it, on a command line. */
export const publishInputDefaults: Readonly<Record<PublishInputName, string>> = {
  'source-dir': '',
  target: '',
  tags: '',
  'push-by-digest': 'false',
  'sub-dir': '',
  annotations: '',
  version: '',
  'artifact-type': defaultArtifactType,
  subject: '',
  platform: '',
  exclude: '',
  symlinks: 'preserve',
  'allow-outside-links': 'false',
  modes: 'keep',
  timestamp: '',
  compression: 'gzip',
  'compression-level': '',
  'plain-http': 'false',
  'insecure-tls': 'false',
  'ca-file': '',
  username: '',
  password: '',
  'github-token': '',
  'token-hosts': '',
  'if-tag-exists': 'overwrite',
  push: 'true',
  retries: '5',
  timeout: '',
  concurrency: '4',
  'output-dir': '',
  cache: 'false',
  'register-artifact': 'false',
  'write-docker-config': 'false',
  summary: 'true',
};

export const publishInputNames: readonly PublishInputName[] = Object.keys(publishInputDefaults) as PublishInputName[];

export type RawPublishInputs = RawInputs<PublishInputName>;

export interface InputContext {
  /** Read for `GITHUB_SERVER_URL`, `GITHUB_REPOSITORY`, `GITHUB_SHA` and `SOURCE_DATE_EPOCH`. */
  readonly env: Environment;
  /** How complaints name an input. */
  readonly label: InputLabel;
  /** Told what was read other than it was written. */
  readonly notice: (text: string) => void;
}

/** The inputs, read and checked. */
export interface PublishInputs {
  readonly plan: Omit<PublishOptions, 'connection' | 'outputDir' | 'signal' | 'onEvent'>;
  readonly connection: RegistryAccess;
  /** Undefined: a fresh directory below the temporary one. */
  readonly outputDir: string | undefined;
  /** Limit for the whole run, milliseconds. */
  readonly timeoutMs: number | undefined;
  /** Keep the packed layer, and take it again when the source did not change. */
  readonly cache: boolean;
  /** Whether the artifact is declared to the runner, for later steps of the job. */
  readonly registerArtifact: boolean;
  /** Whether the credentials are left in Docker's configuration until the job ends. */
  readonly writeDockerConfig: boolean;
  readonly summary: boolean;
}

/** Most blobs at a time: more helps nobody and provokes rate limits. */
export const maxConcurrency = 64;

/**
 * Reads every input of the main job. The first that is wrong is reported, by name, with what it says and what to write instead.
 *
 * @throws OciError `INPUT_INVALID`
 */
export async function readPublishInputs(raw: RawPublishInputs, context: InputContext): Promise<PublishInputs> {
  const { env, label, notice } = context;
  const reader = inputReader(raw, publishInputDefaults, label);
  const { text, optional, flag, choice } = reader;
  const version = optional('version');
  const target = readTarget(text('target'), label, notice);
  const subject = optional('subject');
  const listed = reader.words('tags');
  // Nobody means `latest` who attaches: a referrer is found by its subject.
  const untagged = subject !== undefined && listed.length === 0 && target.tag === undefined;
  const pushByDigest = flag('push-by-digest') || untagged;
  const tags = tagsToWrite(target, listed, version, pushByDigest, context);
  const refersTo = subject === undefined ? undefined : readSubject(subject, target, label, notice);
  checkSubjectTag(refersTo, tags, label);
  const compression = choice('compression', ['gzip', 'zstd', 'none']);
  const plan: PublishInputs['plan'] = {
    sourceDir: text('source-dir'),
    target: pushByDigest ? withoutTag(target) : target,
    tags,
    pushByDigest,
    subDir: optional('sub-dir'),
    annotations: withPlatform(
      mergeAnnotations(workflowAnnotations(env, version), reader.lines('annotations'), label),
      optional('platform'),
      label,
    ),
    artifactType: mediaType(label('artifact-type'), text('artifact-type')),
    subject: refersTo,
    exclude: reader.lines('exclude'),
    symlinks: choice('symlinks', ['preserve', 'follow', 'error']),
    allowOutsideLinks: flag('allow-outside-links'),
    modes: choice('modes', ['keep', 'normalize']),
    timestamp: timestamp(label('timestamp'), optional('timestamp'), env),
    compression,
    compressionLevel: compressionLevel(label('compression-level'), optional('compression-level'), compression),
    ifTagExists: choice('if-tag-exists', ['overwrite', 'skip', 'fail']),
    push: flag('push'),
    concurrency: wholeNumber(label('concurrency'), text('concurrency'), 1, maxConcurrency),
  };
  return {
    plan,
    connection: await readRegistryAccess(reader),
    outputDir: optional('output-dir'),
    timeoutMs: duration(label('timeout'), text('timeout') || '0'),
    cache: flag('cache'),
    registerArtifact: flag('register-artifact'),
    writeDockerConfig: flag('write-docker-config'),
    summary: flag('summary'),
  };
}

function tagsToWrite(
  target: Location,
  listed: readonly string[],
  version: string | undefined,
  pushByDigest: boolean,
  context: InputContext,
): readonly string[] {
  if (!pushByDigest) return readTags(target, listed, version, context.label);
  const left = readTags(target, listed, undefined, context.label);
  if (listed.length > 0 || target.tag !== undefined) {
    context.notice(`${context.label('push-by-digest')}: no tag is written, so these are left out: ${left.join(', ')}`);
  }
  return [];
}

function withoutTag(target: Location): Location {
  return { ...target, tag: undefined };
}

export function mediaType(subject: string, value: string): string {
  if (isMediaType(value)) return value;
  throw inputError(
    subject,
    value,
    'is not a media type; write type/subtype, for example application/vnd.example.bundle',
  );
}

const latestEpochSecond = 253_402_300_799;

export function timestamp(subject: string, value: string | undefined, env: Environment): string {
  if (value !== undefined) {
    if (isRfc3339(value)) return value;
    throw inputError(subject, value, 'is not a date and time of RFC 3339; write for example 2026-01-31T12:00:00Z');
  }
  const epoch = env['SOURCE_DATE_EPOCH'];
  if (!epoch) return reproducibleTimestamp;
  const seconds = wholeNumber('SOURCE_DATE_EPOCH', epoch, 0, latestEpochSecond);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

function compressionLevel(
  subject: string,
  value: string | undefined,
  compression: 'gzip' | 'zstd' | 'none',
): number | undefined {
  if (value === undefined) return undefined;
  switch (compression) {
    case 'gzip':
      return wholeNumber(subject, value, 0, 9);
    case 'zstd':
      return wholeNumber(subject, value, 1, 19);
    case 'none':
      throw inputError(subject, value, 'has no meaning without compression; leave it out, or choose gzip or zstd');
  }
}
