import { OciError, parseReference, printable, type Reference } from '../spec/index.ts';
import { sifDefaultTag } from '../formats/index.ts';

/** A tag, a digest, or both; the digest is used then. */
export interface SifReference extends Reference {
  /** The reference within the repository: the digest, else the tag. */
  readonly selector: string;
}

/**
 * Parses `[oras://]registry/repository[:tag][@digest]`; without tag and digest it is the tag `latest`.
 *
 * @throws OciError `REFERENCE_INVALID`, also for a name without a registry: Docker Hub's library has no SIF images;
 *   `DIGEST_INVALID`
 */
export function parseSifReference(text: string): SifReference {
  // Apptainer passes the reference without `oras:`.
  const bare = text.replace(/^(?:oras:)?\/\//, '');
  const reference = parseReference(bare);
  if (!bare.includes('/'))
    throw new OciError(
      'REFERENCE_INVALID',
      `"${printable(text, 200)}" names no registry; write registry/repository:tag`,
    );
  const tag = reference.tag ?? (reference.digest === undefined ? sifDefaultTag : undefined);
  return { ...reference, tag, selector: reference.digest ?? tag ?? sifDefaultTag };
}
