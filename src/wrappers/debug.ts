import { guardedHook } from '../concurrency/index.ts';
import { blobReader, type BlobReader, type BlobWriter, type CallOptions, type Registry } from '../registry/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import { outcomeOf, type DebugDetails, type DebugEvent } from './debug-event.ts';

/** Options of {@link debug}. */
export interface DebugOptions {
  /**
   * Called when a call has ended. If it throws an error, the call fails with that error. See `formatDebugEvent` for a
   * text form of the event.
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

/** Runs a call and logs its end. `describeResult` returns the details of a successful call. */
type Trace = <T>(
  call: DebugEvent['call'],
  details: DebugDetails,
  work: () => Promise<T>,
  describeResult?: (value: T) => DebugDetails,
) => Promise<T>;

type Arguments<Method extends keyof Registry> = Parameters<Registry[Method]>;

/** Implements every operation directly, so that the type check rejects a new operation without a log. */
class DebugRegistry implements Registry {
  readonly #inner: Registry;
  readonly #log: (event: DebugEvent) => void;
  readonly #now: () => number;

  constructor(inner: Registry, options: DebugOptions) {
    this.#inner = inner;
    this.#log = guardedHook('log', options.log) ?? options.log;
    this.#now = options.now ?? (() => performance.now());
  }

  getBlob(...args: Arguments<'getBlob'>): Promise<BlobReader> {
    return this.#get('getBlob', referenceOf(...args), () => this.#inner.getBlob(...args));
  }

  getBlobRange(...args: Arguments<'getBlobRange'>): Promise<BlobReader> {
    const [repository, reference, start, end] = args;
    const details = { repository, reference, start, end };
    return this.#get('getBlobRange', details, () => this.#inner.getBlobRange(...args));
  }

  getManifest(...args: Arguments<'getManifest'>): Promise<BlobReader> {
    return this.#get('getManifest', referenceOf(...args), () => this.#inner.getManifest(...args));
  }

  getTag(...args: Arguments<'getTag'>): Promise<BlobReader> {
    return this.#get('getTag', referenceOf(...args), () => this.#inner.getTag(...args));
  }

  resolveBlob(...args: Arguments<'resolveBlob'>): Promise<Descriptor> {
    return this.#trace('resolveBlob', referenceOf(...args), () => this.#inner.resolveBlob(...args), resultOf);
  }

  resolveManifest(...args: Arguments<'resolveManifest'>): Promise<Descriptor> {
    return this.#trace('resolveManifest', referenceOf(...args), () => this.#inner.resolveManifest(...args), resultOf);
  }

  resolveTag(...args: Arguments<'resolveTag'>): Promise<Descriptor> {
    return this.#trace('resolveTag', referenceOf(...args), () => this.#inner.resolveTag(...args), resultOf);
  }

  pushBlob(...args: Arguments<'pushBlob'>): Promise<Descriptor> {
    const [repository, { digest, size }] = args;
    const details = { repository, reference: digest, size };
    return this.#trace('pushBlob', details, () => this.#inner.pushBlob(...args), resultOf);
  }

  async pushBlobChunked(...args: Arguments<'pushBlobChunked'>): Promise<BlobWriter> {
    const [repository] = args;
    const writer = await this.#trace('pushBlobChunked', { repository }, () => this.#inner.pushBlobChunked(...args));
    return new DebugBlobWriter(writer, repository, this.#trace);
  }

  async pushBlobChunkedResume(...args: Arguments<'pushBlobChunkedResume'>): Promise<BlobWriter> {
    const [repository, , options] = args;
    const writer = await this.#trace(
      'pushBlobChunkedResume',
      { repository, start: options?.offset },
      () => this.#inner.pushBlobChunkedResume(...args),
      ({ size }) => ({ size }),
    );
    return new DebugBlobWriter(writer, repository, this.#trace);
  }

  mountBlob(...args: Arguments<'mountBlob'>): Promise<Descriptor> {
    const [fromRepository, repository, reference] = args;
    const details = { repository, fromRepository, reference };
    return this.#trace('mountBlob', details, () => this.#inner.mountBlob(...args), resultOf);
  }

  pushManifest(...args: Arguments<'pushManifest'>): Promise<Descriptor> {
    const [repository, content, , options] = args;
    const references = [...(options?.digest === undefined ? [] : [options.digest]), ...(options?.tags ?? [])];
    const details = {
      repository,
      reference: references.length === 0 ? undefined : references.join(' '),
      size: content.byteLength,
    };
    return this.#trace('pushManifest', details, () => this.#inner.pushManifest(...args), resultOf);
  }

  deleteBlob(...args: Arguments<'deleteBlob'>): Promise<void> {
    return this.#trace('deleteBlob', referenceOf(...args), () => this.#inner.deleteBlob(...args));
  }

  deleteManifest(...args: Arguments<'deleteManifest'>): Promise<void> {
    return this.#trace('deleteManifest', referenceOf(...args), () => this.#inner.deleteManifest(...args));
  }

  deleteTag(...args: Arguments<'deleteTag'>): Promise<void> {
    return this.#trace('deleteTag', referenceOf(...args), () => this.#inner.deleteTag(...args));
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

  readonly #trace: Trace = async (call, details, work, describeResult) => {
    const startedAt = this.#now();
    let value;
    try {
      value = await work();
    } catch (error) {
      this.#log({ call, ...details, ms: this.#now() - startedAt, outcome: outcomeOf(error) });
      throw error;
    }
    this.#log({ call, ...details, ...describeResult?.(value), ms: this.#now() - startedAt, outcome: 'ok' });
    return value;
  };

  async #get(call: DebugEvent['call'], details: DebugDetails, work: () => Promise<BlobReader>): Promise<BlobReader> {
    const reader = await this.#trace(call, details, work, ({ descriptor }) => resultOf(descriptor));
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

  /** Forwards items and logs the end: complete (`ok`), an error, or an early end (`left`). */
  async *#watch<T>(
    call: DebugEvent['call'],
    details: DebugDetails,
    open: () => AsyncIterable<T>,
    progress: (item: T) => DebugDetails,
  ): AsyncGenerator<T, void, undefined> {
    const startedAt = this.#now();
    let progressDetails: DebugDetails = {};
    let outcome: DebugEvent['outcome'] = 'left';
    try {
      for await (const item of open()) {
        progressDetails = progress(item);
        yield item;
      }
      outcome = 'ok';
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      this.#log({ call, ...details, ...progressDetails, ms: this.#now() - startedAt, outcome });
    }
  }
}

class DebugBlobWriter implements BlobWriter {
  readonly #inner: BlobWriter;
  readonly #repository: string;
  readonly #trace: Trace;

  constructor(inner: BlobWriter, repository: string, trace: Trace) {
    this.#inner = inner;
    this.#repository = repository;
    this.#trace = trace;
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
    return this.#trace('write', details, () => this.#inner.write(chunk, options));
  }

  close(options?: CallOptions): Promise<void> {
    return this.#trace('close', this.#details(), () => this.#inner.close(options));
  }

  commit(digest: Digest, options?: CallOptions): Promise<Descriptor> {
    const details = { ...this.#details(), reference: digest };
    return this.#trace('commit', details, () => this.#inner.commit(digest, options), resultOf);
  }

  cancel(options?: CallOptions): Promise<void> {
    return this.#trace('cancel', this.#details(), () => this.#inner.cancel(options));
  }

  // Not logged, because a disposal after a commit or close does nothing.
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }

  #details(): DebugDetails {
    return { repository: this.#repository, size: this.#inner.size };
  }
}

function referenceOf(...[repository, reference]: readonly [string, string, ...unknown[]]): DebugDetails {
  return { repository, reference };
}

function resultOf({ digest, size }: Descriptor): DebugDetails {
  return { digest, size };
}
