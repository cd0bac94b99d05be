import { custom, looseObject, nullish, pipe, safeParse, string } from 'valibot';
import { isRecord, OciError, printable } from '../spec/index.ts';
import type { Credential } from './credential.ts';

const entrySchema = pipe(
  // A schema of an object alone would let a list pass.
  custom<Record<string, unknown>>(isRecord),
  looseObject({
    auth: nullish(string()),
    username: nullish(string()),
    password: nullish(string()),
    identitytoken: nullish(string()),
    registrytoken: nullish(string()),
  }),
);

// The alphabet and padding that Go's encoding asks for, once line breaks are gone.
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * One entry of `auths`, read as the Docker CLI reads it: `auth`, the base64 of `user:password`, wins over the separate fields; line
 * breaks within it are ignored; the password may hold colons and loses NUL bytes at its ends.
 *
 * @param where names the entry in the error: its key and file, never its value
 * @throws OciError `CREDENTIALS`
 */
export function parseAuthEntry(value: unknown, where: string): Credential {
  const parsed = safeParse(entrySchema, value ?? {});
  if (!parsed.success) {
    const field = parsed.issues[0].path?.map((item) => String(item.key)).join('.');
    throw invalid(
      where,
      field === undefined ? 'it is not an object' : `its field ${printable(field, 100)} is not a string`,
    );
  }
  const { auth, username, password, identitytoken, registrytoken } = parsed.output;
  const decoded = auth === undefined || auth === null || auth === '' ? { username, password } : decodeAuth(auth, where);
  return {
    username: textOf(decoded.username),
    password: textOf(decoded.password),
    identityToken: textOf(identitytoken),
    registryToken: textOf(registrytoken),
  };
}

function decodeAuth(auth: string, where: string): { readonly username: string; readonly password: string } {
  const joined = auth.replace(/[\r\n]/g, '');
  if (!base64.test(joined)) throw invalid(where, 'its field auth is not padded standard base64');
  const text = Buffer.from(joined, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) throw invalid(where, 'its field auth is not the base64 of user:password');
  // Old Docker versions padded the decoded text with NUL bytes.
  return { username: text.slice(0, colon), password: trimNul(text.slice(colon + 1)) };
}

function trimNul(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) === 0) start++;
  while (end > start && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(start, end);
}

function textOf(value: string | null | undefined): string | undefined {
  return value === null || value === '' ? undefined : value;
}

function invalid(where: string, problem: string): OciError {
  return new OciError(
    'CREDENTIALS',
    `the entry ${printable(where)} cannot be used: ${problem}; log in to that registry again, or remove the entry`,
  );
}
