import { OciError, parseReference, printable, type Reference } from '../spec/index.ts';
import { sifDefaultTag } from '../formats/index.ts';

/** Where a SIF image is: a tag, or a digest, or both, of which the digest decides. */
export interface SifReference extends Reference {
  /** What is asked of the repository: the digest, else the tag. */
  readonly selector: string;
}

/**
 * Parses `[oras://]registry/repository[:tag][@digest]`; without tag and digest it is the tag `latest`.
 *
 * @throws OciError `REFERENCE_INVALID`, also for a single word: Docker Hub's library has no SIF images; `DIGEST_INVALID`
 */
export function parseSifReference(text: string): SifReference {
  // Apptainer hands on what stands behind the scheme's colon.
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
