import { formatBytes, shortDigest } from '../output/index.ts';
import type { Digest } from '../spec/index.ts';
import { markup, type Html } from './html.ts';
import { pageLink } from './links.ts';

/** A date (RFC 3339) in UTC; undefined for an unknown one. */
export function dateCell(date: string | undefined): Html | undefined {
  const time = Date.parse(date?.toUpperCase() ?? '');
  if (Number.isNaN(time)) return undefined;
  const iso = new Date(time).toISOString();
  return markup`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}

export function sizeCell(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : formatBytes(bytes);
}

/** A short digest that links to the view of its manifest. */
export function manifestLink(repository: string, digest: Digest): Html {
  return markup`<a class="mono" href="${pageLink({ repository, digest })}">${shortDigest(digest)}</a>`;
}

/** Text with a button to copy it. */
export function copyable(text: string): Html {
  return markup`<span class="copy"><code>${text}</code></span>`;
}

/** A form that opens a repository by its name. */
export function openForm(): Html {
  return markup`<form action="/" method="get">
    <input
      name="repository"
      required
      aria-label="Name of the repository"
      placeholder="Name of a repository, such as team/app"
      autocapitalize="none"
      spellcheck="false"
    /><button>Open</button>
  </form>`;
}

/** A sentence about missing content. */
export function note(text: string): Html {
  return markup`<p class="note" role="note">${text}</p>`;
}
