import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackHost, OciError, printable } from '../spec/index.ts';

/** Maximum number of accepted `Host` values that are cached, so that each value is parsed only once. */
const maxCachedHosts = 256;

/**
 * Rejects requests from web pages (DNS rebinding, CSRF). A browser sends the host name of the page, even if it resolves
 * to this machine, and the origin of the request. Registry clients send neither `Origin` nor `Sec-Fetch-Site`.
 */
export class HostCheck {
  /** Undefined allows any host. */
  readonly #allowed: ReadonlySet<string> | undefined;
  readonly #allowLoopback: boolean;
  readonly #accepted = new Set<string>();

  /** @param allowed names without port; `*` allows any host; undefined allows loopback hosts */
  constructor(allowed: readonly string[] | '*' | undefined) {
    this.#allowed = allowed === '*' ? undefined : new Set((allowed ?? []).map((name) => name.toLowerCase()));
    this.#allowLoopback = allowed === undefined;
  }

  /** @throws OciError `DENIED` */
  check({ host = '', origin, 'sec-fetch-site': site }: IncomingHttpHeaders): void {
    if (!this.#accepted.has(host)) {
      if (!this.#allows(host)) {
        throw new OciError(
          'DENIED',
          `this registry does not accept requests for the host "${printable(host, 260)}"; ` +
            'use its own address, or add the host to the allowed hosts',
        );
      }
      if (this.#accepted.size < maxCachedHosts) this.#accepted.add(host);
    }
    if (origin === undefined && site === undefined) return;
    const isForeign = origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
    if (isForeign || (site !== undefined && site !== 'same-origin' && site !== 'none'))
      throw new OciError('DENIED', 'this registry does not accept requests from web pages of other origins');
  }

  #allows(host: string): boolean {
    if (this.#allowed === undefined) return true;
    const name = host.replace(/:\d*$/, '').toLowerCase();
    return this.#allowed.has(name) || (this.#allowLoopback && isLoopbackHost(name));
  }
}
