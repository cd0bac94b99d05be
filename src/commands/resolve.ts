import { manifestLocation } from '../connect/index.ts';
import { referenceOf, resultAt } from '../spec/index.ts';
import { resolve as resolveReference } from '../transfer/index.ts';
import { defineCommand } from './command.ts';
import { option } from './option.ts';
import { platform } from './option-types.ts';
import { resultOutputs } from './output.ts';
import { referenceOptions, withReference } from './repository-command.ts';

export const platformOption = {
  platform: option({
    type: platform,
    description: 'Platform of the manifest of an index, such as linux/arm64.',
  }),
} as const;

const {
  digest,
  reference,
  'pinned-reference': pinned,
  name,
  'media-type': mediaType,
  size,
} = resultOutputs('manifest');

/** Prints the digest of a reference. */
export const resolve = defineCommand({
  name: 'resolve',
  summary: 'print the digest of a reference',
  description: 'Prints the digest that <reference> resolves to.',
  examples: [
    { comment: 'Resolve a tag', line: 'resolve ghcr.io/acme/bundle:v1.2.0' },
    {
      comment: 'Resolve the manifest of a platform',
      line: 'resolve docker.io/library/alpine:3 --platform linux/arm64',
    },
  ],
  options: { ...referenceOptions, ...platformOption },
  outputs: { digest, reference, 'pinned-reference': pinned, name, 'media-type': mediaType, size },
  failure: { placeInput: 'reference' },
  run: (inputs, context) =>
    withReference(inputs, context, 'read', async ({ reference: given, repository, call }) => {
      const reference = await manifestLocation(repository, given, call);
      const targetPlatform = inputs.platform;
      const descriptor = await resolveReference(repository, referenceOf(reference), { ...call, targetPlatform });
      const tags = reference.tag === undefined || targetPlatform !== undefined ? [] : [reference.tag];
      return { result: resultAt(reference, descriptor, tags), lines: [descriptor.digest] };
    }),
});
