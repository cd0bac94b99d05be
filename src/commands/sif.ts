import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describeImage, imageFileName, imageHash, imageJson, readSifImage } from '../formats/index.ts';
import { formatBytes } from '../output/index.ts';
import { parseSifReference, pullImageToFile, uploadImage, type SifOptions, type SifReference } from '../sif/index.ts';
import { formatReference, isOciError, OciError, printable, type Descriptor } from '../spec/index.ts';
import { downloadCacheOptions, openCacheDirectory } from './cache-options.ts';
import { connectionOptions, defineCommand, type CommandGroup, type RunContext } from './command.ts';
import { option, type Inputs } from './option.ts';
import { flag, path, platform, text } from './option-types.ts';
import { digestOutput, lineOutput, mediaTypeOutput, numberOutput, output, type Output } from './output.ts';
import { registryAccess, registryReadOptions, registryWriteOptions } from './registry-options.ts';
import { resultOptions } from './run-options.ts';

const reference = option({
  type: text,
  positional: 'reference',
  required: 'write registry/repository:tag',
  description:
    '`registry/repository[:tag][@digest]`, with or without `oras://`. Without a tag and digest, `latest` is used.',
});

/** An image in a registry. */
interface RemoteImage {
  readonly reference: SifReference;
  readonly manifest: Descriptor;
  readonly layer: Descriptor;
  /** Path of the local file. */
  readonly file: string;
}

const outputs = {
  reference: output(lineOutput, 'The full reference.', (image: RemoteImage) => formatReference(image.reference)),
  'pinned-reference': output(lineOutput, 'The reference with the digest.', pinnedReference),
  digest: output(digestOutput, 'Digest of the manifest.', (image: RemoteImage) => image.manifest.digest),
  'layer-digest': output(digestOutput, 'Digest of the image file.', (image: RemoteImage) => image.layer.digest),
  'layer-size': output(numberOutput, 'Size of the image file in bytes.', (image: RemoteImage) => image.layer.size),
};

const mediaType: Output<RemoteImage> = output(
  mediaTypeOutput,
  'Media type of the manifest.',
  (image) => image.manifest.mediaType,
);

const push = defineCommand({
  name: 'sif push',
  summary: 'upload a SIF image',
  description: 'Checks that <file> is a runnable SIF image, and uploads it.',
  examples: [{ comment: 'Push an image', line: 'sif push app.sif ghcr.io/acme/app:v1' }],
  options: {
    file: option({ type: path, positional: 'file', required: 'give a SIF image', description: 'SIF image.' }),
    reference,
    ...registryWriteOptions,
    ...resultOptions,
  },
  outputs: { ...outputs, 'media-type': mediaType },
  failure: { placeInput: 'reference' },
  async run(inputs, context) {
    const options = await sifOptions(inputs, parseSifReference(inputs.reference), 'push', context);
    const pushed = await localErrors(() => uploadImage(inputs.file, inputs.reference, options));
    const { reference, manifest, layer } = pushed;
    const result: RemoteImage = { reference, manifest, layer, file: inputs.file };
    const existed = pushed.alreadyThere ? ', already in the registry' : '';
    const names = `${formatReference(reference)} (${pinnedReference(result)})`;
    return { result, lines: [`pushed ${names}, ${formatBytes(layer.size)}${existed}`] };
  },
});

const pull = defineCommand({
  name: 'sif pull',
  summary: 'download a SIF image',
  description: 'Downloads a SIF image into an executable file. Of an index, it is the image for this machine.',
  examples: [
    { comment: 'Pull into app_v1.sif', line: 'sif pull ghcr.io/acme/app:v1' },
    { comment: 'Pull the image for another machine', line: 'sif pull ghcr.io/acme/app:v1 --platform linux/arm64' },
  ],
  options: {
    reference,
    file: option({
      type: path,
      positional: 'file',
      description: 'File to write. The default has the last part of the name and the tag, as in app_latest.sif.',
    }),
    platform: option({
      type: platform,
      defaultText: 'the platform of this machine',
      description: 'Platform of the image to pull of an index, such as linux/arm64.',
    }),
    force: option({ type: flag, default: false, description: 'Replace an existing file.' }),
    ...downloadCacheOptions,
    ...registryReadOptions,
    ...resultOptions,
  },
  outputs: {
    ...outputs,
    path: output(lineOutput, 'Absolute path of the file.', (image: RemoteImage) => resolve(image.file)),
  },
  failure: { placeInput: 'reference' },
  async run(inputs, context) {
    const reference = parseSifReference(inputs.reference);
    const file = inputs.file ?? imageFileName(reference);
    if (!inputs.force) await refuseExisting(file);
    const connection = await sifOptions(inputs, reference, 'pull', context);
    const options = { ...connection, platform: inputs.platform };
    const cache = await openCacheDirectory(inputs, context);
    const { manifest, layer } = await pullImageToFile(cache, file, inputs.reference, undefined, options);
    const result: RemoteImage = { reference, manifest, layer, file };
    return {
      result,
      lines: [`pulled ${pinnedReference(result)} into ${printable(file)} (${formatBytes(layer.size)})`],
    };
  },
});

const localFile = option({ type: path, positional: 'file', required: 'give a file', description: 'SIF image.' });

const hash = defineCommand({
  name: 'sif hash',
  summary: 'print the digest of a SIF image',
  description: 'Prints the digest of a file (sha256:…).',
  examples: [{ comment: 'Hash an image', line: 'sif hash app.sif' }],
  options: { file: localFile },
  outputs: {},
  failure: { placeInput: 'reference' },
  run: async ({ file }, { signal }) => ({ result: undefined, lines: [await imageHash(file, { signal })] }),
});

const inspect = defineCommand({
  name: 'sif inspect',
  summary: 'print the headers of a SIF image',
  description: 'Prints the same as "siftool header" and "siftool list".',
  examples: [{ comment: 'Inspect an image', line: 'sif inspect app.sif --json' }],
  options: { file: localFile, json: resultOptions.json },
  outputs: {},
  failure: { placeInput: 'reference' },
  async run({ file }, { signal }) {
    const image = await localErrors(() => readSifImage(file, { signal }));
    return { result: undefined, lines: describeImage(image), json: JSON.stringify(imageJson(image)) };
  },
});

/** SIF images, as Apptainer and Singularity keep them in registries. */
export const sif: CommandGroup = {
  name: 'sif',
  summary: 'push, pull, hash and inspect SIF images',
  description: 'SIF images in registries, in the format of Apptainer and Singularity.',
  commands: { push, pull, hash, inspect },
};

async function sifOptions(
  inputs: Inputs<typeof registryReadOptions>,
  reference: SifReference,
  phase: 'push' | 'pull',
  context: RunContext,
): Promise<SifOptions> {
  const { label, log, signal } = context;
  const access = await registryAccess(inputs, label);
  context.describeFailure(() => ({
    registry: reference.registry,
    plainHttp: access.plainHttp,
    placeInput: 'reference',
  }));
  return {
    ...connectionOptions(access, context),
    signal,
    onProgress: (done, total) => {
      log.progress({ phase, done, total });
    },
  };
}

async function refuseExisting(file: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (found === undefined) return;
  const quoted = `"${printable(file, 300)}"`;
  throw new OciError('INPUT_INVALID', `${quoted} already exists; give --force to replace it, or another name`, {
    detail: { input: 'file' },
  });
}

/** An invalid file is not an error of the registry. */
async function localErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isOciError(error, 'ARCHIVE_INVALID')) throw error;
    throw new OciError('INPUT_INVALID', error.message, { detail: { input: 'file' }, cause: error });
  }
}

function pinnedReference({ reference, manifest }: RemoteImage): string {
  const { registry, repository } = reference;
  return formatReference({ registry, repository, digest: manifest.digest });
}
