import { readSemanticVersion, type PublishSettings } from '../operations/index.ts';
import {
  inputError,
  movingTagsOf,
  OciError,
  optionName,
  reproducibleTimestamp,
  tagOfVersion,
  type InputLabel,
  type Location,
} from '../spec/index.ts';
import { readAnnotations, readPairs, withPlatform, workflowAnnotations } from './annotation-options.ts';
import { checkSubjectTag, readSubject, readTags } from './location-options.ts';
import type { Environment, Inputs, ReadContext } from './option.ts';
import { wholeNumber } from './option-types.ts';
import type { pushOptions } from './push-options.ts';
import { readMediaTypeRule, readSourceFile } from './source-options.ts';

/** The inputs of `push`. */
export type PushInputs = Inputs<typeof pushOptions>;
/** The options of `publish` that the inputs determine. */
export type PublishPlan = Omit<PublishSettings, 'connection' | 'outputDir' | 'signal' | 'onEvent'>;

/**
 * The options of {@link publish} that the inputs determine.
 *
 * @throws OciError `INPUT_INVALID` for inputs that contradict each other
 */
export function publishPlan(inputs: PushInputs, context: ReadContext): PublishPlan {
  const { label, env } = context;
  const { version, subject: subjectText } = inputs;
  const [target, ...furtherTargets] = inputs.target;
  if (target === undefined)
    throw inputError(label('target'), undefined, 'it is missing; write oci://registry/repository:tag');
  if (inputs.sourceDir === undefined && inputs.files.length === 0)
    throw new OciError(
      'INPUT_INVALID',
      `${optionName('sourceDir')}: no source is given; give the directory to package, or files`,
      { detail: { input: 'source-dir' } },
    );
  const hasTags = inputs.tags.length > 0 || target.tag !== undefined || inputs.semverTags;
  // Attached artifacts get no default tag: a referrer is found by its subject.
  const untagged = subjectText !== undefined && !hasTags;
  const pushByDigest = inputs.pushByDigest || untagged || inputs.shard !== undefined;
  const tags = tagsToWrite(inputs, pushByDigest, context);
  const subject = subjectText === undefined ? undefined : readSubject(subjectText, target, context);
  checkSubjectTag(subject, [...tags, ...versionTags(inputs, label)], label);
  const { annotations, created } = readAnnotations(inputs, 'manifest', workflowAnnotations(env, version), context);
  const withoutTag = (location: Location): Location => (pushByDigest ? { ...location, tag: undefined } : location);
  const hasPlatformConfig = inputs.config !== undefined && inputs.config.kind !== 'file';
  return {
    sourceDir: inputs.sourceDir,
    files: inputs.files.length === 0 ? undefined : inputs.files.map(readSourceFile),
    format: inputs.format,
    target: withoutTag(target),
    furtherTargets: furtherTargets.map(withoutTag),
    tags: tags.length === 0 && !pushByDigest ? undefined : tags,
    pushByDigest,
    subDir: inputs.subDir,
    annotations: hasPlatformConfig ? annotations : withPlatform(annotations, inputs.platform, label),
    layerAnnotations: readPairs(inputs.layerAnnotations, label('layer-annotations')),
    artifactType: inputs.artifactType,
    layerMediaType: inputs.layerMediaType,
    mediaTypes: inputs.mediaTypes.map((line) => readMediaTypeRule(line, label('media-types'))),
    config: inputs.config,
    platform: inputs.platform,
    labels: readPairs(inputs.labels, label('labels')),
    imageSpec: inputs.imageSpec === undefined ? undefined : imageSpecs[inputs.imageSpec],
    version,
    semverTags: inputs.semverTags,
    workflow: {
      repositoryUrl: repositoryUrl(env),
      commit: env['GITHUB_SHA'] || undefined,
      refName: env['GITHUB_HEAD_REF'] || env['GITHUB_REF_NAME'] || undefined,
    },
    subject,
    exclude: inputs.exclude,
    symlinks: inputs.symlinks,
    allowOutsideLinks: inputs.allowOutsideLinks,
    modes: inputs.modes,
    timestamp: created === reproducibleTimestamp ? undefined : created,
    layers: inputs.layers,
    layerSize: layerSize(inputs, label),
    shard: inputs.shard,
    reuseFrom: reuseFrom(inputs, target, pushByDigest),
    archive: inputs.archive,
    compression: inputs.compression,
    compressionLevel: compressionLevel(inputs, label),
    ifTagExists: inputs.ifTagExists,
    push: inputs.push,
    concurrency: inputs.concurrency,
  };
}

const imageSpecs = { 'v1.0': '1.0', 'v1.1': '1.1' } as const;

function tagsToWrite(inputs: PushInputs, pushByDigest: boolean, { label, notice }: ReadContext): readonly string[] {
  const given = readTags(inputs.target, inputs.tags, undefined, label);
  if (!pushByDigest) return given;
  // The shards of an artifact have its target, although only the joined artifact gets the tags.
  if (given.length > 0 && inputs.shard === undefined)
    notice(`${label('push-by-digest')}: no tags are written, not even ${given.join(', ')}`);
  return [];
}

/**
 * The tags of `semver-tags`. A version that only the format knows is checked later. @throws OciError `INPUT_INVALID`
 */
function versionTags({ semverTags, version, pushByDigest, shard }: PushInputs, label: InputLabel): readonly string[] {
  if (!semverTags) return [];
  if (pushByDigest || shard !== undefined)
    throw inputError(
      label('semver-tags'),
      undefined,
      `it writes tags, but ${label(pushByDigest ? 'push-by-digest' : 'shard')} writes none; omit one of them`,
    );
  if (version === undefined) return [];
  const parsed = readSemanticVersion(version, label);
  return [tagOfVersion(parsed.text), ...movingTagsOf(parsed).map(({ tag }) => tag)];
}

function compressionLevel(inputs: PushInputs, label: InputLabel): number | undefined {
  const { compression, compressionLevel: level } = inputs;
  const subject = label('compression-level');
  if (level === undefined) return undefined;
  switch (compression) {
    case 'gzip':
      return wholeNumber(subject, level, 0, 9);
    case 'zstd':
      return wholeNumber(subject, level, 1, 19);
    case 'none':
      throw inputError(subject, level, 'has no effect without compression; omit it, or choose gzip or zstd');
  }
}

/** Without tags to write, the tag in the target names the earlier artifact. */
function reuseFrom(
  { reuseFrom: given, layers }: PushInputs,
  target: Location,
  pushByDigest: boolean,
): PublishSettings['reuseFrom'] {
  return given ?? (pushByDigest && layers !== 'single' && target.tag !== undefined ? [target] : undefined);
}

function layerSize({ layers, layerSize: given }: PushInputs, label: InputLabel): number | undefined {
  if (given === undefined || layers === 'auto') return given;
  throw inputError(label('layer-size'), String(given), `has an effect only with ${label('layers')} set to auto`);
}

/** The web page of the workflow's repository. */
export function repositoryUrl(env: Environment): string | undefined {
  const repository = env['GITHUB_REPOSITORY'];
  return repository ? `${env['GITHUB_SERVER_URL'] || 'https://github.com'}/${repository}` : undefined;
}
