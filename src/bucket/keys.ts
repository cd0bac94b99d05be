import { digestAlgorithm, digestHex, type Digest } from '../spec/index.ts';

/**
 * Ends the name of a repository in a key. It sorts before all characters of names, so that keys are in the order of the
 * names, and `a` and `a/b` have separate keys.
 */
export const nameEnd = '!';

/** Prefix of all blobs and manifests. A repository exists while it has an object here. */
export const contentPrefix = 'content/';
export const uploadsPrefix = 'uploads/';
export const marksPrefix = 'marks/';
export const sessionKeyKey = 'settings/session-key';

/** A kind of content. A digest can be that of a blob and of a manifest. */
export type ContentKind = 'blobs' | 'manifests';

export function repositoryPrefix(repository: string): string {
  return `${contentPrefix}${repository}${nameEnd}/`;
}

export function contentKey(repository: string, kind: ContentKind, digest: Digest): string {
  return `${repositoryPrefix(repository)}${kind}/${digestPath(digest)}`;
}

/** The mark of content that a collection is about to delete. */
export function markKey(repository: string, kind: ContentKind, digest: Digest): string {
  return `${marksPrefix}${repository}${nameEnd}/${kind}/${digestPath(digest)}`;
}

export function tagsPrefix(repository: string): string {
  return `tags/${repository}${nameEnd}/`;
}

export function tagKey(repository: string, tag: string): string {
  return `${tagsPrefix(repository)}${tag}`;
}

export function referrersPrefix(repository: string, subject: Digest): string {
  return `referrers/${repository}${nameEnd}/${digestPath(subject)}/`;
}

export function referrerKey(repository: string, subject: Digest, referrer: Digest): string {
  return `${referrersPrefix(repository, subject)}${digestPath(referrer)}`;
}

/** The id is signed for one repository. */
export function uploadPrefix(id: string): string {
  return `${uploadsPrefix}${id}/`;
}

function digestPath(digest: Digest): string {
  return `${digestAlgorithm(digest)}/${digestHex(digest)}`;
}

/** The parts of a key of content, as `contentKey` builds it. */
export interface ContentName {
  readonly repository: string;
  readonly kind: ContentKind;
  readonly digest: Digest;
}

const contentPattern = /^(?:content|marks)\/([^!]+)!\/(blobs|manifests)\/(sha\d+)\/([0-9a-f]+)$/;

/** Parses the key of content or of a mark. @returns undefined for another key */
export function parseContentKey(key: string): ContentName | undefined {
  const [, repository, kind, algorithm, hex] = contentPattern.exec(key) ?? [];
  if (repository === undefined || kind === undefined) return undefined;
  return { repository, kind: kind as ContentKind, digest: `${algorithm}:${hex}` as Digest };
}
