import { camelCase, inputError, type InputLabel } from '../spec/index.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The context in which an option is read. */
export interface ReadContext {
  readonly label: InputLabel;
  /** Called when the parser corrects a value. */
  readonly notice: (text: string) => void;
  /** Source of defaults: the workflow variables and `SOURCE_DATE_EPOCH`. */
  readonly env: Environment;
}

/** A text, or the items of a flag that was given several times. */
export type RawValue = string | readonly string[];
export type RawValues = Readonly<Partial<Record<string, RawValue>>>;

/** Parses the text of an option. `Empty` is the value without a text and without a default. */
export interface OptionType<T, Empty = undefined> {
  /**
   * A flag has no value on a command line. A list is one flag for each item there, and several lines or words in a
   * workflow.
   */
  readonly kind: 'flag' | 'value' | 'list';
  /** Names the value in help texts. */
  readonly placeholder: string;
  readonly choices?: readonly string[] | undefined;
  /** The shell completes names of files. */
  readonly isPath?: boolean | undefined;
  /** Masked in the log in every form in which it is sent to a registry. */
  readonly isSecret?: boolean | undefined;
  /** White space around the text is a part of the value. */
  readonly isVerbatim?: boolean | undefined;
  readonly empty: Empty;
  /** @throws OciError `INPUT_INVALID` */
  parse(raw: RawValue, subject: string, context: ReadContext): T | Promise<T>;
}

interface OptionText {
  /** Markdown, in sentences. Names of options in backticks become flags in the help of the command line. */
  readonly description: string;
  /** Replaces the description in the help of the command line. */
  readonly cliDescription?: string | undefined;
  /** The front ends that have the option. @default both */
  readonly scope?: 'both' | 'action' | 'cli' | undefined;
  /** The default in action.yml where it differs from the default in the code. */
  readonly workflowDefault?: string | undefined;
  /** Describes the default in documentation. @default the default itself */
  readonly defaultText?: string | undefined;
  /** The option is an argument with this name on a command line. */
  readonly positional?: string | undefined;
  /** Name of the flag. @default the name of the option; for a list its singular */
  readonly flag?: string | undefined;
  readonly short?: string | undefined;
  /** Adds a flag that reads the value from standard input. */
  readonly stdin?: boolean | undefined;
  /** The option is another name of this one. The default of the alias in action.yml does not count as given. */
  readonly aliasOf?: string | undefined;
}

export interface Option<V = unknown> extends OptionText {
  readonly type: OptionType<unknown, unknown>;
  /** Empty: no default. */
  readonly default: string;
  /** The remedy in the error for a missing option; undefined for an optional option. */
  readonly required?: string | undefined;
  /** @throws OciError `INPUT_INVALID` */
  read(raw: RawValue | undefined, name: string, context: ReadContext): Promise<V>;
}

export type Options = Readonly<Record<string, Option>>;

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** The values of a table of options, under the names in camelCase. */
export type Inputs<Table extends Options> = {
  readonly [Name in keyof Table & string as CamelCase<Name>]: Table[Name] extends Option<infer Value> ? Value : never;
};

interface Definition<T, Empty> extends OptionText {
  readonly type: OptionType<T, Empty>;
  readonly default?: string | number | boolean | undefined;
  readonly required?: string | undefined;
}

/** Declares an option, once for all front ends and all documentation. */
export function option<T, Empty>(
  definition: Definition<T, Empty> & ({ readonly default: string | number | boolean } | { readonly required: string }),
): Option<T>;
export function option<T, Empty>(definition: Definition<T, Empty>): Option<T | Empty>;
export function option<T, Empty>(definition: Definition<T, Empty>): Option<T | Empty> {
  const { type, required } = definition;
  const fallback = String(definition.default ?? '');
  return {
    ...definition,
    default: fallback,
    read: async (raw, name, context) => {
      const subject = context.label(name);
      const given = givenText(raw ?? '', type.isVerbatim);
      const value = given === '' ? fallback : given;
      if (value !== '') return type.parse(value, subject, context);
      if (required !== undefined) throw inputError(subject, undefined, `it is missing; ${required}`);
      return type.empty;
    },
  };
}

/**
 * Returns options that reject an empty value, which often comes from an unset variable of a shell. Other options use
 * their default for it.
 */
export function refusingEmpty<Table extends Options>(options: Table): Table {
  const entries = Object.entries(options).map(([name, each]) => [name, { ...each, read: readNonEmpty(each) }] as const);
  return Object.fromEntries(entries) as Table;
}

function readNonEmpty(each: Option): Option['read'] {
  return async (raw, name, context) => {
    if (raw !== undefined && givenText(raw) === '')
      throw inputError(context.label(name), undefined, 'it is empty; give a value, or omit the option');
    return each.read(raw, name, context);
  };
}

/** Reads all options of a table, in its order. @throws OciError `INPUT_INVALID` for the first invalid one */
export async function readInputs<Table extends Options>(
  options: Table,
  raw: RawValues,
  context: ReadContext,
): Promise<Inputs<Table>> {
  const inputs: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(options))
    inputs[camelCase(name)] = await each.read(raw[name], name, context);
  return inputs as Inputs<Table>;
}

/** The text without white space around it; empty for a blank list. */
function givenText(raw: RawValue, isVerbatim = false): RawValue {
  if (isVerbatim) return raw;
  if (typeof raw === 'string') return raw.trim();
  return raw.join('').trim() === '' ? '' : raw;
}
