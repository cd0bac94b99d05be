import type { CallOptions, RegistryLister, RegistryReader } from '../registry/index.ts';

/** The operations that the page needs. */
export type PageRegistry = RegistryReader & RegistryLister;

/** An authorised request for the page. */
export interface PageRequest {
  readonly registry: PageRegistry;
  /** The value of a parameter in the query; undefined without one. @throws OciError `INPUT_INVALID` for several values */
  readonly parameter: (name: string) => string | undefined;
  /** The valid name of the repository whose access was checked; undefined for the list of repositories. */
  readonly repository: string | undefined;
  /** Host and port in the address of the page. */
  readonly host: string;
  /** Whether the browser uses HTTPS. */
  readonly isSecure: boolean;
  /** Whether the list of repositories shows a name. */
  readonly isVisible: (repository: string) => boolean;
  readonly signal: AbortSignal;
  readonly onStale: NonNullable<CallOptions['onStale']>;
}

/** Options of the page. */
export interface PageOptions {
  /**
   * Reads the manifests in a list, to show types, sizes and dates of tags and platforms. Without it, a list shows only
   * names, which suits the cache of a registry with rate limits.
   *
   * @default true
   */
  readonly details?: boolean | undefined;
}
