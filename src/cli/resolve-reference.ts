import { homedir } from 'node:os';
import { openLocation } from '../connect/index.ts';
import { type Location } from '../spec/index.ts';
import {
  inputReader,
  placeContext,
  readReference,
  readRegistryAccess,
  registryInputDefaults,
  withConnectionLogging,
  type RegistryInputName,
} from '../commands/index.ts';
import type { CallOptions, Repository } from '../registry/index.ts';
import type { CommandContext } from './command.ts';
import { flagInputs, flagsFor } from './copy-flags.ts';
import { cliLabel, parseCommand, type ParsedCommand } from './options.ts';

const registryInputNames = Object.keys(registryInputDefaults) as RegistryInputName[];

export interface ReferenceCommand {
  readonly name: string;
  /** Flags beside those of every command that talks to a registry. */
  readonly options?: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>> | undefined;
  /** Arguments after the reference. */
  readonly more?: readonly string[] | undefined;
  /** Whether it changes what it names. */
  readonly writes?: boolean | undefined;
}

export interface NamedPlace {
  readonly parsed: ParsedCommand;
  readonly endpoint: Location;
  readonly repository: Repository;
  readonly call: CallOptions;
}

/** Reads the arguments of a command whose first is a reference, opens what it names, and closes it after `work`. */
export async function withReference(
  command: ReferenceCommand,
  args: readonly string[],
  context: CommandContext,
  work: (place: NamedPlace) => Promise<void>,
): Promise<void> {
  const { terminal, env, signal, describe } = context;
  const parsed = parseCommand(command.name, args, { ...flagsFor(registryInputNames), ...command.options }, [
    'reference',
    ...(command.more ?? []),
  ]);
  const endpoint = readReference('reference', parsed.positionals[0] ?? '', cliLabel, terminal.notice);
  const access = await readRegistryAccess(
    inputReader(await flagInputs(parsed, registryInputNames), registryInputDefaults, cliLabel),
  );
  describe({ ...placeContext('reference', endpoint), plainHttp: access.plainHttp });
  const connection = withConnectionLogging(
    { ...access, env, homedir: homedir() },
    { ...terminal, line: (text) => terminal.debug(text) },
  );
  await using opened = await openLocation(endpoint, {
    ...connection,
    readOnly: command.writes !== true,
    create: false,
    signal,
  });
  await work({ parsed, endpoint, repository: opened.repository, call: { signal } });
}
