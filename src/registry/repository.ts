import { collect, type Body } from '../streams/index.ts';
import {
  quoteInput,
  parseReference,
  isTag,
  canonicalRegistry,
  digestAlgorithm,
  digestOf,
  isDigest,
  isManifestMediaType,
  isDockerSchema1,
  isNotFound,
  isOciError,
  maxManifestBytes,
  notManifestError,
  OciError,
  printable,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import type { BlobReader, CallOptions, PushOptions } from './content.ts';
import type { Registry, TagsOptions } from './registry.ts';

/** Content of one repository, read by descriptor. oras-go's `content.ReadOnlyStorage`. */
export interface ReadOnlyStorage {
  /** @throws OciError `BLOB_UNKNOWN`, `MANIFEST_UNKNOWN`, `NAME_UNKNOWN`, `NOT_FOUND` */
  fetch(target: Descriptor, options?: CallOptions): Promise<BlobReader>;
  /** Whether the storage has the content. */
  exists(target: Descriptor, options?: CallOptions): Promise<boolean>;
}

/** oras-go's `content.Storage`. */
export interface Storage extends ReadOnlyStorage {
  /**
   * Whether the push of a blob looks it up with its first requests and observes {@link PushOptions.mountFrom} and
   * {@link PushOptions.onNotSent}. Then a call of `exists` before it would only repeat the lookup. @default false
   */
  readonly looksUpOnPush?: boolean | undefined;
  /**
   * Stores content. It succeeds when the content exists already.
   *
   * @throws OciError `DIGEST_INVALID`, `SIZE_INVALID`; for manifests the errors of `Registry.pushManifest`
   */
  push(expected: Descriptor, body: Body, options?: PushOptions): Promise<void>;
}

/** Resolves references. oras-go's `content.Resolver`. */
export interface Resolver {
  /**
   * Descriptor of a tag or a digest.
   *
   * @param options.onManifest called with the content of a manifest, if the resolver reads the manifest at once; a
   *   caller that needs the content saves a request
   * @throws OciError as {@link ReadOnlyStorage.fetch}
   */
  resolve(
    reference: string,
    options?: CallOptions & { readonly onManifest?: ((descriptor: Descriptor, bytes: Uint8Array) => void) | undefined },
  ): Promise<Descriptor>;
}

/** Resolves and writes tags. oras-go's `content.TagResolver`. */
export interface TagResolver extends Resolver {
  /**
   * Writes a tag that points to existing content. @throws OciError as {@link ReadOnlyStorage.fetch}; `TAG_INVALID`,
   * `UNSUPPORTED`
   */
  tag(target: Descriptor, reference: string, options?: CallOptions): Promise<void>;
}

/** Finds manifests by the content that they refer to. oras-go's `content.PredecessorFinder`. */
export interface PredecessorFinder {
  /**
   * The manifests with this subject, and the manifests and indexes that contain the node, if the store has recorded
   * them.
   */
  predecessors(node: Descriptor, options?: CallOptions): Promise<readonly Descriptor[]>;
}

/** oras-go's `oras.ReadOnlyTarget`: content and references to read. */
export interface ReadOnlyTarget extends ReadOnlyStorage, Resolver {}
/** oras-go's `Target`: content-addressed storage with tags. */
export interface Target extends Storage, TagResolver {}
/** oras-go's `oras.ReadOnlyGraphTarget`: a {@link ReadOnlyTarget} that finds predecessors. */
export interface ReadOnlyGraphTarget extends ReadOnlyTarget, PredecessorFinder {}
/** oras-go's `oras.GraphTarget`: a {@link Target} that finds predecessors. */
export interface GraphTarget extends Target, PredecessorFinder {}

/** Identifies a {@link Repository}. */
export const repositoryBrand: unique symbol = Symbol('oci-artifact.repository');

/**
 * A repository of a registry: a {@link GraphTarget} that stores manifests apart from blobs, and sets tags with a push.
 */
export interface Repository extends GraphTarget {
  readonly [repositoryBrand]: true;
  /** Deletes a tag. @throws OciError `MANIFEST_UNKNOWN`, `NAME_UNKNOWN`, `UNSUPPORTED` */
  untag(reference: string, options?: CallOptions): Promise<void>;
  /** The tags in byte order. */
  tags(options?: TagsOptions): AsyncIterable<string>;
  /**
   * Adds a blob of another repository of the same registry without a transfer of its bytes.
   *
   * @throws OciError `UNSUPPORTED` when the registry requires the bytes; push them then. `BLOB_UNKNOWN`, `NAME_UNKNOWN`
   */
  mount(target: Descriptor, fromRepository: string, options?: CallOptions): Promise<void>;
  /**
   * Deletes a blob, or a manifest with its tags. @throws OciError `BLOB_UNKNOWN`, `MANIFEST_UNKNOWN`, `NAME_UNKNOWN`,
   * `UNSUPPORTED`
   */
  delete(target: Descriptor, options?: CallOptions): Promise<void>;
}

/** Whether a storage is a {@link Repository}. */
export function isRepository(storage: object): storage is Repository {
  return repositoryBrand in storage;
}

/**
 * The repository `name` of `registry`. This sends no request.
 *
 * @param options.host of the registry, so that references may name it: `ghcr.io/acme/bundle:v1`
 * @param options.looksUpOnPush whether `registry` implements all options of `pushBlob`. @default false
 */
export function repository(
  registry: Registry,
  name: string,
  options: { readonly looksUpOnPush?: boolean | undefined; readonly host?: string | undefined } = {},
): Repository {
  return new RegistryRepository(registry, name, options.looksUpOnPush ?? false, options.host);
}

class RegistryRepository implements Repository {
  readonly [repositoryBrand] = true;
  readonly looksUpOnPush: boolean;
  readonly #host: string | undefined;
  readonly #registry: Registry;
  readonly #name: string;

  constructor(registry: Registry, name: string, looksUpOnPush: boolean, host: string | undefined) {
    this.#host = host;
    this.#registry = registry;
    this.#name = name;
    this.looksUpOnPush = looksUpOnPush;
  }

  async fetch(target: Descriptor, options?: CallOptions): Promise<BlobReader> {
    if (isDockerSchema1(target.mediaType)) throw notManifestError(target, '');
    const reader = await (isManifestMediaType(target.mediaType)
      ? this.#registry.getManifest(this.#name, target.digest, options)
      : this.#registry.getBlob(this.#name, target.digest, { ...options, expectedSize: target.size }));
    const { size } = reader.descriptor;
    if (size === target.size) return reader;
    await reader.close();
    throw new OciError(
      'SIZE_MISMATCH',
      `cannot read ${target.digest} from ${this.#name}: it has ${size} bytes, and its descriptor has ${target.size}`,
    );
  }

  async exists(target: Descriptor, options?: CallOptions): Promise<boolean> {
    try {
      const existing = isManifestMediaType(target.mediaType)
        ? await this.#registry.resolveManifest(this.#name, target.digest, options)
        : await this.#registry.resolveBlob(this.#name, target.digest, options);
      // Content with another size is damaged. The caller must push it again.
      return existing.size === target.size;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  async push(expected: Descriptor, body: Body, options: PushOptions = {}): Promise<void> {
    if (!isManifestMediaType(expected.mediaType)) {
      await this.#registry.pushBlob(this.#name, expected, body, options);
      return;
    }
    const bytes = await collect(body(), maxManifestBytes, `manifest ${expected.digest}`);
    if (bytes.byteLength !== expected.size) {
      throw new OciError(
        'SIZE_INVALID',
        `cannot push the manifest ${expected.digest}: it has ${bytes.byteLength} bytes, not ${expected.size}`,
      );
    }
    if (digestOf(bytes, digestAlgorithm(expected.digest)) !== expected.digest) {
      throw new OciError(
        'DIGEST_INVALID',
        `cannot push the manifest ${expected.digest}: its bytes have another digest`,
      );
    }
    // A push to a tag uses the sha256 digest. A push that also names this digest would need another request.
    const hasTag = (options.tags ?? []).length > 0 && digestAlgorithm(expected.digest) === 'sha256';
    await this.#registry.pushManifest(
      this.#name,
      bytes,
      expected.mediaType,
      hasTag ? options : { ...options, digest: expected.digest },
    );
  }

  async resolve(given: string, options: Parameters<Resolver['resolve']>[1] = {}): Promise<Descriptor> {
    const { onManifest } = options;
    const reference = this.#referenceOf(given);
    try {
      if (onManifest !== undefined) return await this.#read(reference, onManifest, options);
      if (!isDigest(reference)) return await this.#registry.resolveTag(this.#name, reference, options);
      return await this.#registry.resolveManifest(this.#name, reference, options);
    } catch (error) {
      if (!isDigest(reference) || !isNotFound(error)) throw error;
      return this.#resolveBlob(reference, error, options);
    }
  }

  /**
   * The tag or digest of a reference, which may also be `tag@digest`, where the tag is ignored, `@digest`, or a full
   * reference to this repository, as in oras-go.
   *
   * @throws OciError `REFERENCE_INVALID` for a reference to another repository
   */
  #referenceOf(given: string): string {
    const slash = given.lastIndexOf('/');
    if (slash >= 0 && this.#host !== undefined) {
      const { registry, repository: name, tag, digest } = parseReference(given);
      if (registry !== canonicalRegistry(this.#host) || name !== this.#name)
        throw new OciError(
          'REFERENCE_INVALID',
          `${quoteInput(given)} is not a reference to ${this.#host}/${this.#name}; give a tag, a digest, or a reference ` +
            'with this name',
        );
      return digest ?? tag ?? '';
    }
    const [tag = '', digest] = given.split('@');
    return digest !== undefined && isDigest(digest) && (tag === '' || isTag(tag)) ? digest : given;
  }

  async #read(
    reference: string,
    onManifest: (descriptor: Descriptor, bytes: Uint8Array) => void,
    options: CallOptions,
  ): Promise<Descriptor> {
    await using reader = await (isDigest(reference)
      ? this.#registry.getManifest(this.#name, reference, options)
      : this.#registry.getTag(this.#name, reference, options));
    const { descriptor } = reader;
    onManifest(descriptor, await collect(reader, maxManifestBytes, `manifest ${descriptor.digest}`));
    return descriptor;
  }

  /**
   * @param failure of the lookup of a manifest; most callers look for a manifest, so a missing blob is not the problem
   */
  async #resolveBlob(digest: Digest, failure: OciError, options: CallOptions | undefined): Promise<Descriptor> {
    try {
      return await this.#registry.resolveBlob(this.#name, digest, options);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      if (!isOciError(failure, 'MANIFEST_UNKNOWN')) throw failure;
      // No cause: people see the innermost error.
      const { detail, status, wireCode, reason } = failure;
      const problem = `no manifest ${digest} is in ${this.#name}; check the digest and the repository`;
      throw new OciError('MANIFEST_UNKNOWN', problem, { detail, status, wireCode, reason });
    }
  }

  async tag(target: Descriptor, reference: string, options: CallOptions = {}): Promise<void> {
    if (!isManifestMediaType(target.mediaType)) {
      throw notManifestError(
        target,
        `cannot tag a ${printable(target.mediaType, 200)} as "${printable(reference, 200)}": only manifests have tags`,
      );
    }
    const reader = await this.#registry.getManifest(this.#name, target.digest, options);
    const bytes = await collect(reader, maxManifestBytes, `manifest ${target.digest}`);
    await this.#registry.pushManifest(this.#name, bytes, target.mediaType, {
      ...options,
      digest: target.digest,
      tags: [this.#referenceOf(reference)],
    });
  }

  untag(reference: string, options?: CallOptions): Promise<void> {
    return this.#registry.deleteTag(this.#name, this.#referenceOf(reference), options);
  }

  tags(options?: TagsOptions): AsyncIterable<string> {
    return this.#registry.tags(this.#name, options);
  }

  async predecessors(node: Descriptor, options?: CallOptions): Promise<readonly Descriptor[]> {
    return Array.fromAsync(this.#registry.referrers(this.#name, node.digest, options));
  }

  async mount(target: Descriptor, fromRepository: string, options?: CallOptions): Promise<void> {
    await this.#registry.mountBlob(fromRepository, this.#name, target.digest, { ...options, size: target.size });
  }

  delete(target: Descriptor, options?: CallOptions): Promise<void> {
    return isManifestMediaType(target.mediaType) || isDockerSchema1(target.mediaType)
      ? this.#registry.deleteManifest(this.#name, target.digest, options)
      : this.#registry.deleteBlob(this.#name, target.digest, options);
  }
}
