import { compareBytes } from '../spec/index.ts';

/**
 * Joins token scopes (`type:name:action,action`, distribution's token scope): the actions of one resource become one scope, actions and
 * scopes are sorted, `*` swallows all other actions. What is not of that form is kept as it is. Equal sets give equal lists.
 */
export function unionScopes(...lists: readonly (readonly string[])[]): string[] {
  const actionsOf = new Map<string, Set<string>>();
  const others = new Set<string>();
  for (const scope of lists.flat()) {
    const parsed = parseScope(scope);
    if (parsed === undefined) {
      if (scope !== '') others.add(scope);
      continue;
    }
    const actions = actionsOf.get(parsed.resource) ?? new Set();
    for (const action of parsed.actions) actions.add(action);
    actionsOf.set(parsed.resource, actions);
  }
  const joined = [...actionsOf].flatMap(([resource, actions]) =>
    actions.size === 0 ? [] : [`${resource}:${joinActions(actions)}`],
  );
  return [...joined, ...others].sort(compareBytes);
}

/** The scopes of a challenge's `scope` parameter, which separates them by spaces. */
export function splitScopes(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((scope) => scope !== '');
}

/**
 * The repository that a request is about, from the scopes it needs: the one that is written to, else the first. A mount names two.
 */
export function repositoryOf(scopes: readonly string[]): string | undefined {
  let first: string | undefined;
  for (const scope of scopes) {
    const parsed = parseScope(scope);
    if (parsed === undefined || !parsed.resource.startsWith('repository:')) continue;
    const name = parsed.resource.slice('repository:'.length);
    if (parsed.actions.some((action) => action !== 'pull')) return name;
    first ??= name;
  }
  return first;
}

// The name may hold colons itself, in `repository:localhost:5000/x:pull`.
function parseScope(scope: string): { readonly resource: string; readonly actions: readonly string[] } | undefined {
  const first = scope.indexOf(':');
  const last = scope.lastIndexOf(':');
  if (first < 1 || last === first) return undefined;
  return {
    resource: scope.slice(0, last),
    actions: scope
      .slice(last + 1)
      .split(',')
      .filter((action) => action !== ''),
  };
}

function joinActions(actions: ReadonlySet<string>): string {
  return actions.has('*') ? '*' : [...actions].sort(compareBytes).join(',');
}
