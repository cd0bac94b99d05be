import type { MutatedModule } from './mutant.ts';

export const cli: MutatedModule = {
  module: 'cli',
  tests: ['test/cli/', 'test/cli/cli.programs.test.ts'],
  mutants: [
    {
      name: 'repeated-flag-accepted',
      file: 'src/cli/arguments.ts',
      text: "if (items.length > 1 && option.type.kind !== 'list') throw",
      replacement: "if (items.length > 2 && option.type.kind !== 'list') throw",
      effect: 'The second of two equal options wins silently.',
      tests: ['test/cli/arguments.test.ts', 'test/cli/cli.programs.test.ts'],
    },
    {
      name: 'additional-argument-ignored',
      file: 'src/cli/arguments.ts',
      text: 'if (extra !== undefined && positionals.at(-1)?.isList !== true)',
      replacement: "if (extra === '' && positionals.at(-1)?.isList !== true)",
      effect: 'A mistyped command line does something else.',
      tests: ['test/cli/arguments.test.ts', 'test/cli/cli.programs.test.ts'],
    },
    {
      name: 'password-with-line-break',
      file: 'src/cli/arguments.ts',
      text: ".replace(/\\r?\\n$/, '')",
      replacement: '.trimStart()',
      effect: 'A password from standard input contains a line break.',
      tests: ['test/cli/arguments.test.ts', 'test/cli/cli.programs.test.ts'],
    },
    {
      name: 'missing-argument-accepted',
      file: 'src/cli/arguments.ts',
      text: 'isRequired && given[index] === undefined',
      replacement: "isRequired && given[index] === ''",
      effect: 'A command without its argument fails later with an unclear error.',
      tests: ['test/cli/arguments.test.ts', 'test/cli/cli.programs.test.ts'],
    },
    {
      name: 'interrupt-exit-code',
      file: 'src/cli/main.ts',
      text: 'process.exitCode = interruptedCode ?? process.exitCode;',
      replacement: 'void interruptedCode;',
      effect: 'A script does not see that a command was interrupted.',
      tests: ['test/cli/interrupt.programs.test.ts'],
    },
    {
      name: 'second-interrupt-ignored',
      file: 'src/cli/main.ts',
      text: '      process.exit(code);',
      replacement: '',
      effect: 'A second Ctrl-C does not end a command that hangs.',
      tests: ['test/cli/interrupt.programs.test.ts'],
    },
  ],
};
