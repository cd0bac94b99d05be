import { attach as attachFiles, type AttachedFile, type AttachOptions } from '../operations/index.ts';
import { formatBytes, formatNumber, resultSummary } from '../output/index.ts';
import { annotationCreated, isMediaType, mediaTypeOctetStream, type AttachResult } from '../spec/index.ts';
import { readAnnotations } from './annotation-options.ts';
import { connectionOptions, defineCommand, locationContext, operationOptions } from './command.ts';
import { location, locationDescription } from './location-options.ts';
import { option, type Inputs, type ReadContext } from './option.ts';
import { date, lines, mediaType } from './option-types.ts';
import { lineOutput, output, resultOutputs, type Outputs } from './output.ts';
import { registryAccess, registryWriteOptions } from './registry-options.ts';
import { concurrency, jsonOption, runOptions, summaryOption } from './run-options.ts';

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
    required: 'give at least one file, as path or path:media/type',
    description:
      'Files or patterns (`*`, `?`, `**`, `{a,b}`), one per line: `path`, or `path:media/type`. The default media ' +
      'type is `application/octet-stream`. The base name becomes the title, which is the name of the pulled file. ' +
      'A pattern that matches no file is an error. A file that several lines match is attached once, with the ' +
      'media type of the first of these lines.',
    cliDescription: 'File or pattern: path, or path:media/type.',
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
      'Annotations of the manifest, one `key=value` per line. A key may have the prefix `manifest:`, as in the output ' +
      'of docker/metadata-action.',
    cliDescription: 'Annotation of the manifest.',
  }),
  timestamp: option({
    type: date,
    defaultText: '`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`',
    description:
      'Creation date for the annotation `org.opencontainers.image.created`, RFC 3339. The default is fixed, so ' +
      'that equal files give an equal digest.',
  }),
  ...registryWriteOptions,
  ...runOptions,
  concurrency: concurrency(4, 'files that are pushed'),
  ...summaryOption,
  ...jsonOption,
} as const;

const shared = resultOutputs('manifest');

const outputs: Outputs<AttachResult> = {
  digest: { ...shared.digest, description: 'Digest (`sha256:…`) of the manifest that refers to the subject.' },
  reference: {
    ...shared.reference,
    description: 'The pinned reference of that manifest; for a layout its path with the digest.',
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
};

/** Pushes files as a referrer of a manifest. */
export const attach = defineCommand({
  name: 'attach',
  summary: 'attach files to a manifest, such as an SBOM',
  description: 'Pushes files as an artifact that refers to <subject>. The base name of a file becomes its title.',
  examples: [
    {
      comment: 'Attach an SBOM',
      line: 'attach ghcr.io/acme/app:v1 sbom.spdx.json --artifact-type application/spdx+json',
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
    const bytes = formatBytes(result.layers.reduce((sum, { size }) => sum + size, 0));
    return {
      result,
      lines: [
        `attached ${formatNumber(result.layers.length, 'file')} (${bytes}) to ${result.subject}`,
        `  referrer   ${result.reference}`,
      ],
      summary: (warnings) =>
        resultSummary(
          'Attached',
          result.reference,
          [
            ['To', result.subject],
            ['Artifact type', result.artifactType],
            ['Size', bytes],
          ],
          warnings,
        ),
    };
  },
});

type Plan = Omit<AttachOptions, 'connection' | 'label' | 'signal' | 'onEvent'>;

/** @throws OciError `INPUT_INVALID` */
export function attachPlan(inputs: Inputs<typeof options>, context: ReadContext): Plan {
  const { annotations, created } = readAnnotations(inputs, 'manifest', {}, context);
  return {
    subject: inputs.subject,
    files: inputs.files.map(attachedFile),
    artifactType: inputs.artifactType,
    annotations: { ...annotations, [annotationCreated]: created },
    concurrency: inputs.concurrency,
  };
}

/** Parses `path` or `path:media/type`. The path may be a pattern, or begin with a drive letter. */
function attachedFile(text: string): AttachedFile {
  const colon = text.lastIndexOf(':');
  const type = text.slice(colon + 1);
  if (colon < 2 || !isMediaType(type)) return { path: text, mediaType: mediaTypeOctetStream };
  return { path: text.slice(0, colon), mediaType: type };
}
