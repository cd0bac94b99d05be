import { printable } from '../spec/index.ts';

const shownCharacters = 500;

/**
 * A URL for logs and errors: user information and query are replaced, the fragment is removed. The query of a presigned
 * URL contains its signature, that of an upload session its state. Accepts relative and invalid URLs too.
 */
export function redactUrl(url: URL | string): string {
  const text = typeof url === 'string' ? url : url.href;
  const [, before = '', query] = /^([^?#]*)(\?[^#]*)?/s.exec(text) ?? [];
  // WHATWG URLs treat a backslash as a slash. The last @ before the path ends the user information.
  const bare = before.replace(/^(\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]{2,})?([^/\\]*)@/s, '$1***@');
  return printable(query === undefined || query === '?' ? bare : `${bare}?***`, shownCharacters);
}
