import { monotonicMs } from '../concurrency/index.ts';
import { OciError } from '../spec/index.ts';
import { contentPrefix } from './keys.ts';
import type { ObjectStore } from './object-store.ts';

/** Milliseconds between two measurements. Until the next one, the writes of other replicas do not count. */
const measureIntervalMs = 5 * 60_000;

/**
 * A limit for the content of a bucket. It is soft: replicas do not coordinate their writes, so together they can exceed
 * it by what they store between two measurements.
 */
export class SoftQuota {
  readonly #store: ObjectStore;
  readonly #limit: number;
  #used = 0;
  #measuredAt = -Infinity;
  #measuring: Promise<void> | undefined;

  /** @param limit bytes */
  constructor(store: ObjectStore, limit: number) {
    this.#store = store;
    this.#limit = limit;
  }

  /** Measures the content. @throws OciError `UNAVAILABLE` */
  async measure(): Promise<void> {
    this.#measuring ??= this.#sum().finally(() => {
      this.#measuring = undefined;
    });
    await this.#measuring;
  }

  /** @param bytes about to be stored @throws OciError `QUOTA` */
  async check(bytes: number): Promise<void> {
    if (this.#limit === Infinity) return;
    const isOld = monotonicMs() - this.#measuredAt > measureIntervalMs;
    // Other replicas may have deleted content.
    if (isOld || this.#used + bytes > this.#limit) await this.measure();
    if (this.#used + bytes <= this.#limit) return;
    throw new OciError(
      'QUOTA',
      `cannot store ${bytes} more bytes: the registry has a quota of ${this.#limit} bytes and uses ${this.#used}; ` +
        'delete manifests and run gc, or raise the quota',
      { remedy: 'stated' },
    );
  }

  /** Counts bytes that were stored. */
  add(bytes: number): void {
    this.#used += bytes;
  }

  async #sum(): Promise<void> {
    if (this.#limit === Infinity) return;
    // A full registry is not measured for each rejected push.
    if (monotonicMs() - this.#measuredAt < minIntervalMs) return;
    let used = 0;
    for await (const { size } of this.#store.list({ prefix: contentPrefix })) used += size;
    this.#used = used;
    this.#measuredAt = monotonicMs();
  }
}

const minIntervalMs = 10_000;
