import { defineCommand, type Command, type CommandGroup } from './command.ts';
import { flagsOf, positionalsOf, type Flag } from './flags.ts';
import { commands } from './list.ts';
import { option } from './option.ts';
import { choice } from './option-types.ts';
import { completionScripts, program, type CompletedFlag, type Place, type Word } from './completion-scripts.ts';

const options = {
  shell: option({
    type: choice('bash', 'zsh', 'fish', 'powershell'),
    positional: 'shell',
    required: 'write bash, zsh, fish or powershell',
    description: 'bash, zsh, fish or powershell.',
  }),
} as const;

/** Prints a completion script. */
export const completion = defineCommand({
  name: 'completion',
  summary: 'print a completion script for a shell',
  description: 'Prints a script that completes commands, options and their values.',
  examples: [
    { comment: 'bash, in ~/.bashrc', line: `completion bash > ~/.${program}-completion` },
    { comment: 'zsh, in a directory of $fpath', line: `completion zsh > _${program}` },
    { comment: 'fish', line: `completion fish > ~/.config/fish/completions/${program}.fish` },
    { comment: 'PowerShell, in $PROFILE', line: 'completion powershell | Out-String | Invoke-Expression' },
  ],
  options,
  outputs: {},
  async run({ shell }) {
    return { result: undefined, lines: completionScripts[shell](await loadPlaces()) };
  },
});

async function loadPlaces(): Promise<readonly Place[]> {
  const loaded = await Promise.all(
    Object.values(commands).map((load: () => Promise<Command | CommandGroup>) => load()),
  );
  const places: Place[] = [{ words: '', isGroup: false, next: loaded.map(wordOf), flags: [] }];
  for (const command of loaded) {
    if (!('commands' in command)) {
      places.push(placeOf(command));
      continue;
    }
    const verbs = Object.values(command.commands);
    const flags = command.withoutVerb === undefined ? [] : placeOf(command.withoutVerb).flags;
    places.push({ words: command.name, isGroup: true, next: verbs.map(wordOf), flags }, ...verbs.map(placeOf));
  }
  return places;
}

function wordOf({ name, summary }: Pick<Command, 'name' | 'summary'>): Word {
  return { word: name.slice(name.lastIndexOf(' ') + 1), summary };
}

function placeOf(command: Command): Place {
  const choices = positionalsOf(command).flatMap(({ option }) => option.type.choices ?? []);
  const next = choices.map((word) => ({ word, summary: '' }));
  return { words: command.name, isGroup: false, next, flags: flagsOf(command).map(completedFlag) };
}

function completedFlag({ name, option, isStdin }: Flag): CompletedFlag {
  const { type, default: value } = option;
  const isFlag = isStdin || type.kind === 'flag';
  const [summary = ''] = (option.cliDescription ?? option.description).replaceAll('`', '').split(/[.;:](?: |$)/, 1);
  return {
    word: `--${isFlag && value === 'true' ? 'no-' : ''}${name}`,
    short: option.short,
    summary,
    hasValue: !isFlag,
    isList: type.kind === 'list',
    isPath: type.isPath === true,
    choices: type.choices ?? [],
  };
}
