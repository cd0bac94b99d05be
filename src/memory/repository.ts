import { sortNames } from '../registry/index.ts';
import { OciError, type Descriptor, type Digest } from '../spec/index.ts';

export interface StoredManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly subject: Digest | undefined;
  /** The descriptor in the list of referrers of the subject. */
  readonly referrer: Descriptor;
}

/** The content of one repository. */
export class MemoryRepository {
  readonly name: string;
  readonly blobs: Map<Digest, Uint8Array> = new Map<Digest, Uint8Array>();
  readonly #manifests = new Map<Digest, StoredManifest>();
  readonly #tags = new Map<string, Digest>();
  /** For each subject, the digests of its referrers. */
  readonly #referrers = new Map<Digest, Set<Digest>>();
  /** All tags in byte order; undefined after a change. */
  #sortedTags: readonly string[] | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** @throws OciError `BLOB_UNKNOWN` */
  blob(digest: Digest): Uint8Array {
    const bytes = this.blobs.get(digest);
    if (bytes === undefined)
      throw new OciError('BLOB_UNKNOWN', `${this.name} has no blob ${digest}`, { detail: { digest } });
    return bytes;
  }

  /** @throws OciError `MANIFEST_UNKNOWN` */
  manifest(digest: Digest): StoredManifest {
    const manifest = this.#manifests.get(digest);
    if (manifest === undefined)
      throw new OciError('MANIFEST_UNKNOWN', `${this.name} has no manifest ${digest}`, { detail: { digest } });
    return manifest;
  }

  /** @throws OciError `MANIFEST_UNKNOWN` */
  taggedManifest(tag: string): StoredManifest {
    const digest = this.#tags.get(tag);
    if (digest === undefined)
      throw new OciError('MANIFEST_UNKNOWN', `${this.name} has no tag ${tag}`, { detail: { tag } });
    return this.manifest(digest);
  }

  get isEmpty(): boolean {
    return this.blobs.size === 0 && this.#manifests.size === 0;
  }

  hasManifest(digest: Digest): boolean {
    return this.#manifests.has(digest);
  }

  setManifest(manifest: StoredManifest): void {
    const { digest } = manifest.descriptor;
    this.#manifests.set(digest, manifest);
    if (manifest.subject === undefined) return;
    const referrers = this.#referrers.get(manifest.subject) ?? new Set();
    this.#referrers.set(manifest.subject, referrers.add(digest));
  }

  /** Deletes a manifest and its tags. @throws OciError `MANIFEST_UNKNOWN` */
  deleteManifest(digest: Digest): void {
    const { subject } = this.manifest(digest);
    this.#manifests.delete(digest);
    for (const [tag, target] of this.#tags) if (target === digest) this.deleteTag(tag);
    const referrers = subject === undefined ? undefined : this.#referrers.get(subject);
    referrers?.delete(digest);
    if (subject !== undefined && referrers?.size === 0) this.#referrers.delete(subject);
  }

  setTag(tag: string, digest: Digest): void {
    if (!this.#tags.has(tag)) this.#sortedTags = undefined;
    this.#tags.set(tag, digest);
  }

  deleteTag(tag: string): void {
    this.#tags.delete(tag);
    this.#sortedTags = undefined;
  }

  /** All tags in byte order. */
  tags(): readonly string[] {
    return (this.#sortedTags ??= sortNames(this.#tags.keys()));
  }

  /** The referrers of a subject. */
  referrers(subject: Digest): readonly Descriptor[] {
    return [...(this.#referrers.get(subject) ?? [])].map((digest) => this.manifest(digest).referrer);
  }
}
