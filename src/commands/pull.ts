import { rmSync } from 'node:fs';
import { pull as pullArtifact, type PullOptions } from '../operations/index.ts';
import {
  formatBytes,
  formatNumber,
  jobSummary,
  manifestRows,
  shortDigest,
  shortName,
  workflowLinks,
} from '../output/index.ts';
import {
  compareBytes,
  formatLocation,
  inputError,
  OciError,
  parseLocation,
  printable,
  repositoryOf,
  type InputLabel,
  type Location,
  type PullResult,
} from '../spec/index.ts';
import { downloadCacheOptions, openCacheDirectory } from './cache-options.ts';
import { connectionOptions, defineCommand, type RunContext } from './command.ts';
import { alternatives, locationDescription, locations } from './location-options.ts';
import { option, type Inputs } from './option.ts';
import { choice, digest, flag, lines, patterns, platform, size, visiblePath } from './option-types.ts';
import { foreignMediaTypeOutput, jsonOutput, lineOutput, output, resultOutputs, type Outputs } from './output.ts';
import { registryAccess, registryReadOptions } from './registry-options.ts';
import { concurrency, resultOptions, runOptions, summaryOption } from './run-options.ts';
import { readVerification, verifiedByOutput, verifiedLines, verifiedRows, verifyOptions } from './verify-options.ts';

/** Maximum number of media types in the warning about layers without a title. */
const maxTypesShown = 5;

const options = {
  reference: option({
    type: alternatives(),
    positional: 'reference',
    required: 'write registry/repository:tag, or ./path:tag for an image layout',
    description:
      `Artifact to pull: ${locationDescription}. Without a tag and digest, \`latest\` is pulled, or the only manifest ` +
      'of a layout. A tag may be a pattern with `*` and `?`, such as `v1.*`: the matching tag with the highest version ' +
      'is pulled. Of several references, one per line, the first that exists is pulled.',
    cliDescription:
      `Artifact to pull: ${locationDescription}. Without a tag and digest, \`latest\` is pulled, or the only manifest ` +
      'of a layout. Of a pattern such as v1.*, the highest version is pulled.',
  }),
  fallback: option({
    type: locations({ acceptPattern: true }),
    scope: 'cli',
    description: 'Reference to pull if the ones before it do not exist.',
  }),
  'output-dir': option({
    type: visiblePath,
    default: '.',
    short: 'o',
    description:
      'Directory to write to; it must not be a symbolic link. A new or empty directory appears with all its ' +
      'content at once. In a directory with content, each file is replaced atomically after everything was ' +
      'verified.',
    cliDescription: 'Directory to write to.',
  }),
  platform: option({
    type: platform,
    description:
      'Platform of the manifest to pull from an index, `os/arch[/variant]`, such as `linux/arm64`. Without it, an ' +
      'index must have only one manifest.',
  }),
  include: option({
    type: patterns,
    defaultText: 'all',
    description:
      'Patterns as in a `.gitignore`, one per line, relative to the output directory. Only matching paths are ' +
      'written; the pull fails if no path matches.',
    cliDescription: 'Write only paths that match this pattern, as in a .gitignore.',
  }),
  format: option({
    type: choice('auto', 'image'),
    default: 'auto',
    description:
      '`image` unpacks all layers of a container image into one directory, its root file system. `auto` writes layers ' +
      'under their titles, as the tools of the known formats do.',
    cliDescription: '"image" unpacks the root file system of a container image.',
  }),
  layers: option({
    type: lines('title|type'),
    defaultText: 'all',
    description:
      'Titles or media types of layers, one per line. Only these layers are downloaded; a title or type that no layer ' +
      'has is an error.',
    cliDescription: 'Download only layers with this title or media type.',
  }),
  'config-output': option({
    type: visiblePath,
    description:
      'File to write the config of the artifact to, after the content was written. An index needs `platform`, unless ' +
      'it has only one manifest.',
    cliDescription: 'File to write the config of the artifact to.',
  }),
  'expected-digest': option({
    type: digest,
    description:
      'Fail before any download if `reference` resolves to another digest. For an index this is the digest of the ' +
      'index.',
  }),
  ...verifyOptions,
  overwrite: option({
    type: flag,
    default: true,
    description: 'Replace existing files. `false` fails before anything is written if a file would be replaced.',
    cliDescription: 'Fail before anything is written if a file would be replaced.',
  }),
  incremental: option({
    type: flag,
    default: false,
    description:
      'Download only layers whose content is not in the output directory yet, and remove the files of earlier layers ' +
      'that the artifact does not have any more. Changed files are written again, or not removed. The state is in ' +
      '`.oci-artifact-pull.json` in the output directory.',
    cliDescription: 'Download only layers whose content is not in the output directory yet.',
  }),
  'include-subject': option({
    type: flag,
    default: false,
    scope: 'cli',
    description: 'Also pull the manifest that the artifact refers to, and so on, into the same directory.',
  }),
  'preserve-permissions': option({
    type: flag,
    default: false,
    description:
      'Keep the stored permissions instead of applying the umask. Set-user and set-group bits and owners are ' +
      'always dropped.',
  }),
  'max-unpacked-size': option({
    type: size,
    defaultText: 'the free disk space',
    description:
      'Maximum size of all files of the artifact together, uncompressed, such as `20GiB`. A larger artifact is refused ' +
      'before the disk is full, and nothing is written. The default leaves a twentieth of the free space, at most ' +
      '1 GiB.',
    cliDescription: 'Maximum size of all files of the artifact together, uncompressed, such as 20GiB.',
  }),
  cache: option({
    type: flag,
    default: false,
    scope: 'action',
    description:
      'Keep downloads between jobs in the cache of GitHub Actions, under the digest that `reference` resolves to. ' +
      'Cached content is hashed before use, and fetched from the registry if it is damaged.',
  }),
  ...downloadCacheOptions,
  ...registryReadOptions,
  concurrency: concurrency(3, 'layers that are downloaded'),
  ...runOptions,
  ...summaryOption,
  ...resultOptions,
} as const;

const { digest: digestValue, reference, 'pinned-reference': pinnedReference } = resultOutputs('manifest');

const outputs: Outputs<PullResult> = {
  digest: {
    ...digestValue,
    description: 'Digest (`sha256:…`) that `reference` resolved to, of a manifest or index.',
  },
  reference: {
    ...reference,
    description: 'The reference that was pulled, with its tag or digest; for a layout its absolute path.',
  },
  'pinned-reference': pinnedReference,
  'artifact-type': output(foreignMediaTypeOutput, 'Artifact type of the manifest.', (result) => result.artifactType),
  annotations: output(jsonOutput, 'Annotations of the manifest, a JSON object.', (result) =>
    Object.fromEntries(Object.entries(result.annotations).sort(([a], [b]) => compareBytes(a, b))),
  ),
  files: output(
    jsonOutput,
    'Paths of the written files and of those in unchanged layers, relative to `download-path`, a JSON list of at most ' +
      '10,000 paths and 128 KiB.',
    (result) => result.files.paths,
    (result) => result.files.count,
  ),
  'download-path': output(lineOutput, 'Absolute path of the output directory.', (result) => result.downloadPath),
  'verified-by': verifiedByOutput,
};

/** Fetches an artifact into a directory. */
export const pull = defineCommand({
  name: 'pull',
  summary: 'fetch an artifact and unpack it',
  description: 'Fetches the artifact that <reference> names, verifies it and unpacks it into a directory.',
  examples: [
    { comment: 'Pull into a new directory', line: 'pull ghcr.io/acme/bundle:v1.2.0 -o bundle' },
    { comment: 'Pull from an image layout', line: 'pull ./layout:v1 -o bundle' },
    { comment: 'Pull only some files', line: "pull ghcr.io/acme/bundle:v1.2.0 --include 'charts/*' -o bundle" },
  ],
  action: {
    name: 'Pull OCI artifact',
    description:
      'Fetches an artifact from any OCI registry or image layout, verifies it and unpacks it into a directory',
    icon: 'download',
    directory: 'pull',
  },
  options,
  outputs,
  failure: { placeInput: 'reference', directoryInput: 'output-dir' },
  async run(inputs, context) {
    const { label, log } = context;
    const [source, ...others] = inputs.reference;
    const fallbacks = [...others, ...inputs.fallback];
    checkCredentials([source, ...fallbacks], inputs.username, label);
    const verify = await readVerification(inputs, label);
    const access = await registryAccess(inputs, label);
    context.describeFailure(() => ({
      placeInput: 'reference',
      directoryInput: 'output-dir',
      registry: source.kind === 'registry' ? source.registry : undefined,
      plainHttp: access.plainHttp,
    }));
    const cache = await openCacheDirectory(inputs, context);
    const jobCache = inputs.cache ? await openJobCache([source, ...fallbacks], inputs, context) : undefined;
    log.phase('Pull');
    const settings = {
      onSource: (location, missing) => {
        for (const each of missing) log.line(`${printable(formatLocation(each))} does not exist`);
        log.line(`pulling ${printable(formatLocation(location))}`);
      },
      outputDir: inputs.outputDir,
      platform: inputs.platform,
      include: inputs.include,
      format: inputs.format,
      layers: inputs.layers,
      configOutput: inputs.configOutput,
      overwrite: inputs.overwrite,
      incremental: inputs.incremental,
      preservePermissions: inputs.preservePermissions,
      maxUnpackedSize: inputs.maxUnpackedSize,
      concurrency: inputs.concurrency,
      label,
      cache: cache === undefined ? jobCache?.open : () => Promise.resolve(cache),
      connection: connectionOptions(access, context),
      signal: context.signal,
      onStaging: (directory) => {
        context.onForcedExit(() => {
          rmSync(directory, { recursive: true, force: true });
          jobCache?.removeNow();
        });
      },
      onProgress: (done, total) => {
        log.progress({ phase: 'pull', done, total });
      },
      onWarning: (text) => {
        log.warning(text);
      },
      onLayer: (layer, path) => {
        log.line(`${shortDigest(layer.digest)} (${formatBytes(layer.size)}) → ${path}`);
      },
    } satisfies Omit<PullOptions, 'source'>;
    const result = await pullArtifact({
      ...settings,
      source,
      fallbacks,
      expectedDigest: inputs.expectedDigest,
      verify,
    });
    if (inputs.includeSubject)
      await pullSubjects(result, parseLocation(result.reference), { ...settings, configOutput: undefined });
    const { skipped } = result;
    if (skipped.length > 0)
      log.warning(
        `${formatNumber(skipped.length, 'layer')} without a title not written: ${skipped
          .slice(0, maxTypesShown)
          .map(({ mediaType }) => mediaType)
          .join(', ')}`,
      );
    const { verifiedBy } = result;
    return {
      result,
      lines: [...verifiedLines(verifiedBy), ...pullLines(result)],
      summary: (warnings) => pullSummary(result, warnings, workflowLinks(context.env, result.name)),
      atEnd: async () => jobCache?.save(context.signal),
    };
  },
});

/** Maximum number of subjects of subjects. */
const maxSubjects = 100;

/** Pulls the subject of an artifact, its subject, and so on. The digest of each is a part of the one before. */
async function pullSubjects(first: PullResult, source: Location, settings: Omit<PullOptions, 'source'>): Promise<void> {
  let { subject } = first;
  for (let count = 0; subject !== ''; count++) {
    if (count === maxSubjects)
      throw new OciError('SIZE_LIMIT', `more than ${maxSubjects} artifacts refer to each other`);
    ({ subject } = await pullArtifact({ ...settings, source: { ...repositoryOf(source), digest: subject } }));
  }
}

/** Credentials of one registry must not be sent to another. @throws OciError `INPUT_INVALID` */
function checkCredentials(sources: readonly Location[], username: string | undefined, label: InputLabel): void {
  const registries = new Set(sources.flatMap((source) => (source.kind === 'registry' ? [source.registry] : [])));
  if (username === undefined || registries.size < 2) return;
  throw inputError(
    label('username'),
    undefined,
    `the references are in several registries (${[...registries].join(', ')}), but a user name is for one registry; ` +
      'log in to each registry in an earlier step, for example with docker/login-action',
  );
}

type JobDownloads = Awaited<ReturnType<NonNullable<NonNullable<RunContext['workflow']>['downloadCache']>>>;

async function openJobCache(
  sources: readonly Location[],
  inputs: Inputs<typeof options>,
  context: RunContext,
): Promise<JobDownloads> {
  if (sources.some(({ kind }) => kind === 'registry')) return context.workflow?.downloadCache?.(inputs, context);
  context.log.notice(`${context.label('cache')} has no effect on an image layout, which is already on disk`);
  return undefined;
}

function pullLines(result: PullResult): readonly string[] {
  const name = result.pinnedReference === '' ? `${result.reference} (${result.digest})` : result.pinnedReference;
  return [`pulled ${name} into ${printable(result.downloadPath)} (${contentText(result)})`];
}

function contentText({ files, layers, unchanged }: PullResult): string {
  const bytes = formatBytes(layers.reduce((sum, { size }) => sum + size, 0));
  const skipped = unchanged.length === 0 ? '' : `, ${formatNumber(unchanged.length, 'layer')} unchanged`;
  return `${formatNumber(files.count, 'file')}, ${bytes} downloaded${skipped}`;
}

function pullSummary(result: PullResult, warnings: readonly string[], links: readonly string[]): string {
  return jobSummary({
    title: 'Pulled',
    object: shortName(result),
    links,
    rows: [
      ...manifestRows(result, contentText(result)),
      ['Directory', result.downloadPath],
      ...verifiedRows(result.verifiedBy),
    ],
    graph: {
      manifest: { digest: result.digest, name: result.artifactType, size: result.size },
      contents: [...result.layers, ...result.unchanged],
    },
    details: [
      ['Artifact type', result.artifactType],
      ['Media type', result.mediaType],
    ],
    annotations: result.annotations,
    warnings,
  });
}
