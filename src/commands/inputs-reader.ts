import { boolean, lines, oneOf, words } from './inputs-values.ts';
import type { InputLabel } from '../spec/index.ts';

/** What the person wrote. An empty text means the default. A list (from a flag given several times) is taken item by item. */
export type RawInputs<Name extends string> = Readonly<Partial<Record<Name, string | readonly string[] | undefined>>>;

export interface InputReader<Name extends string> {
  readonly label: InputLabel;
  /** Trimmed; the default where nothing was written. */
  readonly text: (name: Name) => string;
  /** Undefined where there is neither a text nor a default. */
  readonly optional: (name: Name) => string | undefined;
  /** @throws OciError `INPUT_INVALID` */
  readonly flag: (name: Name) => boolean;
  /** @throws OciError `INPUT_INVALID` */
  readonly choice: <T extends string>(name: Name, allowed: readonly T[]) => T;
  /** Lines that say something. */
  readonly lines: (name: Name) => readonly string[];
  /** Words separated by spaces, commas or line breaks. */
  readonly words: (name: Name) => readonly string[];
}

/** Reads inputs by name, with their defaults. */
export function inputReader<Name extends string>(
  raw: RawInputs<Name>,
  defaults: Readonly<Record<Name, string>>,
  label: InputLabel,
): InputReader<Name> {
  const list = (name: Name): string | readonly string[] => raw[name] ?? defaults[name];
  const text = (name: Name): string => {
    const given = list(name);
    return (typeof given === 'string' ? given : given.join('\n')).trim() || defaults[name];
  };
  return {
    label,
    text,
    optional: (name) => text(name) || undefined,
    flag: (name) => boolean(label(name), text(name)),
    choice: (name, allowed) => oneOf(label(name), text(name), allowed),
    lines: (name) => lines(list(name)),
    words: (name) => words(list(name)),
  };
}
