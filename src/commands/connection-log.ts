import type { ConnectOptions } from '../connect/index.ts';
import type { HttpEvent } from '../http/index.ts';
import { formatDuration, type Reporter } from '../output/index.ts';

/** The part of a log that a connection uses. */
export type ConnectionLog = Pick<Reporter, 'line' | 'warning' | 'debug' | 'hide'>;

/** Adds log lines for all events of a connection. */
export function withConnectionLogging(options: ConnectOptions, log: ConnectionLog): ConnectOptions {
  const seen = new Set<string>();
  return {
    ...options,
    onSecret: (secret) => {
      log.hide(secret);
    },
    onSource: (source) => {
      const text = source === undefined ? 'no credentials found; connecting anonymously' : `credentials: ${source}`;
      // The same source is reported for each scope of a token.
      if (!seen.has(text)) log.line(text);
      seen.add(text);
    },
    onWarning: (text) => {
      log.warning(text);
    },
    onHttpEvent: (event) => {
      logHttpEvent(event, log);
    },
  };
}

function logHttpEvent(event: HttpEvent, log: ConnectionLog): void {
  switch (event.kind) {
    case 'retry':
      log.line(
        `${event.method} ${event.url} failed (${event.reason}); ` +
          `attempt ${event.attempt + 1} of ${event.attempts} in ${formatDuration(event.delayMs)}`,
      );
      break;
    case 'request':
      log.debug(`${event.method} ${event.url} ${event.status} in ${formatDuration(event.ms)}`);
      break;
    case 'redirect':
      log.debug(`${event.method} ${event.url} ${event.status} redirects to ${event.target}`);
      break;
  }
}
