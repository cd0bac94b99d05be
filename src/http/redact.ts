import { printable } from '../spec/index.ts';

const maxCharacters = 500;

/**
 * Formats a URL for logs and errors: replaces user information and query, and removes the fragment. The query of a
 * presigned URL contains its signature, and the query of an upload session contains its state. Relative and invalid
 * URLs are accepted too.
 */
export function redactUrl(url: URL | string): string {
  const text = typeof url === 'string' ? url : url.href;
  const [, before = '', query] = /^([^?#]*)(\?[^#]*)?/s.exec(text) ?? [];
  // WHATWG URLs treat a backslash as a slash. The last @ before the path ends the user information.
  const bare = before.replace(/^(\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]{2,})?([^/\\]*)@/s, '$1***@');
  return printable(query === undefined || query === '?' ? bare : `${bare}?***`, maxCharacters);
}
