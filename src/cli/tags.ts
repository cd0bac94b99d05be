import { formatLocation, printable, inputError } from '../spec/index.ts';
import type { Command } from './command.ts';
import { cliLabel, flagOf } from './options.ts';
import { withReference } from './resolve-reference.ts';

/** `oci-artifact tags <reference>`: the tags of a repository, one a line. */
export const tagsCommand: Command = (args, context) =>
  withReference({ name: 'tags' }, args, context, async ({ parsed, endpoint, repository, call }) => {
    const name = formatLocation(endpoint);
    if (endpoint.tag !== undefined || endpoint.digest !== undefined)
      throw inputError(cliLabel('reference'), name, 'names one manifest; name the repository alone');
    if (flagOf(parsed, 'json')) {
      context.terminal.out(JSON.stringify({ name, tags: await Array.fromAsync(repository.tags(call)) }));
      return;
    }
    for await (const tag of repository.tags(call)) context.terminal.out(printable(tag));
  });
