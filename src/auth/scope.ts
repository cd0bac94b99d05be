import { compareBytes, parseTokenScope } from '../spec/index.ts';

/**
 * Joins lists of token scopes: the actions of one resource become one scope, actions and scopes are sorted, and `*`
 * replaces all other actions. Text that is not a scope is returned unchanged. Equal sets of scopes give equal lists.
 */
export function unionScopes(...lists: readonly (readonly string[])[]): string[] {
  const actionsOf = new Map<string, Set<string>>();
  const others = new Set<string>();
  for (const text of lists.flat()) {
    const scope = parseTokenScope(text);
    if (scope === undefined) {
      if (text !== '') others.add(text);
      continue;
    }
    const resource = `${scope.type}:${scope.name}`;
    const actions = actionsOf.get(resource) ?? new Set();
    for (const action of scope.actions) actions.add(action);
    actionsOf.set(resource, actions);
  }
  const joined = [...actionsOf].flatMap(([resource, actions]) =>
    actions.size === 0 ? [] : [`${resource}:${joinActions(actions)}`],
  );
  return [...joined, ...others].sort(compareBytes);
}

/** Splits a challenge's `scope` parameter, which separates scopes by spaces. */
export function splitScopes(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((scope) => scope !== '');
}

/**
 * Returns the repository of a request from its scopes. A mount has two repositories; the result is the one that the
 * request changes.
 */
export function repositoryOf(scopes: readonly string[]): string | undefined {
  let first: string | undefined;
  for (const text of scopes) {
    const scope = parseTokenScope(text);
    if (scope?.type !== 'repository') continue;
    if (scope.actions.some((action) => action !== 'pull')) return scope.name;
    first ??= scope.name;
  }
  return first;
}

function joinActions(actions: ReadonlySet<string>): string {
  return actions.has('*') ? '*' : [...actions].sort(compareBytes).join(',');
}
