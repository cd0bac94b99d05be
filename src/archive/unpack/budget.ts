import { statfs } from 'node:fs/promises';
import { checkNumbers, OciError, optionName, printable } from '../../spec/index.ts';
import { maxEntries } from '../walk/walk.ts';

/** Limits of an {@link UnpackBudget}. */
export interface BudgetLimits {
  /** Maximum size of all files together, bytes. @default the free space of the disk; without a directory no limit */
  readonly totalSize?: number | undefined;
  /** Maximum number of entries in all archives together. @default 1,000,000 */
  readonly entries?: number | undefined;
}

/** The part of the free space that stays free for other programs: a twentieth, at most 1 GiB. */
const reserveFraction = 20;
const maxReserve = 1024 ** 3;

/** Indexes of the sums that are reserved. */
const reservedSize = 0;
const reservedEntries = 1;

/**
 * The content that an artifact may still unpack to. All its layers share one budget, because an artifact can refer to
 * many layers that are small only while they are compressed. The ratio of sizes is not limited: real content, such as a
 * log, can compress to a thousandth.
 */
export class UnpackBudget {
  readonly #totalSize: number;
  readonly #entries: number;
  readonly #isDiskSpace: boolean;
  readonly #reserved: BigInt64Array;

  /**
   * @param isDiskSpace whether `totalSize` is the free space of a disk, for the error
   * @param reserved the reserved size and number of entries, which several threads can use
   */
  constructor(
    limits: BudgetLimits,
    isDiskSpace = false,
    reserved: BigInt64Array = new BigInt64Array(new SharedArrayBuffer(16)),
  ) {
    checkNumbers(limits, { totalSize: 0, entries: 0 });
    const { totalSize = Infinity, entries = maxEntries } = limits;
    this.#totalSize = totalSize;
    this.#entries = entries;
    this.#isDiskSpace = isDiskSpace;
    this.#reserved = reserved;
  }

  /** The arguments with which another thread creates an instance of this budget. */
  share(): ConstructorParameters<typeof UnpackBudget> {
    return [{ totalSize: this.#totalSize, entries: this.#entries }, this.#isDiskSpace, this.#reserved];
  }

  /** Creates a budget for content below a directory, which must exist. The default size is the free disk space. */
  static async forDirectory(directory: string, limits: BudgetLimits = {}): Promise<UnpackBudget> {
    if (limits.totalSize !== undefined) return new UnpackBudget(limits);
    return new UnpackBudget({ ...limits, totalSize: await availableSize(directory) }, true);
  }

  /**
   * Reserves the size of a file before it is written.
   *
   * @param bytes the size that an archive or a descriptor states
   * @param what the name of the content in errors
   * @throws OciError `SIZE_LIMIT`
   */
  reserveFile(bytes: number, what: string): void {
    if (this.#reserve(reservedSize, bytes) <= this.#totalSize) return;
    const reason = this.#isDiskSpace
      ? `the free space of the disk; free disk space, or set ${optionName('maxUnpackedSize')}`
      : `the limit; raise ${optionName('maxUnpackedSize')}`;
    throw new OciError(
      'SIZE_LIMIT',
      `cannot write ${printable(what, 300)}: the files of the artifact need more than ${this.#totalSize} bytes, ` +
        reason,
      { detail: { option: 'maxUnpackedSize' } },
    );
  }

  /**
   * Reserves entries of an archive.
   *
   * @param what the name of the archive in errors
   * @throws OciError `SIZE_LIMIT`
   */
  reserveEntries(count: number, what: string): void {
    if (this.#reserve(reservedEntries, count) <= this.#entries) return;
    throw new OciError(
      'SIZE_LIMIT',
      `cannot unpack ${printable(what, 300)}: the archives of the artifact have more entries than the limit of ` +
        String(this.#entries),
    );
  }

  /** @returns the new sum */
  #reserve(index: number, count: number): number {
    return Number(Atomics.add(this.#reserved, index, BigInt(count))) + count;
  }
}

/** The part of the free space that an artifact may fill, bytes. */
async function availableSize(directory: string): Promise<number> {
  try {
    const { blocks, bavail, bsize } = await statfs(directory);
    return sizeLimit({ blocks, bavail, bsize });
  } catch {
    // Not every file system reports its size. A full disk then fails the write.
    return Infinity;
  }
}

/** Computes the default limit from the size of a file system. Some network file systems report a size of 0. */
export function sizeLimit({
  blocks,
  bavail,
  bsize,
}: {
  readonly blocks: number;
  readonly bavail: number;
  readonly bsize: number;
}): number {
  if (blocks === 0) return Infinity;
  const free = bavail * bsize;
  return Math.floor(free - Math.min(free / reserveFraction, maxReserve));
}
