import type { Compression } from '../compress/compress.ts';

/**
 * `inside` rejects a symlink whose target, existing or not, is outside the directory. `any` creates symlinks as they
 * are stored; still nothing is written through them. `refuse` rejects every symlink.
 */
export type UnpackSymlinks = 'inside' | 'any' | 'refuse';

/** Limits for a hostile archive. Content above a limit is an error with `SIZE_LIMIT`. It is never truncated. */
export interface UnpackLimits {
  /** @default 1,000,000 */
  readonly entries?: number | undefined;
  /** Bytes of all files together. @default none, because `ratio` limits the size that a small download can become */
  readonly totalSize?: number | undefined;
  /** Segments of a name. @default 1024 */
  readonly depth?: number | undefined;
  /** Bytes of one extended header. @default 1 MiB */
  readonly metaSize?: number | undefined;
  /** Uncompressed bytes per compressed byte, checked after the first 64 MiB. @default 200 */
  readonly ratio?: number | undefined;
}

/** Options of {@link unpackLayer}. */
export interface UnpackOptions {
  /** @default detected from the first bytes */
  readonly compression?: Compression | undefined;
  /**
   * Keeps the nine permission bits as they are stored instead of applying the umask. Set-uid, set-gid and sticky bits
   * and owners are never restored.
   *
   * @default false
   */
  readonly preservePermissions?: boolean | undefined;
  /** @default 'inside' */
  readonly symlinks?: UnpackSymlinks | undefined;
  /**
   * Devices and FIFOs are never created. `refuse` fails with their names, `skip` counts them in the result. @default
   * 'refuse'
   */
  readonly specialFiles?: 'refuse' | 'skip' | undefined;
  /**
   * Whether to reject names that differ only in letter case or Unicode normalization.
   *
   * @default whether the file system treats them as the same name
   */
  readonly refuseCollisions?: boolean | undefined;
  readonly limits?: UnpackLimits | undefined;
  /** The name of the content in errors. @default 'the layer' */
  readonly what?: string | undefined;
  /** Called after each entry and each part of a large one. */
  readonly onProgress?: ((progress: UnpackProgress) => void) | undefined;
  /** Selects the additional rules for names. @default process.platform */
  readonly platform?: NodeJS.Platform | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The progress of an unpacking. */
export interface UnpackProgress {
  readonly entries: number;
  /** Bytes of files written. */
  readonly bytes: number;
}

/** The result of an unpacking. */
export interface UnpackResult extends UnpackProgress {
  readonly files: number;
  readonly directories: number;
  readonly symlinks: number;
  readonly hardLinks: number;
  /** Devices and FIFOs that were skipped. */
  readonly skipped: number;
  /** The names of the first of them, safe to print. */
  readonly skippedNames: readonly string[];
}
