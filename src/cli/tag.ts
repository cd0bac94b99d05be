import { tagN } from '../transfer/index.ts';
import { formatLocation, repositoryOf, isTag, inputError, referenceOf } from '../spec/index.ts';
import type { Command } from './command.ts';
import { flagOf } from './options.ts';
import { withReference } from './resolve-reference.ts';

/** `oci-artifact tag <reference> <tag…>`: points tags to what the reference names. */
export const tagCommand: Command = (args, context) =>
  withReference(
    { name: 'tag', more: ['tag…'], writes: true },
    args,
    context,
    async ({ parsed, endpoint, repository, call }) => {
      const tags = [...new Set(parsed.positionals.slice(1))];
      for (const tag of tags)
        if (!isTag(tag))
          throw inputError(
            '<tag>',
            tag,
            'is not a tag; use letters, digits, "_", "." and "-", not "." or "-" first, at most 128 characters',
          );
      const { digest } = await tagN(repository, referenceOf(endpoint), tags, call);
      const references = tags.map((tag) => formatLocation({ ...repositoryOf(endpoint), tag }));
      if (flagOf(parsed, 'json')) context.terminal.out(JSON.stringify({ digest, tags: references }));
      else for (const reference of references) context.terminal.out(`${reference} points to ${digest}`);
    },
  );
