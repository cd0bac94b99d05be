import { blobReader, type BlobReader, type BlobWriter, type CallOptions, type Registry } from '../registry/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import { outcomeOf, type DebugDetails, type DebugEvent } from './debug-event.ts';

/** Options of {@link debug}. */
export interface DebugOptions {
  /**
   * Called when a call has ended. An error that it throws becomes the error of the call. `formatDebugEvent` formats the
   * event.
   */
  readonly log: (event: DebugEvent) => void;
  /** Milliseconds since a fixed moment. @default performance.now */
  readonly now?: (() => number) | undefined;
}

/**
 * Logs every call to the registry: its arguments, the number of bytes or entries, the duration and the outcome. Events
 * never contain content or secrets.
 */
export function debug(registry: Registry, options: DebugOptions): Registry {
  return new DebugRegistry(registry, options);
}

/** Runs a call and logs its end. `answer` returns what the event says about a successful call. */
type Traced = <T>(
  call: DebugEvent['call'],
  details: DebugDetails,
  work: () => Promise<T>,
  answer?: (value: T) => DebugDetails,
) => Promise<T>;

type Arguments<Method extends keyof Registry> = Parameters<Registry[Method]>;

/** Implements `Registry` itself, so that a new operation cannot remain without a log. */
class DebugRegistry implements Registry {
  readonly #inner: Registry;
  readonly #log: (event: DebugEvent) => void;
  readonly #now: () => number;

  constructor(inner: Registry, options: DebugOptions) {
    this.#inner = inner;
    this.#log = options.log;
    this.#now = options.now ?? (() => performance.now());
  }

  getBlob(...args: Arguments<'getBlob'>): Promise<BlobReader> {
    return this.#get('getBlob', named(...args), () => this.#inner.getBlob(...args));
  }

  getBlobRange(...args: Arguments<'getBlobRange'>): Promise<BlobReader> {
    const [repository, reference, start, end] = args;
    const details = { repository, reference, start, end };
    return this.#get('getBlobRange', details, () => this.#inner.getBlobRange(...args));
  }

  getManifest(...args: Arguments<'getManifest'>): Promise<BlobReader> {
    return this.#get('getManifest', named(...args), () => this.#inner.getManifest(...args));
  }

  getTag(...args: Arguments<'getTag'>): Promise<BlobReader> {
    return this.#get('getTag', named(...args), () => this.#inner.getTag(...args));
  }

  resolveBlob(...args: Arguments<'resolveBlob'>): Promise<Descriptor> {
    return this.#traced('resolveBlob', named(...args), () => this.#inner.resolveBlob(...args), contentOf);
  }

  resolveManifest(...args: Arguments<'resolveManifest'>): Promise<Descriptor> {
    return this.#traced('resolveManifest', named(...args), () => this.#inner.resolveManifest(...args), contentOf);
  }

  resolveTag(...args: Arguments<'resolveTag'>): Promise<Descriptor> {
    return this.#traced('resolveTag', named(...args), () => this.#inner.resolveTag(...args), contentOf);
  }

  pushBlob(...args: Arguments<'pushBlob'>): Promise<Descriptor> {
    const [repository, { digest, size }] = args;
    const details = { repository, reference: digest, size };
    return this.#traced('pushBlob', details, () => this.#inner.pushBlob(...args), contentOf);
  }

  async pushBlobChunked(...args: Arguments<'pushBlobChunked'>): Promise<BlobWriter> {
    const [repository] = args;
    const writer = await this.#traced('pushBlobChunked', { repository }, () => this.#inner.pushBlobChunked(...args));
    return new DebugBlobWriter(writer, repository, this.#traced);
  }

  async pushBlobChunkedResume(...args: Arguments<'pushBlobChunkedResume'>): Promise<BlobWriter> {
    const [repository, , options] = args;
    const writer = await this.#traced(
      'pushBlobChunkedResume',
      { repository, start: options?.offset },
      () => this.#inner.pushBlobChunkedResume(...args),
      ({ size }) => ({ size }),
    );
    return new DebugBlobWriter(writer, repository, this.#traced);
  }

  mountBlob(...args: Arguments<'mountBlob'>): Promise<Descriptor> {
    const [fromRepository, repository, reference] = args;
    const details = { repository, fromRepository, reference };
    return this.#traced('mountBlob', details, () => this.#inner.mountBlob(...args), contentOf);
  }

  pushManifest(...args: Arguments<'pushManifest'>): Promise<Descriptor> {
    const [repository, content, , options] = args;
    const references = [...(options?.digest === undefined ? [] : [options.digest]), ...(options?.tags ?? [])];
    const details = {
      repository,
      reference: references.length === 0 ? undefined : references.join(' '),
      size: content.byteLength,
    };
    return this.#traced('pushManifest', details, () => this.#inner.pushManifest(...args), contentOf);
  }

  deleteBlob(...args: Arguments<'deleteBlob'>): Promise<void> {
    return this.#traced('deleteBlob', named(...args), () => this.#inner.deleteBlob(...args));
  }

  deleteManifest(...args: Arguments<'deleteManifest'>): Promise<void> {
    return this.#traced('deleteManifest', named(...args), () => this.#inner.deleteManifest(...args));
  }

  deleteTag(...args: Arguments<'deleteTag'>): Promise<void> {
    return this.#traced('deleteTag', named(...args), () => this.#inner.deleteTag(...args));
  }

  tags(...args: Arguments<'tags'>): AsyncIterable<string> {
    return this.#list('tags', { repository: args[0] }, () => this.#inner.tags(...args));
  }

  referrers(...args: Arguments<'referrers'>): AsyncIterable<Descriptor> {
    const [repository, reference] = args;
    return this.#list('referrers', { repository, reference }, () => this.#inner.referrers(...args));
  }

  repositories(...args: Arguments<'repositories'>): AsyncIterable<string> {
    return this.#list('repositories', {}, () => this.#inner.repositories(...args));
  }

  readonly #traced: Traced = async (call, details, work, answer) => {
    const started = this.#now();
    let value;
    try {
      value = await work();
    } catch (error) {
      this.#log({ call, ...details, ms: this.#now() - started, outcome: outcomeOf(error) });
      throw error;
    }
    this.#log({ call, ...details, ...answer?.(value), ms: this.#now() - started, outcome: 'ok' });
    return value;
  };

  async #get(call: DebugEvent['call'], details: DebugDetails, work: () => Promise<BlobReader>): Promise<BlobReader> {
    const reader = await this.#traced(call, details, work, ({ descriptor }) => contentOf(descriptor));
    const { descriptor } = reader;
    let size = 0;
    const count = (chunk: Uint8Array): DebugDetails => ({ size: (size += chunk.byteLength) });
    const content = this.#watch('read', { ...details, digest: descriptor.digest, size }, () => reader, count);
    return blobReader(descriptor, content, { free: () => reader.close() });
  }

  #list<T>(call: DebugEvent['call'], details: DebugDetails, list: () => AsyncIterable<T>): AsyncIterable<T> {
    let count = 0;
    return this.#watch(call, { ...details, count }, list, () => ({ count: ++count }));
  }

  /** Forwards items and logs the end: completed, failed or left early. */
  async *#watch<T>(
    call: DebugEvent['call'],
    details: DebugDetails,
    open: () => AsyncIterable<T>,
    progress: (item: T) => DebugDetails,
  ): AsyncGenerator<T, void, undefined> {
    const started = this.#now();
    let soFar: DebugDetails = {};
    let outcome: DebugEvent['outcome'] = 'left';
    try {
      for await (const item of open()) {
        soFar = progress(item);
        yield item;
      }
      outcome = 'ok';
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      this.#log({ call, ...details, ...soFar, ms: this.#now() - started, outcome });
    }
  }
}

class DebugBlobWriter implements BlobWriter {
  readonly #inner: BlobWriter;
  readonly #repository: string;
  readonly #traced: Traced;

  constructor(inner: BlobWriter, repository: string, traced: Traced) {
    this.#inner = inner;
    this.#repository = repository;
    this.#traced = traced;
  }

  get id(): string {
    return this.#inner.id;
  }

  get size(): number {
    return this.#inner.size;
  }

  get chunkSize(): number {
    return this.#inner.chunkSize;
  }

  write(chunk: Uint8Array, options?: CallOptions): Promise<void> {
    const start = this.#inner.size;
    const size = chunk.byteLength;
    const details = { repository: this.#repository, start, end: start + size, size };
    return this.#traced('write', details, () => this.#inner.write(chunk, options));
  }

  close(options?: CallOptions): Promise<void> {
    return this.#traced('close', this.#details(), () => this.#inner.close(options));
  }

  commit(digest: Digest, options?: CallOptions): Promise<Descriptor> {
    const details = { ...this.#details(), reference: digest };
    return this.#traced('commit', details, () => this.#inner.commit(digest, options), contentOf);
  }

  cancel(options?: CallOptions): Promise<void> {
    return this.#traced('cancel', this.#details(), () => this.#inner.cancel(options));
  }

  // Not logged: after a commit or close, disposing does nothing.
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }

  #details(): DebugDetails {
    return { repository: this.#repository, size: this.#inner.size };
  }
}

function named(...[repository, reference]: readonly [string, string, ...unknown[]]): DebugDetails {
  return { repository, reference };
}

function contentOf({ digest, size }: Descriptor): DebugDetails {
  return { digest, size };
}
