import { resolve } from 'node:path';
import { LayoutRepository } from '../layout/index.ts';
import type { CallOptions, Repository } from '../registry/index.ts';
import {
  formatLocation,
  higherRelease,
  inputError,
  isNotFound,
  isOciError,
  isTag,
  messageOf,
  movingTagsOf,
  OciError,
  parseSemanticVersion,
  plainLabel,
  repositoryOf,
  tagOfFullReference,
  tagOfVersion,
  throwIfAborted,
  type EventOptions,
  type InputLabel,
  type LayoutLocation,
  type Location,
  type SemanticVersion,
} from '../spec/index.ts';

/** The tags of a version at a location. */
export interface VersionTags {
  /** The tag of the version itself. */
  readonly main: string;
  /** The tags that move to this version, such as `1.2`, `1` and `latest`. */
  readonly moving: readonly string[];
  /** The tags that stay at a higher version. */
  readonly refused: readonly string[];
}

export interface VersionTagsOptions extends CallOptions, EventOptions {
  readonly label?: InputLabel | undefined;
}

/** @throws OciError `INPUT_INVALID` for a missing version, and for one that is not a semantic version */
export function readSemanticVersion(version: string | undefined, label: InputLabel = plainLabel): SemanticVersion {
  const purpose = `which ${label('semver-tags')} needs; write for example 1.2.3`;
  if (version === undefined) throw inputError(label('version'), undefined, `it is missing, ${purpose}`);
  const parsed = parseSemanticVersion(version);
  if (parsed === undefined || !isTag(tagOfVersion(parsed.text)))
    throw inputError(label('version'), version, `is not a semantic version, ${purpose}`);
  return parsed;
}

/**
 * Determines the tags of a version at a location. No tag moves to a lower version than one that the repository has. A
 * notice names each tag that does not move.
 *
 * @param repository of the location; undefined for one that does not exist, and when nothing is pushed
 * @throws OciError of the repository, for a list of tags that is not available
 */
export async function versionTagsAt(
  location: Location,
  repository: Repository | undefined,
  version: SemanticVersion,
  { label = plainLabel, signal, onEvent }: VersionTagsOptions,
): Promise<VersionTags> {
  const main = tagOfVersion(version.text);
  const notice = (text: string): void => onEvent?.({ kind: 'notice', text: `${label('semver-tags')}: ${text}` });
  const candidates = movingTagsOf(version);
  if (candidates.length === 0) {
    notice(`${version.text} is a pre-release, so no other tag moves to it`);
    return { main, moving: [], refused: [] };
  }
  const name = formatLocation(repositoryOf(location));
  const existing = repository === undefined ? [] : await releases(repository, name, label, signal);
  const moving: string[] = [];
  const refused: string[] = [];
  for (const candidate of candidates) {
    const higher = higherRelease(candidate, version, existing);
    (higher === undefined ? moving : refused).push(candidate.tag);
    if (higher !== undefined)
      notice(`${candidate.tag} does not move to ${version.text}, because ${name} has ${higher.text}`);
  }
  return { main, moving, refused };
}

/**
 * Adds the tags of a version to other tags. A tag that stays at a higher version is not written, even if it was given.
 *
 * @param main the tag that remains the main one; undefined for the tag of the version
 */
export function withVersionTags(
  given: readonly string[],
  main: string | undefined,
  version: VersionTags,
): { readonly tags: readonly string[]; readonly movingTags: ReadonlySet<string> } {
  const all = [...(main === undefined ? [] : [main]), version.main, ...given, ...version.moving];
  const tags = [...new Set(all)].filter((tag) => !version.refused.includes(tag));
  return { tags, movingTags: new Set(version.moving.filter((tag) => tag !== tags[0])) };
}

/** Opens an existing layout to list its tags. */
export async function existingLayout(
  { path }: LayoutLocation,
  options: CallOptions,
): Promise<LayoutRepository | undefined> {
  try {
    return await LayoutRepository.open(resolve(path), { readOnly: true, signal: options.signal });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function releases(
  repository: Repository,
  name: string,
  label: InputLabel,
  signal: AbortSignal | undefined,
): Promise<readonly SemanticVersion[]> {
  const found: SemanticVersion[] = [];
  try {
    for await (const tag of repository.tags({ signal })) {
      // Other tools write full references as names into layouts.
      const version = parseSemanticVersion(tagOfFullReference(tag) ?? tag);
      if (version !== undefined && !version.isPreRelease) found.push(version);
    }
  } catch (error) {
    throwIfAborted(signal);
    if (isNotFound(error)) return [];
    const known = isOciError(error) ? error : undefined;
    throw new OciError(
      known?.code ?? 'UNKNOWN',
      `cannot list the tags of ${name}, so ${label('semver-tags')} cannot check that no tag moves to a lower version; ` +
        `permit the list, or omit ${label('semver-tags')} and give the tags: ${messageOf(error)}`,
      { cause: error, status: known?.status, detail: known?.detail, reason: known?.reason },
    );
  }
  return found;
}
