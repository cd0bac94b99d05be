import { text as readText } from 'node:stream/consumers';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Command, Option, RawValues, RawValue } from '../commands/index.ts';
import { OciError, printable, type InputLabel } from '../spec/index.ts';
import { likelyNames } from './suggest.ts';

/** A flag of the command line. */
export interface Flag {
  /** Without dashes. */
  readonly name: string;
  /** The option that it sets. */
  readonly input: string;
  readonly option: Option;
  /** Reads the value from standard input. */
  readonly isStdin: boolean;
}

/** An argument of the command line. */
export interface Positional {
  readonly name: string;
  readonly input: string;
  readonly option: Option;
  readonly isRequired: boolean;
  readonly isList: boolean;
}

/** The flags of a command, in the order of its options. */
export function flagsOf(command: Command): readonly Flag[] {
  return cliOptions(command)
    .filter(([, option]) => option.positional === undefined)
    .flatMap(([input, option]) => {
      const name = flagName(input, option);
      const flag = { name, input, option, isStdin: false };
      return option.stdin === true ? [flag, { ...flag, name: `${name}-stdin`, isStdin: true }] : [flag];
    });
}

/** The arguments of a command, in their order. */
export function positionalsOf(command: Command): readonly Positional[] {
  return cliOptions(command).flatMap(([input, option]) =>
    option.positional === undefined
      ? []
      : [
          {
            name: option.positional,
            input,
            option,
            isRequired: option.required !== undefined,
            isList: option.type.kind === 'list',
          },
        ],
  );
}

/** The name of an option on the command line of a command. */
export function cliLabel(command: Command): InputLabel {
  return (name) => {
    const option = command.options[name];
    if (option === undefined) return `--${name}`;
    return option.positional === undefined ? `--${flagName(name, option)}` : `<${option.positional}>`;
  };
}

/**
 * Parses the arguments of a command.
 *
 * @throws OciError `INPUT_INVALID` in one sentence
 */
export async function parseArguments(command: Command, args: readonly string[]): Promise<RawValues> {
  const flags = flagsOf(command);
  const { values, positionals } = parse(command.name, args, parseConfig(flags));
  const raw: Record<string, RawValue> = positionalInputs(command, positionals);
  for (const { name, input, isStdin } of flags) {
    const value = values[name];
    if (value !== undefined && !isStdin) raw[input] = Array.isArray(value) ? value.map(String) : String(value);
  }
  const fromStdin = flags.filter(({ name, isStdin }) => isStdin && values[name] === true);
  if (fromStdin.length === 0) return raw;
  // Other users of the machine can read a command line, but not standard input.
  const secret = (await readText(process.stdin)).replace(/\r?\n$/, '');
  for (const { input } of fromStdin) raw[input] = secret;
  return raw;
}

function cliOptions(command: Command): readonly (readonly [string, Option])[] {
  return Object.entries(command.options).filter(([, option]) => option.scope !== 'action');
}

/** A list has a flag in the singular, once for each item. */
function flagName(input: string, option: Option): string {
  return option.flag ?? (option.type.kind === 'list' ? input.replace(/s$/, '') : input);
}

function parseConfig(flags: readonly Flag[]): ParseArgsOptionsConfig {
  return Object.fromEntries(
    flags.map(({ name, option, isStdin }) => [
      name,
      {
        type: isStdin || option.type.kind === 'flag' ? 'boolean' : 'string',
        multiple: !isStdin && option.type.kind === 'list',
        ...(option.short === undefined ? {} : { short: option.short }),
      },
    ]),
  );
}

function positionalInputs(command: Command, given: readonly string[]): Record<string, RawValue> {
  const positionals = positionalsOf(command);
  const missing = positionals.find(({ isRequired }, index) => isRequired && given[index] === undefined);
  if (missing !== undefined) throw usageError(command.name, `<${missing.name}> is missing`);
  const extra = given[positionals.length];
  if (extra !== undefined && positionals.at(-1)?.isList !== true)
    throw usageError(command.name, `unexpected argument "${printable(extra, 200)}"`);
  const raw: Record<string, RawValue> = {};
  for (const [index, { input, isList }] of positionals.entries()) {
    const value = isList ? given.slice(index) : given[index];
    if (value !== undefined) raw[input] = value;
  }
  return raw;
}

interface Parsed {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
}

function parse(command: string, args: readonly string[], options: ParseArgsOptionsConfig): Parsed {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: true, strict: true });
  } catch (error) {
    // Only the first sentence of Node's message: the rest explains how to pass the text as an argument.
    const message =
      error instanceof Error ? (error.message.split(/\.\s/, 1)[0] ?? '').replace(/\.$/, '') : String(error);
    const unknown = /^Unknown option '--([^' =]+)'/.exec(message)?.[1];
    const likely = unknown === undefined ? [] : likelyNames(unknown, Object.keys(options)).map((name) => `--${name}`);
    const hint = likely.length === 0 ? '' : `; did you mean ${likely.join(' or ')}?`;
    throw usageError(command, message.charAt(0).toLowerCase() + message.slice(1) + hint);
  }
}

function usageError(command: string, problem: string): OciError {
  return new OciError(
    'INPUT_INVALID',
    `${problem}${problem.endsWith('?') ? ' See' : '; see'} "oci-artifact ${command} --help"`,
    { detail: { input: command } },
  );
}
