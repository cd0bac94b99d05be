/**
 * Makes untrusted text safe to print. Control characters, line separators, bidirectional overrides and lone surrogates
 * become visible escapes. Line breaks are also escaped, so that a value cannot start a workflow command on a new line.
 *
 * @param limit maximum number of characters; the rest becomes an ellipsis. @default 4096, the maximum length of a
 *   `Warning` header (distribution-spec)
 */
export function printable(text: string, limit = 4096): string {
  const shortened = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return shortened.replace(unsafe, escape);
}

/** Maximum length of quoted text. */
const maxQuoted = 300;

/**
 * Quotes text of the user for an error message. A longer text is described and not shortened, because it may contain a
 * secret, and the masks of a log recognise only a complete secret.
 */
export function quoteInput(text: string): string {
  return text.length > maxQuoted ? `a text of ${text.length} characters` : `"${printable(text)}"`;
}

const control = String.raw`[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]`;
const loneSurrogate = String.raw`[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]`;
const unsafe = new RegExp(`${control}|${loneSurrogate}`, 'g');

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
