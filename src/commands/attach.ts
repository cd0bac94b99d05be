import { attach as attachFiles, type AttachSettings } from '../operations/index.ts';
import {
  formatBytes,
  formatNumber,
  jobSummary,
  manifestRows,
  workflowLinks,
  type ArtifactGraph,
} from '../output/index.ts';
import { annotationCreated, type AttachResult } from '../spec/index.ts';
import { readAnnotations } from './annotation-options.ts';
import { connectionOptions, defineCommand, locationContext, operationOptions } from './command.ts';
import { exportManifest, exportManifestOption } from './export-manifest.ts';
import { bareTag, location, locationDescription } from './location-options.ts';
import { option, type Inputs, type ReadContext } from './option.ts';
import { date, flag, lines, mediaType, words } from './option-types.ts';
import { digestsOutput, lineOutput, linesOutput, output, resultOutputs, type Outputs } from './output.ts';
import { registryAccess, registryWriteOptions } from './registry-options.ts';
import { concurrency, resultOptions, runOptions, summaryOption } from './run-options.ts';
import { readSourceFile } from './source-options.ts';

const options = {
  subject: option({
    type: location(),
    positional: 'subject',
    required: 'write registry/repository@sha256:…, or ./path:tag for an image layout',
    description:
      `Manifest to attach to, preferably with its digest: ${locationDescription}. Without a tag and digest, ` +
      '`latest` is used, or the only manifest of a layout.',
  }),
  files: option({
    type: lines('file'),
    positional: 'file',
    defaultText: 'none; only `annotations` are attached',
    description:
      'Files or patterns (`*`, `?`, `**`, `{a,b}`), one per line: `path`, or `path:media/type`. The default media ' +
      'type is `application/octet-stream`. The base name becomes the title, which is the name of the pulled file. ' +
      'A directory becomes a packed layer. A pattern that matches no file is an error. A file that several lines ' +
      'match is attached once, with the media type of the first of these lines.',
    cliDescription: 'File, directory or pattern: path, or path:media/type; "-" reads standard input.',
  }),
  'artifact-type': option({
    type: mediaType,
    required:
      'give a media type for the attached files, for example application/vnd.cyclonedx+json or application/spdx+json',
    description:
      'Media type of the attached files, such as `application/vnd.cyclonedx+json` or `application/spdx+json`.',
  }),
  annotations: option({
    type: lines('key=value'),
    description:
      'Annotations of the manifest, one `key=value` per line. Without files, at least one is needed. A key may have ' +
      'the prefix `manifest:`, as in the output of docker/metadata-action.',
    cliDescription: 'Annotation of the manifest.',
  }),
  tags: option({
    type: words('tag'),
    description:
      'Tags of the attached artifact, separated by spaces, commas or line breaks. Without tags, it is found by its ' +
      'subject and by its digest.',
    cliDescription: 'Tag of the attached artifact.',
  }),
  'each-platform': option({
    type: flag,
    default: false,
    description:
      'Attach to each manifest of the index `subject` instead of the index. Attestations of BuildKit are left out. ' +
      'The outputs describe the first manifest; `references` and `digests` list all.',
    cliDescription: 'Attach to each manifest of the index <subject> instead of the index.',
  }),
  timestamp: option({
    type: date,
    defaultText: '`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`',
    description:
      'Creation date for the annotation `org.opencontainers.image.created`, RFC 3339. The default is fixed, so ' +
      'that equal files give an equal digest.',
  }),
  ...exportManifestOption,
  ...registryWriteOptions,
  ...runOptions,
  concurrency: concurrency(4, 'files that are pushed'),
  ...summaryOption,
  ...resultOptions,
} as const;

const shared = resultOutputs('manifest');

const outputs: Outputs<AttachResult> = {
  digest: { ...shared.digest, description: 'Digest (`sha256:…`) of the manifest that refers to the subject.' },
  reference: {
    ...shared.reference,
    description:
      'The pinned reference of that manifest, or its first tag; for a layout its path with the digest or tag.',
  },
  'pinned-reference': {
    ...shared['pinned-reference'],
    description: 'The pinned reference of that manifest. Empty for a layout.',
  },
  subject: output(
    lineOutput,
    'The pinned reference of the subject; for a layout its path with the digest.',
    (result) => result.subject,
  ),
  'media-type': shared['media-type'],
  'artifact-type': shared['artifact-type'],
  size: shared.size,
  tags: shared.tags,
  references: output(
    linesOutput,
    'References of the manifests that refer to the subjects, one per line; several with `each-platform`.',
    (result) => result.attached.map(({ reference }) => reference),
  ),
  digests: output(digestsOutput, 'Digests of these manifests, one per line.', (result) =>
    result.attached.map(({ digest }) => digest),
  ),
};

/** Pushes files, or only annotations, as a referrer of a manifest. */
export const attach = defineCommand({
  name: 'attach',
  summary: 'attach files to a manifest, such as an SBOM',
  description:
    'Pushes files as an artifact that refers to <subject>. The base name of a file becomes its title. Without files, ' +
    'only annotations are attached.',
  examples: [
    {
      comment: 'Attach an SBOM',
      line: 'attach ghcr.io/acme/app:v1 sbom.spdx.json --artifact-type application/spdx+json',
    },
    {
      comment: 'Attach only an annotation to each manifest of an index',
      line:
        'attach ghcr.io/acme/app:v1 --artifact-type application/vnd.example.eol --annotation eol=2027-01-31 ' +
        '--each-platform',
    },
  ],
  action: {
    name: 'Attach files to OCI artifact',
    description: 'Pushes files, such as an SBOM, as an artifact that refers to a manifest or index',
    icon: 'paperclip',
    directory: 'attach',
  },
  options,
  outputs,
  failure: { placeInput: 'subject', directoryInput: 'files' },
  async run(inputs, context) {
    const { label, log } = context;
    const plan = attachPlan(inputs, context);
    const access = await registryAccess(inputs, label);
    context.describeFailure(() => ({
      ...locationContext('subject', plan.subject),
      directoryInput: 'files',
      plainHttp: access.plainHttp,
    }));
    log.phase('Attach');
    const result = await attachFiles({
      ...plan,
      connection: connectionOptions(access, context),
      ...operationOptions(context),
    });
    await exportManifest(inputs.exportManifest, plan.subject, result.digest, access, context);
    const bytes = formatBytes(result.layers.reduce((sum, { size }) => sum + size, 0));
    const content =
      result.layers.length === 0 ? 'annotations' : `${formatNumber(result.layers.length, 'file')} (${bytes})`;
    return {
      result,
      lines: result.attached.flatMap(({ subject, reference }) => [
        `attached ${content} to ${subject}`,
        `  referrer   ${reference}`,
      ]),
      summary: (warnings) =>
        jobSummary({
          title: 'Attached',
          object: result.artifactType,
          links: workflowLinks(context.env, result.name),
          rows: [...manifestRows(result, content), ['Subject', result.attached.map(({ subject }) => subject)]],
          graph: attachedGraph(result),
          annotations: result.annotations,
          warnings,
        }),
    };
  },
});

/** The manifests of several subjects have the same content. */
function attachedGraph({ digest, artifactType, size, subject, layers }: AttachResult): ArtifactGraph {
  const subjectDigest = subject.slice(subject.lastIndexOf('@') + 1);
  return {
    manifest: { digest, name: artifactType, size },
    contents: layers,
    subject: { digest: subjectDigest, name: 'subject' },
  };
}

type Plan = Omit<AttachSettings, 'connection' | 'label' | 'signal' | 'onEvent'>;

/** @throws OciError `INPUT_INVALID` */
export function attachPlan(inputs: Inputs<typeof options>, context: ReadContext): Plan {
  const { annotations, created } = readAnnotations(inputs, 'manifest', {}, context);
  return {
    subject: inputs.subject,
    files: inputs.files.map(readSourceFile),
    artifactType: inputs.artifactType,
    annotations: { ...annotations, [annotationCreated]: created },
    tags: inputs.tags.map((tag) => bareTag(context.label('tags'), tag)),
    eachPlatform: inputs.eachPlatform,
    concurrency: inputs.concurrency,
  };
}
