import { resolve } from 'node:path';
import { isBucketUrl, openBucket } from '../connect/index.ts';
import {
  prune,
  PruneError,
  pruneStorage,
  type PruneItem,
  type PruneOptions,
  type PruneResult,
} from '../operations/index.ts';
import { explainFailure, formatBytes, formatNumber } from '../output/index.ts';
import { inputError, isTag, withOptionLabels, type InputLabel, type Location } from '../spec/index.ts';
import { bucketOptions, bucketStorage } from './bucket-options.ts';
import { connectionOptions, defineCommand, locationContext, operationOptions, type RunContext } from './command.ts';
import { location, locationDescription } from './location-options.ts';
import { option, type Inputs, type OptionType } from './option.ts';
import { age, choice, flag, path, secret, text, url, whole, words } from './option-types.ts';
import { booleanOutput, jsonOutput, lineOutput, numberOutput, output, type Outputs } from './output.ts';
import { pruneSummary, pruneTable } from './prune-table.ts';
import { githubTokenDescription, registryAccess, registryReadOptions } from './registry-options.ts';
import { concurrency, resultOptions, runOptions, summaryOption } from './run-options.ts';
import { openStorage, storageLayouts } from './serving-storage.ts';

const ruleOptions = {
  'keep-latest': option({
    type: whole(0, 1_000_000),
    description:
      'Keep this number of the newest artifacts that the other rules select. Several tags of an artifact count once, and ' +
      'so do artifacts with the same date.',
  }),
  'keep-tags': option({
    type: words('pattern'),
    description:
      'Tags to keep in any case: patterns with `*` and `?`, separated by spaces, commas or line breaks, such as `v*`.',
    cliDescription: 'Tag, or pattern of tags, to keep in any case.',
  }),
  'delete-tags': option({
    type: words('pattern'),
    defaultText: 'all tags, with `keep-latest`, or with `older-than` and without `untagged`',
    description:
      'Tags to delete, if no other rule keeps them: patterns with `*` and `?`, separated by spaces, commas or line ' +
      'breaks, such as `pr-*`.',
    cliDescription: 'Tag, or pattern of tags, to delete, if no other rule keeps it.',
  }),
  'older-than': option({
    type: age,
    description:
      'Delete only what is at least this old, such as `30d`, `12h` or `2w`. The age comes from the annotation ' +
      '`org.opencontainers.image.created`, else from the date of the registry or of the file, else from `state`. What ' +
      'has no known age stays.',
    cliDescription: 'Delete only what is at least this old, such as 30d, 12h or 2w.',
  }),
  untagged: option({
    type: flag,
    default: false,
    description:
      'Also delete manifests without a tag that nothing needs, if they are older than an hour. Registries other than ' +
      "GitHub's do not list them.",
  }),
  'keep-referrers': option({
    type: flag,
    default: false,
    description: 'Do not delete the referrers and the cosign tags of deleted artifacts.',
  }),
};

/** The location of a repository, or the URL of a bucket. */
const pruneTarget: OptionType<Location> = {
  ...location(),
  parse: (raw, subject, context) =>
    isBucketUrl(String(raw)) ? { kind: 'layout', path: String(raw) } : location().parse(raw, subject, context),
};

const options = {
  target: option({
    type: pruneTarget,
    positional: 'repository',
    required: 'write registry/repository, or ./path for an image layout',
    description: `Repository to prune: ${locationDescription.replace('[:tag][@digest]', '').replace('[:tag][@digest]', '')}.`,
  }),
  ...ruleOptions,
  'dry-run': option({
    type: flag,
    default: false,
    description: 'Delete nothing, and show what would be deleted and why the rest stays.',
  }),
  state: option({
    type: path,
    description:
      'File that records when each manifest was seen first. It gives manifests without a date an age. It is created, and ' +
      'also written by a dry run.',
  }),
  repository: option({
    type: text,
    description: 'Repository in `target`, if that is the directory or the bucket of `serve --storage`.',
  }),
  ...bucketOptions,
  layout: option({
    type: choice(...storageLayouts),
    default: 'per-repository',
    description: 'Layout of the directory of `serve --storage`.',
  }),
  ...registryReadOptions,
  'github-token': option({
    type: secret,
    workflowDefault: '${{ github.token }}',
    defaultText: "the job's token",
    description:
      `${githubTokenDescription} It must be allowed to delete: the job needs \`packages: write\`, and its repository the ` +
      'role Admin for the package.',
    cliDescription: 'Token for ghcr.io with the permission to delete packages.',
  }),
  'github-api-url': option({
    type: url,
    defaultText: '`https://api.github.com` for ghcr.io',
    description:
      "URL of GitHub's API, for example `https://HOST/api/v3`. The packages of GitHub are pruned over this API. For the " +
      'registry of a GitHub Enterprise server, the default is `GITHUB_API_URL`.',
  }),
  ...runOptions,
  concurrency: concurrency(8, 'manifests that are read'),
  ...summaryOption,
  ...resultOptions,
} as const;

const outputs: Outputs<PruneResult> = {
  name: output(lineOutput, 'The repository.', (result) => result.name),
  'dry-run': output(booleanOutput, 'Nothing was deleted.', (result) => result.dryRun),
  'deleted-count': output(numberOutput, 'Number of deleted items.', (result) => result.deleted.length),
  'kept-count': output(numberOutput, 'Number of items that stay.', (result) => result.kept.length),
  deleted: output(
    jsonOutput,
    'What was deleted, or would be: a JSON list of objects with `kind` (`manifest` or `tag`), `digest`, `tags`, ' +
      '`media-type`, `artifact-type` and `reason`.',
    (result) => result.deleted.map(itemOf),
  ),
  kept: output(jsonOutput, 'What stays, and why: a list of the same form.', (result) => result.kept.map(itemOf)),
};

function itemOf({ mediaType, artifactType, ...item }: PruneResult['kept'][number]): object {
  return { ...item, 'media-type': mediaType, 'artifact-type': artifactType };
}

/** Deletes the artifacts of a repository that rules select. */
export const pruneCommand = defineCommand({
  name: 'prune',
  summary: 'delete old and unused artifacts of a repository',
  description:
    'Deletes the artifacts that the rules select, with their manifests, referrers and cosign tags. What a remaining ' +
    'index, tag or signature needs stays.',
  examples: [
    {
      comment: 'Show what would be deleted',
      line: "prune ghcr.io/acme/app --delete-tag 'pr-*' --dry-run",
    },
    { comment: 'Keep releases and the newest ten others', line: "prune ./layout --keep-tag 'v*' --keep-latest 10" },
  ],
  action: {
    name: 'Prune OCI repository',
    description: 'Deletes old and unused artifacts of a repository, and nothing that a remaining artifact needs',
    icon: 'trash-2',
    directory: 'prune',
  },
  options,
  outputs,
  async run(inputs, context) {
    const { result: pruned, error } = await runPrune(inputs, context);
    const result = withInputNames(pruned);
    const verb = result.dryRun ? 'would delete' : 'deleted';
    const freed = result.freedBytes === 0 ? '' : ` and freed ${formatBytes(result.freedBytes)}`;
    return {
      result,
      lines: [
        ...pruneTable(result),
        `${verb} ${formatNumber(result.deleted.length, 'item')} of ${result.name}${freed}; ` +
          `${formatNumber(result.kept.length, 'item')} ${result.kept.length === 1 ? 'stays' : 'stay'}`,
      ],
      problem: error && explainFailure(error, { label: context.label, ...locationContext('target', inputs.target) }),
      summary: (warnings) => pruneSummary(result, warnings),
    };
  },
});

/** Writes the reasons with the names of the inputs, without the syntax of a front end. */
function withInputNames(result: PruneResult): PruneResult {
  return { ...result, deleted: result.deleted.map(withInputName), kept: result.kept.map(withInputName) };
}

function withInputName(item: PruneItem): PruneItem {
  return { ...item, reason: withOptionLabels(item.reason, (name) => name) };
}

/** Runs the command. A failure after the first deletion is a part of the result, so that the outputs name the deleted items. */
async function runPrune(
  inputs: Inputs<typeof options>,
  context: RunContext,
): Promise<{ readonly result: PruneResult; readonly error?: PruneError }> {
  const { label, log } = context;
  const { target, repository, layout, signal } = { ...inputs, ...context };
  const rules = rulesOf(inputs, label);
  const access = await registryAccess(inputs, label);
  context.describeFailure(() => ({ ...locationContext('target', target), plainHttp: access.plainHttp }));
  log.phase('Prune');
  try {
    if (target.kind === 'layout' && isBucketUrl(target.path) && repository === undefined)
      throw inputError(label('target'), target.path, `is a bucket; give a repository in it to ${label('repository')}`);
    if (repository === undefined) {
      const connection = connectionOptions(access, context);
      const gitHubApi = inputs.githubApiUrl;
      return { result: await prune({ ...rules, target, connection, gitHubApi, ...operationOptions(context) }) };
    }
    if (target.kind === 'registry')
      throw inputError(label('repository'), repository, `is a part of ${label('target')} for a registry; omit it`);
    if (isBucketUrl(target.path)) return { result: await pruneBucket(inputs, context, rules, repository, target.path) };
    const storageLabel: InputLabel = (name) => label(name === 'storage' ? 'target' : name);
    const registry = await openStorage(resolve(target.path), { layout, signal, journal: true }, storageLabel);
    try {
      return { result: await pruneStorage({ ...rules, registry, repository, ...operationOptions(context) }) };
    } finally {
      await registry.flush();
    }
  } catch (error) {
    if (!(error instanceof PruneError)) throw error;
    return { result: error.result, error };
  }
}

async function pruneBucket(
  inputs: Inputs<typeof options>,
  context: RunContext,
  rules: Rules,
  repository: string,
  storage: string,
): Promise<PruneResult> {
  const { env, label, signal } = context;
  const bucket = bucketStorage({ ...inputs, storage }, label, inputs.caFile);
  if (bucket === undefined) throw new TypeError('the target is the URL of a bucket');
  await using registry = await openBucket(bucket, { env, label, signal });
  return await pruneStorage({ ...rules, registry, repository, ...operationOptions(context) });
}

type Rules = Omit<PruneOptions, 'target' | 'connection' | 'gitHubApi' | 'signal' | 'onEvent' | 'label'>;

/** @throws OciError `INPUT_INVALID` for a pattern that no tag matches */
function rulesOf(inputs: Inputs<typeof options>, label: InputLabel): Rules {
  const { keepLatest, keepTags, deleteTags, olderThan, untagged, keepReferrers, dryRun, state, concurrency } = inputs;
  for (const [name, patterns] of Object.entries({ 'keep-tags': keepTags, 'delete-tags': deleteTags }))
    for (const pattern of patterns)
      if (inputs.target.kind === 'registry' && !isTag(pattern.replaceAll(/[*?]/g, '0')))
        throw inputError(label(name), pattern, 'is a pattern that no tag matches; write for example pr-*');
  return {
    keepLatest,
    keepTags,
    deleteTags,
    olderThanMs: olderThan,
    untagged,
    keepReferrers,
    dryRun,
    state,
    concurrency,
  };
}
