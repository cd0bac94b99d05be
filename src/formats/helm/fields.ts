import { isRecord, type OciError } from '../../spec/index.ts';

/** Creates the error for a problem of a chart. */
export type InvalidChart = (problem: string) => OciError;

/** Reads the fields of an object in YAML with the types that Helm gives them. An empty field is undefined. */
export class FieldReader {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #invalid: InvalidChart;
  readonly #path: string;

  constructor(value: Readonly<Record<string, unknown>>, invalid: InvalidChart, path = '') {
    this.#value = value;
    this.#invalid = invalid;
    this.#path = path;
  }

  keys(): string[] {
    return Object.keys(this.#value);
  }

  value(key: string): unknown {
    return Object.hasOwn(this.#value, key) ? this.#value[key] : undefined;
  }

  /** A text exactly as it is. Helm also accepts numbers and booleans. */
  raw(key: string): string | undefined {
    return this.#textOf(this.value(key), key) || undefined;
  }

  /** A text in one line, without characters that cannot be printed. */
  text(key: string): string | undefined {
    return sanitize(this.raw(key) ?? '') || undefined;
  }

  texts(key: string): readonly string[] | undefined {
    return nonEmpty(this.#list(key).map((item) => sanitize(this.#textOf(item, key))));
  }

  flag(key: string): true | undefined {
    const value = this.value(key);
    // YAML 1.1, which Helm reads, has more booleans.
    if (value === true || (typeof value === 'string' && /^(?:y|yes|on)$/i.test(value))) return true;
    if (value === undefined || value === null || value === false) return undefined;
    if (typeof value === 'string' && /^(?:n|no|off)$/i.test(value)) return undefined;
    throw this.#wrongType(key, 'true or false');
  }

  list(key: string): readonly unknown[] | undefined {
    return nonEmpty(this.#list(key));
  }

  object(key: string): FieldReader | undefined {
    const value = this.value(key);
    if (value === undefined || value === null) return undefined;
    if (isRecord(value)) return new FieldReader(value, this.#invalid, this.#pathOf(key));
    throw this.#wrongType(key, 'an object with keys and values');
  }

  objects(key: string): readonly FieldReader[] {
    return this.#list(key).map((item) => {
      if (isRecord(item)) return new FieldReader(item, this.#invalid, this.#pathOf(key));
      throw this.#wrongType(key, 'a list of objects with keys and values');
    });
  }

  #list(key: string): readonly unknown[] {
    const value = this.value(key);
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    throw this.#wrongType(key, 'a list');
  }

  #textOf(value: unknown, key: string): string {
    if (value === undefined || value === null) return '';
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw this.#wrongType(key, 'text');
  }

  #pathOf(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }

  #wrongType(key: string, expected: string): OciError {
    return this.#invalid(`has the field ${this.#pathOf(key)} in its metadata, which is not ${expected}`);
  }
}

export function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** As Helm's `sanitizeString`. */
function sanitize(text: string): string {
  return text.replace(/\p{White_Space}/gu, ' ').replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '');
}
