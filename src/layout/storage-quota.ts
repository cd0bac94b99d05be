import { statfs } from 'node:fs/promises';
import { OciError } from '../spec/index.ts';

export interface RoomOptions {
  /** Bytes that the storage may take on disk. */
  readonly quota: number;
  /** Bytes of the disk that stay free. */
  readonly minFreeBytes: number;
  /** Counts what lies there now, bytes. */
  readonly measure: () => Promise<number>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What the system said of the disk is believed for this long, milliseconds. */
const freeIsFreshMs = 1000;
/** Before a write is refused, the storage is counted anew, because other processes delete too; but not more often than this. Milliseconds. */
const measureEveryMs = 10_000;

/** What a storage may still take, by its quota and by the disk it lies on. Asked before anything is written. */
export class StorageQuota {
  readonly #root: string;
  readonly #options: RoomOptions;
  #used = 0;
  #measuredAt = -Infinity;
  #measuring: Promise<void> | undefined;
  #free = { bytes: 0, at: -Infinity };

  constructor(root: string, options: RoomOptions) {
    this.#root = root;
    this.#options = options;
  }

  /** @throws OciError `QUOTA` when so much must not be written */
  async take(bytes: number): Promise<void> {
    await this.#checkDisk(bytes);
    const { quota, now } = this.#options;
    if (this.#used + bytes > quota && now() - this.#measuredAt >= measureEveryMs) await this.measure();
    if (this.#used + bytes > quota) {
      throw new OciError(
        'QUOTA',
        `the registry may keep ${quota} bytes and holds ${this.#used}; there is no room for ${bytes} more`,
      );
    }
    this.#used += bytes;
    this.#free.bytes -= bytes;
  }

  /** Bytes that were taken are free again. */
  give(bytes: number): void {
    this.#used -= bytes;
  }

  /** Counts what lies on disk. */
  async measure(): Promise<void> {
    if (this.#options.quota === Infinity) return;
    this.#measuring ??= this.#count().finally(() => {
      this.#measuring = undefined;
    });
    await this.#measuring;
  }

  async #count(): Promise<void> {
    this.#used = Math.ceil(await this.#options.measure());
    this.#measuredAt = this.#options.now();
  }

  async #checkDisk(bytes: number): Promise<void> {
    const { minFreeBytes, now } = this.#options;
    if (minFreeBytes === 0) return;
    if (now() - this.#free.at >= freeIsFreshMs) this.#free = { bytes: await this.#freeBytes(), at: now() };
    if (this.#free.bytes - bytes >= minFreeBytes) return;
    throw new OciError(
      'QUOTA',
      `the disk that the registry stores on has ${Math.max(0, this.#free.bytes)} bytes left, of which ${minFreeBytes} stay free; there is no room for ${bytes} more`,
    );
  }

  async #freeBytes(): Promise<number> {
    try {
      const { bavail, bsize } = await statfs(this.#root);
      return bavail * bsize;
    } catch {
      // The folder is made with the first write; a disk that does not tell is not guessed at.
      return Infinity;
    }
  }
}
