import { collect, once, type Body } from '../streams/index.ts';
import {
  digestAlgorithm,
  digestOf,
  isDigest,
  isManifestMediaType,
  isNotFound,
  maxManifestBytes,
  OciError,
  plainDescriptor,
  printable,
  type Descriptor,
} from '../spec/index.ts';
import type { BlobReader, CallOptions } from './content.ts';
import type { Registry } from './registry.ts';

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
   * Stores content under its digest. Content that is there already is success.
   *
   * @throws OciError `DIGEST_INVALID`, `SIZE_INVALID`, and for manifests what `Registry.pushManifest` raises
   */
  push(expected: Descriptor, body: Body, options?: PushOptions): Promise<void>;
}

/** Options of {@link Storage.push}. */
export interface PushOptions extends CallOptions {
  /** For manifests: tags that point to it from then on. @default none */
  readonly tags?: readonly string[] | undefined;
}

/** Resolves references. oras-go's `content.Resolver`. */
export interface Resolver {
  /** Descriptor of a tag or a digest. @throws OciError as {@link ReadOnlyStorage.fetch} */
  resolve(reference: string, options?: CallOptions): Promise<Descriptor>;
}

/** Resolves and writes tags. oras-go's `content.TagResolver`. */
export interface TagResolver extends Resolver {
  /**
   * Writes a tag that points to existing content. @throws OciError as {@link ReadOnlyStorage.fetch}; `TAG_INVALID`,
   * `UNSUPPORTED`
   */
  tag(target: Descriptor, reference: string, options?: CallOptions): Promise<void>;
}

/** Who points here: manifests with this subject, or that hold it, as far as the store knows. */
export interface PredecessorFinder {
  /**
   * The manifests with this subject, and the manifests and indexes that contain the node, as far as the store knows
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

/** One repository, with everything that can be done to it. */
export interface Repository extends GraphTarget {
  /** Deletes a tag. @throws OciError `MANIFEST_UNKNOWN`, `NAME_UNKNOWN`, `UNSUPPORTED` */
  untag(reference: string, options?: CallOptions): Promise<void>;
  /** In byte order. */
  tags(options?: CallOptions): AsyncIterable<string>;
  /**
   * Makes a blob of another repository of the same registry visible in this one.
   *
   * @throws OciError `UNSUPPORTED` when it cannot; then the bytes must be pushed
   */
  mount(target: Descriptor, fromRepository: string, options?: CallOptions): Promise<void>;
  /**
   * Deletes a blob, or a manifest with its tags. @throws OciError `BLOB_UNKNOWN`, `MANIFEST_UNKNOWN`, `NAME_UNKNOWN`,
   * `UNSUPPORTED`
   */
  delete(target: Descriptor, options?: CallOptions): Promise<void>;
}

/** The repository `name` of `registry`. Nothing is asked of the registry yet. */
export function repository(registry: Registry, name: string): Repository {
  return new RegistryRepository(registry, name);
}

class RegistryRepository implements Repository {
  readonly #registry: Registry;
  readonly #name: string;

  constructor(registry: Registry, name: string) {
    this.#registry = registry;
    this.#name = name;
  }

  async fetch(target: Descriptor, options?: CallOptions): Promise<BlobReader> {
    const reader = await (isManifestMediaType(target.mediaType)
      ? this.#registry.getManifest(this.#name, target.digest, options)
      : this.#registry.getBlob(this.#name, target.digest, options));
    const { size } = reader.descriptor;
    if (size === target.size) return reader;
    await reader.close();
    throw new OciError(
      'SIZE_MISMATCH',
      `${target.digest} has ${size} bytes in ${this.#name}, not ${target.size} as its descriptor says`,
    );
  }

  async exists(target: Descriptor, options?: CallOptions): Promise<boolean> {
    try {
      const found = isManifestMediaType(target.mediaType)
        ? await this.#registry.resolveManifest(this.#name, target.digest, options)
        : await this.#registry.resolveBlob(this.#name, target.digest, options);
      // A wrong size means that the registry's copy is damaged, so that it must be pushed again.
      return found.size === target.size;
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
        `manifest ${expected.digest} has ${bytes.byteLength} bytes, not ${expected.size}`,
      );
    }
    if (digestOf(bytes, digestAlgorithm(expected.digest)) !== expected.digest) {
      throw new OciError(
        'DIGEST_INVALID',
        `what was to be pushed as manifest ${expected.digest} hashes to something else`,
      );
    }
    // Under a tag, a registry takes sha256 for granted; saying the digest as well would cost a request of its own.
    const named = (options.tags ?? []).length > 0 && digestAlgorithm(expected.digest) === 'sha256';
    await this.#registry.pushManifest(
      this.#name,
      bytes,
      expected.mediaType,
      named ? options : { ...options, digest: expected.digest },
    );
  }

  async resolve(reference: string, options?: CallOptions): Promise<Descriptor> {
    if (!isDigest(reference)) return this.#registry.resolveTag(this.#name, reference, options);
    try {
      return await this.#registry.resolveManifest(this.#name, reference, options);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return this.#registry.resolveBlob(this.#name, reference, options);
    }
  }

  async tag(target: Descriptor, reference: string, options: CallOptions = {}): Promise<void> {
    if (!isManifestMediaType(target.mediaType)) {
      throw new OciError(
        'UNSUPPORTED',
        `"${printable(reference, 200)}" cannot point to a ${printable(target.mediaType, 200)}: a registry tags manifests only`,
      );
    }
    const reader = await this.#registry.getManifest(this.#name, target.digest, options);
    const bytes = await collect(reader, maxManifestBytes, `manifest ${target.digest}`);
    await this.#registry.pushManifest(this.#name, bytes, target.mediaType, {
      ...options,
      digest: target.digest,
      tags: [reference],
    });
  }

  untag(reference: string, options?: CallOptions): Promise<void> {
    return this.#registry.deleteTag(this.#name, reference, options);
  }

  tags(options?: CallOptions): AsyncIterable<string> {
    return this.#registry.tags(this.#name, options);
  }

  async predecessors(node: Descriptor, options?: CallOptions): Promise<readonly Descriptor[]> {
    return Array.fromAsync(this.#registry.referrers(this.#name, node.digest, options));
  }

  async mount(target: Descriptor, fromRepository: string, options?: CallOptions): Promise<void> {
    await this.#registry.mountBlob(fromRepository, this.#name, target.digest, options);
  }

  delete(target: Descriptor, options?: CallOptions): Promise<void> {
    return isManifestMediaType(target.mediaType)
      ? this.#registry.deleteManifest(this.#name, target.digest, options)
      : this.#registry.deleteBlob(this.#name, target.digest, options);
  }
}

/** Pushes bytes that are at hand whole. */
export async function pushContent(
  storage: Storage,
  descriptor: Descriptor,
  bytes: Uint8Array,
  options?: PushOptions,
): Promise<void> {
  await storage.push(plainDescriptor(descriptor), () => once(bytes), options);
}
