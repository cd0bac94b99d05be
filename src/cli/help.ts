import {
  aliases,
  cliLabel,
  flagsOf,
  positionalsOf,
  type Command,
  type CommandGroup,
  type Flag,
  type Option,
} from '../commands/index.ts';

/** Width of the help, columns. */
const width = 80;
/** Column of the descriptions. */
const descriptionColumn = 28;
/** Column of the summaries in the overview. */
const overviewColumn = 32;

/** The names and the help of all commands and groups, for the file that `npm run generate` writes. */
export function helpOf(all: readonly (Command | CommandGroup)[]): readonly (readonly [name: string, help: string])[] {
  return all.flatMap((each): (readonly [string, string])[] =>
    'commands' in each
      ? [[each.name, groupHelp(each)], ...helpOf(Object.values(each.commands))]
      : [[each.name, commandHelp(each)]],
  );
}

/** The help of a command. */
export function commandHelp(command: Command): string {
  const positionals = positionalsOf(command).map(({ name, option }) =>
    item(`<${name}>`, describe(command, option), descriptionColumn),
  );
  const flags = flagsOf(command).map((flag) => item(flagSyntax(flag), flagText(command, flag), descriptionColumn));
  const keys = Object.keys(command.outputs);
  const hasJson = command.options['json'] !== undefined && keys.length > 0;
  return [
    `${usage(command)}\n`,
    `${wrap(command.description, width, '')}\n`,
    ...(positionals.length === 0 ? [] : ['Arguments:', ...positionals, '']),
    'Options:',
    ...flags,
    ...(hasJson ? ['', wrap(`Keys of --json and --print: ${keys.join(', ')}.`, width, '')] : []),
    ...(command.examples.length === 0 ? [] : ['', 'Examples:']),
    ...command.examples.flatMap(({ comment, line }) => [`  # ${comment}`, shellLine(`oci-artifact ${line}`)]),
  ].join('\n');
}

/** The help of a group of commands. */
function groupHelp({ name, description, commands, withoutVerb }: CommandGroup): string {
  return [
    ...(withoutVerb === undefined
      ? [`oci-artifact ${name} <verb> [options]\n`, `${wrap(description, width, '')}\n`]
      : [`${commandHelp(withoutVerb)}\n`]),
    'Verbs:',
    ...Object.values(commands).map((command) => item(synopsis(command), command.summary, descriptionColumn)),
    '',
    `"oci-artifact ${name} <verb> --help" lists the options of a verb.`,
  ].join('\n');
}

/** The overview of all commands. */
export function overviewOf(all: readonly (Command | CommandGroup)[]): string {
  const rows = all.map((command) => {
    const syntax = synopsis('commands' in command ? (command.withoutVerb ?? command) : command);
    return item(syntax, command.summary, overviewColumn);
  });
  return [
    'oci-artifact: publish directories as OCI artifacts, and work with them\n',
    'Usage: oci-artifact <command> [options]\n',
    'Commands:',
    ...rows,
    '',
    '"oci-artifact <command> --help" lists the options of a command.',
    '"oci-artifact --version" prints the version.',
    wrap(
      `Other names: ${Object.entries(aliases)
        .map(([alias, name]) => `${alias} (${name})`)
        .join(', ')}.`,
      width,
      '',
    ),
    'The log goes to stderr, results go to stdout.\n',
    wrap(
      'A reference is registry/repository[:tag][@digest], with or without oci://, or an image layout: ./path:tag, ' +
        'layout:path@digest.',
      width,
      '',
    ),
    'Exit codes: 0 on success, 1 on failure, 130 after SIGINT, 143 after SIGTERM.',
  ].join('\n');
}

/** `push <source-dir> <target>` */
function synopsis(command: Command | CommandGroup): string {
  if ('commands' in command) return `${command.name} <verb>`;
  const names = positionalsOf(command).map(({ name, isRequired, isList }) => {
    const argument = `<${name}>${isList ? '...' : ''}`;
    return isRequired ? argument : `[${argument}]`;
  });
  return [command.name, ...names].join(' ');
}

/** `oci-artifact push <source-dir> <target> [options]` */
export function usage(command: Command): string {
  return `oci-artifact ${synopsis(command)} [options]`;
}

function flagSyntax({ name, option, isStdin }: Flag): string {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  if (isStdin) return `--${name}`;
  if (option.type.kind === 'flag') return option.default === 'true' ? `--no-${name}` : `${short}--${name}`;
  return `${short}--${name} <${option.type.placeholder}>`;
}

function flagText(command: Command, flag: Flag): string {
  const { option } = flag;
  if (flag.isStdin) return `Read ${cliLabel(command)(flag.input)} from standard input.`;
  const text = describe(command, option);
  const notes = [
    ...(option.type.kind === 'list' ? ['repeatable'] : []),
    ...(defaultOf(option) === '' ? [] : [`default: ${defaultOf(option)}`]),
  ];
  return notes.length === 0 ? text : `${text} (${notes.join('; ')})`;
}

function defaultOf({ type, default: value, defaultText }: Option): string {
  if (type.kind === 'flag') return '';
  return value === '' && type.isSecret !== true ? (defaultText ?? '').replaceAll('`', '') : value;
}

/** The description without Markdown, with the names of options as they are on a command line. */
function describe(command: Command, option: Option): string {
  const label = cliLabel(command);
  return (option.cliDescription ?? option.description).replace(/`([^`]*)`/g, (_, code: string) =>
    command.options[code] === undefined ? code : label(code),
  );
}

function item(syntax: string, text: string, column: number): string {
  const indent = ' '.repeat(column);
  const wrapped = wrap(text, width, indent);
  const head = `  ${syntax}`;
  // Two spaces separate the columns.
  return head.length + 2 > column ? `${head}\n${wrapped}` : head.padEnd(column) + wrapped.slice(column);
}

/** A command line, continued with backslashes when it is long. */
function shellLine(line: string): string {
  return wrap(line, width - ' \\'.length, '  ').replaceAll('\n', ' \\\n  ');
}

/** Wraps a text at spaces. */
function wrap(text: string, columns: number, indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = indent;
    }
    line += line.trim() === '' ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
