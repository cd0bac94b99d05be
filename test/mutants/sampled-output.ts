import type { MutatedModule } from './mutant.ts';

export const sampledOutput: MutatedModule = {
  module: 'output',
  mutants: [
    {
      name: 'credential-files-unlimited',
      file: 'src/output/reporter.ts',
      text: "paths.slice(0, maxCredentialFiles).join(', ')",
      replacement: "paths.join(', ')",
      effect: 'A warning lists every file of thousands.',
      tests: ['test/output/reporter.test.ts'],
    },
    {
      name: 'credential-files-as-notice',
      file: 'src/output/reporter.ts',
      text: '      to.warning(credentialFiles(event.paths));',
      replacement: '      to.line(credentialFiles(event.paths));',
      effect: 'Files with credentials in an artifact cause no warning.',
      tests: ['test/output/reporter.test.ts'],
    },
    {
      name: 'unchanged-tag-text',
      file: 'src/output/reporter.ts',
      text: 'unchanged: (tag: string) => `tag ${tag} is unchanged`',
      replacement: 'unchanged: (tag: string) => `tagged ${tag}`',
      effect: 'A log says that a tag was written that did not change.',
      tests: ['test/output/reporter.test.ts'],
    },
    {
      name: 'complete-before-end',
      file: 'src/output/progress.ts',
      text: 'Math.floor((done / total) * 100)',
      replacement: 'Math.ceil((done / total) * 100)',
      effect: 'A transfer shows 100 % before its end.',
      tests: ['test/output/progress.test.ts'],
    },
  ],
};
