import { looseObject, nullish, optional, safeParse, string, unknown } from 'valibot';
import type { HttpResponse } from '../http/index.ts';
import { collect } from '../streams/index.ts';
import { OciError, printable } from '../spec/index.ts';

/** A bearer token with the moment of the monotonic clock, in milliseconds, from which on it is not used any more. */
export interface Token {
  readonly value: string;
  readonly expiresAt: number;
}

/** Largest token reply, bytes. Tokens with many scopes have some kilobytes. */
export const maxTokenReply: number = 128 * 1024;
/** A token lives at least this long, whatever the reply says (distribution's token specification), seconds. */
const minLifeSeconds = 60;
/** A token is dropped this much before its end, so that it does not expire on the way, seconds. */
const marginSeconds = 10;

const schema = looseObject({
  token: nullish(string()),
  access_token: nullish(string()),
  expires_in: optional(unknown()),
});

/**
 * Reads the reply of a token endpoint. Its life counts from `receivedAt`, without regard to wall clocks and `issued_at`.
 *
 * @param receivedAt milliseconds of the monotonic clock
 * @param where names the endpoint in errors; nothing of the reply's text is repeated
 * @throws OciError `SIZE_LIMIT`, `PROTOCOL`
 */
export async function readToken(response: HttpResponse, receivedAt: number, where: string): Promise<Token> {
  const bytes = await collect(response.body, maxTokenReply, `the token reply of ${where}`);
  const parsed = safeParse(schema, parseJson(bytes, response, where));
  if (!parsed.success) throw new OciError('PROTOCOL', `${where} answered with JSON that is not a token reply`);
  const { token, access_token: accessToken, expires_in: expiresIn } = parsed.output;
  const value = textOf(token) ?? textOf(accessToken);
  if (value === undefined) throw new OciError('PROTOCOL', `${where} answered without a token`);
  if (!/^[\x21-\x7e]+$/.test(value))
    throw new OciError('PROTOCOL', `${where} answered with a token that cannot stand in a header field`);
  return { value, expiresAt: receivedAt + (lifeOf(expiresIn) - marginSeconds) * 1000 };
}

function lifeOf(expiresIn: unknown): number {
  return typeof expiresIn === 'number' && Number.isFinite(expiresIn)
    ? Math.max(minLifeSeconds, expiresIn)
    : minLifeSeconds;
}

function parseJson(bytes: Uint8Array, response: HttpResponse, where: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // V8's message would quote the text.
    const type = response.headers.get('content-type');
    throw new OciError(
      'PROTOCOL',
      `${where} answered with something that is not JSON${type === undefined ? '' : ` (${printable(type, 100)})`}; it may be a login page or a proxy`,
    );
  }
}

function textOf(value: string | null | undefined): string | undefined {
  return value === null || value === '' ? undefined : value;
}
