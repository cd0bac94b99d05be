import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { bareHost, isLoopbackHost, OciError } from '../spec/index.ts';
import { isPrivateHost, scopeOf } from './private-host.ts';
import { redactUrl } from './redact.ts';
import type { UrlSource } from './transport.ts';

export interface AddressGuardOptions {
  /** Hosts, without port, that may have any address. */
  readonly trustedHosts?: readonly string[] | undefined;
  /** Resolves host names. @default dns.lookup */
  readonly lookup?: LookupFunction | undefined;
}

/**
 * Prevents that a registry leads requests into the private network of this machine. It checks the addresses of every
 * host that a registry names, when the name is resolved for the connection. The connection uses the checked addresses,
 * so a name cannot resolve to another address after the check (DNS rebinding).
 *
 * A registry in a private network may name hosts in a private network, because such a registry is not reachable from
 * the internet: a registry of a company names its token endpoint and its object storage. The same applies to loopback
 * addresses. What counts are the addresses to which this process resolved the registry for its connections.
 */
export class AddressGuard {
  readonly #trustedHosts: readonly string[];
  readonly #lookup: LookupFunction;
  /** The addresses of hosts that the user named. */
  readonly #knownAddresses = new Map<string, Set<string>>();

  constructor({ trustedHosts = [], lookup = dnsLookup }: AddressGuardOptions) {
    this.#trustedHosts = trustedHosts;
    this.#lookup = lookup;
  }

  /**
   * Checks a host without resolving it.
   *
   * @returns the registry that named the URL, if the addresses of the host must be checked too
   * @throws OciError `REDIRECT_REFUSED` for a private address
   */
  check(url: URL, source: UrlSource | undefined): URL | undefined {
    if (source === undefined || isExempt(url, source.registry, this.#trustedHosts)) return undefined;
    if (isPrivateHost(url.hostname)) throw privateAddressError(url, source);
    return source.registry;
  }

  /** Resolves a host that the user named. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.#lookup(hostname, options, (error, result, family) => {
      if (error === null) {
        const known = this.#knownAddresses.get(bareHost(hostname)) ?? new Set();
        for (const address of addressesIn(result)) known.add(address);
        this.#knownAddresses.set(bareHost(hostname), known);
      }
      callback(error, result, family);
    });
  };

  /** Resolves a host that a registry named. Fails with {@link PrivateAddressError} if it has a private address. */
  lookupFor(registry: URL): LookupFunction {
    return (hostname, options, callback) => {
      this.#lookup(hostname, options, (error, result, family) => {
        const refused =
          error === null ? addressesIn(result).find((each) => !this.#isAllowed(each, registry)) : undefined;
        if (refused === undefined) callback(error, result, family);
        else callback(new PrivateAddressError(refused), []);
      });
    };
  }

  #isAllowed(address: string, registry: URL): boolean {
    if (!isPrivateHost(address)) return true;
    const scope = scopeOf(address);
    const host = bareHost(registry.hostname);
    const registryAddresses = [...(this.#knownAddresses.get(host) ?? [host])];
    return scope !== 'other' && registryAddresses.every((each) => scopeOf(each) === scope);
  }
}

/** A host that a registry named has an address of a private network. */
export class PrivateAddressError extends Error {
  readonly address: string;

  constructor(address: string) {
    super('the host has an address of a private network');
    this.address = address;
  }
}

function addressesIn(result: string | readonly LookupAddress[]): readonly string[] {
  return typeof result === 'string' ? [result] : result.map(({ address }) => address);
}

/**
 * Whether a host that the registry names may have any address: the registry's own host, a trusted host, and every
 * loopback name of a registry with a loopback name.
 */
function isExempt(url: URL, registry: URL, trustedHosts: readonly string[]): boolean {
  if (url.hostname === registry.hostname || isTrustedHost(url, trustedHosts)) return true;
  return [url, registry].every(({ hostname }) => isLoopbackHost(hostname, { subdomains: true }));
}

/** Whether a URL's host is in a list of hosts without port. */
export function isTrustedHost(url: URL, trustedHosts: readonly string[] = []): boolean {
  const host = bareHost(url.hostname);
  return trustedHosts.some((each) => bareHost(each) === host);
}

/** Whether a host that a registry named is a private address. Names are not resolved. */
export function isPrivateTarget(target: URL, { registry }: UrlSource): boolean {
  return isPrivateHost(target.hostname) && !isExempt(target, registry, []);
}

/** @param address to which the target's host resolved */
export function privateAddressError(target: URL, { registry, kind }: UrlSource, address?: string): OciError {
  const host = bareHost(target.hostname);
  const verb = address === undefined ? 'is' : `resolves to ${address},`;
  const remedy = {
    redirect: `turn redirects off in the storage settings of the registry, or, if you trust ${host}, ${asTarget}`,
    'upload location': `${publicUrlRemedy}, or, if you trust ${host}, ${asTarget}`,
    'token endpoint': `if you trust it, allow the host ${host} as a token realm`,
  }[kind];
  const location = `${kind === 'redirect' ? 'to' : 'on'} ${redactUrl(target.origin)}`;
  return new OciError(
    'REDIRECT_REFUSED',
    `refused the ${kind} of ${registry.origin} ${location}: ${host} ${verb} an address of a private network or of ` +
      `this machine, but the registry has another address; ${remedy}`,
    { remedy: kind === 'token endpoint' ? 'tokenHosts' : 'trustedRedirectHosts' },
  );
}

/** The remedy of errors with the remedy `trustedRedirectHosts`. */
export const asTarget = 'allow it as a redirect target';

/** The remedy for a registry that does not know its own public URL. */
export const publicUrlRemedy: string =
  'correct the public URL of the registry (http.host of distribution, or X-Forwarded-Host and X-Forwarded-Proto of ' +
  'the proxy in front of it)';
