import { secretForms } from './secret-forms.ts';

/** A credential for a registry or its token endpoint. An empty object means anonymous access. */
export interface Credential {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Refresh token of the token endpoint's OAuth 2 flow (`identitytoken` in Docker's configuration). */
  readonly identityToken?: string | undefined;
  /** Bearer token that is sent to the registry unchanged (`registrytoken`). */
  readonly registryToken?: string | undefined;
}

/** A credential and the source that it comes from. */
export interface FoundCredential {
  readonly credential: Credential;
  /**
   * Description of the source for logs, for example `"ghcr.io" in /home/me/.docker/config.json`. Never contains a
   * secret.
   */
  readonly source: string;
}

/** Options of {@link CredentialSource.find}. */
export interface FindOptions {
  /** Repository name without the registry; some sources have credentials for a part of a registry. */
  readonly repository?: string | undefined;
  /** Repeats the lookup, because the cached answer was refused or has expired. @default false */
  readonly refresh?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A source of credentials. */
export interface CredentialSource {
  /**
   * Finds the credential for a registry.
   *
   * @param registry host with optional port in its canonical form: `docker.io`, `ghcr.io`, `localhost:5000`
   * @returns undefined when this source has no credential for exactly that registry
   * @throws OciError `CREDENTIALS` when a configured credential cannot be read, `INPUT_INVALID` when `registry` is not
   *   a registry host, `TIMEOUT`, `ABORTED`
   */
  find(registry: string, options?: FindOptions): Promise<FoundCredential | undefined>;
}

/** Whether the credential has no user name and no secret. */
export function isAnonymous(credential: Credential): boolean {
  const { username, password, identityToken, registryToken } = credential;
  return ![username, password, identityToken, registryToken].some(hasText);
}

export function isSameCredential(a: Credential, b: Credential): boolean {
  return (
    a.username === b.username &&
    a.password === b.password &&
    a.identityToken === b.identityToken &&
    a.registryToken === b.registryToken
  );
}

/** User name that marks the secret as an identity token in the protocol of Docker's credential helpers. */
export const identityTokenUsername = '<token>';

/**
 * Lists every secret of a credential in every form that a request sends or an error may quote: the forms of
 * {@link secretForms}, and the Base64 of `user:secret`. The list has no duplicates and no empty strings.
 */
export function secretsOf(credential: Credential): string[] {
  const forms = new Set<string>();
  for (const secret of [credential.password, credential.identityToken, credential.registryToken]) {
    if (!hasText(secret)) continue;
    for (const form of secretForms(secret)) forms.add(form);
    for (const user of [credential.username ?? '', identityTokenUsername]) forms.add(base64(`${user}:${secret}`));
  }
  forms.delete('');
  return [...forms];
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

export function hasText(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
