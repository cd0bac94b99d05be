import { manifestLocation } from '../connect/index.ts';
import { formatLocation, referenceOf, repositoryOf, type Digest } from '../spec/index.ts';
import { tagN } from '../transfer/index.ts';
import { defineCommand } from './command.ts';
import { bareTag } from './location-options.ts';
import { option } from './option.ts';
import { words } from './option-types.ts';
import { digestOutput, output, referencesOutput, type Outputs } from './output.ts';
import { referenceOptions, withReference } from './repository-command.ts';

interface TagResult {
  readonly digest: Digest;
  readonly tags: readonly string[];
}

const { reference, ...others } = referenceOptions;

const outputs: Outputs<TagResult> = {
  digest: output(digestOutput, 'Digest of the manifest.', (result) => result.digest),
  tags: output(referencesOutput, 'Full references of the tags.', (result) => result.tags),
};

/** Points tags to a manifest. */
export const tag = defineCommand({
  name: 'tag',
  summary: 'point tags to a manifest',
  description: 'Points tags of the same repository to the manifest of <reference>.',
  examples: [{ comment: 'Tag a release as latest', line: 'tag ghcr.io/acme/bundle:v1.2.0 latest v1' }],
  options: {
    reference,
    tags: option({
      type: words('tag'),
      positional: 'tag',
      required: 'give at least one tag',
      description: 'Tag of the same repository.',
    }),
    ...others,
  },
  outputs,
  failure: { placeInput: 'reference' },
  run: (inputs, context) =>
    withReference(inputs, context, 'write', async ({ reference: given, repository, call }) => {
      const reference = await manifestLocation(repository, given, call);
      const tags = [...new Set(inputs.tags)].map((each) => bareTag(context.label('tags'), each));
      const { digest } = await tagN(repository, referenceOf(reference), tags, call);
      const references = tags.map((each) => formatLocation({ ...repositoryOf(reference), tag: each }));
      return {
        result: { digest, tags: references },
        lines: references.map((each) => `${each} points to ${digest}`),
      };
    }),
});
