import { compareBytes } from './annotations.ts';

/**
 * Encodes JSON as Go's `encoding/json` does for the types of the specification, so that equal values have equal digests
 * in all tools: without white space, with escaped `<`, `>`, `&`, U+2028 and U+2029, with members in insertion order and
 * without `undefined`. The keys of an object `annotations` are in byte order.
 */
export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(encodeValue(value, false));
}

function encodeValue(value: unknown, sorted: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => encodeValue(item, false)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    // Insertion order is not sufficient: JavaScript lists keys that look like integers first.
    if (sorted) members.sort(([a], [b]) => compareBytes(a, b));
    const encoded = members.map(
      ([key, member]) => `${encodeString(key)}:${encodeValue(member, key === 'annotations')}`,
    );
    return `{${encoded.join(',')}}`;
  }
  return typeof value === 'string' ? encodeString(value) : JSON.stringify(value);
}

function encodeString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}
