import { copy as copyArtifact, type CopyOptions } from '../operations/index.ts';
import { formatBytes, formatNumber, resultSummary, type FailureContext } from '../output/index.ts';
import type { CopyResult, InputLabel } from '../spec/index.ts';
import { CopyError } from '../transfer/index.ts';
import { connectionOptions, defineCommand, locationContext, operationOptions } from './command.ts';
import { location, locationDescription, readTags } from './location-options.ts';
import { option, type Inputs } from './option.ts';
import { flag, platform, words } from './option-types.ts';
import { numberOutput, output, resultOutputs, type Outputs } from './output.ts';
import { bothSidesOptions, sideAccess, sideLabel, type RegistryAccess } from './registry-options.ts';
import { concurrency, jsonOption, runOptions, summaryOption } from './run-options.ts';

const options = {
  source: option({
    type: location(),
    positional: 'source',
    required: 'write registry/repository:tag, or ./path:tag for an image layout',
    description:
      `Artifact to copy: ${locationDescription}. Without a tag and digest, \`latest\` is copied, or the only manifest ` +
      'of a layout.',
  }),
  target: option({
    type: location(),
    positional: 'target',
    required: 'write registry/repository:tag, or ./path:tag for an image layout',
    description:
      'Where to copy to, in the same forms as `source`. Without a tag, the tag of the source is written. With a ' +
      'digest, the copy fails before anything is written unless the content has this digest.',
  }),
  tags: option({
    type: words('tag'),
    description:
      'Additional tags at the target, separated by spaces, commas or line breaks: bare tags, or full references of ' +
      'the same repository.',
    cliDescription: 'Another tag at the target.',
  }),
  recursive: option({
    type: flag,
    default: false,
    short: 'r',
    description:
      'Also copy referrers, and the tags in which cosign keeps signatures, attestations and SBOMs (`sha256-….sig`, ' +
      '`.att`, `.sbom`), for each manifest of an index as well.',
  }),
  platform: option({
    type: platform,
    description: 'Copy only the manifest of an index for this platform: `os/arch[/variant]`, such as `linux/arm64`.',
  }),
  ...bothSidesOptions,
  ...runOptions,
  concurrency: concurrency(4, 'blobs and manifests that are copied'),
  ...summaryOption,
  ...jsonOption,
} as const;

const outputs: Outputs<CopyResult> = {
  ...resultOutputs('manifest'),
  copied: output(
    numberOutput,
    'Number of manifests and blobs that the target did not have.',
    (result) => result.copied,
  ),
  'copied-bytes': output(
    numberOutput,
    'Bytes that were transferred. Blobs that the registry mounted from another repository count as 0.',
    (result) => result.copiedBytes,
  ),
  companions: output(
    numberOutput,
    "Number of referrers and of cosign's manifests that belong to the artifact; `0` without `recursive`.",
    (result) => result.companions,
  ),
};

/** Copies an artifact between registries and layouts. */
export const copy = defineCommand({
  name: 'copy',
  summary: 'copy an artifact between registries and layouts',
  description: 'Copies an artifact or image, byte for byte, from <source> to <target>.',
  examples: [
    {
      comment: 'Promote an artifact with its signatures',
      line: 'copy staging.example.com/acme/app:v1 ghcr.io/acme/app --recursive',
    },
    { comment: 'Copy to an image layout', line: 'copy ghcr.io/acme/app:v1 ./layout:v1' },
  ],
  action: {
    name: 'Copy OCI artifact',
    description:
      'Copies an artifact between registries and image layouts, byte for byte, with its signatures and referrers ' +
      'if requested',
    icon: 'copy',
    directory: 'copy',
  },
  options,
  outputs,
  async run(inputs, context) {
    const { label, log } = context;
    const sides = await copySides(inputs, label);
    context.describeFailure((error) => copyFailure(error, sides, label));
    log.phase('Copy');
    const result = await copyArtifact({
      ...sides.plan,
      from: connectionOptions(sides.from, context),
      to: connectionOptions(sides.to, context),
      ...operationOptions(context),
    });
    return {
      result,
      lines: copyLines(result, inputs.recursive),
      summary: (warnings) =>
        resultSummary(
          'Copied',
          result.reference,
          [
            ['From', result.source],
            ['Digest', result.digest],
            ['Pinned', result.pinnedReference],
            ['Tags', result.tags.join(' ')],
            ['Artifact type', result.artifactType],
          ],
          warnings,
        ),
    };
  },
});

/** A copy with the connections of both sides. */
export interface CopySides {
  readonly plan: Omit<CopyOptions, 'from' | 'to' | 'signal' | 'onEvent'>;
  readonly from: RegistryAccess;
  readonly to: RegistryAccess;
}

/** @throws OciError `INPUT_INVALID` */
export async function copySides(inputs: Inputs<typeof options>, label: InputLabel): Promise<CopySides> {
  const { target, recursive, platform, concurrency } = inputs;
  const additionalTags = readTags([{ ...target, tag: undefined }], inputs.tags, undefined, label);
  return {
    plan: { source: inputs.source, target, additionalTags, recursive, platform, concurrency },
    from: await sideAccess(inputs, 'from', label),
    to: await sideAccess(inputs, 'to', label),
  };
}

/** Names the side on which a copy failed, with the options of that side. */
export function copyFailure(error: unknown, { plan, from, to }: CopySides, label: InputLabel): FailureContext {
  const atSource = error instanceof CopyError && error.origin === 'source';
  return {
    label: sideLabel(label, atSource ? 'from' : 'to'),
    plainHttp: (atSource ? from : to).plainHttp,
    ...(atSource ? locationContext('source', plan.source) : locationContext('target', plan.target)),
  };
}

function copyLines(result: CopyResult, recursive: boolean): readonly string[] {
  const [, ...further] = result.tags;
  return [
    `copied ${result.source} to ${result.reference}`,
    `  digest     ${result.digest}`,
    ...(further.length === 0 ? [] : [`  also       ${further.join(', ')}`]),
    `  copied     ${formatNumber(result.copied, 'item')}, ${formatBytes(result.copiedBytes)}`,
    ...(recursive ? [`  referrers  ${formatNumber(result.companions, 'manifest')} (with signatures)`] : []),
  ];
}
