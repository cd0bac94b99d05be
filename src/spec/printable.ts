/**
 * Foreign text made safe to print: control characters (C0, C1, line and paragraph separators), bidirectional overrides and lone
 * surrogates become visible escapes, and the length is capped. Line breaks are escaped too, so that one value stays on one line
 * and can never begin a workflow command of its own.
 *
 * @param limit characters kept; the rest becomes an ellipsis
 * @default limit 4096, what distribution-spec allows for a `Warning` header
 */
export function printable(text: string, limit = 4096): string {
  const kept = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return kept.replace(unsafe, escape);
}

// Control characters are exactly what this pattern is for.
const unsafe =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function escape(character: string): string {
  switch (character) {
    case '\n':
      return String.raw`\n`;
    case '\r':
      return String.raw`\r`;
    case '\t':
      return String.raw`\t`;
    default:
      return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0');
  }
}
