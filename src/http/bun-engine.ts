import { rootCertificates } from 'node:tls';
import type { AddressGuard } from './address-guard.ts';
import type { DispatchOptions } from './dispatch.ts';
import { fetchDispatch } from './fetch-dispatch.ts';
import type { ProxyRules } from './proxy.ts';
import type { Transport } from './transport.ts';

interface BunOptions {
  readonly insecureTls: boolean;
  /** Certificates, PEM. */
  readonly ca: string | undefined;
  readonly proxies: ProxyRules;
  readonly guard: AddressGuard;
}

/** Options of Bun's `fetch`. */
interface BunInit extends RequestInit {
  readonly proxy?: string | { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  readonly tls?: { readonly rejectUnauthorized: boolean; readonly ca?: readonly string[] };
}

/** Sends requests with Bun's `fetch`, which supports proxies and certificates. */
export function openBunEngine(
  dispatchOptions: DispatchOptions,
  { insecureTls, ca, proxies, guard }: BunOptions,
): { readonly dispatch: Transport; prepare(): void; close(): Promise<void> } {
  const closing = new AbortController();
  const runtimeInit = (url: URL): RequestInit => {
    const proxy = proxies.for(url);
    const init: BunInit = {
      ...(proxy === undefined ? {} : { proxy: proxyOf(proxy.url, proxy.authorization) }),
      ...(insecureTls || ca !== undefined
        ? { tls: { rejectUnauthorized: !insecureTls, ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }) } }
        : {}),
    };
    return init;
  };
  return {
    dispatch: fetchDispatch({
      ...dispatchOptions,
      fetch: globalThis.fetch,
      runtimeInit,
      guard,
      closed: closing.signal,
    }),
    prepare: () => undefined,
    close: async () => closing.abort(),
  };
}

function proxyOf(url: string, authorization: string | undefined): NonNullable<BunInit['proxy']> {
  return authorization === undefined ? url : { url, headers: { 'proxy-authorization': authorization } };
}
