import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publish, type PublishOptions } from '../operations/index.ts';
import { publishLines, publishSummary, reportEvent } from '../output/index.ts';
import {
  defaultTag,
  formatLocation,
  isTag,
  type PublishResult,
  inputError,
  type InputLabel,
  reproducibleTimestamp,
} from '../spec/index.ts';
import { mergeAnnotations, withPlatform, workflowAnnotations } from './annotation-options.ts';
import { cacheDirectoryOptions, checkCacheSize } from './cache-options.ts';
import { connectionOptions, defineCommand, type RunContext } from './command.ts';
import { reserveOutputDirectory } from './output-directory.ts';
import { checkSubjectTag, location, readSubject, readTags } from './location-options.ts';
import { option, type Environment, type Inputs, type ReadContext } from './option.ts';
import {
  choice,
  creationDate,
  date,
  flag,
  lines,
  mediaType,
  path,
  platform,
  text,
  wholeNumber,
  words,
} from './option-types.ts';
import { booleanOutput, digestOutput, lineOutput, numberOutput, resultOutputs, type Outputs } from './output.ts';
import { registryAccess, registryWriteOptions } from './registry-options.ts';
import { concurrency, jsonOption, runOptions, summaryOption } from './run-options.ts';
import { defaultArtifactType } from '../aicr/index.ts';
import type { PackingCacheOptions } from '../transfer/index.ts';

const options = {
  'source-dir': option({
    type: path,
    positional: 'source-dir',
    required: 'give the directory to package',
    description: 'Directory to package, or a SIF image to publish.',
  }),
  target: option({
    type: location({ schemeRequired: true, refuseDigest: true }),
    positional: 'target',
    required: 'write oci://registry/repository:tag, or the path of a directory',
    description:
      'Where to publish: `oci://registry/repository[:tag]`, or a local path, which becomes an OCI image layout; nothing is pushed then. Without a tag the first of `tags` is used, else `version` if it is a valid tag, else `latest`.',
  }),
  tags: option({
    type: words('tag'),
    description:
      'More tags, separated by spaces, commas or line breaks: bare tags, or full references of the same repository. All tags point to the same manifest.',
    cliDescription: 'Another tag: a bare tag, or a full reference of the same repository.',
  }),
  'push-by-digest': option({
    type: flag,
    default: false,
    description:
      'Write no tags, for matrix jobs that the index action combines. `reference` is the pinned reference then.',
    cliDescription: 'Write no tags.',
  }),
  'sub-dir': option({
    type: path,
    description: 'Package only this directory below `source-dir`, under its path inside the artifact.',
  }),
  annotations: option({
    type: lines('key=value'),
    defaultText: "the workflow's",
    description:
      'Annotations of the manifest, one `key=value` per line, merged over `org.opencontainers.image.source`, `.revision` and, if `version` is given, `.version`. `key=` removes one.',
    cliDescription: 'Annotation of the manifest; "key=" removes one.',
  }),
  version: option({ type: text, description: 'The annotation `org.opencontainers.image.version`.' }),
  'artifact-type': option({
    type: mediaType,
    default: defaultArtifactType,
    description: 'Artifact type of the manifest, a media type.',
  }),
  subject: option({
    type: text,
    description:
      "The manifest that the artifact refers to, as a referrer: a digest or a tag in the target's repository, or a full reference of that repository. Without a tag in `target` and `tags` no tag is written then.",
  }),
  platform: option({
    type: platform,
    description:
      'Platform of the content, `os/arch[/variant][:os.version]`, recorded in the annotation `io.oci-artifact.platform` for the index action.',
    cliDescription: 'Platform of the content, such as linux/arm64, recorded for an index.',
  }),
  exclude: option({
    type: lines('pattern'),
    description: 'Patterns to exclude, one per line, as in a `.gitignore`. `.git` is always excluded.',
    cliDescription: 'Pattern to exclude, as in a .gitignore; .git is always excluded.',
  }),
  symlinks: option({
    type: choice('preserve', 'follow', 'error'),
    default: 'preserve',
    description:
      '`preserve` stores symbolic links, `follow` stores their targets, `error` refuses links. A link that leaves the source is an error unless `allow-outside-links` is set.',
  }),
  'allow-outside-links': option({
    type: flag,
    default: false,
    description: 'Store symbolic links that leave the source unchanged.',
  }),
  modes: option({
    type: choice('keep', 'normalize'),
    default: 'keep',
    description:
      '`keep` stores permissions unchanged, `normalize` stores 0755 for directories and executables and 0644 for other files. On Windows the git index tells which files are executable.',
  }),
  timestamp: option({
    type: date,
    defaultText: '`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`',
    description:
      'Creation date for the annotation `org.opencontainers.image.created`, RFC 3339. The default is fixed, so that equal content has an equal digest.',
  }),
  compression: option({
    type: choice('gzip', 'zstd', 'none'),
    default: 'gzip',
    description: 'Compression of the layer. ORAS and Flux unpack only gzip.',
  }),
  'compression-level': option({
    type: text,
    defaultText: 'chosen for speed',
    description:
      '0 to 9 for gzip with zlib, 1 to 19 for zstd. Without a level, gzip uses an encoder that is faster than zlib, and zstd its default level.',
    cliDescription: '0 to 9 for gzip, 1 to 19 for zstd.',
  }),
  ...registryWriteOptions,
  'if-tag-exists': option({
    type: choice('overwrite', 'skip', 'fail'),
    default: 'overwrite',
    description:
      'What to do if a tag points to other content: `overwrite` moves it, `skip` leaves it (the outputs describe the existing content, and `pushed` is `false`), `fail` fails. Equal content is success in each case.',
  }),
  push: option({
    type: flag,
    default: true,
    description: 'Push the artifact. `false` packages it and reports its digest.',
    cliDescription: 'Package the artifact and report its digest, without pushing.',
  }),
  ...runOptions,
  concurrency: concurrency(4, 'blobs that are pushed'),
  'output-dir': option({
    type: path,
    defaultText: 'a new temporary directory',
    description: 'The OCI image layout is written to `oci-layout` below this directory.',
  }),
  cache: option({
    type: flag,
    default: false,
    scope: 'action',
    description:
      'Keep the packed layer on the runner and, between jobs, in the cache of GitHub Actions, and use it again when the source did not change. The source and the layer are hashed in each run; see the README for what the cache trusts.',
  }),
  ...cacheDirectoryOptions(
    'Keep the packed layer in this directory, and use it again when the source did not change.',
    'layers',
    '10GiB',
  ),
  'register-artifact': option({
    type: flag,
    default: false,
    scope: 'action',
    description:
      'Declare the pushed artifact to the runner, so that a later step of the job, such as an attestation, finds it: `oci://registry/repository@sha256:…` is appended to the file that `GITHUB_ARTIFACTS` names, if the runner provides one.',
  }),
  'write-docker-config': option({
    type: flag,
    default: false,
    scope: 'action',
    description:
      'Keep the credentials of the push in `~/.docker/config.json` until the job ends, for steps that read them there, such as an attestation with `push-to-registry`. An existing entry is not changed.',
  }),
  ...summaryOption,
  ...jsonOption,
} as const;

const {
  checksums,
  size,
  'media-type': mediaTypeValue,
  'artifact-type': artifactType,
  ...names
} = resultOutputs('manifest');

const outputs: Outputs<PublishResult> = {
  ...names,
  'store-path': {
    type: lineOutput,
    description: 'Directory of the OCI image layout.',
    value: (result) => result.storePath,
  },
  'media-type': mediaTypeValue,
  'artifact-type': artifactType,
  size,
  'layer-digest': {
    type: digestOutput,
    description: 'Digest of the compressed layer.',
    value: (result) => result.layerDigest,
  },
  'layer-size': {
    type: numberOutput,
    description: 'Size of the compressed layer in bytes.',
    value: (result) => result.layerSize,
  },
  'content-digest': {
    type: digestOutput,
    description: 'Digest of the uncompressed tar, the same on every system.',
    value: (result) => result.contentDigest,
  },
  pushed: {
    type: booleanOutput,
    description:
      '`true` if the artifact was pushed; `false` with `push: false`, for a local target, and when the main tag was skipped.',
    value: (result) => result.pushed,
  },
  checksums,
};

/** Packages a directory and publishes it. */
export const push = defineCommand({
  name: 'push',
  summary: 'package a directory and push it',
  description:
    'Packages <source-dir>, a directory or a SIF image, and pushes it to <target>: oci://registry/repository[:tag], or the path of a directory, which becomes an OCI image layout; nothing is pushed then.',
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
      'Packages a directory reproducibly, pushes it to any OCI registry and outputs the digest for signing and attestation',
    icon: 'package',
    directory: '',
    post: true,
  },
  options,
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
      label,
      outputDir: output.path,
      packingCache,
      layerCache: jobCache,
      connection: connectionOptions(access, context),
      signal: context.signal,
      afterPush: inputs.writeDockerConfig
        ? async (connection) => workflow?.writeDockerConfig?.(connection, context)
        : undefined,
      onEvent: (event) => {
        reportEvent(event, log);
      },
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

type PushInputs = Inputs<typeof options>;
type Plan = Omit<PublishOptions, 'connection' | 'outputDir' | 'signal' | 'onEvent'>;

/** The options of {@link publish} that the inputs determine. @throws OciError `INPUT_INVALID` for inputs that contradict each other */
export function publishPlan(inputs: PushInputs, context: ReadContext): Plan {
  const { label, env } = context;
  const { version, subject: subjectText } = inputs;
  // Attached artifacts get no default tag: a referrer is found by its subject.
  const untagged = subjectText !== undefined && inputs.tags.length === 0 && inputs.target.tag === undefined;
  const pushByDigest = inputs.pushByDigest || untagged;
  const tags = tagsToWrite(inputs, pushByDigest, context);
  const subject = subjectText === undefined ? undefined : readSubject(subjectText, inputs.target, context);
  checkSubjectTag(subject, tags, label);
  const timestamp = creationDate(inputs.timestamp, env);
  return {
    sourceDir: inputs.sourceDir,
    target: pushByDigest ? { ...inputs.target, tag: undefined } : inputs.target,
    tags,
    pushByDigest,
    subDir: inputs.subDir,
    annotations: withPlatform(
      mergeAnnotations(workflowAnnotations(env, version), inputs.annotations, label),
      inputs.platform,
      label,
    ),
    // A SIF image has its own artifact type and date, so the defaults are passed as defaults.
    artifactType: inputs.artifactType === defaultArtifactType ? undefined : inputs.artifactType,
    defaultArtifactType,
    subject,
    exclude: inputs.exclude,
    symlinks: inputs.symlinks,
    allowOutsideLinks: inputs.allowOutsideLinks,
    modes: inputs.modes,
    timestamp: timestamp === reproducibleTimestamp ? undefined : timestamp,
    compression: inputs.compression,
    compressionLevel: compressionLevel(inputs, label),
    ifTagExists: inputs.ifTagExists,
    push: inputs.push,
    concurrency: inputs.concurrency,
  };
}

function tagsToWrite(inputs: PushInputs, pushByDigest: boolean, { label, notice }: ReadContext): readonly string[] {
  const { target, version } = inputs;
  if (!pushByDigest) return readTags(target, inputs.tags, tagOfVersion(version), label);
  const given = readTags(target, inputs.tags, undefined, label);
  if (given.length > 0) notice(`${label('push-by-digest')}: no tags are written, not even ${given.join(', ')}`);
  return [];
}

/** The tag of an artifact without tags: its version if that is a valid tag. */
export function tagOfVersion(version: string | undefined): string {
  return version !== undefined && isTag(version) ? version : defaultTag;
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
