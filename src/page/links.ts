import type { Digest } from '../spec/index.ts';

/** The parameters of an address of the page. Undefined ones are left out. */
export interface PageAddress {
  readonly repository?: string | undefined;
  readonly tag?: string | undefined;
  readonly digest?: Digest | undefined;
  /** A layer of the manifest, whose files are listed. */
  readonly layer?: Digest | undefined;
  /** Search text. */
  readonly q?: string | undefined;
  /** Maximum number of names on a page. */
  readonly n?: number | undefined;
  /** The list starts after this name. */
  readonly last?: string | undefined;
}

/** The address of a view, relative to the server. */
export function pageLink(address: PageAddress): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(address)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '/' : `/?${query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':')}`;
}
