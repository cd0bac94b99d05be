import type { Body } from '../streams/index.ts';
import {
  blobReader,
  type BlobReader,
  type BlobWriter,
  type CallOptions,
  type PushBlobChunkedOptions,
  type PushBlobChunkedResumeOptions,
  type PushManifestOptions,
  type ReferrersOptions,
  type Registry,
  type RepositoriesOptions,
  type TagsOptions,
} from '../registry/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import { outcomeOf, type DebugDetails, type DebugEvent } from './debug-event.ts';
import { DebugBlobWriter, type Traced } from './debug-writer.ts';

export interface DebugOptions {
  /** Gets each call when it has ended. What it throws becomes the call's failure. `formatDebugEvent` makes a line of it. */
  readonly log: (event: DebugEvent) => void;
  /** Milliseconds from any fixed moment. @default performance.now */
  readonly now?: (() => number) | undefined;
}

/** The registry, telling of every call: what was asked, how much came or went, how long it took, how it ended. Never content or secrets. */
export function debug(registry: Registry, options: DebugOptions): Registry {
  return new DebugRegistry(registry, options);
}

class DebugRegistry implements Registry {
  readonly #registry: Registry;
  readonly #log: (event: DebugEvent) => void;
  readonly #now: () => number;

  constructor(registry: Registry, options: DebugOptions) {
    this.#registry = registry;
    this.#log = options.log;
    this.#now = options.now ?? (() => performance.now());
  }

  getBlob(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.#get('getBlob', { repository, reference: digest }, () =>
      this.#registry.getBlob(repository, digest, options),
    );
  }

  getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader> {
    return this.#get('getBlobRange', { repository, reference: digest, start, end }, () =>
      this.#registry.getBlobRange(repository, digest, start, end, options),
    );
  }

  getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.#get('getManifest', { repository, reference: digest }, () =>
      this.#registry.getManifest(repository, digest, options),
    );
  }

  getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    return this.#get('getTag', { repository, reference: tag }, () => this.#registry.getTag(repository, tag, options));
  }

  resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#traced(
      'resolveBlob',
      { repository, reference: digest },
      () => this.#registry.resolveBlob(repository, digest, options),
      answered,
    );
  }

  resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#traced(
      'resolveManifest',
      { repository, reference: digest },
      () => this.#registry.resolveManifest(repository, digest, options),
      answered,
    );
  }

  resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor> {
    return this.#traced(
      'resolveTag',
      { repository, reference: tag },
      () => this.#registry.resolveTag(repository, tag, options),
      answered,
    );
  }

  pushBlob(repository: string, descriptor: Descriptor, body: Body, options?: CallOptions): Promise<Descriptor> {
    const details = { repository, reference: descriptor.digest, size: descriptor.size };
    return this.#traced(
      'pushBlob',
      details,
      () => this.#registry.pushBlob(repository, descriptor, body, options),
      answered,
    );
  }

  async pushBlobChunked(repository: string, options?: PushBlobChunkedOptions): Promise<BlobWriter> {
    const writer = await this.#traced('pushBlobChunked', { repository }, () =>
      this.#registry.pushBlobChunked(repository, options),
    );
    return new DebugBlobWriter(writer, repository, this.#traced);
  }

  async pushBlobChunkedResume(
    repository: string,
    id: string,
    options?: PushBlobChunkedResumeOptions,
  ): Promise<BlobWriter> {
    const resume = (): Promise<BlobWriter> => this.#registry.pushBlobChunkedResume(repository, id, options);
    const writer = await this.#traced(
      'pushBlobChunkedResume',
      { repository, start: options?.offset },
      resume,
      ({ size }) => ({ size }),
    );
    return new DebugBlobWriter(writer, repository, this.#traced);
  }

  mountBlob(fromRepository: string, toRepository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    const details = { repository: toRepository, fromRepository, reference: digest };
    return this.#traced(
      'mountBlob',
      details,
      () => this.#registry.mountBlob(fromRepository, toRepository, digest, options),
      answered,
    );
  }

  pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options?: PushManifestOptions,
  ): Promise<Descriptor> {
    const references = [...(options?.digest === undefined ? [] : [options.digest]), ...(options?.tags ?? [])];
    const details = {
      repository,
      reference: references.length === 0 ? undefined : references.join(' '),
      size: content.byteLength,
    };
    return this.#traced(
      'pushManifest',
      details,
      () => this.#registry.pushManifest(repository, content, mediaType, options),
      answered,
    );
  }

  deleteBlob(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    return this.#traced('deleteBlob', { repository, reference: digest }, () =>
      this.#registry.deleteBlob(repository, digest, options),
    );
  }

  deleteManifest(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    return this.#traced('deleteManifest', { repository, reference: digest }, () =>
      this.#registry.deleteManifest(repository, digest, options),
    );
  }

  deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void> {
    return this.#traced('deleteTag', { repository, reference: tag }, () =>
      this.#registry.deleteTag(repository, tag, options),
    );
  }

  tags(repository: string, options?: TagsOptions): AsyncIterable<string> {
    return this.#listed('tags', { repository }, () => this.#registry.tags(repository, options));
  }

  referrers(repository: string, digest: Digest, options?: ReferrersOptions): AsyncIterable<Descriptor> {
    return this.#listed('referrers', { repository, reference: digest }, () =>
      this.#registry.referrers(repository, digest, options),
    );
  }

  repositories(options?: RepositoriesOptions): AsyncIterable<string> {
    return this.#listed('repositories', {}, () => this.#registry.repositories(options));
  }

  readonly #traced: Traced = async (call, details, work, answer) => {
    const began = this.#now();
    let value;
    try {
      value = await work();
    } catch (error) {
      this.#log({ call, ...details, ms: this.#now() - began, outcome: outcomeOf(error) });
      throw error;
    }
    this.#log({ call, ...details, ...answer?.(value), ms: this.#now() - began, outcome: 'ok' });
    return value;
  };

  async #get(call: DebugEvent['call'], details: DebugDetails, work: () => Promise<BlobReader>): Promise<BlobReader> {
    const reader = await this.#traced(call, details, work, ({ descriptor }) => answered(descriptor));
    const { descriptor } = reader;
    let size = 0;
    const count = (chunk: Uint8Array): DebugDetails => ({ size: (size += chunk.byteLength) });
    return blobReader(
      descriptor,
      this.#watched('read', { ...details, digest: descriptor.digest, size }, () => reader, count),
      () => reader.close(),
    );
  }

  #listed<T>(call: DebugEvent['call'], details: DebugDetails, list: () => AsyncIterable<T>): AsyncIterable<T> {
    let count = 0;
    return this.#watched(call, { ...details, count }, list, () => ({ count: ++count }));
  }

  /** Passes items through and reports the end, however it comes. */
  async *#watched<T>(
    call: DebugEvent['call'],
    details: DebugDetails,
    open: () => AsyncIterable<T>,
    seen: (item: T) => DebugDetails,
  ): AsyncGenerator<T, void, undefined> {
    const began = this.#now();
    let soFar: DebugDetails = {};
    let outcome: DebugEvent['outcome'] = 'left';
    try {
      for await (const item of open()) {
        soFar = seen(item);
        yield item;
      }
      outcome = 'ok';
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      this.#log({ call, ...details, ...soFar, ms: this.#now() - began, outcome });
    }
  }
}

function answered(descriptor: Descriptor): DebugDetails {
  return { digest: descriptor.digest, size: descriptor.size };
}
