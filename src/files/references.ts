import {
  isDigest,
  OciError,
  plainDescriptor,
  referrerDescriptor,
  successorsOf,
  type Descriptor,
  type Digest,
  type Manifest,
} from '../spec/index.ts';

/** The content, tags and predecessors of a store, in memory. */
export class References {
  readonly #content = new Map<Digest, Descriptor>();
  readonly #tags = new Map<string, Descriptor>();
  readonly #predecessors = new Map<Digest, Map<Digest, Descriptor>>();

  addContent(target: Descriptor): void {
    this.#content.set(target.digest, plainDescriptor(target));
  }

  content(digest: Digest): Descriptor | undefined {
    return this.#content.get(digest);
  }

  /** Adds a manifest to the predecessors of its subject and content. */
  addManifest(target: Descriptor, manifest: Manifest): void {
    for (const { digest } of successorsOf(manifest)) {
      const predecessors = this.#predecessors.get(digest) ?? new Map<Digest, Descriptor>();
      predecessors.set(target.digest, referrerDescriptor(target, manifest));
      this.#predecessors.set(digest, predecessors);
    }
  }

  predecessors(digest: Digest): readonly Descriptor[] {
    return [...(this.#predecessors.get(digest)?.values() ?? [])];
  }

  tag(target: Descriptor, reference: string): void {
    this.#tags.set(reference, target);
  }

  /** Looks up a tag or digest. @throws OciError `REFERENCE_INVALID` */
  resolve(reference: string): Descriptor | undefined {
    if (reference === '') throw missingReference();
    return this.#tags.get(reference) ?? (isDigest(reference) ? this.#content.get(reference) : undefined);
  }
}

/** @throws OciError `REFERENCE_INVALID`; `TAG_INVALID` for the digest of other content */
export function checkReference(target: Descriptor, reference: string): void {
  if (reference === '') throw missingReference();
  if (isDigest(reference) && reference !== target.digest)
    throw new OciError('TAG_INVALID', `cannot tag ${target.digest} as ${reference}: it is the digest of other content`);
}

function missingReference(): OciError {
  return new OciError('REFERENCE_INVALID', 'missing reference: give a tag or digest of content in the store');
}
