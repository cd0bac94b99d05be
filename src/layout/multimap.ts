/** Values by key, in the order of their addition. Most keys have one value, which needs no set. */
export class Multimap<Key, Value extends object> {
  readonly #values = new Map<Key, Value | Set<Value>>();

  get size(): number {
    return this.#values.size;
  }

  has(key: Key): boolean {
    return this.#values.has(key);
  }

  keys(): Iterable<Key> {
    return this.#values.keys();
  }

  get(key: Key): Iterable<Value> {
    const values = this.#values.get(key);
    if (values === undefined) return [];
    return values instanceof Set ? values : [values];
  }

  last(key: Key): Value | undefined {
    let last: Value | undefined;
    for (const value of this.get(key)) last = value;
    return last;
  }

  add(key: Key, value: Value): void {
    const values = this.#values.get(key);
    if (values === undefined) this.#values.set(key, value);
    else if (values instanceof Set) values.add(value);
    else this.#values.set(key, new Set([values, value]));
  }

  remove(key: Key, value: Value): void {
    const values = this.#values.get(key);
    if (values === value) this.#values.delete(key);
    if (values instanceof Set && values.delete(value) && values.size === 0) this.#values.delete(key);
  }
}
