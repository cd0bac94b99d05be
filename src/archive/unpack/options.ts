import type { ByteString } from '../../fs/index.ts';
import type { Digest } from '../../spec/index.ts';
import type { Compression } from '../compress/compress.ts';
import type { BudgetLimits, UnpackBudget } from './budget.ts';

/**
 * The policy for symbolic links. `inside` rejects a link with a target outside the directory, even if the target does
 * not exist. `any` creates links with any target. `refuse` rejects every link. Files are never written through links.
 *
 * `root` is for the layers of an image, which share one root directory. An absolute target begins at that directory and
 * is stored as a relative target. Call {@link checkRootLinks} after the layers are merged.
 */
export type UnpackSymlinks = 'inside' | 'any' | 'refuse' | 'root';

/** Limits for an untrusted archive. An archive above a limit fails with `SIZE_LIMIT`. It is never truncated. */
export interface UnpackLimits extends BudgetLimits {
  /** Maximum number of segments in a name. @default 1025: a file in 1024 nested directories */
  readonly depth?: number | undefined;
  /** Maximum size of an extended header, bytes. @default 1 MiB */
  readonly metaSize?: number | undefined;
}

/** Options of {@link unpackLayer}. */
export interface UnpackOptions {
  /** The compression of the layer. @default detected from the first bytes */
  readonly compression?: Compression | undefined;
  /**
   * Restores the nine permission bits of the archive instead of applying the umask. Set-uid, set-gid and sticky bits
   * and owners are never restored.
   *
   * @default false
   */
  readonly preservePermissions?: boolean | undefined;
  /** The policy for symbolic links. @default 'inside' */
  readonly symlinks?: UnpackSymlinks | undefined;
  /**
   * The policy for devices and FIFOs, which are never created. `refuse` fails with their names, `skip` counts them in
   * the result.
   *
   * @default 'refuse'
   */
  readonly specialFiles?: 'refuse' | 'skip' | undefined;
  /**
   * Rejects names that differ only in letter case or Unicode normalization.
   *
   * @default true if the file system treats them as the same name
   */
  readonly refuseCollisions?: boolean | undefined;
  /** Limits for an untrusted archive. */
  readonly limits?: UnpackLimits | undefined;
  /**
   * A budget that the layers of an artifact share. It replaces `limits.totalSize` and `limits.entries`.
   *
   * @default a new budget with these limits
   */
  readonly budget?: UnpackBudget | undefined;
  /** Digest that the uncompressed archive must have. @default any */
  readonly contentDigest?: Digest | undefined;
  /**
   * Approximate size of the layer, bytes. One worker hashes a large layer, and one unpacks it unless there is
   * `onProgress`.
   *
   * @default 0
   */
  readonly sizeHint?: number | undefined;
  /** The name of the content in errors. @default 'the layer' */
  readonly what?: string | undefined;
  /** Called after each entry and each part of a large file. */
  readonly onProgress?: ((progress: UnpackProgress) => void) | undefined;
  /** Selects the additional rules for names. @default process.platform */
  readonly platform?: NodeJS.Platform | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options for layers whose entries are compared later. */
export interface EntryOptions extends UnpackOptions {
  /** Modification times of files by their names, milliseconds since 1970. They replace those of the archive. */
  readonly times?: ReadonlyMap<ByteString, number> | undefined;
  /** Whether the result has the state of the entries. @default false */
  readonly state?: boolean | undefined;
}

/** The progress of {@link unpackLayer}. */
export interface UnpackProgress {
  readonly entries: number;
  /** Number of written bytes of files. */
  readonly bytes: number;
}

/** The result of {@link unpackLayer}. */
export interface UnpackResult extends UnpackProgress {
  readonly files: number;
  readonly directories: number;
  readonly symlinks: number;
  readonly hardLinks: number;
  /** Number of devices and FIFOs that were skipped. */
  readonly skipped: number;
  /** The names of the first ten of them, printable. */
  readonly skippedNames: readonly string[];
  /** Hash of the names and states of the entries. Undefined except for layers of a cache entry. */
  readonly state?: string | undefined;
}
