import { isLoopbackHost, OciError, printable } from '../spec/index.ts';
import type { RequestContext } from './request-context.ts';

/** Header values that were found good, kept so that the next request need not be parsed. Clients send few different ones. */
const maxRemembered = 256;

/**
 * Keeps web pages out. A browser sends the page's own host name even when that resolves to this machine, and says where a request
 * comes from; programs that talk to registries send neither `Origin` nor `Sec-Fetch-Site`.
 */
export class HostCheck {
  readonly #names: ReadonlySet<string> | undefined;
  readonly #loopback: boolean;
  readonly #good = new Set<string>();

  /** @param allowed names without port; `*` allows any; undefined allows loopback */
  constructor(allowed: readonly string[] | '*' | undefined) {
    this.#names = allowed === '*' ? undefined : new Set((allowed ?? []).map((name) => name.toLowerCase()));
    this.#loopback = allowed === undefined;
  }

  /** @throws OciError `DENIED` */
  check(ctx: RequestContext): void {
    const { host = '', origin, 'sec-fetch-site': site } = ctx.req.headers;
    if (!this.#good.has(host)) {
      if (!this.#allows(host)) {
        throw new OciError(
          'DENIED',
          `this registry is not served under the name "${printable(host, 260)}"; use its own address, or allow the name`,
        );
      }
      if (this.#good.size < maxRemembered) this.#good.add(host);
    }
    if (origin === undefined && site === undefined) return;
    const foreign = origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
    if (foreign || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
      throw new OciError('DENIED', 'this registry does not answer web pages of other origins');
    }
  }

  #allows(host: string): boolean {
    if (this.#names === undefined) return true;
    const name = host.replace(/:\d*$/, '').toLowerCase();
    return this.#names.has(name) || (this.#loopback && isLoopbackHost(name));
  }
}
