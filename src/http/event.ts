import type { HttpMethod } from './transport.ts';

/** What the transport tells while it works, for a log. URLs are redacted; no event holds a secret. */
export type HttpEvent =
  /** A response's head has come. `ms` from sending to that. */
  | {
      readonly kind: 'request';
      readonly method: HttpMethod;
      readonly url: string;
      readonly status: number;
      readonly ms: number;
    }
  /** The request will be sent again. `attempt` is the one that failed, from 1; `attempts` how many there may be. */
  | {
      readonly kind: 'retry';
      readonly method: HttpMethod;
      readonly url: string;
      readonly attempt: number;
      readonly attempts: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'redirect';
      readonly method: HttpMethod;
      readonly url: string;
      readonly status: number;
      readonly target: string;
    }
  | { readonly kind: 'warning'; readonly text: string };

export type OnHttpEvent = (event: HttpEvent) => void;
