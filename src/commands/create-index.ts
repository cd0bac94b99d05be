import { createIndex, defaultTagOf, type IndexOptions } from '../operations/index.ts';
import { formatNumber, resultSummary } from '../output/index.ts';
import {
  annotationCreated,
  inputError,
  isOciError,
  platformText,
  type Descriptor,
  type IndexResult,
} from '../spec/index.ts';
import { readAnnotations, workflowAnnotations } from './annotation-options.ts';
import { connectionOptions, defineCommand, locationContext, operationOptions } from './command.ts';
import { readNeeds, readSources } from './index-sources.ts';
import { location, readTags } from './location-options.ts';
import { option, type Inputs, type ReadContext } from './option.ts';
import { date, flag, lines, mediaType, text, whole, words } from './option-types.ts';
import { lineOutput, output, resultOutputs, type Outputs } from './output.ts';
import { registryAccess, registryWriteOptions } from './registry-options.ts';
import { concurrency, jsonOption, runOptions, summaryOption } from './run-options.ts';
import { semverTagsOption } from './semver-option.ts';

const maxExpected = 10_000;

const options = {
  target: option({
    type: location({ refuseDigest: true }),
    positional: 'target',
    required: 'write registry/repository:tag, or ./path:tag for an image layout',
    description:
      'Where to write the index: `registry/repository[:tag]`, with or without `oci://`; or an OCI image layout. ' +
      'Without a tag, the first of `tags` is used, else `version`, else `latest`.',
  }),
  sources: option({
    type: lines('reference'),
    positional: 'reference',
    description:
      'Manifests of the index, one per line: a reference; `sha256:…`, a tag, or a pattern of tags such as ' +
      '`build-42-*` in the repository of the target; `@path` for a file, a directory or a pattern of files with ' +
      'references, one per line. `=os/arch[/variant]` after a source sets the platform if the manifest does not have ' +
      'it.',
    cliDescription:
      'Manifest of the index: a reference; sha256:…, a tag, or a pattern of tags such as build-42-* in the ' +
      'repository of the target; @path for files with references. =os/arch[/variant] after it sets the platform.',
  }),
  needs: option({
    type: text,
    description:
      'The `needs` context as JSON, `toJSON(needs)`. The index lists the manifests in the outputs named ' +
      '`pinned-reference` of these jobs.',
    cliDescription:
      'The needs context of a workflow as JSON. The index lists the manifests in the outputs named pinned-reference.',
  }),
  expect: option({
    type: whole(1, maxExpected),
    description: 'Expected number of manifests. With fewer manifests, the run fails before anything is written.',
  }),
  tags: option({
    type: words('tag'),
    description: 'Additional tags, separated by spaces, commas or line breaks.',
    cliDescription: 'Another tag.',
  }),
  version: option({
    type: text,
    description:
      'The annotation `org.opencontainers.image.version`. If `target` and `tags` have no tag, it is also the tag, ' +
      'with `_` for each `+`.',
    cliDescription: 'The version annotation, and the tag if no other is given ("_" replaces "+").',
  }),
  'semver-tags': semverTagsOption(
    'Write the tags of `version`: for `1.2.3` the tags `1.2.3`, `1.2`, `1` and `latest`, with the `v` of `v1.2.3`.',
  ),
  append: option({
    type: flag,
    default: false,
    description:
      'Add the manifests to the index that the tag points to. Its other entries and its annotations do not change, ' +
      'except for given `annotations`. A platform that the index already has is an error without `replace`.',
  }),
  replace: option({
    type: flag,
    default: false,
    description: 'With `append`: replace entries of the index that have the platform of a new manifest.',
  }),
  flatten: option({
    type: flag,
    default: false,
    description:
      'Add the entries of each source that is an index, with their annotations, in place of the index. ' +
      '`=os/arch[/variant]` then selects an entry.',
  }),
  annotations: option({
    type: lines('key=value'),
    defaultText: "the workflow's",
    description:
      'Annotations of the index, one `key=value` per line. The defaults are `org.opencontainers.image.source`, ' +
      '`.revision` and, if `version` is given, `.version`. `key=` removes a default. A key may have the prefix ' +
      '`index:`, as in the output of ' +
      'docker/metadata-action with `DOCKER_METADATA_ANNOTATIONS_LEVELS: index`.',
    cliDescription: 'Annotation of the index; "key=" removes one.',
  }),
  'artifact-type': option({ type: mediaType, description: 'Artifact type of the index, a media type.' }),
  timestamp: option({
    type: date,
    defaultText: '`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`',
    description: 'Creation date for the annotation `org.opencontainers.image.created`, RFC 3339.',
  }),
  ...registryWriteOptions,
  ...runOptions,
  concurrency: concurrency(4, 'manifests that are read'),
  ...summaryOption,
  ...jsonOption,
} as const;

const outputs: Outputs<IndexResult> = {
  ...resultOutputs('index'),
  manifests: output(
    lineOutput,
    'The manifests of the index, a JSON list of objects with `digest`, `platform` and `artifact-type`.',
    ({ children }) =>
      JSON.stringify(
        children.map(({ digest, platform, artifactType }) => ({
          digest,
          platform: platform === undefined ? undefined : platformText(platform),
          'artifact-type': artifactType,
        })),
      ),
  ),
};

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
  options,
  outputs,
  async run(inputs, context) {
    const { label, log } = context;
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
        `${inputs.append ? 'updated' : 'assembled'} ${formatNumber(result.children.length, 'manifest')} as ${result.reference}`,
        `  digest     ${result.digest}`,
        ...result.children.map((child) => `  ${platformOf(child, '-').padEnd(18)} ${child.digest}`),
      ],
      summary: (warnings) =>
        resultSummary(
          'Assembled',
          result.reference,
          [
            ['Digest', result.digest],
            ['Pinned', result.pinnedReference],
            ['Tags', result.tags.join(' ')],
            ...result.children.map((child) => [platformOf(child, 'Manifest'), child.digest] as const),
          ],
          warnings,
        ),
    };
  },
});

type Plan = Omit<IndexOptions, 'connection' | 'label' | 'signal' | 'onEvent'>;

/** Also reads the files that the sources name. @throws OciError `INPUT_INVALID` */
export async function indexPlan(inputs: Inputs<typeof options>, context: ReadContext): Promise<Plan> {
  const { label, env } = context;
  const { target, needs, version, semverTags } = inputs;
  const sources = [
    ...(await readSources(inputs.sources, context)),
    ...(needs === undefined ? [] : readNeeds(needs, context)),
  ];
  if (sources.length === 0)
    throw inputError(
      label('sources'),
      undefined,
      `it names no manifests; give references, a pattern of tags, @files, or ${label('needs')} with outputs named ` +
        'pinned-reference',
    );
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
    concurrency: inputs.concurrency,
  };
}

function platformOf({ platform }: Descriptor, otherwise: string): string {
  return platform === undefined ? otherwise : platformText(platform);
}
