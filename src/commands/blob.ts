import { basename, dirname, resolve } from 'node:path';
import { PendingFile } from '../fs/index.ts';
import { formatBytes } from '../output/index.ts';
import type { BlobReader, Repository } from '../registry/index.ts';
import {
  formatLocation,
  inputError,
  isManifestMediaType,
  isNotFound,
  mediaTypeOctetStream,
  OciError,
  repositoryOf,
  type Descriptor,
  type Digest,
  type InputLabel,
  type Location,
} from '../spec/index.ts';
import { fileBody, hashFile, pushStream } from '../transfer/index.ts';
import { defineCommand, type CommandGroup, type RunContext } from './command.ts';
import { option } from './option.ts';
import { path } from './option-types.ts';
import { digestOutput, lineOutput, numberOutput, output } from './output.ts';
import { referenceOptions, withReference, type OpenReference } from './repository-command.ts';

const { reference, ...others } = referenceOptions;
const blobReference = { ...reference, required: 'write registry/repository@sha256:…, or ./path@sha256:…' };

interface Blob {
  readonly location: Location;
  readonly descriptor: Descriptor;
}

const outputs = {
  digest: output(digestOutput, 'Digest of the blob.', ({ descriptor }: Blob) => descriptor.digest),
  size: output(numberOutput, 'Its size in bytes.', ({ descriptor }: Blob) => descriptor.size),
  reference: output(lineOutput, 'Reference with the digest.', ({ location, descriptor }: Blob) =>
    formatLocation({ ...repositoryOf(location), digest: descriptor.digest }),
  ),
};

const get = defineCommand({
  name: 'blob get',
  summary: 'print or save a blob',
  description:
    'Prints the content of a blob, or writes it to a file. The file appears only when the digest of the whole content ' +
    'is right; printed content is complete only if the exit code is 0.',
  examples: [
    { comment: 'Save a layer', line: 'blob get ghcr.io/acme/bundle@sha256:… --output layer.tar.gz' },
    { comment: 'Print a config', line: 'blob get ghcr.io/acme/bundle@sha256:… | jq' },
  ],
  options: {
    reference: blobReference,
    output: option({ type: path, short: 'o', description: 'File to write; it is replaced.', defaultText: 'stdout' }),
    ...others,
  },
  outputs: { ...outputs, path: output(lineOutput, 'Absolute path of the file.', ({ file = '' }: SavedBlob) => file) },
  failure: { placeInput: 'reference', directoryInput: 'output' },
  run: (inputs, context) =>
    withReference(inputs, context, 'read', async (opened) => {
      if (inputs.output === undefined && (inputs.json || inputs.print !== undefined))
        throw inputError(
          context.label(inputs.json ? 'json' : 'print'),
          undefined,
          'needs --output, because stdout has the content',
        );
      const descriptor = await resolveBlob(opened, context.label);
      await using reader = await opened.repository.fetch(descriptor, opened.call);
      const blob = { location: opened.reference, descriptor };
      if (inputs.output === undefined) {
        await context.write?.(reader);
        return { result: { ...blob, file: undefined }, lines: [] };
      }
      const file = resolve(inputs.output);
      await save(reader, descriptor, file, context);
      return { result: { ...blob, file }, lines: [`saved ${formatBytes(descriptor.size)} to ${inputs.output}`] };
    }),
});

interface SavedBlob extends Blob {
  readonly file: string | undefined;
}

const put = defineCommand({
  name: 'blob put',
  summary: 'push a file as a blob',
  description: 'Pushes a file as a blob, unless the repository has it, and prints its digest.',
  examples: [{ comment: 'Push a file', line: 'blob put ghcr.io/acme/bundle data.bin' }],
  options: {
    reference: { ...reference, required: 'write registry/repository, or ./path for an image layout' },
    file: option({
      type: path,
      positional: 'file',
      required: 'give a file, or "-" for standard input',
      description: 'File to push; "-" reads standard input.',
    }),
    ...others,
  },
  outputs,
  failure: { placeInput: 'reference', directoryInput: 'file' },
  run: (inputs, context) =>
    withReference(inputs, context, 'create', async ({ reference: location, repository, call }) => {
      refuseReference(location, context.label);
      const descriptor =
        inputs.file === '-'
          ? await pushStream(repository, mediaTypeOctetStream, process.stdin, call)
          : await pushFile(repository, inputs.file, context);
      return { result: { location, descriptor }, lines: [descriptor.digest] };
    }),
});

const head = defineCommand({
  name: 'blob head',
  summary: 'print digest and size of a blob',
  description: 'Prints the digest and the size of a blob in bytes. The exit code is 1 if it does not exist.',
  examples: [{ comment: 'Look up a blob', line: 'blob head ghcr.io/acme/bundle@sha256:…' }],
  options: { reference: blobReference, ...others },
  outputs,
  failure: { placeInput: 'reference' },
  run: (inputs, context) =>
    withReference(inputs, context, 'read', async (opened) => {
      const descriptor = await resolveBlob(opened, context.label);
      return {
        result: { location: opened.reference, descriptor },
        lines: [`${descriptor.digest} ${descriptor.size}`],
      };
    }),
});

const remove = defineCommand({
  name: 'blob delete',
  summary: 'delete a blob',
  description: 'Deletes a blob. Manifests that refer to it are then incomplete.',
  examples: [{ comment: 'Delete a blob', line: 'blob delete localhost:5000/bundle@sha256:…' }],
  options: { reference: blobReference, ...others },
  outputs,
  failure: { placeInput: 'reference' },
  run: (inputs, context) =>
    withReference(inputs, context, 'write', async (opened) => {
      const descriptor = await resolveBlob(opened, context.label);
      if (isManifestMediaType(descriptor.mediaType))
        throw new OciError('UNSUPPORTED', `${descriptor.digest} is a manifest; use "oci-artifact delete"`);
      await opened.repository.delete(descriptor, opened.call);
      return {
        result: { location: opened.reference, descriptor },
        lines: [`deleted the blob ${formatLocation(opened.reference)}`],
      };
    }),
});

/** Blobs of a repository. */
export const blob: CommandGroup = {
  name: 'blob',
  summary: 'print, push, look up and delete blobs',
  description: 'Works with single blobs of a repository.',
  commands: { get, put, head, delete: remove },
};

async function resolveBlob({ reference, repository, call }: OpenReference, label: InputLabel): Promise<Descriptor> {
  const digest = digestOf(reference, label);
  try {
    return await repository.resolve(digest, call);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const place = formatLocation(repositoryOf(reference));
    // No cause: people see the innermost error.
    throw new OciError('BLOB_UNKNOWN', `no blob ${digest} is in ${place}; check the digest`, { status: error.status });
  }
}

/** @throws OciError `INPUT_INVALID` for a reference without a digest */
function digestOf(reference: Location, label: InputLabel): Digest {
  if (reference.digest !== undefined) return reference.digest;
  throw inputError(
    label('reference'),
    formatLocation(reference),
    'has no digest; a blob has no tag: add @sha256:… ("oci-artifact manifest" prints the digests of layers)',
  );
}

function refuseReference(reference: Location, label: InputLabel): void {
  if (reference.tag === undefined && reference.digest === undefined) return;
  throw inputError(
    label('reference'),
    formatLocation(reference),
    'has a tag or a digest; write only the repository, because the digest follows from the content',
  );
}

async function pushFile(repository: Repository, file: string, { log, signal }: RunContext): Promise<Descriptor> {
  const { digest, size } = await hashFile(file, { signal });
  const descriptor: Descriptor = { mediaType: mediaTypeOctetStream, digest, size };
  const body = fileBody(file, descriptor, (done) => {
    log.progress({ phase: 'push', done, total: size });
  });
  await repository.push(descriptor, body, { signal });
  return descriptor;
}

async function save(reader: BlobReader, { size }: Descriptor, file: string, { log }: RunContext): Promise<void> {
  await using pending = await PendingFile.create(dirname(file), file, `.${basename(file)}`);
  let done = 0;
  for await (const chunk of reader) {
    await pending.write(chunk);
    done += chunk.byteLength;
    log.progress({ phase: 'pull', done, total: size });
  }
  await pending.commit(file, false);
}
