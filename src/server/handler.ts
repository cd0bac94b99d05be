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
    const ctx = new RequestContext(state, req, res);
    if (settings.onAccess !== undefined) logWhenDone(ctx, settings.onAccess);
    try {
      const work = begin(ctx, guard, hosts);
      if (work !== undefined)
        work.catch((error: unknown) => {
          replyError(ctx, error);
        });
    } catch (error) {
      replyError(ctx, error);
    }
  };
  return Object.assign(handle, {
    drain: () => {
      state.draining = true;
    },
    close: () => state.sessions.close(),
  });
}

function begin(ctx: RequestContext, guard: Guard, hosts: HostCheck): Promise<void> | undefined {
  const { req } = ctx;
  refuseCodings(ctx);
  hosts.check(ctx);
  const target = parseTarget(req.url ?? '', req.headers.host ?? '');
  ctx.path = target.path;
  ctx.query = target.query;
  const route = parseRoute(target.path);
  if (route.kind === 'token') return serveToken(ctx, target.path);
  const principal = guard.admit(ctx, requiredAccess(route, ctx.method));
  return principal instanceof Promise ? principal.then((known) => act(ctx, route, known)) : act(ctx, route, principal);
}

function act(ctx: RequestContext, route: Route, principal: Principal): Promise<void> | undefined {
  ctx.principal = principal;
  const action = actionOf(route, ctx.method);
  if (action === undefined) throw methodRefused(ctx, route, `${ctx.method} is not a method for this path`);
  if (ctx.settings.readOnly && action.writes) throw methodRefused(ctx, route, 'this registry is read-only');
  return action.run(ctx);
}

function methodRefused(ctx: RequestContext, route: Route, reason: string): OciError {
  ctx.errorHeaders = ['allow', allowedMethods(route, ctx.settings.readOnly).join(', ')];
  return new OciError('UNSUPPORTED', reason);
}

function serveToken(ctx: RequestContext, path: string): undefined {
  const endpoint = ctx.settings.bearer?.endpoint;
  if (endpoint === undefined)
    throw new OciError('NOT_FOUND', `${path} is not served here: this registry issues no tokens`);
  endpoint(ctx.req, ctx.res);
}

// Anything but plain chunks could make a proxy and this server disagree about where the body ends.
function refuseCodings(ctx: RequestContext): void {
  const coding = ctx.req.headers['transfer-encoding'];
  if (coding === undefined || coding.toLowerCase() === 'chunked') return;
  throw new OciError('UNSUPPORTED', 'the only transfer coding taken is "chunked"', { status: 501 });
}
