import { printable } from '../spec/index.ts';

const shownCharacters = 500;

/**
 * A URL as it may be shown in logs and errors: user information and the query's content are replaced, the fragment is dropped.
 * Presigned links carry their signature in the query, and so do upload sessions their state. Takes relative URLs and junk too.
 */
export function redactUrl(url: URL | string): string {
  const text = typeof url === 'string' ? url : url.href;
  const [, before = '', query] = /^([^?#]*)(\?[^#]*)?/s.exec(text) ?? [];
  // Browsers and WHATWG take a backslash for a slash; the last @ before the path ends the user information.
  const bare = before.replace(/^(\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]{2,})?([^/\\]*)@/s, '$1***@');
  return printable(query === undefined || query === '?' ? bare : `${bare}?***`, shownCharacters);
}
