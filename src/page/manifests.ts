import { Semaphore } from '../concurrency/index.ts';
import type { BlobReader, CallOptions } from '../registry/index.ts';
import {
  annotationCreated,
  isOciError,
  isRecord,
  isRfc3339,
  maxManifestBytes,
  parseManifest,
  reproducibleTimestamp,
  type Descriptor,
  type Digest,
  type Manifest,
} from '../spec/index.ts';
import { isImageConfig } from './labels.ts';
import type { PageRegistry } from './request.ts';

/** A manifest with its content. */
export interface LoadedManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  /** Undefined for content that is not a valid manifest. */
  readonly manifest: Manifest | undefined;
}

/** Facts about all content of a manifest. */
export interface ManifestFacts {
  /** Bytes of config and layers, or of all listed manifests; undefined if it is unknown. */
  readonly size: number | undefined;
  /** RFC 3339; undefined if it is unknown. */
  readonly created: string | undefined;
}

/** Number of manifests in an index that are read at a time. */
const maxReads = 8;
/** Limit of a config whose date is read, bytes. */
const maxConfigBytes = 1024 * 1024;

/** Reads the manifests of one repository for one view, up to a limit. */
export class ManifestReader {
  readonly #registry: PageRegistry;
  readonly #repository: string;
  readonly #options: CallOptions;
  readonly #semaphore = new Semaphore(maxReads);
  readonly #entries = new Map<Digest, Promise<ManifestFacts>>();
  #remaining: number;

  /** @param limit maximum number of manifests and configs to read */
  constructor(registry: PageRegistry, repository: string, limit: number, options: CallOptions) {
    this.#registry = registry;
    this.#repository = repository;
    this.#remaining = limit;
    this.#options = options;
  }

  /** @throws OciError as `Registry.getTag` */
  async tag(tag: string): Promise<LoadedManifest> {
    return load(await this.#registry.getTag(this.#repository, tag, this.#options));
  }

  /** @throws OciError as `Registry.getManifest` */
  async digest(digest: Digest): Promise<LoadedManifest> {
    return load(await this.#registry.getManifest(this.#repository, digest, this.#options));
  }

  /** Size and date, as far as the content is present and the limit permits. */
  async facts({ manifest }: LoadedManifest): Promise<ManifestFacts> {
    switch (manifest?.kind) {
      case 'manifest':
        return {
          size: manifest.config.size + totalSize(manifest.layers),
          created: dateIn(manifest) ?? (await this.#configDate(manifest.config)),
        };
      case 'artifact':
        return { size: totalSize(manifest.blobs), created: dateIn(manifest) };
      case 'index': {
        const facts = await Promise.all(manifest.manifests.map((entry) => this.entryFacts(entry)));
        const sizes = facts.map(({ size }) => size).filter((size) => size !== undefined);
        return {
          size: sizes.length < facts.length ? undefined : sizes.reduce((sum, size) => sum + size, 0),
          created: dateIn(manifest) ?? facts.find(({ created }) => created !== undefined)?.created,
        };
      }
      case undefined:
        return unknownFacts;
    }
  }

  /** As {@link facts}, for a manifest in an index. A nested index has none. */
  entryFacts({ digest }: Descriptor): Promise<ManifestFacts> {
    const facts = this.#entries.get(digest) ?? this.#semaphore.run(() => this.#readEntry(digest));
    this.#entries.set(digest, facts);
    return facts;
  }

  async #readEntry(digest: Digest): Promise<ManifestFacts> {
    if (this.#remaining-- <= 0) return unknownFacts;
    try {
      const loaded = await this.digest(digest);
      return loaded.manifest?.kind === 'index' ? unknownFacts : await this.facts(loaded);
    } catch (error) {
      if (isOciError(error, 'ABORTED')) throw error;
      return unknownFacts;
    }
  }

  /** The date in the config of an image. */
  async #configDate({ mediaType, digest, size }: Descriptor): Promise<string | undefined> {
    if (!isImageConfig(mediaType) || size > maxConfigBytes || this.#remaining-- <= 0) return undefined;
    try {
      await using reader = await this.#registry.getBlob(this.#repository, digest, this.#options);
      const config = await reader.json({ limit: maxConfigBytes });
      return isRecord(config) && typeof config['created'] === 'string' ? realDate(config['created']) : undefined;
    } catch (error) {
      if (isOciError(error, 'ABORTED')) throw error;
      return undefined;
    }
  }
}

const unknownFacts: ManifestFacts = { size: undefined, created: undefined };

async function load(source: BlobReader): Promise<LoadedManifest> {
  await using reader = source;
  const { descriptor } = reader;
  const bytes = await reader.bytes({ limit: maxManifestBytes });
  try {
    return { descriptor, bytes, manifest: parseManifest(bytes, descriptor.mediaType) };
  } catch (error) {
    if (!isOciError(error)) throw error;
    return { descriptor, bytes, manifest: undefined };
  }
}

function totalSize(descriptors: readonly Descriptor[]): number {
  return descriptors.reduce((sum, { size }) => sum + size, 0);
}

function dateIn({ annotations }: Manifest): string | undefined {
  return realDate(annotations?.[annotationCreated]);
}

/** Reproducible artifacts have a date that says nothing. */
function realDate(date: string | undefined): string | undefined {
  return date !== undefined && isRfc3339(date) && date !== reproducibleTimestamp ? date : undefined;
}
