import {
  annotationContainerdName,
  isDigestTag,
  printable,
  shortTag,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import type { Graph } from './graph.ts';
import type { RefNames } from './ref-names.ts';
import type { RepositoryListing } from './repository-listing.ts';

/** A manifest of an image layout, with its names in `index.json`. */
export interface LayoutManifest {
  readonly descriptor: Descriptor;
  readonly names: readonly string[];
}

/**
 * The manifests that a user can name: those with a name, and those that are neither a part nor a referrer of another
 * manifest of the layout. In the order of `index.json`.
 */
export async function listManifests(
  listing: RepositoryListing,
  names: RefNames,
  graph: Graph,
  signal: AbortSignal | undefined,
): Promise<readonly LayoutManifest[]> {
  const namesOf = new Map<Digest, string[]>([...listing.roots.keys()].map((digest) => [digest, []]));
  for (const { refName, descriptor } of listing.document.entries()) {
    const name = names.tagOf(refName);
    // The last of several entries with the same name counts.
    if (name !== undefined && listing.tagged(name)?.digest === descriptor.digest)
      namesOf.get(descriptor.digest)?.push(name);
  }
  const dependent = new Set<Digest>();
  for await (const { referrer, subject, successors } of graph.manifests(listing.roots.values(), { signal })) {
    for (const { digest } of successors) if (digest !== subject) dependent.add(digest);
    if (subject !== undefined && listing.roots.has(subject)) dependent.add(referrer.digest);
  }
  return [...listing.roots.values()].flatMap((descriptor) => {
    const own = namesOf.get(descriptor.digest) ?? [];
    return own.length > 0 || !dependent.has(descriptor.digest) ? [{ descriptor, names: own }] : [];
  });
}

/** The manifest that a user means without a name: the only one. Tags made of digests do not count. */
export function onlyManifest(manifests: readonly LayoutManifest[]): LayoutManifest | undefined {
  const [only, ...others] = manifests.filter(({ names }) => names.length === 0 || !names.every(isDigestTag));
  return others.length === 0 ? only : undefined;
}

/**
 * Finds a manifest by another form of its name, if only one manifest has it: by the full reference that containerd
 * writes in addition to a tag, or by the tag of a full reference, as `v1` for `docker.io/acme/a:v1`.
 */
export function manifestByOtherName(listing: RepositoryListing, name: string): Descriptor | undefined {
  const matches = new Map<Digest, Descriptor>();
  for (const { refName, descriptor } of listing.document.entries()) {
    const isOtherName =
      descriptor.annotations?.[annotationContainerdName] === name ||
      (refName !== undefined && shortTag(refName) === name);
    const root = isOtherName ? listing.roots.get(descriptor.digest) : undefined;
    if (root !== undefined) matches.set(root.digest, root);
  }
  const [match] = matches.values();
  return matches.size === 1 ? match : undefined;
}

const maxShown = 10;

/** What a layout contains, for error messages. */
export function describeManifests(manifests: readonly LayoutManifest[], path: string): string {
  if (manifests.length === 0) return 'it has no manifests';
  const named = manifests.flatMap(({ names, descriptor }) => names.map((name) => `${name} (${descriptor.digest})`));
  const unnamed = manifests.filter(({ names }) => names.length === 0).map(({ descriptor }) => descriptor.digest);
  const all = [...named, ...unnamed.map((digest) => `${digest} without a name`)];
  const more = all.length > maxShown ? ` and ${all.length - maxShown} more` : '';
  const form = `${path}@${manifests[0]?.descriptor.digest ?? 'sha256:…'}`;
  const remedy = named.length === 0 ? 'give a digest' : 'give one of its names or a digest';
  return `it has ${printable(all.slice(0, maxShown).join(', '), 4000)}${more}; ${remedy}, as in ${form}`;
}
