import type { IncomingHttpHeaders } from 'node:http';
import { bareHost, isLoopbackHost, OciError, printable } from '../spec/index.ts';

/** Host names without port, in any case, or a function that gets a name in lower case. */
export type HostNames = readonly string[] | ((name: string) => boolean);

/** Returns a function that matches a name in lower case without port, brackets and final dot. */
export function hostMatcher(names: HostNames): (name: string) => boolean {
  if (typeof names === 'function') return names;
  const known = new Set(names.map(bareHost));
  return (name) => known.has(name);
}

const dnsName = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/** Maximum number of accepted `Host` values that are cached, so that each value is parsed only once. */
const maxCachedHosts = 256;

/**
 * Rejects requests from web pages (DNS rebinding, CSRF). A browser sends the host name of the page, even if it resolves
 * to this machine, and the origin of the request. Registry clients send neither `Origin` nor `Sec-Fetch-Site`.
 */
export class HostCheck {
  readonly #isAllowed: (name: string) => boolean;
  readonly #accepted = new Set<string>();

  /**
   * @param allowed names without port; `*` allows any host; undefined allows loopback hosts
   * @param additional more names
   */
  constructor(allowed: readonly string[] | '*' | undefined, additional: HostNames = []) {
    const isAdditional = hostMatcher(additional);
    const isAllowed = Array.isArray(allowed) ? hostMatcher(allowed) : allowed === '*' ? () => true : isLocal;
    this.#isAllowed = (name) => isAllowed(name) || isAdditional(name);
  }

  /** @throws OciError `DENIED` */
  check({ host: given, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): void {
    // HTTP/1.0 does not require the host. Every browser sends it.
    if (given === undefined && origin === undefined && site === undefined) return;
    const host = given ?? '';
    if (!this.#accepted.has(host)) {
      if (!this.#isAllowed(bareHost(host.replace(/:$/, '')))) {
        throw new OciError(
          'DENIED',
          `this registry does not accept requests for the host "${printable(host, 260)}"; ` +
            'use its own address, or allow the name with the option host-name (hostNames in the library)',
        );
      }
      if (this.#accepted.size < maxCachedHosts) this.#accepted.add(host);
    }
    if (origin === undefined && site === undefined) return;
    const isForeign = origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
    if (isForeign || (site !== undefined && site !== 'same-origin' && site !== 'none'))
      throw new OciError('DENIED', 'this registry does not accept requests from web pages of other origins');
  }
}

/** RFC 6761, section 6.3: `localhost` and the names below it are always loopback addresses. */
function isLocal(name: string): boolean {
  return isLoopbackHost(name) || (dnsName.test(name) && isLoopbackHost(name, { subdomains: true }));
}
