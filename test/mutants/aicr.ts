import type { MutatedModule } from './mutant.ts';

export const aicr: MutatedModule = {
  module: 'aicr',
  mutants: [
    {
      name: 'aicr-tag-not-required',
      file: 'src/aicr/package-and-push.ts',
      text: "['tag', 'registry', 'repository'] as const",
      replacement: "['registry', 'repository'] as const",
      effect: 'A package without a tag is accepted.',
    },
    {
      name: 'aicr-scheme-kept',
      file: 'src/aicr/package-and-push.ts',
      text: "options.registry.replace(/^https?:\\/\\//, '')",
      replacement: 'options.registry',
      effect: 'A registry written with https:// is refused.',
    },
    {
      name: 'aicr-annotations-ignored',
      file: 'src/aicr/package-and-push.ts',
      text: "config.annotations ?? defaultAnnotations(config.version ?? '')",
      replacement: "defaultAnnotations(config.version ?? '')",
      effect: 'The annotations of the caller are replaced by defaults.',
    },
    {
      name: 'aicr-timestamp-ignored',
      file: 'src/aicr/package-and-push.ts',
      text: '      timestamp: options.reproducibleTimestamp,',
      replacement: '',
      effect: 'The given creation date of a package is ignored.',
      tests: ['test/aicr/package-and-push.test.ts'],
    },
  ],
};
