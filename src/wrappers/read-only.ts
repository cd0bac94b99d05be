import type {
  BlobReader,
  BlobWriter,
  CallOptions,
  ReferrersOptions,
  Registry,
  RepositoriesOptions,
  TagsOptions,
} from '../registry/index.ts';
import { OciError, type Descriptor, type Digest } from '../spec/index.ts';

/**
 * The registry without its writing half: what stores or deletes throws `UNSUPPORTED`, and nothing of it reaches the registry.
 * `UNSUPPORTED` (405) and not `DENIED` (403), because no other credential would help (distribution-spec, "Error Codes").
 */
export function readOnly(registry: Registry): Registry {
  return new ReadOnlyRegistry(registry);
}

class ReadOnlyRegistry implements Registry {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  getBlob(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.#registry.getBlob(repository, digest, options);
  }

  getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader> {
    return this.#registry.getBlobRange(repository, digest, start, end, options);
  }

  getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.#registry.getManifest(repository, digest, options);
  }

  getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    return this.#registry.getTag(repository, tag, options);
  }

  resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#registry.resolveBlob(repository, digest, options);
  }

  resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#registry.resolveManifest(repository, digest, options);
  }

  resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor> {
    return this.#registry.resolveTag(repository, tag, options);
  }

  async pushBlob(): Promise<Descriptor> {
    throw refused('store a blob');
  }

  async pushBlobChunked(): Promise<BlobWriter> {
    throw refused('begin an upload');
  }

  async pushBlobChunkedResume(): Promise<BlobWriter> {
    throw refused('go on with an upload');
  }

  async mountBlob(): Promise<Descriptor> {
    throw refused('mount a blob');
  }

  async pushManifest(): Promise<Descriptor> {
    throw refused('store a manifest');
  }

  async deleteBlob(): Promise<void> {
    throw refused('delete a blob');
  }

  async deleteManifest(): Promise<void> {
    throw refused('delete a manifest');
  }

  async deleteTag(): Promise<void> {
    throw refused('delete a tag');
  }

  tags(repository: string, options?: TagsOptions): AsyncIterable<string> {
    return this.#registry.tags(repository, options);
  }

  referrers(repository: string, digest: Digest, options?: ReferrersOptions): AsyncIterable<Descriptor> {
    return this.#registry.referrers(repository, digest, options);
  }

  repositories(options?: RepositoriesOptions): AsyncIterable<string> {
    return this.#registry.repositories(options);
  }
}

function refused(doing: string): OciError {
  return new OciError('UNSUPPORTED', `cannot ${doing}: this registry is open for reading only`);
}
