import { availableParallelism } from 'node:os';
import { untilAborted } from '../concurrency/index.ts';
import type { PackedLayer } from './hashed-archive.ts';
import type { HashThread } from './hash-thread.ts';
import { describeLayer, listEntries, type PackOptions } from './pack.ts';

/** Minimum size of all sources for which a worker is started, bytes. Its start takes as long as hashing 50 MiB. */
const minThreadBytes = 128 * 1024 * 1024;

/**
 * Workers that hash sources, while this thread hashes others. They do not change the digests. Disposing ends them.
 */
export class HashThreads implements AsyncDisposable {
  readonly #most: number;
  readonly #idle: HashThread[] = [];
  readonly #running = new Set<HashThread>();

  /**
   * @param size of all sources, bytes. A small size needs no worker.
   * @param sources maximum number of sources that are hashed at the same time
   * @param processors that the process may use
   */
  constructor(size: number, sources: number, processors: number = availableParallelism()) {
    this.#most = size < minThreadBytes ? 0 : Math.min(sources, processors) - 1;
  }

  /**
   * Describes a layer as {@link describeLayer}, in a worker if one is idle and the entries of the source are listed.
   *
   * @throws OciError the errors of reading a packed layer
   */
  async describe(options: PackOptions): Promise<PackedLayer> {
    const { sourceDir, archive, onProgress, signal } = options;
    const entries = archive === 'zip' ? undefined : listEntries(options);
    const thread = entries === undefined ? undefined : await this.#reserve();
    if (thread === undefined || entries === undefined) return await describeLayer(options);
    try {
      const layer = await untilAborted(thread.hash({ sourceDir, entries }, onProgress), signal);
      if (layer !== undefined) {
        this.#idle.push(thread);
        return layer;
      }
    } catch (error) {
      await this.#end(thread);
      throw error;
    }
    await this.#end(thread);
    // The worker could not load its program, or it found a problem, which the description in this thread reports.
    return await describeLayer(options);
  }

  async #reserve(): Promise<HashThread | undefined> {
    const idle = this.#idle.pop();
    if (idle !== undefined || this.#running.size >= this.#most) return idle;
    const { HashThread: Thread } = await import('./hash-thread.ts');
    if (this.#running.size >= this.#most) return undefined;
    const thread = Thread.start();
    if (thread !== undefined) this.#running.add(thread);
    return thread;
  }

  async #end(thread: HashThread): Promise<void> {
    this.#running.delete(thread);
    await thread[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const thread of this.#running) await this.#end(thread);
  }
}
