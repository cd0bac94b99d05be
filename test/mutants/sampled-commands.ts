import type { MutatedModule } from './mutant.ts';

export const sampledCommands: MutatedModule = {
  module: 'commands',
  mutants: [
    {
      name: 'code-of-missing-catalog',
      file: 'src/commands/repos.ts',
      text: "throw new OciError('UNSUPPORTED', reason,",
      replacement: "throw new OciError('NAME_INVALID', reason,",
      effect: 'A registry that lists no repositories is reported as an invalid name.',
      tests: ['test/commands/login.test.ts'],
    },
    {
      name: 'code-of-invalid-output',
      file: 'src/commands/output.ts',
      text: "        'PROTOCOL',",
      replacement: "        'DIGEST_INVALID',",
      effect: 'An invalid output has the code of an invalid digest.',
      tests: ['test/commands/output.test.ts'],
    },
    {
      name: 'spaces-around-needed-reference',
      file: 'src/commands/index-sources.ts',
      text: '? [readSource(reference.trim(), subject, context)]',
      replacement: '? [readSource(reference, subject, context)]',
      effect: 'An output of another job with a line end is refused.',
      tests: ['test/commands/indexes.test.ts'],
    },
    {
      name: 'spaces-around-list-item',
      file: 'src/commands/client-options.ts',
      text: ".map((item) => item.trim()).filter((item) => item !== '')",
      replacement: ".filter((item) => item.trim() !== '')",
      effect: 'Header fields and addresses with spaces around them are refused.',
      tests: ['test/commands/client-options.test.ts'],
    },
    {
      name: 'every-timeout-of-command',
      file: 'src/commands/run-command.ts',
      text: 'timedOut: limit?.aborted === true,',
      replacement: 'timedOut: limit?.aborted === false,',
      effect: 'A registry that does not answer is explained as the time limit of the command.',
      tests: ['test/commands/run-command.test.ts'],
    },
  ],
};
