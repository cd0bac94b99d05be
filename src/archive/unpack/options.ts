import type { Compression } from '../compress/compress.ts';
import type { UnpackSymlinks } from './link.ts';

/** Bounds for what a hostile archive can cost. Content over a limit is refused with `SIZE_LIMIT`, never cut. */
export interface UnpackLimits {
  /** @default 1_000_000 */
  readonly entries?: number | undefined;
  /**
   * Bytes of all files together.
   *
   * @default none: the ratio bounds what a small download can become
   */
  readonly totalSize?: number | undefined;
  /**
   * Segments of a name.
   *
   * @default 1024
   */
  readonly depth?: number | undefined;
  /**
   * Bytes of one extended header.
   *
   * @default 1 MiB
   */
  readonly metaSize?: number | undefined;
  /**
   * Bytes out for each compressed byte in, after the first 64 MiB.
   *
   * @default 200
   */
  readonly ratio?: number | undefined;
}

export interface UnpackOptions {
  /** @default found out from the first bytes */
  readonly compression?: Compression | undefined;
  /**
   * Keeps the nine permission bits as they are stored and not through the process's mask. Set-uid, set-gid and sticky bits and owners are
   * dropped in any case.
   *
   * @default false
   */
  readonly preservePermissions?: boolean | undefined;
  /** @default 'inside' */
  readonly symlinks?: UnpackSymlinks | undefined;
  /**
   * What to do with devices and FIFOs, which are never created: `refuse` fails and names them, `skip` counts them in the result.
   *
   * @default 'refuse'
   */
  readonly specialFiles?: 'refuse' | 'skip' | undefined;
  /**
   * Whether names are refused that differ only in letter case or in how letters are composed.
   *
   * @default whether the file system at hand takes them for the same
   */
  readonly refuseCollisions?: boolean | undefined;
  readonly limits?: UnpackLimits | undefined;
  /**
   * Names the content in errors.
   *
   * @default 'the layer'
   */
  readonly what?: string | undefined;
  /** Called after each entry and piece of a large one. */
  readonly onProgress?: ((progress: UnpackProgress) => void) | undefined;
  /**
   * Whose rules for names hold, besides those that hold everywhere.
   *
   * @default process.platform
   */
  readonly platform?: NodeJS.Platform | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface UnpackProgress {
  readonly entries: number;
  /** Bytes of files written. */
  readonly bytes: number;
}

export interface UnpackResult extends UnpackProgress {
  readonly files: number;
  readonly directories: number;
  readonly symlinks: number;
  readonly hardLinks: number;
  /** Devices and FIFOs that were left out. */
  readonly skipped: number;
  /** The names of the first of them, safe to print. */
  readonly skippedNames: readonly string[];
}
