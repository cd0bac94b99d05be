import { AddressGuard } from './address-guard.ts';
import { transportOver, type HttpTransport, type TransportOptions } from './create-transport.ts';
import { fetchDispatch, type Fetch } from './fetch-dispatch.ts';

/** Options of {@link fetchTransport}. */
export interface FetchTransportOptions extends Omit<
  TransportOptions,
  'insecureTls' | 'ca' | 'proxy' | 'connections' | 'lookup'
> {
  /** @default the global `fetch` */
  readonly fetch?: Fetch | undefined;
  /** Returns options of `fetch` that only this runtime knows, for example for proxies or certificates. @default none */
  readonly runtimeInit?: ((url: URL) => RequestInit) | undefined;
}

/**
 * Creates a transport over the `fetch` of the runtime, for Deno, Bun and Workers. Retries, redirects, time limits and
 * errors are those of {@link createTransport}. The runtime decides about connections, certificates and proxies, and
 * resolves names, so only host names and literal addresses that a registry names are checked.
 *
 * @throws OciError `INPUT_INVALID` for an invalid number
 */
export function fetchTransport(options: FetchTransportOptions = {}): HttpTransport {
  const { fetch = globalThis.fetch, runtimeInit = () => ({}) } = options;
  return transportOver(options, async (dispatchOptions) => {
    const closing = new AbortController();
    return {
      dispatch: fetchDispatch({
        ...dispatchOptions,
        // `fetch` must not be called as a method.
        fetch: (url, init) => fetch(url, init),
        runtimeInit,
        guard: new AddressGuard(options),
        closed: closing.signal,
      }),
      prepare: () => undefined,
      close: async () => closing.abort(),
    };
  });
}
