import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseTokenScope } from '../spec/index.ts';
import type { Route } from './router.ts';

/** An action on a repository. `*` is the action on the catalog, the list of repositories. */
export type AccessAction = 'pull' | 'push' | 'delete' | '*';

/** A resource and actions on it, written `type:name:actions` (distribution, "Docker Registry Token Scope"). */
export interface Access {
  readonly type: 'repository' | 'registry';
  /** Name of the repository; `catalog` for the type `registry`. */
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
  /** Absolute URL of the token endpoint, or a function that returns it. The function is called for each challenge. */
  readonly realm: string | (() => string);
  /** Name of this registry in its tokens. */
  readonly service: string;
  /** Verifies a token and whether it grants all of `access`. An empty list verifies only the token. */
  readonly verify: (token: string, access: readonly Access[]) => TokenVerdict | Promise<TokenVerdict>;
  /** Serves the token endpoint at `/token` of this handler. @default another server serves it */
  readonly endpoint?: ((req: IncomingMessage, res: ServerResponse) => void) | undefined;
}

/** The user of a request. */
export interface Principal {
  /** Undefined for a request without credentials. */
  readonly name: string | undefined;
  /** Whether the user may do all of `access.actions`. */
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

export function pullAccess(name: string): Access {
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
    case 'page':
      return route.name === undefined ? catalogAccess : [pullAccess(route.name)];
    case 'tags':
    case 'referrers':
      return [pullAccess(route.name)];
    case 'uploads':
    case 'upload':
      return [{ type: 'repository', name: route.name, actions: ['push'] }];
    case 'manifest':
    case 'blob':
      if (method === 'GET' || method === 'HEAD') return [pullAccess(route.name)];
      return [{ type: 'repository', name: route.name, actions: [method === 'DELETE' ? 'delete' : 'push'] }];
  }
}
