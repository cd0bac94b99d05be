import { stat } from 'node:fs/promises';
import { walk } from '../archive/index.ts';
import { monotonicMs } from '../concurrency/index.ts';
import type { DirectoryLayer, LayerPlan } from './plan.ts';

/** Milliseconds of packing before the source is counted. A short packing needs no percentage. */
const countAfterMs = 1000;
/** Bytes of a block of a tar archive, which is also the size of a header. */
const blockBytes = 512;

/** The size of the archives that are being packed. It is counted while they are packed, if that takes long. */
export class PackingTotal implements Disposable {
  readonly #layers: readonly LayerPlan[];
  readonly #skip: readonly string[];
  readonly #countAt: number;
  readonly #stop = new AbortController();
  #isCounting = false;
  #bytes: number | undefined;

  /**
   * @param skip paths that no layer contains
   * @param delayMs of packing before the source is counted
   */
  constructor(layers: readonly LayerPlan[], skip: readonly string[], delayMs: number = countAfterMs) {
    this.#layers = layers;
    this.#skip = skip;
    this.#countAt = monotonicMs() + delayMs;
  }

  /** Bytes, and at least `done`; undefined until they are counted. Begins to count when it is time. */
  atLeast(done: number): number | undefined {
    if (!this.#isCounting && monotonicMs() >= this.#countAt) {
      this.#isCounting = true;
      void this.#count();
    }
    return this.#bytes === undefined ? undefined : Math.max(this.#bytes, done);
  }

  /** Stops counting. */
  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  /** A source that cannot be counted has no total. The packing reports its errors. */
  async #count(): Promise<void> {
    try {
      let sum = 0;
      for (const layer of this.#layers) sum += await this.#sizeOf(layer);
      if (Number.isFinite(sum)) this.#bytes = sum;
    } catch {
      // The total stays unknown.
    }
  }

  async #sizeOf(layer: LayerPlan): Promise<number> {
    switch (layer.kind) {
      case 'directory':
        return this.#archiveSize(layer.pack);
      case 'file':
        return layer.size ?? (await stat(layer.path)).size;
      case 'stream':
        return Number.NaN;
      case 'bytes':
      case 'descriptor':
        return 0;
    }
  }

  async #archiveSize(pack: DirectoryLayer['pack']): Promise<number> {
    // A zip reports compressed bytes.
    if (pack.archive === 'zip') return Number.NaN;
    // The end of an archive has two blocks.
    let sum = 2 * blockBytes;
    const skip = [...this.#skip, ...(pack.skip ?? [])];
    const entries = pack.entries ?? walk({ ...pack, skip, report: undefined, signal: this.#stop.signal });
    for await (const { size } of entries) sum += blockBytes * (1 + Math.ceil(size / blockBytes));
    return sum;
  }
}
