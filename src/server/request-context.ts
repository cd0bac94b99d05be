import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from '../registry/index.ts';
import { nobody, type Principal } from './access.ts';
import type { Settings } from './options.ts';
import type { UploadSessions } from './upload-sessions.ts';

/** What all requests of one handler share. */
export interface ServerState {
  readonly registry: Registry;
  readonly settings: Settings;
  readonly sessions: UploadSessions;
  /** Once true, every reply ends its connection. */
  draining: boolean;
}

/** One request and its reply. */
export class RequestContext {
  readonly state: ServerState;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly method: string;
  /** Decoded; `-` until it could be read. */
  path = '-';
  /** Without the question mark, as it was sent. */
  query = '';
  principal: Principal = nobody;
  /** Headers that an error reply carries beside its own: challenge, allowed methods, state of an upload. */
  errorHeaders: readonly string[] = [];
  errorCode: string | undefined;
  sentBytes = 0;
  #abort: AbortController | undefined;

  constructor(state: ServerState, req: IncomingMessage, res: ServerResponse) {
    this.state = state;
    this.req = req;
    this.res = res;
    this.method = req.method ?? 'GET';
  }

  get registry(): Registry {
    return this.state.registry;
  }

  get settings(): Settings {
    return this.state.settings;
  }

  /** Aborted when the client is gone. Made when first asked for, because short requests can do without. */
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

  get queryParameters(): URLSearchParams {
    return new URLSearchParams(this.query);
  }

  header(name: string): string | undefined {
    const value = this.req.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }
}
