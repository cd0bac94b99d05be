import { createHash } from 'node:crypto';
import { inlineCode, markup, type HtmlValue } from './html.ts';
import { pageLink, type PageAddress } from './links.ts';
import { script } from './script.ts';
import { style } from './style.ts';

/** A complete reply. */
export interface PageReply {
  readonly status: number;
  /** Alternating names and values. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** The parts of a view. */
export interface View {
  /** Name of the view for the title of the window. */
  readonly title: string;
  /** The views above this one. */
  readonly path?: readonly { readonly text: string; readonly address: PageAddress }[] | undefined;
  readonly content: HtmlValue;
  /** @default 200 */
  readonly status?: number | undefined;
}

const icon = markup`<svg
  width="22"
  height="22"
  viewBox="0 0 22 22"
  fill="none"
  stroke="currentColor"
  stroke-width="1.7"
  stroke-linejoin="round"
  aria-hidden="true"
>
  <path d="M11 2 19.5 6.5v9L11 20 2.5 15.5v-9zM2.5 6.5 11 11l8.5-4.5M11 11v9" />
</svg>`;

const favicon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 22"><path fill="#2f81f7" d="M11 1 20 6v10l-9 5-9-5V6z"/></svg>',
)}`;

/** Renders a view of the registry at `host`. */
export function documentOf(host: string, { title, path, content, status = 200 }: View): PageReply {
  const trail = path?.map(({ text, address }) => markup`<a href="${pageLink(address)}">${text}</a>`);
  const body = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${host}</title>
<link rel="icon" href="${favicon}">
${inlineCode('style', style)}
</head>
<body>
<div class="top"><header><a class="brand" href="/">${icon}${host}</a><small>OCI registry</small></header></div>
<main>
${trail && markup`<nav aria-label="Path">${trail}</nav>`}
${content}
</main>
<footer>This page is read-only. Served by oci-artifact.</footer>
${inlineCode('script', script)}
</body>
</html>
`;
  return { status, headers, body: body.toString() };
}

function sourceHash(code: string): string {
  return `'sha256-${createHash('sha256').update(code).digest('base64')}'`;
}

/** Only the script and the style of this module run. No page can frame it, and it sends requests only to its server. */
const policy = [
  "default-src 'none'",
  `script-src ${sourceHash(script)}`,
  `style-src ${sourceHash(style)}`,
  'img-src data:',
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers: readonly string[] = [
  'content-type',
  'text/html; charset=utf-8',
  'content-security-policy',
  policy,
  'cross-origin-opener-policy',
  'same-origin',
  'cross-origin-resource-policy',
  'same-origin',
  'referrer-policy',
  'no-referrer',
  'cache-control',
  'no-store',
  'vary',
  'accept',
];
