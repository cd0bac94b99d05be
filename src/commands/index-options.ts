import { platformText, type IndexResult } from '../spec/index.ts';
import { location } from './location-options.ts';
import { option } from './option.ts';
import { date, flag, lines, mediaType, text, whole, words } from './option-types.ts';
import { lineOutput, output, resultOutputs, type Outputs } from './output.ts';
import { registryWriteOptions } from './registry-options.ts';
import { concurrency, resultOptions, runOptions, summaryOption } from './run-options.ts';
import { semverTagsOption } from './semver-option.ts';
import { verifiedByOutput, verifyOptions } from './verify-options.ts';

const maxExpected = 10_000;

/** The options of index. */
export const indexOptions = {
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
  join: option({
    type: flag,
    default: false,
    description:
      'Join shards, which `shard` of the root action pushed, to one artifact. Its manifest is the one that a single job ' +
      'writes, in place of an index. All shards must be given.',
    cliDescription: 'Join shards to one artifact, as the command join does.',
  }),
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
  ...verifyOptions,
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
  ...resultOptions,
} as const;

/** The outputs of index and of join. */
export const indexOutputs: Outputs<IndexResult> = {
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
  'verified-by': verifiedByOutput,
};
