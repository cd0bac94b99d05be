import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseTokenScope } from '../spec/index.ts';
import type { Route } from './router.ts';

/** `*` is what the catalogue of repositories asks for. */
export type AccessAction = 'pull' | 'push' | 'delete' | '*';

/** One resource and what is to be done with it: distribution's token scope, `type:name:actions`. */
export interface Access {
  readonly type: 'repository' | 'registry';
  readonly name: string;
  readonly actions: readonly AccessAction[];
}

/** Whether `user` may do all of `access.actions`; `undefined` is a request without credentials. */
export type Authorize = (user: string | undefined, access: Access) => boolean;

export type TokenVerdict =
  | { readonly kind: 'granted'; readonly user: string | undefined }
  /** The token is good, but not for this. */
  | { readonly kind: 'insufficient'; readonly user: string | undefined }
  /** Malformed, forged, expired, meant for someone else. */
  | { readonly kind: 'invalid' };

export interface BearerOptions {
  /** Absolute URL of the token endpoint, as clients reach it. A function is asked per challenge, for an address that is known late. */
  readonly realm: string | (() => string);
  /** Name of this registry in its tokens. */
  readonly service: string;
  /** Whether the token allows all of `access`; an empty list asks whether it is good at all. */
  readonly verify: (token: string, access: readonly Access[]) => TokenVerdict | Promise<TokenVerdict>;
  /** Serves the token endpoint at `/token` of this very handler. @default it is somewhere else */
  readonly endpoint?: ((req: IncomingMessage, res: ServerResponse) => void) | undefined;
}

/** Who sends a request, and what else that one may do. */
export interface Principal {
  /** Undefined for a request without credentials. */
  readonly name: string | undefined;
  can(access: Access): boolean | Promise<boolean>;
}

/** Before anyone is known. */
export const nobody: Principal = { name: undefined, can: () => false };

export function formatScope(access: Access): string {
  return `${access.type}:${access.name}:${access.actions.join(',')}`;
}

/** Parses a token scope; undefined for types and actions that this registry does not know. */
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

const nothing: readonly Access[] = [];
const catalogue: readonly Access[] = [{ type: 'registry', name: 'catalog', actions: ['*'] }];

/**
 * What a request must be allowed to do. The source of a mount is not in it: who may not pull there is answered as if the blob were
 * not there.
 */
export function requiredAccess(route: Route, method: string): readonly Access[] {
  switch (route.kind) {
    case 'ping':
    case 'token':
      return nothing;
    case 'catalog':
      return catalogue;
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
