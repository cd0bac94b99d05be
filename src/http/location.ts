import { isLoopbackHost, OciError, type OciErrorCode } from '../spec/index.ts';
import { isPrivateHost } from './private-host.ts';
import { redactUrl } from './redact.ts';
import type { HttpResponse } from './transport.ts';

/** Longest URL taken from a header, characters. Presigned links stay below 4 KiB. */
const maxUrlCharacters = 8192;

/** Whether scheme, host and port are the same; default ports are. */
export function sameOrigin(a: URL, b: URL): boolean {
  return a.origin === b.origin;
}

export interface ResolveLocationOptions {
  /** Takes a location on another host too, by https alone and never an address that is private. The caller must send no credentials there. @default false */
  readonly allowForeign?: boolean | undefined;
}

/**
 * The `Location` of an answer, for example of an upload session, resolved against the URL that the answer came from. Only then are
 * origins compared: `//host`, `/\host` and a tab after the first slash name another host without looking like it.
 *
 * @param base where the registry is
 * @throws OciError `PROTOCOL` when there is none or it is no http(s) URL, `REDIRECT_REFUSED` when it leads to another origin
 */
export function resolveLocation(response: HttpResponse, base: URL, options: ResolveLocationOptions = {}): URL {
  const target = parseTarget(response.headers.get('location'), response, 'Location');
  if (sameOrigin(target, base)) return target;
  refuseDowngrade(target, base, 'Location');
  if (options.allowForeign !== true) {
    throw refused(
      `the registry at ${base.origin} answered with a Location on another origin, ${redactUrl(target.origin)}; it is not followed unless foreign upload locations are allowed`,
    );
  }
  if (target.protocol !== 'https:')
    throw refused(
      `the registry at ${base.origin} answered with a Location at ${redactUrl(target.origin)}, which is not https`,
    );
  refusePrivate(target, base, 'Location');
  return target;
}

/** @throws OciError `PROTOCOL`, `REDIRECT_REFUSED` for user information */
export function parseTarget(text: string | undefined, response: HttpResponse, header: string): URL {
  const from = `${redactUrl(response.url)} (status ${response.status})`;
  if (text === undefined || text.trim() === '')
    throw new OciError('PROTOCOL', `the answer of ${from} has no ${header} header`);
  if (text.length > maxUrlCharacters)
    throw new OciError(
      'PROTOCOL',
      `the answer of ${from} has a ${header} header of ${text.length} characters, over the limit of ${maxUrlCharacters}`,
    );
  const target = URL.parse(text, response.url.href);
  if (target === null)
    throw new OciError(
      'PROTOCOL',
      `the answer of ${from} has a ${header} header that is not a URL: ${redactUrl(text)}`,
    );
  if (target.protocol !== 'http:' && target.protocol !== 'https:') {
    throw refused(
      `the answer of ${from} has a ${header} header with the scheme ${redactUrl(target.protocol)}, which is neither http nor https`,
    );
  }
  if (target.username !== '' || target.password !== '')
    throw refused(`the answer of ${from} has a ${header} header with user information in it: ${redactUrl(target)}`);
  target.hash = '';
  return target;
}

/** @throws OciError `REDIRECT_REFUSED` for a way from https to http */
export function refuseDowngrade(target: URL, base: URL, header: string): void {
  if (base.protocol !== 'https:' || target.protocol !== 'http:') return;
  const hint =
    target.hostname === base.hostname
      ? `: the registry behind the TLS proxy returns an http ${header}; have it told its public URL (X-Forwarded-Proto, or the setting for its external address)`
      : '';
  throw refused(
    `${base.origin} leads from https to ${redactUrl(target.origin)}, which would send everything in clear text${hint}`,
  );
}

/** @throws OciError `REDIRECT_REFUSED` for loopback, link-local and private addresses, unless the registry itself is there */
export function refusePrivate(target: URL, base: URL, header: string): void {
  if (!isPrivateHost(target.hostname) || target.hostname === base.hostname) return;
  if (isLoopbackHost(target.hostname, { subdomains: true }) && isLoopbackHost(base.hostname, { subdomains: true }))
    return;
  throw refused(
    `${base.origin} leads by its ${header} header to ${redactUrl(target.origin)}, an address of a private network or of this machine; that is refused because the registry is elsewhere`,
  );
}

export function refused(message: string, code: OciErrorCode = 'REDIRECT_REFUSED'): OciError {
  return new OciError(code, message);
}
