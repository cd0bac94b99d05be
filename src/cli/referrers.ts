import { listReferrers, maxCompanions, resolve } from '../transfer/index.ts';
import {
  formatLocation,
  repositoryOf,
  OciError,
  printable,
  type Annotations,
  type Descriptor,
  type Digest,
  referenceOf,
} from '../spec/index.ts';
import { readPlatform } from '../commands/index.ts';
import { formatBytes } from '../output/index.ts';
import type { CallOptions, Repository } from '../registry/index.ts';
import type { Command } from './command.ts';
import { cliLabel, flagOf, textOf } from './options.ts';
import { withReference } from './resolve-reference.ts';

/** `oci-artifact referrers <reference>`: what refers to a manifest, what refers to that, and so on, as a tree. */
export const referrersCommand: Command = (args, context) =>
  withReference(
    { name: 'referrers', options: { platform: { type: 'string' }, 'artifact-type': { type: 'string' } } },
    args,
    context,
    async ({ parsed, endpoint, repository, call }) => {
      const targetPlatform = readPlatform('platform', textOf(parsed, 'platform'), cliLabel);
      const subject = await resolve(repository, referenceOf(endpoint), { ...call, targetPlatform });
      const wanted = textOf(parsed, 'artifact-type');
      const all = await treeOf(repository, subject, { left: maxCompanions }, call);
      const referrers = wanted === undefined ? all : all.filter((node) => node['artifact-type'] === wanted);
      const reference = formatLocation({ ...repositoryOf(endpoint), digest: subject.digest });
      if (flagOf(parsed, 'json')) {
        context.terminal.out(
          JSON.stringify({
            reference,
            digest: subject.digest,
            'media-type': subject.mediaType,
            size: subject.size,
            referrers,
          }),
        );
        return;
      }
      context.terminal.out(reference);
      for (const line of drawn(referrers, '')) context.terminal.out(line);
    },
  );

interface Node {
  readonly digest: Digest;
  readonly 'media-type': string;
  readonly 'artifact-type': string;
  readonly size: number;
  readonly annotations: Annotations;
  readonly referrers: readonly Node[];
}

/** @param budget manifests that may still be looked at: a registry can make up referrers of referrers without end */
async function treeOf(
  repository: Repository,
  subject: Descriptor,
  budget: { left: number },
  call: CallOptions,
): Promise<readonly Node[]> {
  const nodes: Node[] = [];
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

function drawn(nodes: readonly Node[], indent: string): readonly string[] {
  return nodes.flatMap((node, index) => {
    const last = index === nodes.length - 1;
    const type = printable(node['artifact-type'] || node['media-type'], 200);
    return [
      `${indent}${last ? '└─' : '├─'} ${type} ${node.digest} (${formatBytes(node.size)})`,
      ...drawn(node.referrers, `${indent}${last ? '   ' : '│  '}`),
    ];
  });
}
