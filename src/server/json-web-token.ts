import { createHmac, timingSafeEqual } from 'node:crypto';
import { isRecord } from '../spec/index.ts';

// The only algorithm there is here: what a token says about its own algorithm is not asked.
const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');

/** A JSON Web Token (RFC 7519) under HMAC-SHA256. */
export function signToken(claims: Readonly<Record<string, unknown>>, key: Uint8Array): string {
  const content = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${content}.${signature(content, key).toString('base64url')}`;
}

/** The claims of a token that was signed with `key`; undefined for any other text. Dates are not looked at. */
export function readToken(token: string, key: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  const dot = token.lastIndexOf('.');
  const content = token.slice(0, Math.max(0, dot));
  if (!content.startsWith(`${header}.`)) return undefined;
  const given = Buffer.from(token.slice(dot + 1), 'base64url');
  const expected = signature(content, key);
  if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(content.slice(header.length + 1), 'base64url').toString());
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

function signature(content: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(content).digest();
}
