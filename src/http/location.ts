import { bareHost, OciError, type Remedy } from '../spec/index.ts';
import { asTarget, isPrivateTarget, isTrustedHost, privateAddressError, publicUrlRemedy } from './address-guard.ts';
import { redactUrl } from './redact.ts';
import type { HttpResponse, UrlSource } from './transport.ts';

/**
 * Maximum header bytes of a response, and maximum characters of a URL in one header. Upload sessions and presigned URLs
 * contain tokens: Google Artifact Registry sends more than 20 kB, which exceeds Node's default of 16 KiB.
 */
export const maxHeaderSize: number = 128 * 1024;

/** Whether scheme, host and port are equal. An absent port means the scheme's default port. */
export function sameOrigin(a: URL, b: URL): boolean {
  return a.origin === b.origin;
}

/** Options of {@link resolveLocation}. */
export interface ResolveLocationOptions {
  /**
   * Also accepts another origin with https and a public address. The caller must not send credentials there.
   *
   * @default false
   */
  readonly allowForeign?: boolean | undefined;
  /**
   * Hosts, without port, that are accepted as another origin with any address, and over http if the registry uses http.
   *
   * @default none
   */
  readonly trustedHosts?: readonly string[] | undefined;
}

/**
 * Resolves the `Location` of a response, for example of an upload session, against the URL of the response. The
 * comparison of origins follows, because `//host`, `/\host` and a tab after the first slash mean another host.
 *
 * @param base URL of the registry
 * @throws OciError `PROTOCOL` when the header is absent or not an http(s) URL, `REDIRECT_REFUSED` when it leads to
 *   another origin
 */
export function resolveLocation(response: HttpResponse, base: URL, options: ResolveLocationOptions = {}): URL {
  const target = parseTarget(response.headers.get('location'), response, 'Location');
  if (isAllowedLocation(target, base, options)) return target;
  refuseDowngrade(target, base, 'Location');
  const refuse = (reason: string, remedy?: Remedy): OciError =>
    redirectRefused(`refused the upload location of ${base.origin} on ${redactUrl(target.origin)}: ${reason}`, remedy);
  // The same host with another scheme or port is a registry that does not know its own URL.
  const isSameHost = target.hostname === base.hostname;
  if (options.allowForeign !== true && isSameHost) throw refuse(`it is on another origin; ${publicUrlRemedy}`);
  if (options.allowForeign !== true)
    throw refuse(
      `it is on another origin; ${publicUrlRemedy}, or, if the registry stores its uploads on ` +
        `${bareHost(target.hostname)}, ${asTarget}`,
      'trustedRedirectHosts',
    );
  if (target.protocol !== 'https:') throw refuse('another origin must use https');
  throw privateAddressError(target, { registry: base, kind: 'upload location' });
}

/** Whether {@link resolveLocation} accepts a URL. */
export function isAllowedLocation(
  target: URL,
  base: URL,
  { allowForeign, trustedHosts }: ResolveLocationOptions,
): boolean {
  if (sameOrigin(target, base)) return true;
  if (isTrustedHost(target, trustedHosts)) return target.protocol === 'https:' || base.protocol === 'http:';
  const source: UrlSource = { registry: base, kind: 'upload location' };
  return allowForeign === true && target.protocol === 'https:' && !isPrivateTarget(target, source);
}

/**
 * Parses the URL in a response header.
 *
 * @throws OciError `PROTOCOL`, `REDIRECT_REFUSED` for user information or another scheme
 */
export function parseTarget(text: string | undefined, response: HttpResponse, header: string): URL {
  const from = `the response of ${redactUrl(response.url)} (status ${response.status})`;
  if (text === undefined || text.trim() === '') throw new OciError('PROTOCOL', `${from} has no ${header} header`);
  const subject = `${from} has an invalid ${header} header`;
  if (text.length > maxHeaderSize)
    throw new OciError(
      'PROTOCOL',
      `${subject}: it has ${text.length} characters, more than the limit of ${maxHeaderSize}`,
    );
  const target = URL.parse(text, response.url.href);
  if (target === null) throw new OciError('PROTOCOL', `${subject}: it is not a URL: ${redactUrl(text)}`);
  if (target.protocol !== 'http:' && target.protocol !== 'https:')
    throw redirectRefused(`${subject}: the scheme ${redactUrl(target.protocol)} is neither http nor https`);
  if (target.username !== '' || target.password !== '')
    throw redirectRefused(`${subject}: it contains user information: ${redactUrl(target)}`);
  target.hash = '';
  return target;
}

/** @throws OciError `REDIRECT_REFUSED` for a change from https to http */
export function refuseDowngrade(target: URL, base: URL, header: string): void {
  if (base.protocol !== 'https:' || target.protocol !== 'http:') return;
  const hint =
    target.hostname === base.hostname
      ? `; the registry behind the TLS proxy returns an http ${header}; configure its public URL ` +
        '(X-Forwarded-Proto or its external URL)'
      : '';
  throw redirectRefused(
    `refused the ${header} of ${base.origin} to ${redactUrl(target.origin)}: it changes from https to http${hint}`,
  );
}

export function redirectRefused(message: string, remedy?: Remedy): OciError {
  return new OciError('REDIRECT_REFUSED', message, { remedy });
}
