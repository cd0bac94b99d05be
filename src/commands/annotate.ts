import { annotate as annotateManifest } from '../operations/index.ts';
import { formatNumber } from '../output/index.ts';
import type { AnnotateResult } from '../spec/index.ts';
import { readAnnotationEdit } from './annotation-options.ts';
import { connectionOptions, defineCommand, locationContext, operationOptions } from './command.ts';
import { bareTag, location, locationDescription } from './location-options.ts';
import { option } from './option.ts';
import { flag, lines, words } from './option-types.ts';
import { digestOutput, output, resultOutputs, type Outputs } from './output.ts';
import { registryAccess, registryWriteOptions } from './registry-options.ts';
import { concurrency, resultOptions, runOptions } from './run-options.ts';

const options = {
  reference: option({
    type: location(),
    positional: 'reference',
    required: 'write registry/repository:tag, or ./path:tag for an image layout',
    description: `Manifest or index to edit: ${locationDescription}.`,
  }),
  annotations: option({
    type: lines('key=value'),
    positional: 'key=value',
    description: 'Annotation to add or replace; "key=" removes it.',
  }),
  remove: option({ type: lines('key'), description: 'Remove this annotation.' }),
  'each-platform': option({
    type: flag,
    default: false,
    description: 'Also edit every manifest of an index. The index then lists their new digests.',
  }),
  tags: option({ type: words('tag'), description: 'Point this tag of the same repository to the result.' }),
  'move-tag': option({
    type: flag,
    default: false,
    description: 'Point the tag of the reference to the result.',
  }),
  ...registryWriteOptions,
  ...runOptions,
  concurrency: concurrency(4, 'manifests that are read'),
  ...resultOptions,
} as const;

const { digest, reference, 'pinned-reference': pinned, tags, ...shared } = resultOutputs('manifest');

const outputs: Outputs<AnnotateResult> = {
  digest: { ...digest, description: 'Digest of the manifest with the new annotations.' },
  'previous-digest': output(digestOutput, 'Digest of the manifest before the edit.', (result) => result.previousDigest),
  reference,
  'pinned-reference': pinned,
  tags,
  'media-type': shared['media-type'],
  'artifact-type': shared['artifact-type'],
  size: shared.size,
};

/** Edits the annotations of a manifest. */
export const annotate = defineCommand({
  name: 'annotate',
  summary: 'edit the annotations of a manifest',
  description:
    'Stores the manifest or index of <reference> with other annotations. All other content keeps its bytes. The result ' +
    'has a new digest. Without --tag and --move-tag, it has no tag.',
  examples: [
    {
      comment: 'Add an annotation, and move the tag to the result',
      line: 'annotate ghcr.io/acme/app:v1 org.opencontainers.image.licenses=MIT --move-tag',
    },
    {
      comment: 'Remove an annotation from an index and all its manifests',
      line: 'annotate ghcr.io/acme/app:v1 --remove com.example.draft --each-platform --tag v1-final',
    },
  ],
  options,
  outputs,
  failure: { placeInput: 'reference' },
  async run(inputs, context) {
    const { label } = context;
    const edit = readAnnotationEdit(inputs, context);
    const bareTags = inputs.tags.map((tag) => bareTag(label('tags'), tag));
    const access = await registryAccess(inputs, label);
    context.describeFailure(() => ({
      ...locationContext('reference', inputs.reference),
      plainHttp: access.plainHttp,
    }));
    const result = await annotateManifest({
      ...edit,
      reference: inputs.reference,
      eachPlatform: inputs.eachPlatform,
      tags: bareTags,
      moveTag: inputs.moveTag,
      concurrency: inputs.concurrency,
      connection: connectionOptions(access, context),
      ...operationOptions(context),
      label: (name) => label(name === 'set' ? 'annotations' : name),
    });
    const { children } = result;
    return {
      result,
      lines: [
        `annotated ${result.reference}`,
        `  digest     ${result.digest}`,
        `  previous   ${result.previousDigest}`,
        ...(children.length === 0 ? [] : [`  children   ${formatNumber(children.length, 'manifest')}`]),
        ...children.map((child) => `             ${child.previousDigest} -> ${child.digest}`),
      ],
    };
  },
});
