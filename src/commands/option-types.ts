import { patternMatcher } from '../archive/index.ts';
import {
  isMediaType,
  isOciError,
  isRfc3339,
  parseDigest,
  platformFromText,
  printable,
  inputError,
  reproducibleTimestamp,
  shardFromText,
  shardProblem,
} from '../spec/index.ts';
import type { Digest, Platform, Shard } from '../spec/index.ts';
import { type Environment, type OptionType, type RawValue } from './option.ts';

type Parse<T> = (text: string, subject: string) => T;

/** The type of an option with one value. */
export function value<T>(placeholder: string, parse: Parse<T | Promise<T>>): OptionType<T> {
  return { kind: 'value', placeholder, empty: undefined, parse: (raw, subject) => parse(joinedLines(raw), subject) };
}

function list(
  placeholder: string,
  split: (raw: RawValue) => readonly string[],
): OptionType<readonly string[], readonly string[]> {
  return { kind: 'list', placeholder, empty: [], parse: split };
}

export const text: OptionType<string> = value('text', (given) => given);

/** A path of a file or directory. */
export const path: OptionType<string> = { ...value('path', (given) => given), isPath: true };

/** A path that appears in messages and outputs, without control characters. */
export const visiblePath: OptionType<string> = {
  ...value('path', (given, subject) => {
    if (printable(given, given.length) === given) return given;
    throw inputError(subject, given, 'has invisible characters; write the path of a directory on one line');
  }),
  isPath: true,
};

/** An http or https URL without user information. */
export const url: OptionType<URL> = value('url', (given, subject) => {
  const parsed = URL.canParse(given) ? new URL(given) : undefined;
  const isWeb = parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
  if (parsed !== undefined && isWeb && parsed.username === '' && parsed.password === '') return parsed;
  throw inputError(subject, undefined, 'is not a URL; write for example https://github.example.com/api/v3');
});

/** A token. */
export const secret: OptionType<string> = { ...value('text', (given) => given), isSecret: true };

/** A password. White space may be a part of it. */
export const password: OptionType<string> = { ...secret, isVerbatim: true };

export const flag: OptionType<boolean> = { ...value('', (given, subject) => boolean(subject, given)), kind: 'flag' };

/** Non-empty lines; a flag for each on a command line. */
export const lines = (placeholder: string): OptionType<readonly string[], readonly string[]> =>
  list(placeholder, splitLines);

/**
 * Patterns as in a `.gitignore`, one per line; a flag for each on a command line. White space is a part of a pattern.
 */
export const patterns: OptionType<readonly string[], readonly string[]> = {
  kind: 'list',
  placeholder: 'pattern',
  empty: [],
  isVerbatim: true,
  parse: (raw, subject) => {
    const given = typeof raw === 'string' ? raw.split('\n') : raw;
    return given.filter((pattern) => {
      const isBlank = /^ *\r?$/.test(pattern);
      // The walk would report an invalid pattern without the name of the option.
      if (!isBlank) parseWith(pattern, subject, (text) => patternMatcher([text]));
      return !isBlank;
    });
  },
};

/** Words separated by spaces, commas or line breaks; a flag for each on a command line. */
export const words = (placeholder: string): OptionType<readonly string[], readonly string[]> =>
  list(placeholder, splitWords);

export function choice<const T extends string>(...choices: readonly T[]): OptionType<T> {
  return { ...value(choices.join('|'), (given, subject) => oneOf(subject, given, choices)), choices };
}

export function whole(least: number, most: number): OptionType<number> {
  return value('n', (given, subject) => wholeNumber(subject, given, least, most));
}

/** Milliseconds; undefined for 0, which means no limit. */
export const time: OptionType<number | undefined> = value('time', (given, subject) => duration(subject, given));

/** Bytes. */
export const size: OptionType<number> = value('size', (given, subject) => byteSize(subject, given));

export const mediaType: OptionType<string> = value('type', (given, subject) => {
  if (isMediaType(given)) return given;
  throw inputError(
    subject,
    given,
    'is not a media type; write type/subtype, for example application/vnd.example.bundle',
  );
});

export const platform: OptionType<Platform> = value('os/arch', (given, subject) =>
  parseWith(given, subject, platformFromText),
);

/** A share of the layers: `2/4`. */
export const shard: OptionType<Shard> = value('i/n', (given, subject) => {
  const read = shardFromText(given);
  if (read !== undefined) return read;
  throw inputError(subject, given, shardProblem);
});

export const digest: OptionType<Digest> = value('digest', (given, subject) => parseWith(given, subject, parseDigest));

/** A creation date of RFC 3339. {@link creationDate} has the default. */
export const date: OptionType<string> = value('date', (given, subject) => {
  if (isRfc3339(given)) return given;
  throw inputError(subject, given, 'is not a date and time of RFC 3339; write for example 2026-01-31T12:00:00Z');
});

const latestEpochSecond = 253_402_300_799;

/**
 * The given date, else the date of `SOURCE_DATE_EPOCH`, else a fixed date, so that equal content has an equal digest.
 *
 * @throws OciError `INPUT_INVALID` for an invalid `SOURCE_DATE_EPOCH`
 */
export function creationDate(given: string | undefined, env: Environment): string {
  if (given !== undefined) return given;
  const epoch = env['SOURCE_DATE_EPOCH'];
  if (!epoch) return reproducibleTimestamp;
  const seconds = wholeNumber('SOURCE_DATE_EPOCH', epoch, 0, latestEpochSecond);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/**
 * Runs a parser, and throws its error as an error about the option. The message of the parser may quote the text.
 */
export function parseWith<T>(given: string, subject: string, parse: (text: string) => T): T {
  try {
    return parse(given);
  } catch (error) {
    if (!isOciError(error)) throw error;
    // A cause with the same code would be explained instead of this error.
    throw inputError(subject, undefined, error.message, error.code === 'INPUT_INVALID' ? undefined : error);
  }
}

/** @throws OciError `INPUT_INVALID` */
function oneOf<T extends string>(subject: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((item) => item === given);
  if (found !== undefined) return found;
  throw inputError(subject, given, `is not a valid value; write ${joinChoices(allowed)}`);
}

// The spellings of a boolean in YAML 1.2's core schema, as in the toolkit's own reader.
const trueWords: ReadonlySet<string> = new Set(['true', 'True', 'TRUE']);
const falseWords: ReadonlySet<string> = new Set(['false', 'False', 'FALSE']);

/** @throws OciError `INPUT_INVALID` */
export function boolean(subject: string, given: string): boolean {
  if (trueWords.has(given)) return true;
  if (falseWords.has(given)) return false;
  throw inputError(subject, given, 'is not a boolean; write true or false');
}

/** A whole number in decimal digits. @throws OciError `INPUT_INVALID` */
export function wholeNumber(subject: string, given: string, least: number, most: number): number {
  const number = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw inputError(subject, given, `is not valid; write a whole number from ${least} to ${most}`);
}

/** Longest time limit. The limit of a timer of Node is slightly higher. */
const maxDurationMs = 24 * 24 * 60 * 60 * 1000;
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Parses `90` (seconds), `30m`, `1h30m`, `500ms`; `0` means no limit.
 *
 * @returns milliseconds; undefined for no limit
 * @throws OciError `INPUT_INVALID`
 */
export function duration(subject: string, given: string): number | undefined {
  const wrong = (): Error =>
    inputError(
      subject,
      given,
      'is not a duration of at most 24 days; write for example 30m, 1h30m or a number of seconds',
    );
  const withUnit = /^\d{1,9}$/.test(given) ? `${given}s` : given;
  if (!/^(?:\d{1,9}(?:ms|s|m|h))+$/.test(withUnit)) throw wrong();
  let total = 0;
  for (const [, count, unit] of withUnit.matchAll(/(\d+)(ms|s|m|h)/g))
    total += Number(count) * (unitMs[unit ?? ''] ?? 0);
  if (total > maxDurationMs) throw wrong();
  return total === 0 ? undefined : total;
}

const ageUnitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** An age in milliseconds: `30d`, `12h`, `2w`, `1d12h`. */
export const age: OptionType<number> = value('age', (given, subject) => {
  if (!/^(?:\d{1,6}[mhdw])+$/.test(given))
    throw inputError(subject, given, 'is not an age; write a number with a unit, for example 30d, 12h or 2w');
  let total = 0;
  for (const [, count, unit] of given.matchAll(/(\d+)([mhdw])/g)) total += Number(count) * (ageUnitMs[unit ?? ''] ?? 0);
  return total;
});

const powers = ['', 'K', 'M', 'G', 'T'] as const;
const sizePattern = /^(\d{1,15}(?:\.\d{1,3})?) ?([KMGT]?)(i?B)?$/i;

/**
 * Parses a number of bytes: `1073741824`, `512MiB`, `1.5GiB`, `500MB`. `K`, `M`, `G`, `T` and `KiB`, … are powers of
 * 1024; `KB`, … of 1000.
 *
 * @throws OciError `INPUT_INVALID`, also for 0
 */
function byteSize(subject: string, given: string): number {
  const [, number = '', prefix = '', unit = ''] = sizePattern.exec(given) ?? [];
  const base = unit.toUpperCase() === 'B' ? 1000 : 1024;
  const bytes = Math.floor(Number(number) * base ** powers.findIndex((power) => power === prefix.toUpperCase()));
  const known = number !== '' && !(prefix === '' && unit.length === 2);
  if (known && bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
  throw inputError(subject, given, 'is not a number of bytes above 0; write for example 512MiB or 20GB');
}

/** Non-empty lines; a list is read item by item. */
export function splitLines(raw: RawValue): readonly string[] {
  const items = typeof raw === 'string' ? raw.split('\n') : raw;
  return items.map((line) => line.trim()).filter((line) => line !== '');
}

/** Words separated by spaces, commas or line breaks. */
function splitWords(raw: RawValue): readonly string[] {
  return joinedLines(raw)
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

/** The text of an option; the lines of a list are joined. */
export function joinedLines(raw: RawValue): string {
  return typeof raw === 'string' ? raw : raw.join('\n');
}

function joinChoices(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1) ?? ''}`;
}
