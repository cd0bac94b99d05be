import { compareBytes } from './annotations.ts';

/**
 * JSON as Go's `encoding/json` writes it for the specification's types: no white space, `<`, `>`, `&`, U+2028 and U+2029 escaped,
 * members in insertion order, `undefined` left out. An object under the key `annotations`, is written with its keys in
 * byte order. Equal values give equal bytes here and there, so that digests agree across tools.
 */
export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(encodeValue(value, false));
}

function encodeValue(value: unknown, sorted: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => encodeValue(item, false)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    // Insertion order is not enough: an object moves keys that look like integers to its front.
    if (sorted) members.sort(([a], [b]) => compareBytes(a, b));
    return `{${members.map(([key, member]) => `${encodeString(key)}:${encodeValue(member, key === 'annotations')}`).join(',')}}`;
  }
  return typeof value === 'string' ? encodeString(value) : JSON.stringify(value);
}

function encodeString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}
