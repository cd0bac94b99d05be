import { fetchBytes } from '../transfer/index.ts';
import { readPlatform } from '../commands/index.ts';
import { parseManifest, printable, referenceOf } from '../spec/index.ts';
import type { Command } from './command.ts';
import { cliLabel, flagOf, textOf } from './options.ts';
import { withReference } from './resolve-reference.ts';

/** `oci-artifact manifest <reference>`: the manifest, for reading; with `--json` exactly as it is stored. */
export const manifestCommand: Command = (args, context) =>
  withReference(
    { name: 'manifest', options: { platform: { type: 'string' } } },
    args,
    context,
    async ({ parsed, endpoint, repository, call }) => {
      const targetPlatform = readPlatform('platform', textOf(parsed, 'platform'), cliLabel);
      const { bytes, descriptor } = await fetchBytes(repository, referenceOf(endpoint), { ...call, targetPlatform });
      // A blob, and anything else that is no manifest, is an error and not printed.
      parseManifest(bytes, descriptor.mediaType);
      const text = new TextDecoder().decode(bytes);
      if (flagOf(parsed, 'json')) {
        context.terminal.out(text);
        return;
      }
      for (const line of JSON.stringify(JSON.parse(text), undefined, 2).split('\n'))
        context.terminal.out(printable(line, Infinity));
    },
  );
