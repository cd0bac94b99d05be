/** What a registry or its token endpoint is shown. The empty object means: ask as nobody. */
export interface Credential {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Refresh token of the token endpoint's OAuth 2 flow (`identitytoken` in Docker's configuration). */
  readonly identityToken?: string | undefined;
  /** Bearer token that the registry takes as it is (`registrytoken`). */
  readonly registryToken?: string | undefined;
}

export interface FoundCredential {
  readonly credential: Credential;
  /** Where it came from, in words for a log, for example `"ghcr.io" in /home/me/.docker/config.json`. Never a secret. */
  readonly source: string;
}

export interface FindOptions {
  /** Repository name without the registry; some sources hold credentials for a part of a registry. */
  readonly repository?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A place to look for credentials. */
export interface CredentialSource {
  /**
   * @param registry host with optional port in its canonical spelling: `docker.io`, `ghcr.io`, `localhost:5000`
   * @returns undefined when this source has nothing for exactly that registry
   * @throws OciError `CREDENTIALS` when something is configured but cannot be read, `INPUT_INVALID` for what is no registry host, `ABORTED`
   */
  find(registry: string, options?: FindOptions): Promise<FoundCredential | undefined>;
}

/** Whether the credential has nothing to show. */
export function isAnonymous(credential: Credential): boolean {
  return (
    !hasText(credential.identityToken) &&
    !hasText(credential.registryToken) &&
    !hasText(credential.username) &&
    !hasText(credential.password)
  );
}

/** User name that stands for "the secret is an identity token" in the protocol of Docker's credential helpers. */
export const identityTokenUsername = '<token>';

/**
 * Every secret of a credential and every form of it that goes over the wire or may be quoted, for masking: the secret, its lines, its
 * base64, percent-encoded and JSON forms, and the base64 of `user:secret`. Without duplicates and empty texts.
 */
export function secretsOf(credential: Credential): string[] {
  const forms = new Set<string>();
  for (const secret of [credential.password, credential.identityToken, credential.registryToken]) {
    if (!hasText(secret)) continue;
    for (const form of formsOf(secret)) forms.add(form);
    for (const user of [credential.username ?? '', identityTokenUsername]) forms.add(base64(`${user}:${secret}`));
  }
  forms.delete('');
  return [...forms];
}

/** One secret and the forms in which it may appear. */
export function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.trim() !== '');
  const percent = encodeURIComponent(secret);
  // A form's body writes a space as a plus and escapes a few characters that encodeURIComponent leaves.
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  return [...new Set([secret, ...lines, base64(secret), percent, form, JSON.stringify(secret).slice(1, -1)])];
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function hasText(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
