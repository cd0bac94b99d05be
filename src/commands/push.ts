import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultArtifactType } from '../aicr/index.ts';
import { publish, type PublishOptions } from '../operations/index.ts';
import { publishLines, publishSummary } from '../output/index.ts';
import {
  defaultTag,
  formatLocation,
  inputError,
  isTag,
  reproducibleTimestamp,
  tagOfVersion,
  type InputLabel,
  type PublishResult,
} from '../spec/index.ts';
import type { PackingCacheOptions } from '../transfer/index.ts';
import { readAnnotations, withPlatform, workflowAnnotations } from './annotation-options.ts';
import { checkCacheSize } from './cache-options.ts';
import { connectionOptions, defineCommand, operationOptions, type RunContext } from './command.ts';
import { checkSubjectTag, readSubject, readTags } from './location-options.ts';
import type { Environment, Inputs, ReadContext } from './option.ts';
import { wholeNumber } from './option-types.ts';
import {
  booleanOutput,
  digestOutput,
  lineOutput,
  numberOutput,
  output,
  resultOutputs,
  type Outputs,
} from './output.ts';
import { reserveOutputDirectory } from './output-directory.ts';
import { pushOptions } from './push-options.ts';
import { registryAccess } from './registry-options.ts';

const { checksums, size, 'media-type': mediaType, 'artifact-type': artifactType, ...names } = resultOutputs('manifest');

const outputs: Outputs<PublishResult> = {
  ...names,
  'store-path': output(lineOutput, 'Directory of the OCI image layout.', (result) => result.storePath),
  'media-type': mediaType,
  'artifact-type': artifactType,
  size,
  'layer-digest': output(digestOutput, 'Digest of the compressed layer.', (result) => result.layerDigest),
  'layer-size': output(numberOutput, 'Size of the compressed layer in bytes.', (result) => result.layerSize),
  'content-digest': output(
    digestOutput,
    'Digest of the uncompressed tar, the same on every system.',
    (result) => result.contentDigest,
  ),
  pushed: output(
    booleanOutput,
    '`true` if the artifact was pushed; `false` with `push: false`, for a local target, and when the main tag ' +
      'was skipped.',
    (result) => result.pushed,
  ),
  checksums,
};

/** Packages a directory and publishes it. */
export const push = defineCommand({
  name: 'push',
  summary: 'package a directory and push it',
  description:
    'Packages <source-dir>, a directory or a SIF image, and pushes it to <target>: ' +
    'oci://registry/repository[:tag], or a local path. A local path becomes an OCI image layout, and nothing is ' +
    'pushed.',
  examples: [
    { comment: 'Push a directory', line: 'push ./bundle oci://ghcr.io/acme/bundle:v1.2.0 --tag latest' },
    { comment: 'Write an image layout without a registry', line: 'push ./bundle ./layout:v1' },
    {
      comment: 'Use the digest in a script',
      line: 'push ./bundle oci://ghcr.io/acme/bundle:v1 --json | jq -r .digest',
    },
  ],
  action: {
    name: 'Publish directory as OCI artifact',
    description:
      'Packages a directory reproducibly, pushes it to any OCI registry and outputs the digest for signing and ' +
      'attestation',
    icon: 'package',
    directory: '',
    post: true,
  },
  options: pushOptions,
  outputs,
  failure: { directoryInput: 'source-dir' },
  async run(inputs, context) {
    const { env, label, log, workflow } = context;
    const plan = publishPlan(inputs, context);
    const access = await registryAccess(inputs, label);
    const { target } = plan;
    const packingCache = packingCacheOf(inputs, context);
    const output = await reserveOutputDirectory(target, inputs.outputDir, env['RUNNER_TEMP']);
    context.onFailure(output.undo);
    context.onForcedExit(output.undoNow);
    const jobCache = inputs.cache ? await workflow?.layerCache?.(context) : undefined;
    if (jobCache !== undefined) {
      context.onFailure(async () => jobCache.removeNow());
      context.onForcedExit(() => {
        jobCache.removeNow();
      });
    }
    context.describeFailure(() => ({
      directoryInput: 'source-dir',
      registry: target.kind === 'registry' ? target.registry : undefined,
      plainHttp: access.plainHttp,
      isOutput: output.contains,
    }));
    // With a compression level, or zstd, the digest of the layer depends on these versions.
    const versions = `node ${process.versions.node}, zlib ${process.versions.zlib}`;
    const line = `${versions}; ${inputs.sourceDir} → ${formatLocation(target)}`;
    if (workflow === undefined) log.debug(line);
    else log.line(line);
    const result = await publish({
      ...plan,
      outputDir: output.path,
      packingCache,
      layerCache: jobCache,
      connection: connectionOptions(access, context),
      ...operationOptions(context),
      afterPush: inputs.writeDockerConfig
        ? async (connection) => workflow?.writeDockerConfig?.(connection, context)
        : undefined,
    });
    const inRegistry = target.kind === 'registry' && inputs.push;
    return {
      result,
      lines: publishLines(result, inRegistry),
      summary: (warnings) =>
        publishSummary(result, {
          inRegistry,
          plainHttp: access.plainHttp === true,
          repositoryUrl: repositoryUrl(env),
          warnings,
        }),
      afterOutputs: inputs.registerArtifact ? async () => workflow?.registerArtifact?.(result, context) : undefined,
      atEnd: async () => jobCache?.save(context.signal),
    };
  },
});

type PushInputs = Inputs<typeof pushOptions>;
type Plan = Omit<PublishOptions, 'connection' | 'outputDir' | 'signal' | 'onEvent'>;

/**
 * The options of {@link publish} that the inputs determine.
 *
 * @throws OciError `INPUT_INVALID` for inputs that contradict each other
 */
export function publishPlan(inputs: PushInputs, context: ReadContext): Plan {
  const { label, env } = context;
  const { version, subject: subjectText } = inputs;
  // Attached artifacts get no default tag: a referrer is found by its subject.
  const untagged = subjectText !== undefined && inputs.tags.length === 0 && inputs.target.tag === undefined;
  const pushByDigest = inputs.pushByDigest || untagged;
  const tags = tagsToWrite(inputs, pushByDigest, context);
  const subject = subjectText === undefined ? undefined : readSubject(subjectText, inputs.target, context);
  checkSubjectTag(subject, tags, label);
  const { annotations, created } = readAnnotations(inputs, 'manifest', workflowAnnotations(env, version), context);
  return {
    sourceDir: inputs.sourceDir,
    target: pushByDigest ? { ...inputs.target, tag: undefined } : inputs.target,
    tags,
    pushByDigest,
    subDir: inputs.subDir,
    annotations: withPlatform(annotations, inputs.platform, label),
    // A SIF image has its own artifact type and date, so the defaults are passed as defaults.
    artifactType: inputs.artifactType === defaultArtifactType ? undefined : inputs.artifactType,
    defaultArtifactType,
    subject,
    exclude: inputs.exclude,
    symlinks: inputs.symlinks,
    allowOutsideLinks: inputs.allowOutsideLinks,
    modes: inputs.modes,
    timestamp: created === reproducibleTimestamp ? undefined : created,
    compression: inputs.compression,
    compressionLevel: compressionLevel(inputs, label),
    ifTagExists: inputs.ifTagExists,
    push: inputs.push,
    concurrency: inputs.concurrency,
  };
}

function tagsToWrite(inputs: PushInputs, pushByDigest: boolean, { label, notice }: ReadContext): readonly string[] {
  const { target, version } = inputs;
  if (!pushByDigest) return readTags(target, inputs.tags, () => defaultTagOf(version, label), label);
  const given = readTags(target, inputs.tags, undefined, label);
  if (given.length > 0) notice(`${label('push-by-digest')}: no tags are written, not even ${given.join(', ')}`);
  return [];
}

/**
 * The tag of an artifact for which no tag is given: its version, else `latest`. A version never moves `latest`.
 *
 * @throws OciError `INPUT_INVALID` for a version that is not a tag
 */
export function defaultTagOf(version: string | undefined, label: InputLabel): string {
  if (version === undefined) return defaultTag;
  const tag = tagOfVersion(version);
  if (isTag(tag)) return tag;
  const proposal = tag
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 128);
  throw inputError(
    label('version'),
    version,
    `is not a tag, and no other tag is given; add a tag to ${label('target')} or ${label('tags')}` +
      (proposal === '' ? '' : `, for example ${proposal}`),
  );
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

function packingCacheOf(inputs: PushInputs, { env, label }: RunContext): PackingCacheOptions | undefined {
  const { cacheDirectory, cacheSize } = inputs;
  checkCacheSize(inputs, label);
  if (cacheDirectory !== undefined) return { directory: cacheDirectory, maxBytes: cacheSize };
  // The tool cache outlasts jobs on a self-hosted runner.
  const parent = env['RUNNER_TOOL_CACHE'] || env['RUNNER_TEMP'] || tmpdir();
  return inputs.cache ? { directory: join(parent, 'oci-artifact', 'packing') } : undefined;
}

function repositoryUrl(env: Environment): string | undefined {
  const repository = env['GITHUB_REPOSITORY'];
  return repository ? `${env['GITHUB_SERVER_URL'] || 'https://github.com'}/${repository}` : undefined;
}
