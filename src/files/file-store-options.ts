import type { Storage } from '../registry/index.ts';

/** The fields of oras-go's file store. */
export interface FileStoreOptions {
  /** Archives of directories without modification times, so that equal directories give equal archives. @default false */
  readonly tarReproducible?: boolean | undefined;
  /** Lets names of pushed content lead out of the working directory: absolute ones, `..`, and through links. @default false */
  readonly allowPathTraversalOnWrite?: boolean | undefined;
  /** Refuses to write where a file, or a directory that is not empty, already is. @default false */
  readonly disableOverwrite?: boolean | undefined;
  /**
   * Content that occurs under several names is written under the first alone. Otherwise a manifest, once it is pushed, brings the other
   * names too.
   *
   * @default false
   */
  readonly forceCas?: boolean | undefined;
  /** Discards content without a name, manifests and configs for example, instead of keeping it in the fallback storage. @default false */
  readonly ignoreNoName?: boolean | undefined;
  /** Writes archives as files, whatever `io.deis.oras.content.unpack` says. @default false */
  readonly skipUnpack?: boolean | undefined;
  /** Keeps the permissions in archives as they are instead of applying the process's mask. @default false */
  readonly preservePermissions?: boolean | undefined;
  /** Where content without a name goes. @default the process's memory, within `fallbackLimit` */
  readonly fallbackStorage?: Storage | undefined;
  /** Largest content without a name that is kept in memory, bytes; without effect beside `fallbackStorage`. @default 4 MiB */
  readonly fallbackLimit?: number | undefined;
  /** Where a directory for archives on their way is made; `close` removes it. @default the system's */
  readonly temporaryDir?: string | undefined;
}
