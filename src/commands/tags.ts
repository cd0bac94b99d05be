import { LayoutRepository, type LayoutManifest } from '../layout/index.ts';
import { formatNumber } from '../output/index.ts';
import { formatLocation, inputError, printable } from '../spec/index.ts';
import { defineCommand, type RunContext } from './command.ts';
import { jsonOutput, lineOutput, output, type Outputs } from './output.ts';
import { referenceOptions, withReference } from './repository-command.ts';

interface TagList {
  readonly name: string;
  readonly tags: readonly string[];
}

const outputs: Outputs<TagList> = {
  name: output(lineOutput, 'The repository.', (result) => result.name),
  tags: output(jsonOutput, 'Its tags.', (result) => result.tags),
};

/** Lists the tags of a repository. */
export const tags = defineCommand({
  name: 'tags',
  summary: 'list the tags of a repository',
  description: 'Lists the tags of a repository, one per line.',
  examples: [{ comment: 'List all tags', line: 'tags ghcr.io/acme/bundle' }],
  options: referenceOptions,
  outputs,
  failure: { placeInput: 'reference' },
  run: (inputs, context) =>
    withReference(inputs, context, 'read', async ({ reference, repository, call }) => {
      const name = formatLocation(reference);
      if (reference.tag !== undefined || reference.digest !== undefined)
        throw inputError(context.label('reference'), name, 'names one manifest; give only the repository');
      if (inputs.json || inputs.print !== undefined)
        return { result: { name, tags: await Array.fromAsync(repository.tags(call)) }, lines: [] };
      // A long list is printed while it arrives.
      for await (const each of repository.tags(call)) context.print(printable(each));
      if (repository instanceof LayoutRepository) reportUnnamed(await repository.manifests(call), name, context);
      return { result: { name, tags: [] }, lines: [] };
    }),
});

const maxShown = 10;

/** Reports the manifests of a layout that no tag names. Other tools write layouts without names. */
function reportUnnamed(manifests: readonly LayoutManifest[], name: string, { log }: RunContext): void {
  const digests = manifests.filter(({ names }) => names.length === 0).map(({ descriptor }) => descriptor.digest);
  if (digests.length === 0) return;
  const more = digests.length > maxShown ? ', …' : '';
  log.notice(
    `${formatNumber(digests.length, 'manifest')} of ${name} without a name; use the digest, as in ${name}@…: ` +
      digests.slice(0, maxShown).join(', ') +
      more,
  );
}
