import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { OciError, printable } from '../spec/index.ts';
import { likelyNames } from './suggest.ts';

export interface ParsedCommand {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
}

/** Inputs that are arguments, and what they are called then. */
const positionalInputs: Readonly<Record<string, string>> = {
  'source-dir': 'source-dir',
  source: 'source',
  target: 'target',
  reference: 'reference',
  subject: 'subject',
  files: 'file',
  sources: 'reference',
};
/** Inputs that are lists have a flag in the singular, given once for each item. */
const flagNames: Readonly<Record<string, string>> = {
  tags: 'tag',
  annotations: 'annotation',
  'token-hosts': 'token-host',
  'from-token-hosts': 'from-token-host',
  'to-token-hosts': 'to-token-host',
};

/** How an input is called on a command line. */
export function cliLabel(name: string): string {
  const positional = positionalInputs[name];
  return positional === undefined ? `--${flagNames[name] ?? name}` : `<${positional}>`;
}

/**
 * Reads a command's arguments strictly.
 *
 * @param names of the positional arguments; all but those in brackets are required, and a last one that ends with `…` takes the rest
 * @throws OciError `INPUT_INVALID` in one sentence
 */
export function parseCommand(
  command: string,
  args: readonly string[],
  options: ParseArgsOptionsConfig,
  names: readonly string[],
): ParsedCommand {
  const parsed = parse(command, args, options);
  const required = names.filter((name) => !name.startsWith('['));
  const missing = required[parsed.positionals.length];
  if (missing !== undefined) throw usage(command, `<${missing.replace('…', '')}> is missing`);
  const extra = parsed.positionals[names.length];
  if (extra !== undefined && names.at(-1)?.includes('…') !== true)
    throw usage(command, `"${printable(extra, 200)}" is one argument too many`);
  return parsed;
}

function parse(command: string, args: readonly string[], options: ParseArgsOptionsConfig): ParsedCommand {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: true, strict: true });
  } catch (error) {
    // Its message repeats the argument, and goes on to explain how to pass it as a positional one; the first sentence is enough.
    const message =
      error instanceof Error ? (error.message.split(/\.\s/, 1)[0] ?? '').replace(/\.$/, '') : String(error);
    const unknown = /^Unknown option '--([^' =]+)'/.exec(message)?.[1];
    const likely = unknown === undefined ? [] : likelyNames(unknown, Object.keys(options)).map((name) => `--${name}`);
    const hint = likely.length === 0 ? '' : `; did you mean ${likely.join(' or ')}?`;
    throw usage(command, message.charAt(0).toLowerCase() + message.slice(1) + hint);
  }
}

function usage(command: string, problem: string): OciError {
  return new OciError(
    'INPUT_INVALID',
    `${problem}${problem.endsWith('?') ? ' See' : '; see'} "oci-artifact ${command} --help"`,
    { detail: { input: command } },
  );
}

/** The text of an option that takes one. */
export function textOf(parsed: ParsedCommand, name: string): string | undefined {
  const value = parsed.values[name];
  return typeof value === 'string' ? value : undefined;
}

export function flagOf(parsed: ParsedCommand, name: string): boolean {
  return parsed.values[name] === true;
}
