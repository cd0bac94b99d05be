import { formatLocation, inputError, printable } from '../spec/index.ts';
import { defineCommand } from './command.ts';
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
      if (inputs.json) return { result: { name, tags: await Array.fromAsync(repository.tags(call)) }, lines: [] };
      // A long list is printed while it arrives.
      for await (const each of repository.tags(call)) context.print(printable(each));
      return { result: { name, tags: [] }, lines: [] };
    }),
});
