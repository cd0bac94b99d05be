import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSystemError } from '../fs/index.ts';
import { isPattern } from '../formats/index.ts';
import { publish, readSemanticVersion, type PublishSettings } from '../operations/index.ts';
import { formatNumber, publishLines, publishSummary, workflowLinks, type Reporter } from '../output/index.ts';
import {
  formatLocation,
  inputError,
  movingTagsOf,
  ociScheme,
  OciError,
  optionName,
  reproducibleTimestamp,
  tagOfVersion,
  type InputLabel,
  type Location,
  type PublishResult,
} from '../spec/index.ts';
import type { PackingCacheOptions } from '../transfer/index.ts';
import { readAnnotations, readPairs, withPlatform, workflowAnnotations } from './annotation-options.ts';
import { checkCacheSize } from './cache-options.ts';
import { connectionOptions, defineCommand, operationOptions, type RunContext } from './command.ts';
import { checkSubjectTag, readSubject, readTags } from './location-options.ts';
import type { Environment, Inputs, RawValues, ReadContext } from './option.ts';
import { wholeNumber } from './option-types.ts';
import {
  booleanOutput,
  digestOutput,
  digestsOutput,
  lineOutput,
  linesOutput,
  numberOutput,
  output,
  resultOutputs,
  type Outputs,
} from './output.ts';
import { reserveOutputDirectory, type OutputDirectory } from './output-directory.ts';
import { pushOptions } from './push-options.ts';
import { registryAccess } from './registry-options.ts';
import { readAnnotationFile, readMediaTypeRule, readSourceFile } from './source-options.ts';

const { checksums, size, 'media-type': mediaType, 'artifact-type': artifactType, ...names } = resultOutputs('manifest');

const outputs: Outputs<PublishResult> = {
  ...names,
  'store-path': output(
    lineOutput,
    'Directory of the OCI image layout. On the command line empty after a push without `output-dir`.',
    (result) => result.storePath,
  ),
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
  references: output(
    linesOutput,
    'References of the artifact at all targets, one per line, in the order of the targets.',
    (result) => result.targets.map(({ reference }) => reference),
  ),
  digests: output(
    digestsOutput,
    'Digests of the artifact at all targets, one per line. They differ only after a skip.',
    (result) => result.targets.map(({ digest }) => digest),
  ),
};

/** Packages a source and publishes it. */
export const push = defineCommand({
  name: 'push',
  summary: 'publish a directory or files',
  description:
    'Packages <source> and pushes it to <target>: oci://registry/repository[:tag], or a local path, which becomes an ' +
    'OCI image layout. One directory becomes one packed layer. Files, or several sources, become one layer each.',
  arguments: pushArguments,
  examples: [
    { comment: 'Push a directory', line: 'push ./bundle oci://ghcr.io/acme/bundle:v1.2.0 --tag latest' },
    {
      comment: 'Push files with their own media types',
      line: 'push model.safetensors config.json:application/json oci://ghcr.io/acme/model:v1',
    },
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
    const directoryInput = workflow === undefined || inputs.sourceDir === undefined ? 'files' : 'source-dir';
    context.describeFailure(() => ({ directoryInput: workflow === undefined ? 'files' : 'source-dir' }));
    const plan = {
      ...publishPlan(inputs, context),
      fileAnnotations: await readAnnotationFile(inputs, label),
    };
    const access = await registryAccess(inputs, label);
    const { target, furtherTargets = [] } = plan;
    const isOnly = furtherTargets.length === 0;
    const packingCache = packingCacheOf(inputs, context);
    // Later steps of a workflow may read the layout, and the runner removes it after the job.
    const isLayoutNeeded = workflow !== undefined || !isComplete(plan);
    const discardOutput = !isLayoutNeeded && target.kind === 'registry' && packingCache === undefined;
    const output = await reserveOutputDirectory(
      isOnly ? target : undefined,
      inputs.outputDir,
      env['RUNNER_TEMP'],
      discardOutput,
    );
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
      directoryInput,
      registry: target.kind === 'registry' ? target.registry : undefined,
      plainHttp: access.plainHttp,
      isOutput: output.contains,
      outputInput: inputs.outputDir === undefined ? (target.kind === 'layout' ? 'target' : undefined) : 'output-dir',
    }));
    const logLine = (text: string): void => {
      if (workflow === undefined) log.debug(text);
      else log.line(text);
    };
    const source = inputs.sourceDir ?? formatNumber(inputs.files.length, 'source');
    logLine(`push ${source} to ${formatLocation(target)}`);
    const operation = operationOptions(context);
    const published = await publish({
      ...plan,
      outputDir: output.path,
      isOutputTemporary: output.isTemporary,
      discardOutput: discardOutput && output.isTemporary,
      packingCache,
      layerCache: jobCache,
      connection: connectionOptions(access, context),
      ...operation,
      onEvent: (event) => {
        operation.onEvent(event);
        // With a compression level, or zstd, the digest of the layer depends on these versions.
        if (event.kind === 'phase' && event.phase === 'package')
          logLine(`package with Node ${process.versions.node} and zlib ${process.versions.zlib}`);
      },
      afterPush: inputs.writeDockerConfig
        ? async (connection) => workflow?.writeDockerConfig?.(connection, context)
        : undefined,
    });
    const inRegistry = target.kind === 'registry' && inputs.push;
    const isRemoved = !isLayoutNeeded && output.isTemporary && (discardOutput || removeLayout(output, log));
    const result = isRemoved ? { ...published, storePath: '' } : published;
    return {
      result,
      lines: publishLines(result, inRegistry),
      summary: (warnings) =>
        publishSummary(result, {
          inRegistry,
          plainHttp: access.plainHttp === true,
          repositoryUrl: repositoryUrl(env),
          links: workflowLinks(env, result.name),
          warnings,
        }),
      afterOutputs: inputs.registerArtifact ? async () => workflow?.registerArtifact?.(result, context) : undefined,
      atEnd: async () => jobCache?.save(context.signal),
    };
  },
});

/** Whether the artifact is at all targets, so that its layout is no longer needed. */
function isComplete({ push: isPushed, target, furtherTargets = [] }: Plan): boolean {
  return isPushed !== false || [target, ...furtherTargets].every(({ kind }) => kind === 'layout');
}

/** @returns false, with a warning, if the system refuses it; the artifact is published anyway */
function removeLayout(output: OutputDirectory, log: Reporter): boolean {
  try {
    output.undoNow();
    return true;
  } catch (error) {
    log.warning(fileSystemError(error, `remove ${output.path}`).message);
    return false;
  }
}

type PushInputs = Inputs<typeof pushOptions>;
type Plan = Omit<PublishSettings, 'connection' | 'outputDir' | 'signal' | 'onEvent'>;

/**
 * The options of {@link publish} that the inputs determine.
 *
 * @throws OciError `INPUT_INVALID` for inputs that contradict each other
 */
export function publishPlan(inputs: PushInputs, context: ReadContext): Plan {
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

function isRegistryTarget(argument: string): boolean {
  return argument.startsWith(ociScheme);
}

/**
 * Assigns the arguments of the command line. The last one is a target, and so is each earlier one that begins with
 * `oci://`. One source without a media type is the source directory; otherwise all sources are files.
 */
export function pushArguments(given: readonly string[], flags: RawValues): RawValues {
  const [only] = given;
  // Without a target, the error names it.
  if (given.length === 1 && only !== undefined && !isRegistryTarget(only)) return { files: given };
  const earlier = given.slice(0, -1);
  const sources = earlier.filter((argument) => !isRegistryTarget(argument));
  const target = [...earlier.filter(isRegistryTarget), ...given.slice(-1)];
  const [source] = sources;
  const isWhole =
    flags['source-dir'] === undefined && sources.length === 1 && source !== undefined && isWholeSource(source);
  return isWhole ? { 'source-dir': source, target } : { files: sources, target };
}

/** Whether a source is a path without a wildcard and without a media type. */
function isWholeSource(source: string): boolean {
  return source !== '-' && !isPattern(source) && readSourceFile(source).path === source;
}

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
