import { digestAlgorithm, digestHex, isDigest, type Descriptor, type Digest } from '../../spec/index.ts';

/** A manifest or index of the repository. */
export interface PruneNode {
  readonly descriptor: Descriptor;
  /** The manifests that it lists. */
  readonly children: readonly Digest[];
  readonly subject: Digest | undefined;
  /** Its creation date, milliseconds since 1970; undefined if unknown. */
  readonly createdMs: number | undefined;
  /** When the registry stored it, milliseconds since 1970; undefined if unknown. */
  readonly storedMs: number | undefined;
  readonly artifactType: string | undefined;
  readonly tags: Set<string>;
}

/** A tag that belongs to the manifest whose digest it contains. */
export interface CompanionTag {
  readonly subject: string;
  /** The tag is a list of referrers (distribution-spec, "Referrers Tag Schema"). */
  readonly isList: boolean;
}

const companionPattern = /^(sha256|sha512)-([0-9a-f]{64})(\..*)?$/;

/** The meaning of a tag of cosign or of a list of referrers; undefined for another tag. */
export function companionOf(tag: string): CompanionTag | undefined {
  const [, algorithm, hex, suffix] = companionPattern.exec(tag) ?? [];
  return algorithm === undefined ? undefined : { subject: `${algorithm}:${hex}`, isList: suffix === undefined };
}

/** The manifests of a repository, their tags and their references. */
export class PruneGraph {
  readonly nodes: Map<Digest, PruneNode> = new Map();
  /** The manifest of each tag. */
  readonly tags: Map<string, Digest> = new Map();
  /** Tags that were written after the plan. They stay. */
  readonly pushed: Set<string> = new Set();
  readonly #referrers = new Map<Digest, Set<Digest>>();
  /** Companion tags by the digest in their name. */
  readonly #companions = new Map<string, Set<string>>();
  /** Tags are made of the first 64 digits of a sha512 digest. */
  readonly #sha512 = new Map<string, Digest>();

  add(node: PruneNode): void {
    const { digest } = node.descriptor;
    this.nodes.set(digest, node);
    if (digestAlgorithm(digest) === 'sha512') this.#sha512.set(`sha512:${digestHex(digest).slice(0, 64)}`, digest);
    if (node.subject === undefined) return;
    const referrers = this.#referrers.get(node.subject) ?? new Set();
    this.#referrers.set(node.subject, referrers.add(digest));
  }

  /** Points a tag to a manifest of the graph. */
  setTag(tag: string, digest: Digest): void {
    this.removeTag(tag);
    this.tags.set(tag, digest);
    this.nodes.get(digest)?.tags.add(tag);
    const companion = companionOf(tag);
    if (companion === undefined) return;
    const tags = this.#companions.get(companion.subject) ?? new Set();
    this.#companions.set(companion.subject, tags.add(tag));
  }

  removeTag(tag: string): void {
    const digest = this.tags.get(tag);
    if (digest === undefined) return;
    this.tags.delete(tag);
    this.nodes.get(digest)?.tags.delete(tag);
    const companion = companionOf(tag);
    if (companion !== undefined) this.#companions.get(companion.subject)?.delete(tag);
  }

  /** The manifests with this subject. */
  referrersOf(digest: Digest): Iterable<Digest> {
    return this.#referrers.get(digest) ?? [];
  }

  /** The companion tags of a manifest. */
  companionsOf(digest: Digest): Iterable<string> {
    const key = `${digestAlgorithm(digest)}:${digestHex(digest).slice(0, 64)}`;
    return this.#companions.get(key) ?? [];
  }

  /** The manifest to which a companion tag belongs, if the repository has it. */
  subjectOf({ subject }: CompanionTag): PruneNode | undefined {
    const digest = isDigest(subject) ? subject : this.#sha512.get(subject);
    return digest === undefined ? undefined : this.nodes.get(digest);
  }
}
