import { defaultTagOf, joinShards } from '../operations/index.ts';
import { formatBytes, formatNumber, jobSummary, manifestRows, shortName, workflowLinks } from '../output/index.ts';
import { inputError, isOciError, platformText, type IndexResult } from '../spec/index.ts';
import {
  connectionOptions,
  defineCommand,
  locationContext,
  operationOptions,
  type Outcome,
  type RunContext,
} from './command.ts';
import { indexOptions, indexOutputs } from './index-options.ts';
import { readAllSources } from './index-sources.ts';
import { readTags } from './location-options.ts';
import type { Inputs } from './option.ts';
import { registryAccess, registryWriteOptions } from './registry-options.ts';
import { resultOptions, runOptions } from './run-options.ts';
import { readVerification, verifiedLines, verifiedRows, verifyOptions } from './verify-options.ts';

const { target, sources, needs, tags, version, 'semver-tags': semverTags, concurrency } = indexOptions;

/** Joins shards to one artifact. */
export const join = defineCommand({
  name: 'join',
  summary: 'join shards to one artifact',
  description:
    'Joins the shards that push wrote with --shard to one artifact at <target>. The manifest is the one that a single ' +
    'machine writes. Each <reference> is a shard; all shards must be given.',
  examples: [
    {
      comment: 'Join four shards',
      line: 'join ghcr.io/acme/build:v1 @references',
    },
  ],
  options: {
    target: { ...target, description: target.description.replace('the index', 'the artifact') },
    sources: {
      ...sources,
      cliDescription:
        'Shard: a reference; sha256:… or a pattern of tags in the repository of the target; @path for files with ' +
        'references, one per line.',
    },
    needs: {
      ...needs,
      cliDescription: 'The needs context of a workflow as JSON. The shards are in the outputs named pinned-reference.',
    },
    tags,
    version: { ...version, cliDescription: 'The tag if no other is given ("_" replaces "+").' },
    'semver-tags': semverTags,
    ...verifyOptions,
    ...registryWriteOptions,
    ...runOptions,
    concurrency,
    ...resultOptions,
  },
  outputs: indexOutputs,
  run: runJoin,
});

/** The inputs that a join needs. */
export type JoinInputs = Pick<
  Inputs<typeof indexOptions>,
  'target' | 'sources' | 'needs' | 'tags' | 'version' | 'semverTags' | 'concurrency'
> &
  Parameters<typeof registryAccess>[0] &
  Parameters<typeof readVerification>[0];

/** Joins shards to one artifact. */
export async function runJoin(inputs: JoinInputs, context: RunContext): Promise<Outcome<IndexResult>> {
  const { label, log } = context;
  const { target, version, semverTags, concurrency } = inputs;
  const sources = await readAllSources(inputs, context);
  const platform = sources.find((source) => source.platform !== undefined)?.platform;
  if (platform !== undefined)
    throw inputError(label('sources'), platformText(platform), 'is a platform, which a shard does not have; omit it');
  const tags = readTags([target], inputs.tags, semverTags ? undefined : () => defaultTagOf({ version, label }), label);
  const verify = await readVerification(inputs, label);
  const access = await registryAccess(inputs, label);
  context.describeFailure((error) => ({
    ...locationContext('target', target),
    ...(isOciError(error, 'NOT_FOUND') ? { placeInput: 'sources' } : {}),
    plainHttp: access.plainHttp,
  }));
  log.phase('Join');
  const result = await joinShards({
    target,
    sources,
    tags,
    version,
    semverTags,
    concurrency,
    verify,
    connection: connectionOptions(access, context),
    ...operationOptions(context),
  });
  return {
    result,
    lines: [
      ...verifiedLines(result.verifiedBy),
      `joined ${formatNumber(result.children.length, 'shard')} as ${result.reference}`,
      `  digest     ${result.digest}`,
    ],
    summary: (warnings) =>
      jobSummary({
        title: 'Joined',
        object: shortName(result),
        links: workflowLinks(context.env, result.name),
        rows: [
          ...manifestRows(result, `${formatBytes(result.size)}, from ${formatNumber(result.children.length, 'shard')}`),
          ...verifiedRows(result.verifiedBy),
        ],
        details: result.children.map(({ digest }) => ['Shard', digest] as const),
        annotations: result.annotations,
        warnings,
      }),
  };
}
