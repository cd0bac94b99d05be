import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs the random part of the id of an upload. */
export function sign(key: Uint8Array, random: string, repository: string): string {
  return createHmac('sha256', key).update(`upload\0${random}\0${repository}`).digest('hex').slice(0, 32);
}

export function isSignatureOf(signature: string, key: Uint8Array, random: string, repository: string): boolean {
  const expected = Buffer.from(sign(key, random, repository));
  const given = Buffer.from(signature);
  return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
}
