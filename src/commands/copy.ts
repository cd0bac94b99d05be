import {
  copy as copyArtifact,
  copyAll,
  CopyAllError,
  type CopyAllOptions,
  type LocatedItem,
  type CopyOptions,
} from '../operations/index.ts';
import { explainFailure, formatBytes, formatNumber, workflowLinks, type FailureContext } from '../output/index.ts';
import { formatLocation, type CopyResult, type InputLabel } from '../spec/index.ts';
import { CopyError } from '../transfer/index.ts';
import { connectionOptions, defineCommand, locationContext, operationOptions } from './command.ts';
import { checkCredentials, copySource, readCopyItems } from './copy-items.ts';
import { copySummary, copyVerb } from './copy-summary.ts';
import { location, locationDescription, readTags } from './location-options.ts';
import { option, type Inputs, type ReadContext } from './option.ts';
import { choice, flag, platform, words } from './option-types.ts';
import { digestsOutput, linesOutput, numberOutput, output, resultOutputs, type Outputs } from './output.ts';
import type { RegistryAccess } from './registry-options.ts';
import { bothSidesOptions, sideAccess, sideLabel } from './side-options.ts';
import { concurrency, resultOptions, runOptions, summaryOption } from './run-options.ts';
import { readVerification, verifiedByOutput, verifiedLines, verifyOptions } from './verify-options.ts';

const options = {
  source: option({
    type: copySource,
    positional: 'source',
    required: 'write registry/repository:tag, or ./path:tag for an image layout',
    description:
      `Artifact to copy: ${locationDescription}. Without a tag and digest, \`latest\` is copied, or the only manifest ` +
      'of a layout. A tag may be a pattern with `*` and `?`, such as `v1.*`: all matching tags are copied. `@path` names a ' +
      'file with a source and a target on each line.',
  }),
  target: option({
    type: location(),
    positional: 'target',
    defaultText: 'required, except with a list',
    description:
      'Where to copy to, in the same forms as `source`. Without a tag, the tag of the source is written. With a ' +
      'digest, the copy fails before anything is written unless the content has this digest. For several tags, only ' +
      'the repository.',
  }),
  tags: option({
    type: words('tag'),
    description:
      'Additional tags at the target, separated by spaces, commas or line breaks: bare tags, or full references of ' +
      'the same repository.',
    cliDescription: 'Another tag at the target.',
  }),
  'all-tags': option({
    type: flag,
    default: false,
    description:
      'Copy all tags of `source`, which is then a repository without a tag. The fallback tags of referrers are left ' +
      'out; `recursive` copies referrers.',
  }),
  'if-tag-exists': option({
    type: choice('overwrite', 'skip', 'fail'),
    default: 'overwrite',
    description:
      'What to do if a tag of the target points to other content: `overwrite` moves the tag, `skip` does not change ' +
      'it, `fail` fails. If the content is equal, the run succeeds in each case.',
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
  ...verifyOptions,
  ...bothSidesOptions,
  ...runOptions,
  concurrency: concurrency(4, 'blobs and manifests that are copied'),
  ...summaryOption,
  ...resultOptions,
} as const;

/** The first copy, with the sums of all copies. */
interface CopyRunResult extends CopyResult {
  readonly copies: readonly CopyResult[];
}

const outputs: Outputs<CopyRunResult> = {
  ...resultOutputs('manifest'),
  copied: output(
    numberOutput,
    'Number of manifests and blobs that were transferred or mounted.',
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
  references: output(
    linesOutput,
    'References of all copies at their targets, one per line. The other outputs describe the first copy; the numbers are ' +
      'sums.',
    (result) => result.copies.map(({ reference }) => reference),
  ),
  digests: output(digestsOutput, 'Digests of all copies, one per line.', (result) =>
    result.copies.map(({ digest }) => digest),
  ),
  'skipped-references': output(
    linesOutput,
    'References of the copies that `if-tag-exists: skip` left out, one per line.',
    (result) => result.copies.filter(({ skipped }) => skipped).map(({ reference }) => reference),
  ),
  'verified-by': verifiedByOutput,
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
    { comment: 'Mirror the tags of a repository', line: "copy 'ghcr.io/acme/app:v*' registry.example.com/mirror/app" },
    { comment: 'Copy the lines of a file, each with a source and a target', line: 'copy @list.txt' },
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
    const sides = await copySides(inputs, context);
    context.describeFailure((error) => copyFailure(error, sides, label));
    log.phase('Copy');
    const { copies, error } = await runCopies(sides, {
      from: connectionOptions(sides.from, context),
      to: connectionOptions(sides.to, context),
      ...operationOptions(
        context,
        sides.items.every(({ target }) => target.kind === 'layout'),
      ),
      onCopied: ({ source, reference, skipped }) => {
        log.line(`${skipped ? 'skipped' : 'copied'} ${source} to ${reference}`);
      },
    });
    const result = sumOf(copies);
    const failed = error && formatLocation(error.item.source);
    return {
      result,
      lines: copies.flatMap((copy) => copyLines(copy, inputs.recursive)),
      problem: error && explainFailure(error, copyFailure(error, sides, label)),
      summary: (warnings) => copySummary(copies, { failed, warnings, links: workflowLinks(context.env, result.name) }),
    };
  },
});

type BulkOptions = Omit<CopyAllOptions, 'items'>;
type Copies = readonly [CopyResult, ...CopyResult[]];

/** Runs the copies. A failure after the first copy is a part of the result, so that the outputs name the copies. */
async function runCopies(
  { plan, items, isBulk }: CopySides,
  options: BulkOptions,
): Promise<{ readonly copies: Copies; readonly error?: CopyAllError }> {
  const [only] = items;
  if (!isBulk)
    return { copies: [await copyArtifact({ ...plan, ...options, source: only.source, target: only.target })] };
  try {
    return { copies: await copyAll({ ...plan, ...options, items }) };
  } catch (error) {
    if (!(error instanceof CopyAllError)) throw error;
    const [first, ...others] = error.copies;
    if (first === undefined) throw error;
    return { copies: [first, ...others], error };
  }
}

function sumOf(copies: Copies): CopyRunResult {
  const sum = (key: 'copied' | 'copiedBytes' | 'companions'): number =>
    copies.reduce((total, copy) => total + copy[key], 0);
  return {
    ...copies[0],
    verifiedBy: copies.flatMap(({ verifiedBy }) => verifiedBy),
    copied: sum('copied'),
    copiedBytes: sum('copiedBytes'),
    companions: sum('companions'),
    copies,
  };
}

/** Copies with the connections of both sides. */
export interface CopySides {
  readonly plan: Omit<CopyOptions, 'source' | 'target' | 'from' | 'to' | 'signal' | 'onEvent'> & {
    readonly allTags: boolean;
  };
  readonly items: readonly [LocatedItem, ...LocatedItem[]];
  /** The number of copies is not known yet. */
  readonly isBulk: boolean;
  readonly from: RegistryAccess;
  readonly to: RegistryAccess;
}

/** Also reads the list that the source names. @throws OciError `INPUT_INVALID` */
export async function copySides(inputs: Inputs<typeof options>, context: ReadContext): Promise<CopySides> {
  const { label } = context;
  const { target, recursive, platform, concurrency, allTags, ifTagExists } = inputs;
  const { items, isBulk } = await readCopyItems(inputs, context);
  const additionalTags =
    target === undefined ? [] : readTags([{ ...target, tag: undefined }], inputs.tags, undefined, label);
  const from = await sideAccess(inputs, 'from', label);
  const to = await sideAccess(inputs, 'to', label);
  checkCredentials(items, 'source', from, sideLabel(label, 'from'));
  checkCredentials(items, 'target', to, sideLabel(label, 'to'));
  const verify = await readVerification(inputs, label);
  const plan = { additionalTags, recursive, platform, concurrency, allTags, ifTagExists, verify };
  return { plan, items, isBulk, from, to };
}

/** Names the side on which a copy failed, with the options of that side. */
export function copyFailure(error: unknown, { items, from, to }: CopySides, label: InputLabel): FailureContext {
  const [first] = items;
  const item = error instanceof CopyAllError ? error.item : first;
  const inner = error instanceof CopyAllError ? error.cause : error;
  const atSource = inner instanceof CopyError && inner.origin === 'source';
  // A list names both sides.
  const targetInput = item.name === undefined ? 'target' : 'source';
  return {
    label: sideLabel(label, atSource ? 'from' : 'to'),
    plainHttp: (atSource ? from : to).plainHttp,
    ...(atSource ? locationContext('source', item.source) : locationContext(targetInput, item.target)),
  };
}

function copyLines(result: CopyResult, recursive: boolean): readonly string[] {
  const [, ...further] = result.tags;
  return [
    ...verifiedLines(result.verifiedBy),
    copyVerb(result, `copied ${result.source} to ${result.reference}`, `skipped (tag exists): ${result.reference}`),
    `  digest     ${result.digest}`,
    ...(further.length === 0 ? [] : [`  also       ${further.join(', ')}`]),
    `  copied     ${formatNumber(result.copied, 'item')}, ${formatBytes(result.copiedBytes)}`,
    ...(recursive ? [`  referrers  ${formatNumber(result.companions, 'manifest')} (with signatures)`] : []),
  ];
}
