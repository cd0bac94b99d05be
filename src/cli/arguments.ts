import { text as readText } from 'node:stream/consumers';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { flagsOf, positionalsOf, type Command, type Flag, type RawValue, type RawValues } from '../commands/index.ts';
import { OciError, printable } from '../spec/index.ts';
import { likelyNames } from './suggest.ts';

/** Flags of credentials. A flag that does not exist is refused before any argument is shown. */
const credentialFlag = /^--?(?:[a-z-]*-)?(?:username|password|password-stdin|u|p)(?:=|$)/i;

/**
 * Parses the arguments of a command.
 *
 * @throws OciError `INPUT_INVALID` in one sentence
 */
export async function parseArguments(command: Command, args: readonly string[]): Promise<RawValues> {
  const flags = flagsOf(command);
  const mayContainSecrets = args.some((argument) => credentialFlag.test(argument));
  const { values, positionals } = parse(command.name, args, parseConfig(flags));
  const raw: Partial<Record<string, RawValue>> = {};
  for (const { name, input, option, isStdin } of flags) {
    const value = values[name];
    if (value === undefined || isStdin) continue;
    const items = (Array.isArray(value) ? value : [value]).map((item) => String(item).replace(escape, ''));
    if (items.length > 1 && option.type.kind !== 'list') throw usageError(command.name, `--${name} is given twice`);
    raw[input] = option.type.kind === 'list' ? items : (items[0] ?? '');
  }
  Object.assign(
    raw,
    command.arguments?.(positionals, raw) ?? positionalInputs(command, positionals, mayContainSecrets),
  );
  const fromStdin = flags.filter(({ name, isStdin }) => isStdin && values[name] === true);
  if (fromStdin.length === 0) return raw;
  // Other users of the machine can read a command line, but not standard input.
  const secret = (await readText(process.stdin)).replace(/\r?\n$/, '');
  for (const { input } of fromStdin) raw[input] = secret;
  return raw;
}

function parseConfig(flags: readonly Flag[]): ParseArgsOptionsConfig {
  return Object.fromEntries(
    flags.map(({ name, option, isStdin }) => [
      name,
      {
        type: isStdin || option.type.kind === 'flag' ? 'boolean' : 'string',
        multiple: !isStdin && option.type.kind !== 'flag',
        ...(option.short === undefined ? {} : { short: option.short }),
      },
    ]),
  );
}

function positionalInputs(command: Command, given: readonly string[], mayContainSecrets: boolean): RawValues {
  const positionals = positionalsOf(command);
  const missing = positionals.find(({ isRequired }, index) => isRequired && given[index] === undefined);
  if (missing !== undefined) throw usageError(command.name, `<${missing.name}> is missing`);
  const extra = given[positionals.length];
  if (extra !== undefined && positionals.at(-1)?.isList !== true) {
    // A password that contains a space, or follows the user name without a flag, becomes an argument.
    const shown = mayContainSecrets
      ? `${positionals.length + 1}, which is not shown because it may be a secret; quote a value that contains spaces`
      : `"${printable(extra, 200)}"`;
    const accepted = positionals.map(({ name }) => `<${name}>`).join(' ') || 'no arguments';
    throw usageError(command.name, `unexpected argument ${shown}; ${command.name} accepts ${accepted}`);
  }
  const raw: Record<string, RawValue> = {};
  for (const [index, { input, isList }] of positionals.entries()) {
    const value = isList ? given.slice(index) : given[index];
    if (value !== undefined) raw[input] = value;
  }
  return raw;
}

interface ParsedArguments {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
}

/** Standard input with a media type is an argument, although it begins like an option. */
const typedStdin = '-:';
/** An argument cannot contain this character. */
const escape = '\0';

function parse(command: string, args: readonly string[], options: ParseArgsOptionsConfig): ParsedArguments {
  try {
    const escaped = args.map((arg) => (arg.startsWith(typedStdin) ? `${escape}${arg}` : arg));
    const parsed = parseArgs({ args: escaped, options, allowPositionals: true, allowNegative: true, strict: true });
    return { ...parsed, positionals: parsed.positionals.map((text) => text.replace(escape, '')) };
  } catch (error) {
    // Only the first sentence of Node's message: the rest explains how to pass the text as an argument.
    const message =
      error instanceof Error ? (error.message.split(/\.\s/, 1)[0] ?? '').replace(/\.$/, '') : String(error);
    throw usageError(command, message.charAt(0).toLowerCase() + message.slice(1) + hintFor(message, options));
  }
}

function hintFor(message: string, options: ParseArgsOptionsConfig): string {
  const withValue = /^Option '.*--([^' ]+)' does not take an argument$/.exec(message)?.[1];
  if (withValue !== undefined) return `; write --${withValue} or --no-${withValue}`;
  const unknown = /^Unknown option '--([^' =]+)'/.exec(message)?.[1];
  if (unknown === undefined) return '';
  const names = Object.keys(options);
  const negative = unknown.startsWith('no-') ? names.filter((name) => options[name]?.type === 'boolean') : [];
  const likely = likelyNames(unknown, [...names, ...negative.map((name) => `no-${name}`), 'help']);
  return likely.length === 0 ? '' : `; did you mean ${likely.map((name) => `--${name}`).join(' or ')}?`;
}

function usageError(command: string, problem: string): OciError {
  return new OciError(
    'INPUT_INVALID',
    `${problem}${problem.endsWith('?') ? ' See' : '; see'} "oci-artifact ${command} --help"`,
    { detail: { input: command } },
  );
}
