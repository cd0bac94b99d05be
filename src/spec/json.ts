import { compareBytes } from './annotations.ts';
import { OciError } from './error.ts';

/**
 * Maximum number of nested arrays and objects in JSON. Manifests have about 6. Functions that walk JSON, such as
 * `JSON.stringify`, call themselves for each level, so deep JSON would exhaust the stack.
 */
export const maxJsonDepth = 200;

/** The reason why a text is not accepted as JSON: a clause without the text, which may be untrusted or secret. */
export class JsonError extends Error {
  override readonly name: string = 'JsonError';
}

/**
 * Parses untrusted JSON.
 *
 * @param bytes UTF-8, also with a byte order mark, or a text
 * @throws JsonError for malformed text, and for more than {@link maxJsonDepth} levels
 */
export function parseJson(bytes: Uint8Array | string): unknown {
  let value: unknown;
  try {
    const text = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (jsonDepth(text) > maxJsonDepth)
      throw new JsonError(`it has more than ${maxJsonDepth} levels of nested arrays and objects`);
    value = JSON.parse(text);
  } catch (error) {
    // The message of the parser quotes the text.
    throw error instanceof JsonError ? error : new JsonError('it is not JSON');
  }
  return value;
}

/** The number of nested arrays and objects in JSON. Malformed text has any result. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x22: // "
        index = endOfString(text, index);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth++;
        if (depth > deepest) deepest = depth;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      default:
    }
  }
  return deepest;
}

/** The index of the quotation mark that ends a string. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

/**
 * Encodes JSON as Go's `encoding/json` does for the types of the specification, so that equal values have equal digests
 * in all tools: without white space, with escaped `<`, `>`, `&`, U+2028 and U+2029, with members in insertion order and
 * without `undefined`. The keys of an object `annotations` are in byte order.
 *
 * @throws OciError `MANIFEST_INVALID` for more than {@link maxJsonDepth} levels
 */
export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(encodeValue(value, false, 1));
}

function encodeValue(value: unknown, sorted: boolean, level: number): string {
  if (level > maxJsonDepth + 1)
    throw new OciError(
      'MANIFEST_INVALID',
      `cannot encode JSON with more than ${maxJsonDepth} levels of nested arrays and objects`,
    );
  if (Array.isArray(value)) return `[${value.map((item) => encodeValue(item, false, level + 1)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    // Insertion order is not sufficient: JavaScript lists keys that look like integers first.
    if (sorted) members.sort(([a], [b]) => compareBytes(a, b));
    const encoded = members.map(
      ([key, member]) => `${encodeString(key)}:${encodeValue(member, key === 'annotations', level + 1)}`,
    );
    return `{${encoded.join(',')}}`;
  }
  return typeof value === 'string' ? encodeString(value) : JSON.stringify(value);
}

/** A string in the form of Go's encoder, with quotation marks. */
export function encodeString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}
