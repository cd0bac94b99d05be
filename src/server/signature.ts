import { createHmac, timingSafeEqual } from 'node:crypto';

/** Returns the HMAC-SHA256 of a text as base64url. */
export function sign(text: string, key: Uint8Array): string {
  return hmac(text, key).toString('base64url');
}

/** Whether `signature` is the signature of a text. The duration does not depend on the content. */
export function isSignatureOf(signature: string, text: string, key: Uint8Array): boolean {
  const actual = Buffer.from(signature, 'base64url');
  const expected = hmac(text, key);
  return actual.byteLength === expected.byteLength && timingSafeEqual(actual, expected);
}

function hmac(text: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
