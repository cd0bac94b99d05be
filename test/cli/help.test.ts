import { describe, expect, it } from 'vitest';
import { commandHelp, helpOf, overviewOf } from '../../src/cli/help.ts';
import { helpTexts } from '../../src/cli/help-texts.ts';
import { overview } from '../../src/cli/overview.ts';
import { commands, flagsOf, positionalsOf, type Command, type CommandGroup } from '../../src/commands/index.ts';

const loaded = await Promise.all(Object.values(commands).map((load: () => Promise<Command | CommandGroup>) => load()));
const all = loaded.flatMap((command) => ('commands' in command ? Object.values(command.commands) : [command]));

describe.each(all)('help of $name', (command) => {
  const help = commandHelp(command);

  it('fits into 80 columns', () => {
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('has every argument and every flag', () => {
    for (const { name } of positionalsOf(command)) expect(help).toContain(`\n  <${name}>`);
    for (const { name, option } of flagsOf(command)) {
      const shown = option.type.kind === 'flag' && option.default === 'true' ? `no-${name}` : name;
      expect(help).toMatch(new RegExp(`^  (?:-., )?--${shown}(?= |$)`, 'm'));
    }
  });

  it('has an example', () => {
    expect(help).toMatch(new RegExp(`^Examples:\n  # .+\n  oci-artifact ${command.name}(?: |$)`, 'm'));
  });

  it('has no Markdown', () => {
    expect(help).not.toContain('`');
  });
});

it('the generated texts are those of all commands and groups', () => {
  expect([...helpTexts]).toEqual(helpOf(loaded));
  expect([...helpTexts.keys()]).toEqual(expect.arrayContaining(['push', 'sif', 'sif push', 'cache', 'cache list']));
});

describe('the overview', () => {
  it('lists every command within 80 columns', () => {
    expect(overview).toBe(overviewOf(loaded));
    for (const { name } of loaded) expect(overview).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(overview.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});
