import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseTokenScope } from '../spec/index.ts';
import type { Route } from './router.ts';

/** `*` is the action for the catalog, the list of repositories. */
export type AccessAction = 'pull' | 'push' | 'delete' | '*';

/** A resource and actions on it, written `type:name:actions` (distribution, "Docker Registry Token Scope"). */
export interface Access {
  readonly type: 'repository' | 'registry';
  readonly name: string;
  readonly actions: readonly AccessAction[];
}

/** Whether `user` may do all of `access.actions`; `undefined` is a request without credentials. */
export type Authorize = (user: string | undefined, access: Access) => boolean;

/** The result of the verification of a token. */
export type TokenVerdict =
  | { readonly kind: 'granted'; readonly user: string | undefined }
  /** The token is valid, but does not grant the access. */
  | { readonly kind: 'insufficient'; readonly user: string | undefined }
  /** Malformed, forged, expired or for another service. */
  | { readonly kind: 'invalid' };

/** Bearer authentication (distribution, "Token Authentication Specification"). */
export interface BearerOptions {
  /** Absolute URL of the token endpoint. A function is called for each challenge, for a URL that is not known yet. */
  readonly realm: string | (() => string);
  /** Name of this registry in its tokens. */
  readonly service: string;
  /** Whether the token grants all of `access`. An empty list asks only whether the token is valid. */
  readonly verify: (token: string, access: readonly Access[]) => TokenVerdict | Promise<TokenVerdict>;
  /** Serves the token endpoint at `/token` of this handler. @default another server serves it */
  readonly endpoint?: ((req: IncomingMessage, res: ServerResponse) => void) | undefined;
}

/** The user of a request. */
export interface Principal {
  /** Undefined for a request without credentials. */
  readonly name: string | undefined;
  can(access: Access): boolean | Promise<boolean>;
}

/** Formats a token scope: `repository:acme/bundle:pull,push`. */
export function formatScope(access: Access): string {
  return `${access.type}:${access.name}:${access.actions.join(',')}`;
}

/** Parses a token scope. @returns undefined for types and actions that this registry does not support */
export function parseScope(text: string): Access | undefined {
  const scope = parseTokenScope(text);
  if (scope === undefined || (scope.type !== 'repository' && scope.type !== 'registry')) return undefined;
  const actions = scope.actions.filter(
    (action) => action === 'pull' || action === 'push' || action === 'delete' || action === '*',
  );
  return actions.length === 0 ? undefined : { type: scope.type, name: scope.name, actions };
}

export function pullOf(name: string): Access {
  return { type: 'repository', name, actions: ['pull'] };
}

const noAccess: readonly Access[] = [];
const catalogAccess: readonly Access[] = [{ type: 'registry', name: 'catalog', actions: ['*'] }];

/**
 * The access that a request requires. It does not include the source of a mount: without access to the source, the
 * reply is the same as for a blob that does not exist.
 */
export function requiredAccess(route: Route, method: string): readonly Access[] {
  switch (route.kind) {
    case 'ping':
    case 'token':
      return noAccess;
    case 'catalog':
      return catalogAccess;
    case 'tags':
    case 'referrers':
      return [pullOf(route.name)];
    case 'uploads':
    case 'upload':
      return [{ type: 'repository', name: route.name, actions: ['push'] }];
    case 'manifest':
    case 'blob':
      if (method === 'GET' || method === 'HEAD') return [pullOf(route.name)];
      return [{ type: 'repository', name: route.name, actions: [method === 'DELETE' ? 'delete' : 'push'] }];
  }
}
