import type { Credential } from '../credentials/index.ts';
import { OciError } from '../spec/index.ts';

/**
 * The value of an `Authorization` field with Basic credentials in UTF-8 (RFC 7617).
 *
 * @throws OciError `CREDENTIALS` for a user name with a colon
 */
export function basicAuthorization(username: string, password: string, source: string): string {
  if (username.includes(':'))
    throw new OciError(
      'CREDENTIALS',
      `cannot send the user name from ${source}: it contains a colon, which HTTP's Basic scheme does not allow`,
    );
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Returns the user name and password of a credential; an identity token replaces a missing password. */
export function userAndPassword(
  credential: Credential,
): { readonly username: string; readonly password: string } | undefined {
  const { username = '', password = '', identityToken = '' } = credential;
  const secret = password === '' ? identityToken : password;
  return username === '' || secret === '' ? undefined : { username, password: secret };
}
