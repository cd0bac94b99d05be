import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import { requiredAccess, type Principal } from './access.ts';
import { logWhenDone } from './access-log.ts';
import { actionOf, allowedMethods } from './actions.ts';
import { replyError } from './errors.ts';
import { RequestContext, type ServerState } from './request-context.ts';
import { Guard } from './guard.ts';
import { HostCheck } from './hosts.ts';
import { settingsOf, type HandlerOptions } from './options.ts';
import { parseRoute, type Route } from './router.ts';
import { parseTarget } from './target.ts';
import { UploadSessions } from './upload-sessions.ts';

/** A request listener for `node:http` and `node:https`. */
export interface RegistryHandler {
  (req: IncomingMessage, res: ServerResponse): void;
  /** From now on every reply ends its connection. */
  drain(): void;
  /** Ends the uploads under way; those that can be resumed after a restart are kept. */
  close(): Promise<void>;
}

/**
 * Serves a registry over the HTTP API of distribution-spec v1.1. Errors go out in the specification's form, their code also in the
 * header `oci-error-code`, so that a client can tell it after a HEAD.
 *
 * @throws OciError `INPUT_INVALID` for options that cannot be
 */
export function createHandler(registry: Registry, options: HandlerOptions = {}): RegistryHandler {
  const settings = settingsOf(options);
  const state: ServerState = { registry, settings, sessions: new UploadSessions(registry, settings), draining: false };
  const guard = new Guard(settings);
  const hosts = new HostCheck(settings.allowedHosts);
  const handle = (req: IncomingMessage, res: ServerResponse): void => {
    const x = new RequestContext(state, req, res);
    if (settings.onAccess !== undefined) logWhenDone(x, settings.onAccess);
    try {
      const work = begin(x, guard, hosts);
      if (work !== undefined)
        work.catch((error: unknown) => {
          replyError(x, error);
        });
    } catch (error) {
      replyError(x, error);
    }
  };
  return Object.assign(handle, {
    drain: () => {
      state.draining = true;
    },
    close: () => state.sessions.close(),
  });
}

function begin(x: RequestContext, guard: Guard, hosts: HostCheck): Promise<void> | undefined {
  const { req } = x;
  refuseCodings(x);
  hosts.check(x);
  const target = parseTarget(req.url ?? '', req.headers.host ?? '');
  x.path = target.path;
  x.query = target.query;
  const route = parseRoute(target.path);
  if (route.kind === 'token') return serveToken(x, target.path);
  const principal = guard.admit(x, requiredAccess(route, x.method));
  return principal instanceof Promise ? principal.then((known) => act(x, route, known)) : act(x, route, principal);
}

function act(x: RequestContext, route: Route, principal: Principal): Promise<void> | undefined {
  x.principal = principal;
  const action = actionOf(route, x.method);
  if (action === undefined) throw methodRefused(x, route, `${x.method} is not a method for this path`);
  if (x.settings.readOnly && action.writes) throw methodRefused(x, route, 'this registry is read-only');
  return action.run(x);
}

function methodRefused(x: RequestContext, route: Route, reason: string): OciError {
  x.errorHeaders = ['allow', allowedMethods(route, x.settings.readOnly).join(', ')];
  return new OciError('UNSUPPORTED', reason);
}

function serveToken(x: RequestContext, path: string): undefined {
  const endpoint = x.settings.bearer?.endpoint;
  if (endpoint === undefined)
    throw new OciError('NOT_FOUND', `${path} is not served here: this registry issues no tokens`);
  endpoint(x.req, x.res);
}

// Anything but plain chunks could make a proxy and this server disagree about where the body ends.
function refuseCodings(x: RequestContext): void {
  const coding = x.req.headers['transfer-encoding'];
  if (coding === undefined || coding.toLowerCase() === 'chunked') return;
  throw new OciError('UNSUPPORTED', 'the only transfer coding taken is "chunked"', { status: 501 });
}
