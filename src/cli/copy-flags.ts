import { text as readText } from 'node:stream/consumers';
import type { ParseArgsOptionsConfig } from 'node:util';
import type { RawInputs } from '../commands/index.ts';
import { cliLabel, flagOf, type ParsedCommand } from './options.ts';

const booleanInput = /(?:^|-)(?:plain-http|insecure-tls|recursive)$/;
const listInput = /(?:^|-)(?:tags|annotations|token-hosts)$/;

/** The flags of a command: one for each input but those that are arguments, `--json`, and one for each password to be read from standard input. */
export function flagsFor(names: readonly string[]): ParseArgsOptionsConfig {
  const flags = flagInputsOf(names).map(
    (name) =>
      [
        flagName(name),
        { type: booleanInput.test(name) ? 'boolean' : 'string', multiple: listInput.test(name) },
      ] as const,
  );
  const stdin = passwordsOf(names).map((name) => [`${name}-stdin`, { type: 'boolean' }] as const);
  return { ...Object.fromEntries(flags), ...Object.fromEntries(stdin), json: { type: 'boolean' } };
}

/** What was given as flags. A password stands on standard input rather than on the command line, where every user of the machine can read it. */
export async function flagInputs<Name extends string>(
  parsed: ParsedCommand,
  names: readonly Name[],
): Promise<RawInputs<Name>> {
  const raw: Partial<Record<Name, string | readonly string[]>> = {};
  for (const name of flagInputsOf(names)) {
    const value = parsed.values[flagName(name)];
    if (value !== undefined) raw[name] = Array.isArray(value) ? value.map(String) : String(value);
  }
  const asked = passwordsOf(names).filter((name) => flagOf(parsed, `${name}-stdin`));
  if (asked.length === 0) return raw;
  const password = (await readText(process.stdin)).replace(/\r?\n$/, '');
  for (const name of asked) raw[name] = password;
  return raw;
}

function flagInputsOf<Name extends string>(names: readonly Name[]): readonly Name[] {
  return names.filter((name) => name !== 'summary' && cliLabel(name).startsWith('--'));
}

function passwordsOf<Name extends string>(names: readonly Name[]): readonly Name[] {
  return names.filter((name) => name.endsWith('password'));
}

function flagName(name: string): string {
  return cliLabel(name).slice(2);
}
