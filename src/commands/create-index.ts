import { createIndex, defaultTagOf, type IndexSettings } from '../operations/index.ts';
import { formatBytes, formatNumber, jobSummary, manifestRows, shortName, workflowLinks } from '../output/index.ts';
import { annotationCreated, inputError, isOciError, platformText, type Descriptor } from '../spec/index.ts';
import { readAnnotations, workflowAnnotations } from './annotation-options.ts';
import { connectionOptions, defineCommand, locationContext, operationOptions } from './command.ts';
import { indexOptions, indexOutputs } from './index-options.ts';
import { readAllSources } from './index-sources.ts';
import { runJoin } from './join.ts';
import { readTags } from './location-options.ts';
import type { Inputs, ReadContext } from './option.ts';
import { registryAccess } from './registry-options.ts';
import { readVerification, verifiedLines, verifiedRows } from './verify-options.ts';

/** Creates an index of pushed manifests. */
export const index = defineCommand({
  name: 'index',
  summary: 'assemble an index of manifests',
  description:
    'Assembles an OCI index at <target>. Manifests in other repositories are copied or mounted into the repository ' +
    'of the target.',
  examples: [
    {
      comment: 'Combine manifests of two platforms',
      line: 'index ghcr.io/acme/app:v1 x=linux/amd64 y=linux/arm64',
    },
    { comment: 'Read the references from files', line: 'index ghcr.io/acme/app:v1 @references --expect 4' },
  ],
  action: {
    name: 'Assemble OCI index',
    description: 'Assembles one OCI index of the manifests that the jobs of a matrix pushed',
    icon: 'list',
    directory: 'index',
  },
  options: indexOptions,
  outputs: indexOutputs,
  async run(inputs, context) {
    const { label, log } = context;
    if (inputs.join) {
      checkJoin(inputs, context);
      return runJoin(inputs, context);
    }
    const plan = await indexPlan(inputs, context);
    const access = await registryAccess(inputs, label);
    context.describeFailure((error) => ({
      ...locationContext('target', plan.target),
      // Only sources must exist.
      ...(isOciError(error, 'NOT_FOUND') ? { placeInput: 'sources' } : {}),
      plainHttp: access.plainHttp,
    }));
    log.phase('Index');
    const result = await createIndex({
      ...plan,
      connection: connectionOptions(access, context),
      ...operationOptions(context),
    });
    return {
      result,
      lines: [
        ...verifiedLines(result.verifiedBy),
        `${inputs.append ? 'updated' : 'assembled'} ${formatNumber(result.children.length, 'manifest')} as ${result.reference}`,
        `  digest     ${result.digest}`,
        ...result.children.map((child) => `  ${platformOf(child, '-').padEnd(18)} ${child.digest}`),
      ],
      summary: (warnings) =>
        jobSummary({
          title: inputs.append ? 'Updated' : 'Assembled',
          object: shortName(result),
          links: workflowLinks(context.env, result.name),
          rows: [
            ...manifestRows(result, `${formatBytes(result.size)}, ${formatNumber(result.children.length, 'manifest')}`),
            ...verifiedRows(result.verifiedBy),
          ],
          graph: {
            manifest: { digest: result.digest, name: 'index', size: result.size },
            contents: result.children,
          },
          details: result.children.map((child) => [platformOf(child, 'Manifest'), child.digest] as const),
          annotations: result.annotations,
          warnings,
        }),
    };
  },
});

/** The shards determine the manifest. @throws OciError `INPUT_INVALID` for options without an effect */
function checkJoin(inputs: Inputs<typeof indexOptions>, { label }: ReadContext): void {
  const without = {
    append: inputs.append,
    replace: inputs.replace,
    flatten: inputs.flatten,
    expect: inputs.expect !== undefined,
    annotations: inputs.annotations.length > 0,
    'artifact-type': inputs.artifactType !== undefined,
    timestamp: inputs.timestamp !== undefined,
  };
  for (const [name, isGiven] of Object.entries(without))
    if (isGiven)
      throw inputError(
        label(name),
        undefined,
        `it has no effect with ${label('join')}, which keeps what the shards have; omit it`,
      );
}

type Plan = Omit<IndexSettings, 'connection' | 'label' | 'signal' | 'onEvent'>;

/** Also reads the files that the sources name. @throws OciError `INPUT_INVALID` */
export async function indexPlan(inputs: Inputs<typeof indexOptions>, context: ReadContext): Promise<Plan> {
  const { label, env } = context;
  const { target, version, semverTags } = inputs;
  const sources = await readAllSources(inputs, context);
  if (inputs.replace && !inputs.append)
    throw inputError(
      label('replace'),
      undefined,
      `it has an effect only with ${label('append')}; set both, or omit it`,
    );
  // An existing index keeps its annotations.
  const defaults = workflowAnnotations(inputs.append ? {} : env, version);
  const { annotations, removed, created, hasCreated } = readAnnotations(inputs, 'index', defaults, context);
  return {
    target,
    sources,
    tags: readTags([target], inputs.tags, semverTags ? undefined : () => defaultTagOf({ version, label }), label),
    version,
    semverTags,
    expect: inputs.expect,
    append: inputs.append,
    replace: inputs.replace,
    annotations: inputs.append && !hasCreated ? annotations : { ...annotations, [annotationCreated]: created },
    removeAnnotations: inputs.append ? removed : [],
    artifactType: inputs.artifactType,
    flatten: inputs.flatten,
    verify: await readVerification(inputs, label),
    concurrency: inputs.concurrency,
  };
}

function platformOf({ platform }: Descriptor, otherwise: string): string {
  return platform === undefined ? otherwise : platformText(platform);
}
