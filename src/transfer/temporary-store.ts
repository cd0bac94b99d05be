import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { abortable } from '../concurrency/index.ts';
import { MemoryStore } from '../files/index.ts';
import { fileSystemError, removeTree } from '../fs/index.ts';
import { LayoutRepository, type IngestOptions } from '../layout/index.ts';
import { bytesReader, readerBody, type BlobReader, type CallOptions, type PushOptions } from '../registry/index.ts';
import { Digester, isManifestMediaType, type Descriptor } from '../spec/index.ts';
import type { Body } from '../streams/index.ts';
import type { BuildStore } from './build-store.ts';

/**
 * Maximum size of the content in memory, bytes. It is also the size from which a layer is uploaded while it is packed,
 * and only content on disk can be read meanwhile.
 */
const maxMemoryBytes = 8 * 1024 * 1024;

/**
 * Holds an artifact while it is sent to a registry. Small content is in memory. Other content is in an image layout in
 * a directory that is created for it. Disposing removes the directory.
 */
export class TemporaryStore implements BuildStore, AsyncDisposable {
  /** The directory, whether it exists or not. */
  readonly path: string;
  readonly #memory = new MemoryStore();
  #free: number;
  #layout: Promise<LayoutRepository> | undefined;
  #isCreated = false;

  /**
   * @param path of a directory that does not exist
   * @param maxBytes maximum size of the content in memory. @default 8 MiB
   */
  constructor(path: string, maxBytes = maxMemoryBytes) {
    this.path = path;
    this.#free = maxBytes;
  }

  /** A store in a new directory below `parent`. */
  static below(parent: string): TemporaryStore {
    return new TemporaryStore(temporaryPath(parent));
  }

  /**
   * Stores content with an unknown digest in one pass.
   *
   * @throws OciError `FILE_SYSTEM`, `ABORTED`; errors of the content
   */
  async ingest(
    content: AsyncIterable<Uint8Array>,
    mediaType: string,
    options: IngestOptions = {},
  ): Promise<Descriptor> {
    const { algorithm, owned, signal } = options;
    const source = abortable(content, signal)[Symbol.asyncIterator]();
    const chunks: Uint8Array[] = [];
    let isComplete = false;
    let size = 0;
    try {
      for (;;) {
        const next = await source.next();
        if (next.done === true) {
          isComplete = true;
          break;
        }
        chunks.push(owned === true ? next.value : Uint8Array.from(next.value));
        size += next.value.byteLength;
        this.#free -= next.value.byteLength;
        if (this.#free < 0) break;
      }
    } catch (error) {
      this.#free += size;
      await source.return?.();
      throw error;
    }
    if (isComplete) return await this.#keep(Buffer.concat(chunks, size), mediaType, { algorithm, signal });
    this.#free += size;
    let layout: LayoutRepository;
    try {
      layout = await this.#openLayout();
    } catch (error) {
      await source.return?.();
      throw error;
    }
    return await layout.ingest(rest(chunks, source), mediaType, options);
  }

  async push(expected: Descriptor, body: Body, options: PushOptions = {}): Promise<void> {
    // Manifests are small, and tags are in memory.
    if (expected.size > this.#free && !isManifestMediaType(expected.mediaType)) {
      await (await this.#openLayout()).push(expected, body, options);
      return;
    }
    this.#free -= expected.size;
    await this.#memory.push(expected, body, options);
  }

  async exists(target: Descriptor, options: CallOptions = {}): Promise<boolean> {
    if (await this.#memory.exists(target, options)) return true;
    return this.#layout !== undefined && (await (await this.#layout).exists(target, options));
  }

  async fetch(target: Descriptor, options: CallOptions = {}): Promise<BlobReader> {
    if (this.#layout === undefined || (await this.#memory.exists(target, options)))
      return this.#memory.fetch(target, options);
    return (await this.#layout).fetch(target, options);
  }

  resolve(reference: string, options?: CallOptions): Promise<Descriptor> {
    return this.#memory.resolve(reference, options);
  }

  predecessors(node: Descriptor, options?: CallOptions): Promise<readonly Descriptor[]> {
    return this.#memory.predecessors(node, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A directory that existed before belongs to others.
    if (this.#isCreated) await removeTree(this.path);
  }

  async #keep(bytes: Buffer, mediaType: string, { algorithm, signal }: IngestOptions): Promise<Descriptor> {
    const digester = new Digester(algorithm);
    digester.update(bytes);
    const descriptor = { mediaType, digest: digester.digest(), size: bytes.byteLength };
    const body = readerBody(async () => bytesReader(descriptor, bytes));
    await this.#memory.push(descriptor, body, { signal });
    return descriptor;
  }

  #openLayout(): Promise<LayoutRepository> {
    return (this.#layout ??= this.#createLayout());
  }

  async #createLayout(): Promise<LayoutRepository> {
    try {
      // Other users must not read the content.
      await mkdir(this.path, { mode: 0o700 });
    } catch (error) {
      throw fileSystemError(error, `create the temporary directory ${this.path}`);
    }
    this.#isCreated = true;
    return LayoutRepository.open(this.path, { create: 'private', allowSparse: true, sync: false });
  }
}

/**
 * The path of a new temporary directory. It must be created exclusively, because others can guess it. (`node:crypto`
 * takes 6 ms to load, and would delay the first request.)
 */
export function temporaryPath(parent: string): string {
  return join(parent, `oci-artifact-${process.pid}-${Math.random().toString(36).slice(2)}`);
}

async function* rest(
  chunks: readonly Uint8Array[],
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* chunks;
    for (;;) {
      const next = await source.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await source.return?.();
  }
}
