/** A queue in which users take turns, and the sources of one user take turns. */
export class Turns<T> {
  readonly #users = new Map<string, Map<string, T[]>>();

  add(user: string, source: string, item: T): void {
    const sources = this.#users.get(user) ?? new Map<string, T[]>();
    this.#users.set(user, sources);
    const items = sources.get(source) ?? [];
    sources.set(source, items);
    items.push(item);
  }

  /** Removes and returns the next item. */
  take(): T | undefined {
    const [user, sources] = this.#users.entries().next().value ?? [];
    if (user === undefined || sources === undefined) return undefined;
    const [source = '', items = []] = sources.entries().next().value ?? [];
    const item = items.shift();
    // A user or source with more items moves to the end.
    sources.delete(source);
    if (items.length > 0) sources.set(source, items);
    this.#users.delete(user);
    if (sources.size > 0) this.#users.set(user, sources);
    return item;
  }
}
