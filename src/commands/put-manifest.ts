import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { errnoOf } from '../fs/index.ts';
import {
  digestAlgorithm,
  digestOf,
  formatLocation,
  inputError,
  isRecord,
  isManifestMediaType,
  maxManifestBytes,
  parseJson,
  parseManifest,
  repositoryOf,
  resultAt,
  type Descriptor,
} from '../spec/index.ts';
import { once } from '../streams/index.ts';
import { defineCommand, type RunContext } from './command.ts';
import { option } from './option.ts';
import { mediaType, path } from './option-types.ts';
import { resultOutputs } from './output.ts';
import { referenceOptions, withReference } from './repository-command.ts';

const { reference, ...others } = referenceOptions;
const {
  digest,
  reference: fullReference,
  'pinned-reference': pinned,
  'media-type': type,
  size,
} = resultOutputs('manifest');

/** Pushes a manifest as it is. */
export const putManifest = defineCommand({
  name: 'manifest put',
  summary: 'push a manifest from a file',
  description:
    'Pushes the bytes of a file as a manifest or index, and prints the digest. The blobs and manifests to which it ' +
    'refers must be in the repository.',
  examples: [
    { comment: 'Push a manifest with a tag', line: 'manifest put ghcr.io/acme/bundle:v1 manifest.json' },
    { comment: 'Push it without a tag', line: 'manifest put ghcr.io/acme/bundle manifest.json' },
  ],
  options: {
    reference: { ...reference, required: 'write registry/repository[:tag], or ./path[:tag] for an image layout' },
    file: option({
      type: path,
      positional: 'file',
      required: 'give a file, or "-" for standard input',
      description: 'Manifest in JSON; "-" reads standard input.',
    }),
    'media-type': option({
      type: mediaType,
      defaultText: 'the field mediaType of the manifest',
      description: 'Media type of the manifest.',
    }),
    ...others,
  },
  outputs: { digest, reference: fullReference, 'pinned-reference': pinned, 'media-type': type, size },
  failure: { placeInput: 'reference', directoryInput: 'file' },
  run: (inputs, context) =>
    withReference(inputs, context, 'create', async ({ reference: location, repository, call }) => {
      const bytes = await readManifest(inputs.file, context);
      const expected = location.digest;
      const descriptor: Descriptor = {
        mediaType: inputs.mediaType ?? statedMediaType(bytes, inputs.file, context),
        digest: digestOf(bytes, expected === undefined ? 'sha256' : digestAlgorithm(expected)),
        size: bytes.byteLength,
      };
      if (expected !== undefined && descriptor.digest !== expected)
        throw inputError(
          context.label('reference'),
          formatLocation(location),
          `has another digest than the file (${descriptor.digest}); omit the digest, or give the right file`,
        );
      if (!isManifestMediaType(descriptor.mediaType))
        throw inputError(context.label('media-type'), descriptor.mediaType, 'is not the media type of a manifest');
      parseManifest(bytes, descriptor.mediaType);
      const tags = location.tag === undefined ? [] : [location.tag];
      await repository.push(descriptor, () => once(bytes), { ...call, tags });
      return { result: resultAt(repositoryOf(location), descriptor, tags), lines: [descriptor.digest] };
    }),
});

async function readManifest(file: string, { label, signal }: RunContext): Promise<Uint8Array> {
  const subject = label('file');
  let bytes: Uint8Array;
  try {
    bytes = file === '-' ? await buffer(process.stdin) : await readFile(file, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw inputError(subject, file, `cannot be read (${errnoOf(error) ?? 'unknown reason'}); give a file`, error);
  }
  if (bytes.byteLength <= maxManifestBytes) return bytes;
  throw inputError(subject, file, `has ${bytes.byteLength} bytes; a manifest has at most ${maxManifestBytes}`);
}

function statedMediaType(bytes: Uint8Array, file: string, { label }: RunContext): string {
  const value: unknown = parseJson(bytes);
  const stated = isRecord(value) ? value['mediaType'] : undefined;
  if (typeof stated === 'string' && stated !== '') return stated;
  throw inputError(label('file'), file, `has no field mediaType; give ${label('media-type')}`);
}
