// In a file of its own: the types of the other files need packages that users of the library may not have.

/** Access to a TUF repository with the trust root of a Sigstore instance. */
export interface TufOptions {
  /** @default the public instance */
  readonly mirrorUrl?: string | undefined;
  /** File with the first `root.json`. @default for the public instance, the one of `@sigstore/tuf` */
  readonly rootPath?: string | undefined;
  /** Directory of the cache. @default the one of all programs with `@sigstore/tuf` */
  readonly cachePath?: string | undefined;
}
