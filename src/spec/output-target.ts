import { isDigest } from './digest.ts';
import { OciError } from './error.ts';
import { printable } from './printable.ts';
import { formatReference, parseReference, rejectUserInfo } from './reference.ts';

/** The destination of packaged content: a registry (`oci://…`) or a directory. */
export type OutputTarget = OciTarget | LocalTarget;

/** A repository in a registry, written `oci://registry/repository[:tag]`. */
export interface OciTarget {
  readonly isOci: true;
  readonly registry: string;
  readonly repository: string;
  /** Undefined when the target has no tag. The caller chooses a default. */
  readonly tag: string | undefined;
}

/** A local directory. */
export interface LocalTarget {
  readonly isOci: false;
  readonly localPath: string;
}

export const ociScheme = 'oci://';

/**
 * Parses `oci://registry/repository[:tag]`. A target without this scheme is a local path.
 *
 * @throws OciError `REFERENCE_INVALID` for a malformed reference, for one with a digest (content decides the digest)
 *   and for one with user information
 */
export function parseOutputTarget(target: string): OutputTarget {
  if (!target.startsWith(ociScheme)) return { isOci: false, localPath: target };
  const bare = target.slice(ociScheme.length);
  rejectUserInfo(bare);
  const at = bare.indexOf('@');
  if (at >= 0) {
    const what = isDigest(bare.slice(at + 1)) ? 'a digest' : 'an "@"';
    throw new OciError(
      'REFERENCE_INVALID',
      `"${printable(target, 300)}" is not a target: it has ${what}, but the digest follows from the content; ` +
        'write oci://registry/repository:tag',
    );
  }
  const { registry, repository, tag } = parseReference(bare);
  return { isOci: true, registry, repository, tag };
}

/** Formats a target in the form that {@link parseOutputTarget} parses. */
export function formatOutputTarget(target: OutputTarget): string {
  return target.isOci ? ociScheme + formatReference(target) : target.localPath;
}

/** The same target with `tag`. A local path does not change. */
export function withTag(target: OutputTarget, tag: string): OutputTarget {
  return target.isOci ? { ...target, tag } : target;
}
