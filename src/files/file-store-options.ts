import type { Storage } from '../registry/index.ts';

/** Options of `FileStore`. They are the fields of oras-go's file store. */
export interface FileStoreOptions {
  /** Archives directories without modification times, so that equal directories give equal archives. @default false */
  readonly tarReproducible?: boolean | undefined;
  /**
   * Allows names of pushed content that lead out of the working directory: absolute paths, `..`, and links.
   *
   * @default false
   */
  readonly allowPathTraversalOnWrite?: boolean | undefined;
  /** Does not replace existing files, or directories that are not empty. @default false */
  readonly disableOverwrite?: boolean | undefined;
  /**
   * Writes content with several names only once, with the first name. Otherwise a pushed manifest adds the other names.
   *
   * @default false
   */
  readonly forceCas?: boolean | undefined;
  /**
   * Discards content without a name, such as manifests and configs, instead of writing it to the fallback storage.
   *
   * @default false
   */
  readonly ignoreNoName?: boolean | undefined;
  /** Writes archives as files, and ignores the annotation `io.deis.oras.content.unpack`. @default false */
  readonly skipUnpack?: boolean | undefined;
  /** Restores the permissions in archives instead of applying the umask. @default false */
  readonly preservePermissions?: boolean | undefined;
  /**
   * Maximum size of all files that the store writes, also from archives, in bytes.
   *
   * @default for each archive the free space of the disk, without a twentieth, at most 1 GiB
   */
  readonly maxUnpackedSize?: number | undefined;
  /** Storage of content without a name. @default memory, limited by `fallbackLimit` */
  readonly fallbackStorage?: Storage | undefined;
  /** Maximum size of a manifest or blob in memory, bytes. No effect with `fallbackStorage`. @default 4 MiB */
  readonly fallbackLimit?: number | undefined;
  /**
   * Parent of the temporary directory for archives, which `close` removes.
   *
   * @default the system's temporary directory
   */
  readonly temporaryDir?: string | undefined;
}
