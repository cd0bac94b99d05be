import { isDigest, isRepositoryName, isTag, OciError, printable, type Digest } from '../spec/index.ts';

/** How one repository's manifests are named in `index.json`, by the annotation `org.opencontainers.image.ref.name`. */
export interface RefNames {
  /** Whether an entry of this name is one of the repository's. */
  includes(refName: string | undefined): boolean;
  /** The tag that an entry of this name stands for; undefined when it is not one of the repository's tags. */
  tagOf(refName: string | undefined): string | undefined;
  refName(tag: string): string;
  /** The name of a manifest without a tag; undefined for none. */
  untagged(digest: Digest): string | undefined;
  /** @throws OciError `TAG_INVALID` */
  check(tag: string): string;
}

// image-spec, annotations.md, grammar of org.opencontainers.image.ref.name.
const refNamePattern =
  /^[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*(?:\/[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*)*$/;
/** Longest name that is taken, characters: room for a registry, a repository and a tag. */
const maxRefNameLength = 512;

/** A layout of one repository whose names are whatever image-spec allows, so that what other tools wrote can be read. */
export const anyNames: RefNames = wholeFolder(
  (name) => isTag(name) || (name.length <= maxRefNameLength && refNamePattern.test(name) && !isDigest(name)),
);

/** A layout of one repository whose names are tags. */
export const tagNames: RefNames = wholeFolder(isTag);

/**
 * A layout that repositories share: a name is `repository:tag`, or `repository@digest` for a manifest without a tag.
 *
 * @param own whether entries that name no repository, only a tag or nothing, are this repository's
 */
export function sharedNames(repository: string, own: boolean): RefNames {
  const tagOf = (refName: string | undefined): string | undefined => {
    if (refName === undefined) return undefined;
    if (own && isTag(refName)) return refName;
    const tag = refName.startsWith(`${repository}:`) ? refName.slice(repository.length + 1) : undefined;
    return tag !== undefined && isTag(tag) ? tag : undefined;
  };
  return {
    includes: (refName) =>
      refName === undefined
        ? own
        : tagOf(refName) !== undefined ||
          (refName.startsWith(`${repository}@`) && isDigest(refName.slice(repository.length + 1))),
    tagOf,
    refName: (tag) => `${repository}:${tag}`,
    untagged: (digest) => `${repository}@${digest}`,
    check: (tag) => checkName(tag, isTag),
  };
}

/** The repository that a name in a shared layout speaks of; undefined when it speaks of none. */
export function repositoryOfRefName(refName: string | undefined): string | undefined {
  const match = refName === undefined ? null : /^([^:@]+)[:@](.+)$/.exec(refName);
  const repository = match?.[1];
  const rest = match?.[2];
  if (repository === undefined || rest === undefined || !isRepositoryName(repository)) return undefined;
  return isTag(rest) || isDigest(rest) ? repository : undefined;
}

function wholeFolder(isName: (name: string) => boolean): RefNames {
  return {
    includes: () => true,
    // A name that could not have been given here, with a line break for example, is no tag; its manifest is reached by digest.
    tagOf: (refName) => (refName !== undefined && isName(refName) ? refName : undefined),
    refName: (tag) => tag,
    untagged: () => undefined,
    check: (tag) => checkName(tag, isName),
  };
}

function checkName(tag: string, isName: (name: string) => boolean): string {
  if (isName(tag)) return tag;
  throw new OciError(
    'TAG_INVALID',
    `"${printable(tag, 300)}" is not a tag: letters, digits, "_", "." and "-", not "." or "-" first, at most 128 characters`,
  );
}
