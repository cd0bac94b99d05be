import { inputError, type OciError } from '../spec/index.ts';

/** @throws OciError `INPUT_INVALID` */
export function oneOf<T extends string>(subject: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((item) => item === value);
  if (found !== undefined) return found;
  throw inputError(subject, value, `is not one of its values; write ${listed(allowed)}`);
}

// The spellings of a boolean in YAML 1.2's core schema, which the toolkit's own reader takes.
const trueWords: ReadonlySet<string> = new Set(['true', 'True', 'TRUE']);
const falseWords: ReadonlySet<string> = new Set(['false', 'False', 'FALSE']);

/** @throws OciError `INPUT_INVALID` */
export function boolean(subject: string, value: string): boolean {
  if (trueWords.has(value)) return true;
  if (falseWords.has(value)) return false;
  throw inputError(subject, value, 'is not a boolean; write true or false');
}

/** A whole number in decimal digits. @throws OciError `INPUT_INVALID` */
export function wholeNumber(subject: string, value: string, least: number, most: number): number {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw inputError(subject, value, `is not a whole number from ${least} to ${most}; write one`);
}

/** Longest time limit; what a timer of the platform can hold is a little more. */
const maxDurationMs = 24 * 24 * 60 * 60 * 1000;
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * `90` (seconds), `30m`, `1h30m`, `500ms`; `0` means no limit.
 *
 * @returns milliseconds, undefined for no limit
 * @throws OciError `INPUT_INVALID`
 */
export function duration(subject: string, value: string): number | undefined {
  const wrong = (): OciError =>
    inputError(
      subject,
      value,
      'is not a length of time of at most 24 days; write for example 30m, 1h30m or a number of seconds',
    );
  const withUnit = /^\d{1,9}$/.test(value) ? `${value}s` : value;
  if (!/^(?:\d{1,9}(?:ms|s|m|h))+$/.test(withUnit)) throw wrong();
  let total = 0;
  for (const [, count, unit] of withUnit.matchAll(/(\d+)(ms|s|m|h)/g))
    total += Number(count) * (unitMs[unit ?? ''] ?? 0);
  if (total > maxDurationMs) throw wrong();
  return total === 0 ? undefined : total;
}

/** Lines that say something; a list is taken item by item. */
export function lines(value: string | readonly string[]): readonly string[] {
  const items = typeof value === 'string' ? value.split('\n') : value;
  return items.map((line) => line.trim()).filter((line) => line !== '');
}

/** Words separated by spaces, commas or line breaks. */
export function words(value: string | readonly string[]): readonly string[] {
  const text = typeof value === 'string' ? value : value.join('\n');
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1) ?? ''}`;
}
