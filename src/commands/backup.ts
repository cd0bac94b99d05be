import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { packLayer } from '../archive/index.ts';
import { fileSystemError, kindOf, PendingFile, removeTree } from '../fs/index.ts';
import { copyAll } from '../operations/index.ts';
import { formatLocation, inputError, printable } from '../spec/index.ts';
import { backupOptions, backupOutputs, copiesText, copyEvents, itemsOf } from './backup-options.ts';
import { connectionOptions, defineCommand, locationContext } from './command.ts';
import { location } from './location-options.ts';
import { option } from './option.ts';
import { visiblePath } from './option-types.ts';
import { registryAccess, registryReadOptions } from './registry-options.ts';

/** Writes the tags of a repository to an image layout, or to a tar archive of one. */
export const backup = defineCommand({
  name: 'backup',
  summary: 'write the tags of a repository to a directory or tar',
  description:
    'Copies all tags of <source>, or those that are named, with their referrers and signatures to an image layout: a ' +
    'directory, or a tar archive if the path ends with .tar. "restore" copies them to a registry.',
  examples: [
    { comment: 'Back up a repository', line: 'backup ghcr.io/acme/app -o app.tar' },
    { comment: 'Add two tags to a directory', line: 'backup ghcr.io/acme/app --tag v1 --tag v2 -o ./app' },
  ],
  options: {
    source: option({
      type: location(),
      positional: 'source',
      required: 'write registry/repository, or registry/repository:tag for one tag',
      description: 'Repository: `registry/repository`, or an image layout. With a tag, only this tag.',
    }),
    output: option({
      type: visiblePath,
      short: 'o',
      required: 'give the path of a directory, or of a file that ends with .tar',
      description:
        'Directory of the image layout, which may have other tags; or the path of a tar archive, which is replaced.',
    }),
    ...backupOptions,
    ...registryReadOptions,
  },
  outputs: backupOutputs,
  failure: { placeInput: 'source' },
  async run(inputs, context) {
    const { label, signal } = context;
    const { source, output, concurrency } = inputs;
    const path = resolve(output);
    const isArchive = path.endsWith('.tar');
    if (isArchive && (await kindOf(path)) === 'directory')
      throw inputError(
        label('output'),
        output,
        'is a directory, but the name is that of an archive; choose another name',
      );
    const access = await registryAccess(inputs, label);
    context.describeFailure(() => ({
      ...locationContext('source', source),
      directoryInput: 'output',
      outputInput: 'output',
      plainHttp: access.plainHttp,
    }));
    await using staging = isArchive ? await stagingBeside(path) : undefined;
    if (staging !== undefined) context.onForcedExit(staging.removeNow);
    const layout = { kind: 'layout', path: staging?.layout ?? path } as const;
    const copies = await copyAll({
      ...itemsOf(source, layout, source, inputs.tags, label),
      recursive: inputs.referrers,
      concurrency,
      from: connectionOptions(access, context),
      ...copyEvents(context, true),
    });
    if (staging !== undefined) await writeArchive(staging.layout, path, signal);
    const shown = printable(path, 300);
    const inArchive = (reference: string): string => reference.replace(staging?.layout ?? path, path);
    return {
      result: { copies, references: copies.map(({ reference }) => inArchive(reference)) },
      lines: [`backed up ${copiesText(copies)} of ${printable(formatLocation(source), 300)} to ${shown}`],
    };
  },
});

interface Staging extends AsyncDisposable {
  /** Path of the image layout. */
  readonly layout: string;
  readonly removeNow: () => void;
}

/** A directory on the file system of the archive, because the temporary directory may be small. */
async function stagingBeside(archive: string): Promise<Staging> {
  try {
    await mkdir(dirname(archive), { recursive: true });
    const path = await mkdtemp(join(dirname(archive), `.${basename(archive)}.`));
    return {
      layout: join(path, 'layout'),
      removeNow: () => {
        rmSync(path, { recursive: true, force: true });
      },
      [Symbol.asyncDispose]: () => removeTree(path),
    };
  } catch (error) {
    throw fileSystemError(error, `create a temporary directory beside ${archive}`);
  }
}

/** Writes the layout as a tar archive. An existing archive is replaced when the new one is complete. */
async function writeArchive(layout: string, path: string, signal: AbortSignal): Promise<void> {
  await using file = await PendingFile.create(dirname(path), path, `.${basename(path)}`);
  const { content } = packLayer({ sourceDir: layout, compression: 'none', modes: 'normalize', signal });
  for await (const chunk of content) await file.write(chunk);
  await file.commit(path);
}
