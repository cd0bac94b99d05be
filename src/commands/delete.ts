import { formatLocation, inputError, isOciError, OciError, type InputLabel } from '../spec/index.ts';
import { defineCommand } from './command.ts';
import { lineOutput, output, type Outputs } from './output.ts';
import { referenceOptions, withReference, type OpenReference } from './repository-command.ts';

interface Deletion {
  readonly name: string;
  readonly kind: 'tag' | 'manifest';
}

const outputs: Outputs<Deletion> = {
  deleted: output(lineOutput, 'The reference.', (result) => result.name),
  kind: output(lineOutput, '`tag` or `manifest`.', (result) => result.kind),
};

/** Deletes a tag or a manifest. */
export const deleteCommand = defineCommand({
  name: 'delete',
  summary: 'delete a tag, or a manifest by its digest',
  description:
    'Deletes only the tag if <reference> has a tag; deletes the manifest with all its tags if it has a digest.',
  examples: [{ comment: 'Delete a tag', line: 'delete ghcr.io/acme/bundle:old' }],
  options: referenceOptions,
  outputs,
  failure: { placeInput: 'reference' },
  run: (inputs, context) =>
    withReference(inputs, context, 'write', async (opened) => {
      const name = formatLocation(opened.reference);
      const kind = await remove(opened, name, context.label);
      return { result: { name, kind }, lines: [`deleted the ${kind} ${name}`] };
    }),
});

async function remove(
  { reference, repository, call }: OpenReference,
  name: string,
  label: InputLabel,
): Promise<Deletion['kind']> {
  const { tag, digest } = reference;
  const subject = label('reference');
  // A delete must be explicit, so there is no default tag, and a tag with a digest is ambiguous.
  if (tag !== undefined && digest !== undefined)
    throw inputError(
      subject,
      name,
      'has a tag and a digest; give the tag to delete only the tag, or the digest to delete the manifest with all ' +
        'its tags',
    );
  if (digest !== undefined) {
    await repository.delete(await repository.resolve(digest, call), call);
    return 'manifest';
  }
  if (tag === undefined) throw inputError(subject, name, 'names a whole repository; add a tag or a digest');
  try {
    await repository.untag(tag, call);
  } catch (error) {
    if (!isOciError(error, 'UNSUPPORTED')) throw error;
    throw new OciError(
      'UNSUPPORTED',
      `${error.message}; a registry that cannot delete only a tag deletes a manifest by its digest, with all its tags`,
      { cause: error, status: error.status },
    );
  }
  return 'tag';
}
