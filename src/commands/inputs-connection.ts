import type { ConnectOptions } from '../connect/index.ts';
import type { HttpEvent } from '../http/index.ts';
import { formatDuration } from '../output/index.ts';

/** Where a connection tells what it does. */
export interface ConnectionLog {
  readonly line: (text: string) => void;
  readonly warning: (text: string) => void;
  /** Each request and redirect; for whoever looks for a fault. */
  readonly debug: (text: string) => void;
  /** Given each secret, and each form of it, before it is first used. */
  readonly hide: (secret: string) => void;
}

/** The options with everything that a connection has to say turned into lines of a log. */
export function withConnectionLogging(options: ConnectOptions, log: ConnectionLog): ConnectOptions {
  const seen = new Set<string>();
  return {
    ...options,
    onSecret: log.hide,
    onSource: (source) => {
      const text =
        source === undefined ? 'no credentials found; the registry is asked without' : `credentials: ${source}`;
      // Asked for once per scope of a token; told once.
      if (!seen.has(text)) log.line(text);
      seen.add(text);
    },
    onWarning: log.warning,
    onHttpEvent: (event) => {
      tellHttpEvent(event, log);
    },
  };
}

function tellHttpEvent(event: HttpEvent, log: ConnectionLog): void {
  switch (event.kind) {
    case 'retry':
      log.line(
        `${event.method} ${event.url} failed (${event.reason}); try ${event.attempt + 1} of ${event.attempts} in ${formatDuration(event.delayMs)}`,
      );
      break;
    case 'request':
      log.debug(`${event.method} ${event.url} ${event.status} in ${formatDuration(event.ms)}`);
      break;
    case 'redirect':
      log.debug(`${event.method} ${event.url} ${event.status} leads to ${event.target}`);
      break;
  }
}
