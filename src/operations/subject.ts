import type { CallOptions, Resolver } from '../registry/index.ts';
import {
  isManifestMediaType,
  isNotFound,
  plainDescriptor,
  printable,
  type Descriptor,
  inputError,
  type InputLabel,
} from '../spec/index.ts';

/**
 * Looks up what an artifact is to refer to.
 *
 * @param reference a digest or a tag
 * @param home the repository in messages
 * @returns media type, digest and size, as the repository tells them
 * @throws OciError `INPUT_INVALID` when there is no such manifest; what the repository raises
 */
export async function resolveSubject(
  repository: Resolver,
  reference: string,
  home: string,
  label: InputLabel,
  options: CallOptions,
): Promise<Descriptor> {
  const found = await resolved(repository, reference, home, label, options);
  if (isManifestMediaType(found.mediaType)) return plainDescriptor(found);
  throw inputError(
    label('subject'),
    reference,
    `is a blob in ${home} (${printable(found.mediaType, 200)}); only a manifest or an index can be referred to`,
  );
}

async function resolved(
  repository: Resolver,
  reference: string,
  home: string,
  label: InputLabel,
  options: CallOptions,
): Promise<Descriptor> {
  try {
    return await repository.resolve(reference, options);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw inputError(
      label('subject'),
      reference,
      `does not exist in ${home}; push it there first, or mend the digest or tag`,
      error,
    );
  }
}
