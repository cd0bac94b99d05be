import type { Registry } from '../registry/index.ts';
import { FetchReply, FetchRequest } from './fetch-messages.ts';
import { createHandler, type RegistryHandler } from './handler.ts';
import type { HandlerOptions } from './options.ts';

/** Options of {@link createFetchHandler}. */
export interface FetchHandlerOptions extends HandlerOptions {
  /**
   * Returns the network address of the client, for the access log and for limits for each client.
   *
   * @default unknown
   */
  readonly remoteAddress?: ((request: Request) => string | undefined) | undefined;
}

/** A function from a request to its response, for the servers of hono, Deno, Bun and Workers. */
export interface RegistryFetchHandler extends Pick<RegistryHandler, 'close' | 'reload'> {
  (request: Request): Promise<Response>;
}

/**
 * Serves a registry as {@link createHandler}, with the `Request` and the `Response` of the Fetch standard:
 * `Deno.serve(createFetchHandler(registry))`, `Bun.serve({ fetch: createFetchHandler(registry) })`. The runtime limits
 * headers and connections. Authentication needs TLS, which the runtime or a proxy provides.
 *
 * @throws OciError `INPUT_INVALID` for invalid options
 */
export function createFetchHandler(registry: Registry, options: FetchHandlerOptions = {}): RegistryFetchHandler {
  const handler = createHandler(registry, options);
  const handle = (request: Request): Promise<Response> => {
    const req = new FetchRequest(request, options.remoteAddress?.(request));
    const reply = new FetchReply(request.method);
    const abort = (): void => {
      req.destroy();
      reply.destroy();
    };
    request.signal.addEventListener('abort', abort, { once: true });
    reply.once('close', () => request.signal.removeEventListener('abort', abort));
    if (request.signal.aborted) abort();
    else handler(req.asNode(), reply.asNode());
    return reply.response;
  };
  return Object.assign(handle, {
    close: () => handler.close(),
    reload: (changes: Pick<HandlerOptions, 'htpasswd'>) => handler.reload(changes),
  });
}
