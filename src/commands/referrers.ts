import { manifestLocation } from '../connect/index.ts';
import type { CallOptions, Repository } from '../registry/index.ts';
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
import { listReferrers, maxCompanions, resolve } from '../transfer/index.ts';
import { defineCommand } from './command.ts';
import { option } from './option.ts';
import { text } from './option-types.ts';
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
      const all = await treeOf(repository, subject, { left: maxCompanions }, call);
      const wanted = inputs.artifactType;
      const shown = wanted === undefined ? all : all.filter((node) => node['artifact-type'] === wanted);
      const pinned = formatLocation({ ...repositoryOf(reference), digest: subject.digest });
      return {
        result: { reference: pinned, subject, referrers: shown },
        lines: [pinned, ...treeLines(shown, '')],
      };
    }),
});

/** @param budget remaining number of manifests: a hostile registry could list referrers of referrers without end */
async function treeOf(
  repository: Repository,
  subject: Descriptor,
  budget: { left: number },
  call: CallOptions,
): Promise<readonly Referrer[]> {
  const nodes: Referrer[] = [];
  for (const referrer of await listReferrers(repository, subject, call)) {
    if (budget.left-- <= 0) throw new OciError('SIZE_LIMIT', `more than ${maxCompanions} manifests refer to it`);
    nodes.push({
      digest: referrer.digest,
      'media-type': referrer.mediaType,
      'artifact-type': referrer.artifactType ?? '',
      size: referrer.size,
      annotations: referrer.annotations ?? {},
      referrers: await treeOf(repository, referrer, budget, call),
    });
  }
  return nodes;
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
