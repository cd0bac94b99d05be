import { formatLocation, isOciError, OciError, inputError } from '../spec/index.ts';
import type { Command } from './command.ts';
import { cliLabel, flagOf } from './options.ts';
import { withReference, type NamedPlace } from './resolve-reference.ts';

/** `oci-artifact delete <reference>`: a tag alone, or by digest a manifest with all its tags. */
export const deleteCommand: Command = (args, context) =>
  withReference({ name: 'delete', writes: true }, args, context, async (place) => {
    const name = formatLocation(place.endpoint);
    const what = await remove(place, name);
    if (flagOf(place.parsed, 'json')) context.terminal.out(JSON.stringify({ deleted: name, kind: what }));
    else context.terminal.out(`deleted the ${what} ${name}`);
  });

async function remove({ endpoint, repository, call }: NamedPlace, name: string): Promise<'tag' | 'manifest'> {
  const { tag, digest } = endpoint;
  const subject = cliLabel('reference');
  // Nothing is taken for granted where something is lost.
  if (tag !== undefined && digest !== undefined)
    throw inputError(
      subject,
      name,
      'names a tag and a digest; name the tag to delete that alone, or the digest to delete the manifest with all its tags',
    );
  if (digest !== undefined) {
    await repository.delete(await repository.resolve(digest, call), call);
    return 'manifest';
  }
  if (tag === undefined) throw inputError(subject, name, 'names a whole repository; name a tag or a digest');
  try {
    await repository.untag(tag, call);
  } catch (error) {
    if (!isOciError(error, 'UNSUPPORTED')) throw error;
    throw new OciError(
      'UNSUPPORTED',
      `${error.message}; a registry that cannot delete a tag alone deletes a manifest by its digest, with all its tags`,
      { cause: error, status: error.status },
    );
  }
  return 'tag';
}
