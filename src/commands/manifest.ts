import { manifestLocation } from '../connect/index.ts';
import { jsonDepth, parseManifest, printable, referenceOf, type Descriptor } from '../spec/index.ts';
import { fetchBytes } from '../transfer/index.ts';
import { defineCommand, type CommandGroup } from './command.ts';
import { option } from './option.ts';
import { flag } from './option-types.ts';
import { digestOutput, mediaTypeOutput, numberOutput, output, type Outputs } from './output.ts';
import { putManifest } from './put-manifest.ts';
import { referenceOptions, withReference } from './repository-command.ts';
import { platformOption } from './resolve.ts';

const outputs: Outputs<Descriptor> = {
  digest: output(digestOutput, 'Digest of the manifest.', ({ digest }) => digest),
  'media-type': output(mediaTypeOutput, 'Its media type.', ({ mediaType }) => mediaType),
  size: output(numberOutput, 'Its size in bytes.', ({ size }) => size),
};

/** Prints a manifest. */
export const printManifest = defineCommand({
  name: 'manifest',
  summary: 'print a manifest',
  description: 'Prints a manifest or index, indented for reading.',
  examples: [{ comment: 'Print the stored bytes', line: 'manifest ghcr.io/acme/bundle:v1.2.0 --json' }],
  options: {
    ...referenceOptions,
    ...platformOption,
    json: option({
      type: flag,
      default: false,
      scope: 'cli',
      description: 'Print the manifest exactly as it is stored, and a line break.',
    }),
  },
  outputs,
  failure: { placeInput: 'reference' },
  run: (inputs, context) =>
    withReference(inputs, context, 'read', async ({ reference: given, repository, call }) => {
      const reference = await manifestLocation(repository, given, call);
      const targetPlatform = inputs.platform;
      const { bytes, descriptor } = await fetchBytes(repository, referenceOf(reference), { ...call, targetPlatform });
      // Only manifests are printed, not blobs.
      parseManifest(bytes, descriptor.mediaType);
      const text = new TextDecoder().decode(bytes);
      return { result: descriptor, json: text, lines: indented(text).map((line) => printable(line, Infinity)) };
    }),
});

/** Maximum number of levels that are indented. With more, the spaces could need hundreds of times the size. */
const maxIndentedLevels = 20;

function indented(json: string): readonly string[] {
  return jsonDepth(json) > maxIndentedLevels ? [json] : JSON.stringify(JSON.parse(json), undefined, 2).split('\n');
}

/** Prints and pushes manifests. */
export const manifest: CommandGroup = {
  name: 'manifest',
  summary: 'print a manifest; "manifest put" pushes one',
  description: printManifest.description,
  commands: { put: putManifest },
  withoutVerb: printManifest,
};
