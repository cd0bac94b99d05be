import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RegistryPage } from '../page/index.ts';
import type { Registry } from '../registry/index.ts';
import type { Principal } from './access.ts';
import type { Settings } from './options.ts';
import type { HeaderList, Reply } from './reply.ts';
import type { Target } from './target.ts';
import type { UploadSessions } from './upload-sessions.ts';

/** The state that all requests of one handler share. */
export interface ServerState {
  readonly registry: Registry;
  readonly settings: Settings;
  readonly sessions: UploadSessions;
  /** Loads the page for browsers at its first use. */
  readonly page: () => Promise<RegistryPage>;
  /** Whether every reply closes its connection. */
  draining: boolean;
}

/**
 * The first two are for HTTP caches (RFC 7234, section 5.5). Registry clients show only the last one
 * (distribution-spec, "Warnings").
 */
const staleWarnings: HeaderList = [
  '110 - "Response is Stale"',
  '111 - "Revalidation Failed"',
  '299 - "the upstream registry is unavailable; this answer is from the cache and may be outdated"',
].flatMap((warning) => ['warning', warning]);

/** An authenticated request and its reply. */
export class RequestContext {
  readonly registry: Registry;
  readonly settings: Settings;
  readonly sessions: UploadSessions;
  readonly page: () => Promise<RegistryPage>;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly reply: Reply;
  /** The decoded path. */
  readonly path: string;
  readonly principal: Principal;
  readonly #query: string;
  #abort: AbortController | undefined;

  constructor(state: ServerState, req: IncomingMessage, reply: Reply, target: Target, principal: Principal) {
    this.registry = state.registry;
    this.settings = state.settings;
    this.sessions = state.sessions;
    this.page = state.page;
    this.req = req;
    this.res = reply.res;
    this.reply = reply;
    this.path = target.path;
    this.principal = principal;
    this.#query = target.query;
  }

  /** Aborted when the client closes the connection. Created on first use, because short requests do not need it. */
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const controller = new AbortController();
      this.#abort = controller;
      if (this.res.destroyed) controller.abort();
      else
        this.res.once('close', () => {
          if (!this.res.writableFinished) controller.abort();
        });
    }
    return this.#abort.signal;
  }

  /**
   * Accepts an outdated answer of a pull-through cache: adds a warning and the age of the answer to the reply (RFC 9111,
   * section 5.1), and logs the failure.
   */
  readonly onStale = (failure: Error, ageMs?: number): void => {
    this.reply.addHeaders(staleWarnings);
    if (ageMs !== undefined) this.reply.addHeaders(['age', String(Math.floor(ageMs / 1000))]);
    this.settings.onError?.(failure, `${this.req.method ?? ''} ${this.path}, answered from the cache`);
  };

  get query(): URLSearchParams {
    return new URLSearchParams(this.#query);
  }

  header(name: string): string | undefined {
    const value = this.req.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }
}
