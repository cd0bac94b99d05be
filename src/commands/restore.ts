import { copyAll, CopyAllError } from '../operations/index.ts';
import { formatLocation, printable, repositoryOf, type Location } from '../spec/index.ts';
import { CopyError } from '../transfer/index.ts';
import { backupOptions, backupOutputs, copiesText, copyEvents, itemsOf } from './backup-options.ts';
import { connectionOptions, defineCommand, locationContext } from './command.ts';
import { location } from './location-options.ts';
import { option } from './option.ts';
import { visiblePath } from './option-types.ts';
import { registryAccess, registryWriteOptions } from './registry-options.ts';

/** Copies the tags of an image layout, or of a tar archive of one, to a repository. */
export const restore = defineCommand({
  name: 'restore',
  summary: 'copy the tags of a directory or tar to a repository',
  description:
    'Copies all tags of an image layout, or those that are named, with their referrers and signatures to <target>. The ' +
    'layout is a directory or a tar archive, as "backup", oras, skopeo and docker buildx write it.',
  examples: [
    { comment: 'Restore a repository', line: 'restore ghcr.io/acme/app -i app.tar' },
    { comment: 'Restore one tag', line: 'restore ghcr.io/acme/app:v1 -i ./app' },
  ],
  options: {
    target: option({
      type: location(),
      positional: 'target',
      required: 'write registry/repository, or registry/repository:tag for one tag',
      description: 'Repository: `registry/repository`. With a tag, only this tag is copied.',
    }),
    input: option({
      type: visiblePath,
      short: 'i',
      required: 'give the path of an image layout, or of a tar archive of one',
      description: 'Directory of the image layout, or path of a tar archive of one.',
    }),
    ...backupOptions,
    ...registryWriteOptions,
  },
  outputs: backupOutputs,
  failure: { placeInput: 'target', directoryInput: 'input' },
  async run(inputs, context) {
    const { label } = context;
    const { target, input, concurrency } = inputs;
    const access = await registryAccess(inputs, label);
    context.describeFailure((error) => ({
      ...locationContext('target', target),
      ...(isSourceError(error) ? { placeInput: 'input' } : {}),
      directoryInput: 'input',
      plainHttp: access.plainHttp,
    }));
    const layout: Location = { kind: 'layout', path: input };
    const copies = await copyAll({
      ...itemsOf(layout, target, target, inputs.tags, label),
      recursive: inputs.referrers,
      concurrency,
      to: connectionOptions(access, context),
      ...copyEvents(context),
    });
    return {
      result: { copies, references: copies.map(({ reference }) => reference) },
      lines: [
        `restored ${copiesText(copies)} from ${printable(input, 300)} to ${formatLocation(repositoryOf(target))}`,
      ],
    };
  },
});

function isSourceError(error: unknown): boolean {
  const inner = error instanceof CopyAllError ? error.cause : error;
  return inner instanceof CopyError && inner.origin === 'source';
}
