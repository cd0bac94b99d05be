import { OciError } from './error.ts';

/** The names of the options that may be numbers. */
type NumericKey<T> = { [K in keyof T]-?: number extends Extract<T[K], number> ? K : never }[keyof T] & string;

/**
 * Checks the numbers in options: each is undefined or at least its minimum. Sizes and counts are integers or Infinity;
 * times, whose names end in `Ms`, may have fractions.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function checkNumbers<T extends object>(
  options: T,
  minimums: Readonly<Partial<Record<NumericKey<T>, number>>>,
): void {
  for (const [name, minimum] of Object.entries<number | undefined>(minimums)) {
    const value = (options as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined && minimum !== undefined) checkNumber(name, value, minimum);
  }
}

function checkNumber(name: string, value: unknown, minimum: number): void {
  const isTime = /ms$/i.test(name);
  const isKind = typeof value === 'number' && (isTime || Number.isInteger(value) || value === Infinity);
  if (isKind && value >= minimum) return;
  const kind = isTime ? 'a number of milliseconds' : 'an integer';
  throw new OciError('INPUT_INVALID', `cannot use ${name}: ${String(value)} is not ${kind} of at least ${minimum}`, {
    detail: { input: name },
  });
}
