import type { Credential } from '../credentials/index.ts';
import { OciError } from '../spec/index.ts';

/**
 * The value of an `Authorization` field after RFC 7617, in UTF-8.
 *
 * @throws OciError `CREDENTIALS` for a user name that cannot be sent
 */
export function basicAuthorization(username: string, password: string, source: string): string {
  if (username.includes(':'))
    throw new OciError(
      'CREDENTIALS',
      `the user name from ${source} has a colon, which HTTP's Basic scheme cannot carry`,
    );
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** User name and password, for a server that takes nothing else. An identity token stands in for a password that is missing. */
export function userAndPassword(
  credential: Credential,
): { readonly username: string; readonly password: string } | undefined {
  const { username = '', password = '', identityToken = '' } = credential;
  const secret = password === '' ? identityToken : password;
  return username === '' || secret === '' ? undefined : { username, password: secret };
}
