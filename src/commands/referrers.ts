import { manifestLocation } from '../connect/index.ts';
import {
  formatLocation,
  OciError,
  printable,
  referenceOf,
  repositoryOf,
  type Annotations,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { formatBytes } from '../output/index.ts';
import { maxCompanions, ReferrerLister, resolve } from '../transfer/index.ts';
import { defineCommand, operationOptions } from './command.ts';
import { option } from './option.ts';
import { text, whole } from './option-types.ts';
import { digestOutput, jsonOutput, lineOutput, mediaTypeOutput, numberOutput, output, type Outputs } from './output.ts';
import { referenceOptions, withReference } from './repository-command.ts';
import { platformOption } from './resolve.ts';

interface Referrer {
  readonly digest: Digest;
  readonly 'media-type': string;
  readonly 'artifact-type': string;
  readonly size: number;
  readonly annotations: Annotations;
  readonly referrers: readonly Referrer[];
}

interface ReferrerTree {
  readonly reference: string;
  readonly subject: Descriptor;
  readonly referrers: readonly Referrer[];
}

const outputs: Outputs<ReferrerTree> = {
  reference: output(lineOutput, 'Reference of the manifest with its digest.', (tree) => tree.reference),
  digest: output(digestOutput, 'Digest of the manifest.', (tree) => tree.subject.digest),
  'media-type': output(mediaTypeOutput, 'Its media type.', (tree) => tree.subject.mediaType),
  size: output(numberOutput, 'Its size in bytes.', (tree) => tree.subject.size),
  referrers: output(jsonOutput, 'Its referrers, each with its own.', (tree) => tree.referrers),
};

/** Maximum number of levels of the tree. */
const maxLevels = 100;

/** Shows the referrers of a manifest. */
export const referrers = defineCommand({
  name: 'referrers',
  summary: 'show the referrers of a manifest as a tree',
  description: 'Shows the referrers of a manifest, their referrers, and so on, as a tree.',
  examples: [
    {
      comment: 'List only SBOMs',
      line: 'referrers ghcr.io/acme/app:v1 --artifact-type application/spdx+json',
    },
  ],
  options: {
    ...referenceOptions,
    ...platformOption,
    depth: option({
      type: whole(1, maxLevels),
      defaultText: 'all levels',
      description: 'Number of levels to show; 1 shows only direct referrers.',
    }),
    'artifact-type': option({
      type: text,
      description: 'Show only direct referrers of this artifact type, with all of their own.',
    }),
  },
  outputs,
  failure: { placeInput: 'reference' },
  run: (inputs, context) =>
    withReference(inputs, context, 'read', async ({ reference: given, repository, call }) => {
      const reference = await manifestLocation(repository, given, call);
      const subject = await resolve(repository, referenceOf(reference), { ...call, targetPlatform: inputs.platform });
      const lister = new ReferrerLister(repository, { ...call, onEvent: operationOptions(context).onEvent });
      const all = await treeOf(lister, subject, { remaining: maxCompanions, levels: inputs.depth ?? Infinity });
      const wanted = inputs.artifactType;
      const shown = wanted === undefined ? all : all.filter((node) => node['artifact-type'] === wanted);
      const pinned = formatLocation({ ...repositoryOf(reference), digest: subject.digest });
      return {
        result: { reference: pinned, subject, referrers: shown },
        lines: [pinned, ...treeLines(shown, '')],
      };
    }),
});

/**
 * A hostile registry could list referrers of referrers without end.
 *
 * @param budget remaining number of manifests, and the levels to read
 */
async function treeOf(
  lister: ReferrerLister,
  subject: Descriptor,
  budget: { remaining: number; readonly levels: number },
  level = 1,
): Promise<readonly Referrer[]> {
  if (level > budget.levels) return [];
  const nodes: Referrer[] = [];
  for (const referrer of await lister.list(subject)) {
    if (budget.remaining-- <= 0) throw tooLarge(`there are more than ${maxCompanions}`);
    if (level > maxLevels) throw tooLarge(`the tree has more than ${maxLevels} levels`);
    nodes.push({
      digest: referrer.digest,
      'media-type': referrer.mediaType,
      'artifact-type': referrer.artifactType ?? '',
      size: referrer.size,
      annotations: referrer.annotations ?? {},
      referrers: await treeOf(lister, referrer, budget, level + 1),
    });
  }
  return nodes;
}

function tooLarge(problem: string): OciError {
  return new OciError('SIZE_LIMIT', `cannot show the referrers: ${problem}; give the digest of one of the referrers`);
}

function treeLines(nodes: readonly Referrer[], indent: string): readonly string[] {
  return nodes.flatMap((node, index) => {
    const last = index === nodes.length - 1;
    const type = printable(node['artifact-type'] || node['media-type'], 200);
    return [
      `${indent}${last ? '└─' : '├─'} ${type} ${node.digest} (${formatBytes(node.size)})`,
      ...treeLines(node.referrers, `${indent}${last ? '   ' : '│  '}`),
    ];
  });
}
