/** A token scope, `type:name:action,action` (distribution's token authentication specification). */
export interface TokenScope {
  /** `repository` or `registry`; registries may define others. */
  readonly type: string;
  /** Name of the resource. It may contain colons, as in `repository:localhost:5000/x:pull`. */
  readonly name: string;
  readonly actions: readonly string[];
}

/** Parses a token scope; undefined for text of another form. Empty actions are ignored. */
export function parseTokenScope(text: string): TokenScope | undefined {
  const first = text.indexOf(':');
  const last = text.lastIndexOf(':');
  if (first < 1 || last === first) return undefined;
  return {
    type: text.slice(0, first),
    name: text.slice(first + 1, last),
    actions: text
      .slice(last + 1)
      .split(',')
      .filter((action) => action !== ''),
  };
}
