import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSystemError } from '../fs/index.ts';
import { isPattern } from '../formats/index.ts';
import { publish } from '../operations/index.ts';
import { formatNumber, publishLines, publishSummary, workflowLinks, type Reporter } from '../output/index.ts';
import { formatLocation, ociScheme, type Location, type PublishResult } from '../spec/index.ts';
import type { PackingCacheOptions } from '../transfer/index.ts';
import { checkCacheSize } from './cache-options.ts';
import { connectionOptions, defineCommand, operationOptions, type RunContext } from './command.ts';
import type { RawValues } from './option.ts';
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
import { exportManifest } from './export-manifest.ts';
import { reserveOutputDirectory, type OutputDirectory } from './output-directory.ts';
import { publishPlan, repositoryUrl, type PublishPlan, type PushInputs } from './publish-plan.ts';
import { pushOptions } from './push-options.ts';
import { registryAccess } from './registry-options.ts';
import { readAnnotationFile, readSourceFile } from './source-options.ts';

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
    const isLocal = [target, ...furtherTargets].every(({ kind }) => kind === 'layout');
    const operation = operationOptions(context, isLocal);
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
    const home: Location = inRegistry ? target : { kind: 'layout', path: published.storePath };
    await exportManifest(inputs.exportManifest, home, published.digest, access, context);
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
function isComplete({ push: isPushed, target, furtherTargets = [] }: PublishPlan): boolean {
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

function packingCacheOf(inputs: PushInputs, { env, label }: RunContext): PackingCacheOptions | undefined {
  const { cacheDirectory, cacheSize } = inputs;
  checkCacheSize(inputs, label);
  if (cacheDirectory !== undefined) return { directory: cacheDirectory, maxBytes: cacheSize };
  // The tool cache outlasts jobs on a self-hosted runner.
  const parent = env['RUNNER_TOOL_CACHE'] || env['RUNNER_TEMP'] || tmpdir();
  return inputs.cache ? { directory: join(parent, 'oci-artifact', 'packing') } : undefined;
}
