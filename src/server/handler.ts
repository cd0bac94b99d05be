import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from '../registry/index.ts';
import { isOciError, OciError } from '../spec/index.ts';
import { requiredAccess } from './access.ts';
import { logWhenDone, type RequestRecord } from './access-log.ts';
import { actionOf, allowedMethods } from './actions.ts';
import { Guard, type Authentication } from './guard.ts';
import { HostCheck } from './hosts.ts';
import { resolveSettings, type HandlerOptions } from './options.ts';
import { failPage, isPageRequest, pageLoader, pageRoute } from './page.ts';
import { Reply, withHeaders } from './reply.ts';
import { RequestContext, type ServerState } from './request-context.ts';
import { parseRoute, type Route } from './router.ts';
import { parseTarget } from './target.ts';
import { UploadSessions } from './upload-sessions.ts';

/** A request listener for `node:http` and `node:https`. */
export interface RegistryHandler {
  (req: IncomingMessage, res: ServerResponse): void;
  /**
   * Replaces the users, unless undefined.
   *
   * @throws OciError `INPUT_INVALID` for an invalid file; the current users then remain
   */
  reload(changes: Pick<HandlerOptions, 'htpasswd'>): void;
  /** Makes every later reply close its connection. */
  drain(): void;
  /** Ends all upload sessions. Uploads that clients can resume after a restart remain in the registry. */
  close(): Promise<void>;
}

/**
 * Serves a registry over the HTTP API of distribution-spec v1.1. Errors have the format and the codes of the
 * specification. A more specific code of this library is in their `detail`, and in the header `oci-error-code`, so that
 * a client also gets it in the reply to HEAD.
 *
 * @throws OciError `INPUT_INVALID` for invalid options
 */
export function createHandler(registry: Registry, options: HandlerOptions = {}): RegistryHandler {
  const settings = resolveSettings(options);
  const state: ServerState = {
    registry,
    settings,
    sessions: new UploadSessions(registry, settings),
    page: pageLoader(settings.page ?? {}),
    draining: false,
  };
  const wantsPage = (req: IncomingMessage): boolean => settings.page !== undefined && isPageRequest(req);
  let guard = new Guard(settings);
  let hosts = new HostCheck(settings.allowedHosts, settings.hostNames);

  const dispatch = (req: IncomingMessage, reply: Reply, record: RequestRecord): Promise<void> | undefined => {
    checkTransferCoding(req);
    checkSingleHost(req);
    hosts.check(req.headers);
    const target = parseTarget(req.url ?? '', req.headers.host ?? '');
    record.path = target.path;
    const route = wantsPage(req) ? pageRoute(target) : parseRoute(target.path);
    if (route.kind === 'token') return serveToken(req, reply.res, target.path);
    const run = ({ principal, denial }: Authentication): Promise<void> | undefined => {
      record.user = principal.name;
      if (denial !== undefined) throw denial;
      return runAction(new RequestContext(state, req, reply, target, principal), route, record.method);
    };
    const { headers, socket } = req;
    const required = requiredAccess(route, record.method);
    const authentication = guard.authenticate(headers.authorization, socket.remoteAddress, required);
    return authentication instanceof Promise ? authentication.then(run) : run(authentication);
  };

  const serveToken = (req: IncomingMessage, res: ServerResponse, path: string): undefined => {
    const endpoint = settings.bearer?.endpoint;
    if (endpoint === undefined)
      throw new OciError('NOT_FOUND', `cannot serve ${path}: this registry does not issue tokens`);
    endpoint(req, res);
  };

  const handle = (req: IncomingMessage, res: ServerResponse): void => {
    const record: RequestRecord = { method: req.method ?? 'GET', path: '-', user: undefined };
    const reply = new Reply(req, res, state);
    if (settings.onAccess !== undefined) logWhenDone(record, req, reply, settings.onAccess);
    const fail = (error: unknown): void => {
      if (!isOciError(error) || error.status >= 500) settings.onError?.(error, `${record.method} ${record.path}`);
      if (wantsPage(req)) void failPage(req, reply, error);
      else reply.fail(error);
    };
    try {
      dispatch(req, reply, record)?.catch(fail);
    } catch (error) {
      fail(error);
    }
  };

  return Object.assign(handle, {
    reload: ({ htpasswd }: Pick<HandlerOptions, 'htpasswd'>) => {
      if (htpasswd !== undefined) guard = new Guard({ ...settings, htpasswd });
      // The names in the certificate may differ.
      hosts = new HostCheck(settings.allowedHosts, settings.hostNames);
    },
    drain: () => {
      state.draining = true;
    },
    close: () => state.sessions.close(),
  });
}

function runAction(ctx: RequestContext, route: Route, method: string): Promise<void> | undefined {
  const { readOnly } = ctx.settings;
  const unsupported = (reason: string): OciError =>
    withHeaders(new OciError('UNSUPPORTED', reason), ['allow', allowedMethods(route, readOnly).join(', ')]);
  const action = actionOf(route, method);
  if (action === undefined) throw unsupported(`the method ${method} is not supported for this path`);
  if (readOnly && action.writes) throw unsupported('this registry is read-only');
  return action.run(ctx);
}

// With another coding, a proxy and this server could find different ends of the body (request smuggling).
function checkTransferCoding(req: IncomingMessage): void {
  const coding = req.headers['transfer-encoding'];
  if (coding === undefined || coding.toLowerCase() === 'chunked') return;
  throw new OciError('UNSUPPORTED', 'the only supported transfer coding is "chunked"', { status: 501 });
}

// Node uses the first of several Host headers, and a proxy may use another one (RFC 9112, section 3.2).
function checkSingleHost({ rawHeaders }: IncomingMessage): void {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') count++;
  }
  if (count > 1) throw new OciError('INPUT_INVALID', 'the request has several Host headers; send only one');
}
