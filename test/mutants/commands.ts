import type { MutatedModule } from './mutant.ts';

export const commands: MutatedModule = {
  module: 'commands',
  tests: ['test/commands/', 'test/cli/', 'test/cli/cli.programs.test.ts'],
  mutants: [
    {
      name: 'compare-ignores-modes',
      file: 'src/commands/compare-trees.ts',
      text: "if (process.platform !== 'win32' && mode !== foundMode)",
      replacement: "if (process.platform === 'win32' && mode !== foundMode)",
      effect: 'The demo does not notice files with other modes.',
    },
    {
      name: 'compare-ignores-additional-files',
      file: 'src/commands/compare-trees.ts',
      text: 'if (!wanted.has(name)) differences.push(`unexpected',
      replacement: "if (wanted.has(fromLatin1(''))) differences.push(`unexpected",
      effect: 'The demo does not notice unexpected files.',
    },
    {
      name: 'subject-of-other-repository',
      file: 'src/commands/location-options.ts',
      text: 'if (!sameRepository(place, home)) {',
      replacement: 'if (!sameRepository(home, home)) {',
      effect: 'An artifact refers to a manifest of another repository.',
    },
    {
      name: 'scheme-not-required',
      file: 'src/commands/location-options.ts',
      text: 'if (isPath) refuseMissingScheme(subject, text);',
      replacement: '',
      effect: 'A forgotten oci:// writes a directory instead of pushing.',
    },
    {
      name: 'subject-tag-overwritten',
      file: 'src/commands/location-options.ts',
      text: 'if (reference === undefined || !tags.includes(reference)) return;',
      replacement: 'if (reference === undefined || tags.length >= 0) return;',
      effect: 'The tag of the subject moves to the attached artifact.',
    },
    {
      name: 'empty-annotation-kept',
      file: 'src/commands/annotation-options.ts',
      text: "} else if (value === '') {",
      replacement: "} else if (value === '\\0') {",
      effect: 'An annotation with an empty value does not remove the default.',
    },
    {
      name: 'serve-open-to-network',
      file: 'src/commands/serve-plan.ts',
      text: 'if (!isLoopbackHost(address) && plan.htpasswd === undefined && !insecureAnonymous)',
      replacement: 'if (!isLoopbackHost(address) && plan.htpasswd === undefined && insecureAnonymous)',
      effect: 'A server without passwords listens on all addresses.',
    },
    {
      name: 'upstream-with-password',
      file: 'src/commands/serve-plan.ts',
      text: "if (written.includes('@'))",
      replacement: "if (written.includes('@@'))",
      effect: 'A log shows the password of the upstream.',
    },
    {
      name: 'served-registry-not-read-only',
      file: 'src/commands/serving.ts',
      text: 'if (plan.readOnly) registry = readOnly(registry);',
      replacement: '',
      effect: 'serve --read-only accepts a push.',
    },
    {
      name: 'inventory-counts-twice',
      file: 'src/commands/serving.ts',
      text: 'if (seen.has(digest)) continue;',
      replacement: '',
      effect: 'The inventory counts a shared blob twice.',
    },
  ],
};
