import { OciError, type Descriptor, type Digest } from '../spec/index.ts';

export interface StoredManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  /** Digest of the subject. */
  readonly subject: Digest | undefined;
  /** As the referrers API lists it. */
  readonly referrer: Descriptor;
}

/** What one repository shows. */
export class MemoryRepository {
  readonly name: string;
  readonly blobs: Map<Digest, Uint8Array> = new Map<Digest, Uint8Array>();
  readonly manifests: Map<Digest, StoredManifest> = new Map<Digest, StoredManifest>();
  readonly tags: Map<string, Digest> = new Map<string, Digest>();

  constructor(name: string) {
    this.name = name;
  }

  blob(digest: Digest): Uint8Array {
    const bytes = this.blobs.get(digest);
    if (bytes === undefined)
      throw new OciError('BLOB_UNKNOWN', `${this.name} has no blob ${digest}`, { detail: { digest } });
    return bytes;
  }

  manifest(digest: Digest): StoredManifest {
    const manifest = this.manifests.get(digest);
    if (manifest === undefined)
      throw new OciError('MANIFEST_UNKNOWN', `${this.name} has no manifest ${digest}`, { detail: { digest } });
    return manifest;
  }

  tagged(tag: string): StoredManifest {
    const digest = this.tags.get(tag);
    if (digest === undefined)
      throw new OciError('MANIFEST_UNKNOWN', `${this.name} has no tag ${tag}`, { detail: { tag } });
    return this.manifest(digest);
  }

  has(digest: Digest): boolean {
    return this.blobs.has(digest) || this.manifests.has(digest);
  }

  /** Manifests whose subject is `digest`, as the referrers API lists them. */
  referrers(digest: Digest): readonly Descriptor[] {
    return [...this.manifests.values()]
      .filter((manifest) => manifest.subject === digest)
      .map((manifest) => manifest.referrer);
  }
}
