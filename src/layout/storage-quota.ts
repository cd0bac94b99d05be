import { statfs } from 'node:fs/promises';
import { OciError } from '../spec/index.ts';

export interface QuotaOptions {
  /** Maximum size of the storage on disk, bytes. @default no limit */
  readonly quota?: number | undefined;
  /** Space to leave free on the disk, bytes. @default 0 */
  readonly minFreeBytes?: number | undefined;
  /** Returns the current size of the storage on disk, bytes. */
  readonly measure: () => Promise<number>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Milliseconds for which the reported free space is cached. */
const freeSpaceTtlMs = 1000;
/**
 * Minimum time between two measurements, milliseconds. It is longer when a measurement takes long, so that clients
 * cannot cause more than one measurement in twenty times its duration.
 */
const minMeasureIntervalMs = 1000;
const maxMeasureIntervalMs = 10_000;
const measureIntervalFactor = 20;

/** The space of a storage, limited by its quota and by its disk. Space is reserved before each write. */
export class StorageQuota {
  readonly #root: string;
  readonly #options: QuotaOptions;
  readonly #quota: number;
  readonly #minFreeBytes: number;
  #used = 0;
  /** Bytes of running writes. */
  #writing = 0;
  /** Bytes of the writes that were running at the start of the last measurement, or have started since. */
  #concurrentWrites = 0;
  #measuredAt = -Infinity;
  #measureIntervalMs = maxMeasureIntervalMs;
  #measuring: Promise<void> | undefined;
  #free = { bytes: 0, at: -Infinity };
  #measuringDisk: Promise<void> | undefined;

  constructor(root: string, options: QuotaOptions) {
    this.#root = root;
    this.#options = options;
    this.#quota = options.quota ?? Infinity;
    this.#minFreeBytes = options.minFreeBytes ?? 0;
  }

  get isLimited(): boolean {
    return this.#quota !== Infinity || this.#minFreeBytes > 0;
  }

  /**
   * Reserves space and runs `work`, which writes the bytes. When it fails, the space is released.
   *
   * @throws OciError `QUOTA`
   */
  async write<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    await this.#reserve(bytes);
    try {
      return await work();
    } catch (error) {
      this.release(bytes);
      this.#concurrentWrites -= bytes;
      throw error;
    } finally {
      this.#writing -= bytes;
    }
  }

  /** Releases the space of bytes that were deleted. */
  release(bytes: number): void {
    // The counter does not include files that another process has written since the last measurement.
    this.#used = Math.max(0, this.#used - bytes);
  }

  /** Measures the storage on disk. */
  async measure(): Promise<void> {
    if (this.#quota === Infinity) return;
    this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = undefined;
    });
    await this.#measuring;
  }

  async #measure(): Promise<void> {
    this.#concurrentWrites = this.#writing;
    const start = performance.now();
    const measured = Math.ceil(await this.#options.measure());
    // The measurement may have missed concurrent writes. Counting them twice is safe until the next measurement.
    this.#used = measured + this.#concurrentWrites;
    this.#measuredAt = this.#options.now();
    const intervalMs = measureIntervalFactor * (performance.now() - start);
    this.#measureIntervalMs = Math.min(Math.max(intervalMs, minMeasureIntervalMs), maxMeasureIntervalMs);
  }

  async #reserve(bytes: number): Promise<void> {
    await this.#measureDisk();
    const isFull = (): boolean => this.#used + bytes > this.#quota;
    // Other processes may have deleted content.
    if (isFull() && this.#elapsedSince(this.#measuredAt) >= this.#measureIntervalMs) await this.measure();
    // There is no await between the checks and the reservation, so that parallel writes cannot use the same space.
    this.#checkDisk(bytes);
    if (isFull()) {
      throw new OciError(
        'QUOTA',
        `cannot store ${bytes} more bytes: the registry has a quota of ${this.#quota} bytes and uses ${this.#used}; ` +
          'delete manifests and run "oci-artifact gc", with --untagged also for the manifests of overwritten tags',
        { remedy: 'stated' },
      );
    }
    this.#used += bytes;
    this.#writing += bytes;
    this.#concurrentWrites += bytes;
    this.#free.bytes -= bytes;
  }

  async #measureDisk(): Promise<void> {
    if (this.#minFreeBytes === 0 || this.#elapsedSince(this.#free.at) < freeSpaceTtlMs) return;
    this.#measuringDisk ??= this.#freeBytes()
      .then((bytes) => {
        // The bytes of running writes may not be on the disk yet.
        this.#free = { bytes: bytes - this.#writing, at: this.#options.now() };
      })
      .finally(() => {
        this.#measuringDisk = undefined;
      });
    await this.#measuringDisk;
  }

  #checkDisk(bytes: number): void {
    if (this.#minFreeBytes === 0 || this.#free.bytes - bytes >= this.#minFreeBytes) return;
    throw new OciError(
      'QUOTA',
      `cannot store ${bytes} more bytes: the disk of the registry has ${Math.max(0, this.#free.bytes)} free bytes, ` +
        `and ${this.#minFreeBytes} bytes must stay free`,
    );
  }

  /** A clock that was set back counts like one that was set forward, so that no measurement is used for too long. */
  #elapsedSince(at: number): number {
    return Math.abs(this.#options.now() - at);
  }

  async #freeBytes(): Promise<number> {
    try {
      const { bavail, bsize } = await statfs(this.#root);
      return bavail * bsize;
    } catch {
      // The folder may not exist before the first write. Some systems do not report their free space.
      return Infinity;
    }
  }
}
