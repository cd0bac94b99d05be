import { resolve } from '../transfer/index.ts';
import { readPlatform } from '../commands/index.ts';
import { resultOutputs } from '../output/index.ts';
import { resultAt, referenceOf } from '../spec/index.ts';
import type { Command } from './command.ts';
import { cliLabel, flagOf, textOf } from './options.ts';
import { withReference } from './resolve-reference.ts';

/** `oci-artifact resolve <reference>`: the digest that a tag stands for. */
export const resolveCommand: Command = (args, context) =>
  withReference(
    { name: 'resolve', options: { platform: { type: 'string' } } },
    args,
    context,
    async ({ parsed, endpoint, repository, call }) => {
      const targetPlatform = readPlatform('platform', textOf(parsed, 'platform'), cliLabel);
      const descriptor = await resolve(repository, referenceOf(endpoint), { ...call, targetPlatform });
      if (!flagOf(parsed, 'json')) {
        context.terminal.out(descriptor.digest);
        return;
      }
      const tags = endpoint.tag === undefined || targetPlatform !== undefined ? [] : [endpoint.tag];
      const {
        'artifact-type': _,
        checksums: __,
        tags: ___,
        ...outputs
      } = resultOutputs(resultAt(endpoint, { ...descriptor, artifactType: undefined }, tags));
      context.terminal.out(JSON.stringify(outputs));
    },
  );
