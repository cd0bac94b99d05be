import { rootCertificates } from 'node:tls';
import type { AddressGuard } from './address-guard.ts';
import type { DispatchOptions } from './dispatch.ts';
import { fetchDispatch } from './fetch-dispatch.ts';
import type { ProxyRules } from './proxy.ts';
import { sameOrigin } from './location.ts';
import type { ClientCertificate } from './secure-context.ts';
import type { Transport, UrlSource } from './transport.ts';

interface BunOptions {
  readonly insecureTls: boolean;
  /** Certificates, PEM. */
  readonly ca: string | undefined;
  readonly clientCertificate: ClientCertificate | undefined;
  readonly proxies: ProxyRules;
  readonly guard: AddressGuard;
}

/** Options of Bun's `fetch`. */
interface BunInit extends RequestInit {
  readonly proxy?: string | { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  readonly tls?: { readonly rejectUnauthorized: boolean; readonly ca?: readonly string[] } & Partial<ClientCertificate>;
}

/** Sends requests with Bun's `fetch`, which supports proxies and certificates. */
export function openBunEngine(
  dispatchOptions: DispatchOptions,
  { insecureTls, ca, clientCertificate, proxies, guard }: BunOptions,
): { readonly dispatch: Transport; prepare(): void; close(): Promise<void> } {
  const closing = new AbortController();
  const runtimeInit = (url: URL, namedBy: UrlSource | undefined): RequestInit => {
    const proxy = proxies.for(url);
    const isOwn = namedBy === undefined || sameOrigin(url, namedBy.registry);
    const certificate = isOwn ? clientCertificate : undefined;
    const init: BunInit = {
      ...(proxy === undefined ? {} : { proxy: proxyOf(proxy.url, proxy.authorization) }),
      ...(insecureTls || ca !== undefined || certificate !== undefined
        ? {
            tls: {
              rejectUnauthorized: !insecureTls,
              ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
              ...certificate,
            },
          }
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
