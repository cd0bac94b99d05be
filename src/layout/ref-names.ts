import {
  invalidTagReason,
  isDigest,
  isRepositoryName,
  isTag,
  OciError,
  printable,
  tagOfFullReference,
  type Digest,
} from '../spec/index.ts';

/**
 * The names of the manifests of a repository in `index.json`: the values of the annotation
 * `org.opencontainers.image.ref.name`.
 */
export interface RefNames {
  /** Whether an entry with this name belongs to the repository. */
  includes(refName: string | undefined): boolean;
  /** The tag of an entry with this name; undefined when it has no tag of the repository. */
  tagOf(refName: string | undefined): string | undefined;
  /** The name of an entry with a tag. */
  refName(tag: string): string;
  /** The name of an entry without a tag; undefined when such an entry has no name. */
  untagged(digest: Digest): string | undefined;
  /** Whether names can be full references, which are also found by their tag. */
  readonly hasFullReferences: boolean;
  /** @throws OciError `TAG_INVALID` */
  check(tag: string): string;
}

// image-spec, annotations.md, grammar of org.opencontainers.image.ref.name.
const refNamePattern =
  /^[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*(?:\/[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*)*$/;
/** Maximum length of a name, characters. A registry, a repository and a tag fit. */
const maxRefNameLength = 512;

/** A layout with one repository. Its tags are all names that image-spec allows, because other tools write them. */
export const anyNames: RefNames = ownLayout(
  (name) =>
    isTag(name) ||
    (name.length <= maxRefNameLength &&
      (refNamePattern.test(name) || tagOfFullReference(name) !== undefined) &&
      !isDigest(name)),
  true,
);

/** A layout with one repository. Only its names with the form of a tag are tags. */
export const tagNames: RefNames = ownLayout(isTag, false);

/**
 * A layout with several repositories. A name is `repository:tag`, or `repository@digest` for a manifest without a tag.
 *
 * @param isDefault entries with only a tag or without a name belong to this repository
 */
export function sharedNames(repository: string, isDefault: boolean): RefNames {
  const tagOf = (refName: string | undefined): string | undefined => {
    if (refName === undefined) return undefined;
    if (isDefault && isTag(refName)) return refName;
    const tag = refName.startsWith(`${repository}:`) ? refName.slice(repository.length + 1) : undefined;
    return tag !== undefined && isTag(tag) ? tag : undefined;
  };
  return {
    hasFullReferences: false,
    includes: (refName) =>
      refName === undefined
        ? isDefault
        : tagOf(refName) !== undefined ||
          (refName.startsWith(`${repository}@`) && isDigest(refName.slice(repository.length + 1))),
    tagOf,
    refName: (tag) => `${repository}:${tag}`,
    untagged: (digest) => `${repository}@${digest}`,
    check: (tag) => checkName(tag, isTag),
  };
}

/** The repository of a name in a shared layout; undefined when the name has no repository. */
export function repositoryOfRefName(refName: string | undefined): string | undefined {
  const [, repository, rest] = /^([^:@]+)[:@](.+)$/.exec(refName ?? '') ?? [];
  if (repository === undefined || rest === undefined || !isRepositoryName(repository)) return undefined;
  return isTag(rest) || isDigest(rest) ? repository : undefined;
}

function ownLayout(isName: (name: string) => boolean, hasFullReferences: boolean): RefNames {
  return {
    hasFullReferences,
    includes: () => true,
    // A name outside of the grammar, for example with a line break, is not a tag. Its manifest is available by digest.
    tagOf: (refName) => (refName !== undefined && isName(refName) ? refName : undefined),
    refName: (tag) => tag,
    untagged: () => undefined,
    check: (tag) => checkName(tag, isName),
  };
}

function checkName(tag: string, isName: (name: string) => boolean): string {
  if (isName(tag)) return tag;
  throw new OciError('TAG_INVALID', `"${printable(tag, 300)}" ${invalidTagReason(tag)}`);
}
