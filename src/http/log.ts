import type { OnHttpEvent } from './event.ts';
import { redactUrl } from './redact.ts';
import type { Transport } from './transport.ts';

/** Tells of each response that came. @param now milliseconds */
export function log(transport: Transport, onEvent: OnHttpEvent | undefined, now: () => number): Transport {
  if (onEvent === undefined) return transport;
  return async (request) => {
    const started = now();
    const response = await transport(request);
    onEvent({
      kind: 'request',
      method: request.method,
      url: redactUrl(request.url),
      status: response.status,
      ms: Math.max(0, now() - started),
    });
    return response;
  };
}
