import type { InputLabel } from '../spec/index.ts';
import type { Command } from './command.ts';
import type { Option } from './option.ts';

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

function cliOptions(command: Command): readonly (readonly [string, Option])[] {
  return Object.entries(command.options).filter(([, option]) => option.scope !== 'action');
}

/** A list has a flag in the singular, once for each item. */
function flagName(input: string, option: Option): string {
  return option.flag ?? (option.type.kind === 'list' ? input.replace(/s$/, '') : input);
}
