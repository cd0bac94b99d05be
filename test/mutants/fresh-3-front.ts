import type { MutatedModule } from './mutant.ts';

export const freshFront: readonly MutatedModule[] = [
  {
    module: 'wrappers',
    tests: ['test/wrappers/', 'test/contract/wrappers.test.ts', 'test/contract/wrappers-of-layouts.test.ts'],
    mutants: [
      {
        name: 'media-type-of-immutable-manifest',
        file: 'src/wrappers/immutable.ts',
        text: '      await this.#checkMediaType(repository, descriptor, options);\n',
        replacement: '',
        effect: 'In an append-only registry, a push changes the media type of a manifest.',
      },
      {
        name: 'referrers-of-two-registries',
        file: 'src/wrappers/unify.ts',
        text: 'yield* new Map(all.map((referrer) => [referrer.digest, referrer])).values();',
        replacement: 'yield* all;',
        effect: 'Referrers that both registries have are listed twice.',
      },
    ],
  },
  {
    module: 'artifact-cache',
    tests: ['test/artifact-cache/', 'test/operations/'],
    mutants: [
      {
        name: 'date-in-future-kept',
        file: 'src/artifact-cache/artifact-cache.ts',
        text: 'if (usedAt > now) await this.#directory.touch(digest, now);',
        replacement: 'if (usedAt > now) continue;',
        effect: 'An entry with a date in the future is never evicted.',
      },
      {
        name: 'interrupted-creation',
        file: 'src/artifact-cache/cache-directory.ts',
        text: 'name !== locksName && !name.startsWith(`.${tagName}.`)',
        replacement: 'name !== locksName',
        effect: 'A cache whose creation was interrupted cannot be used.',
      },
      {
        name: 'caches-of-all-registries',
        file: 'src/artifact-cache/cached-repository.ts',
        text: '.toLowerCase()\n    .replace(/[^a-z0-9.-]+/g',
        replacement: '.replace(/[^a-z0-9.-]+/g',
        effect: 'A registry that is written in capitals shares the entries of others.',
      },
    ],
  },
  {
    module: 'memory',
    tests: ['test/memory/', 'test/contract/stores.test.ts'],
    mutants: [
      {
        name: 'size-of-second-push',
        file: 'src/memory/registry.ts',
        text: 'if (existing.byteLength === descriptor.size) return blobDescriptor(digest, existing);',
        replacement: 'if (existing.byteLength <= descriptor.size) return blobDescriptor(digest, existing);',
        effect: 'A second push of a blob with a wrong size is accepted.',
      },
      {
        name: 'quota-of-cancelled-upload',
        file: 'src/memory/upload.ts',
        text: '    this.#content.release(this.#size);\n',
        replacement: '',
        effect: 'Cancelled uploads use up the quota.',
      },
    ],
  },
  {
    module: 'registry',
    tests: ['test/registry/', 'test/contract/stores.test.ts'],
    mutants: [],
  },
  {
    module: 'verification',
    tests: ['test/verification/'],
    mutants: [
      {
        name: 'repository-in-other-case',
        file: 'src/verification/identity.ts',
        text: '(repository) => repository.toLowerCase()',
        replacement: '(repository) => repository',
        effect: 'A rule for Acme/App rejects the signatures of acme/app.',
      },
      {
        name: 'long-repository-uri',
        file: 'src/verification/identity.ts',
        text: 'length < 0x80 ? 2 : 2 + (length & 0x7f)',
        replacement: 'length < 0x80 ? 2 : 2',
        effect: 'Signatures of a repository with a long name are rejected.',
      },
    ],
  },
  {
    module: 'commands',
    tests: ['test/commands/', 'test/cli/'],
    mutants: [
      {
        name: 'link-to-github-server',
        file: 'src/commands/publish-plan.ts',
        text: "`${env['GITHUB_SERVER_URL'] || 'https://github.com'}/${repository}`",
        replacement: '`https://github.com/${repository}`',
        effect: 'On GitHub Enterprise Server, an artifact names a repository of github.com as its source.',
      },
      {
        name: 'branch-of-pull-request',
        file: 'src/commands/publish-plan.ts',
        text: "env['GITHUB_HEAD_REF'] || env['GITHUB_REF_NAME'] || undefined",
        replacement: "env['GITHUB_REF_NAME'] || env['GITHUB_HEAD_REF'] || undefined",
        effect: 'In a pull request, an artifact names the branch 12/merge, which does not exist.',
      },
      {
        name: 'password-for-other-registry',
        file: 'src/commands/pull.ts',
        text: 'if (username === undefined || registries.size < 2) return;',
        replacement: 'if (username === undefined || registries.size >= 2) return;',
        effect: 'A password for one registry is sent to another one.',
      },
      {
        name: 'lookup-restores',
        file: 'src/commands/job-cache.ts',
        text: '      lookupOnly: inputs.lookupOnly,\n',
        replacement: '',
        effect: 'With lookup-only, the cache is restored.',
      },
      {
        name: 'zstd-level-zero',
        file: 'src/commands/publish-plan.ts',
        text: 'return wholeNumber(subject, level, 1, 19);',
        replacement: 'return wholeNumber(subject, level, 0, 19);',
        effect: 'The compression level 0 of zstd, which means the default, is accepted.',
      },
    ],
  },
  {
    module: 'action',
    tests: ['test/action/', 'test/action/push.programs.test.ts', 'test/action/safety.programs.test.ts'],
    mutants: [
      {
        name: 'entry-of-other-key',
        file: 'src/action/cached-directory.ts',
        text: 'if (key === undefined || !matches(key, query)) return undefined;',
        replacement: 'if (key === undefined) return undefined;',
        effect: 'The cache of another artifact is restored, whose key begins in the same way.',
      },
      {
        name: 'include-of-download-key',
        file: 'src/action/job-caches.ts',
        text: 'platformText(platform), include, ...others]',
        replacement: 'platformText(platform), ...others]',
        effect: 'A job that pulls other files of an artifact gets a cache without them.',
      },
    ],
  },
  {
    module: 'cli',
    tests: ['test/cli/', 'test/cli/cli.programs.test.ts'],
    mutants: [],
  },
  {
    module: 'output',
    tests: ['test/output/', 'test/commands/'],
    mutants: [
      {
        name: 'minute-of-sixty-seconds',
        file: 'src/output/format.ts',
        text: 'const whole = Math.round(seconds);',
        replacement: 'const whole = Math.floor(seconds);',
        effect: 'A duration of 59.97 seconds is shown as 0 min 59 s.',
      },
      {
        name: 'first-of-many-tags-hidden',
        file: 'src/output/summary.ts',
        text: 'texts.slice(0, maxTags)',
        replacement: 'texts.slice(1, maxTags)',
        effect: 'The job summary of an artifact with many tags does not show the first tag.',
      },
    ],
  },
  {
    module: 'github',
    tests: ['test/operations/prune/prune-github.test.ts'],
    mutants: [
      {
        name: 'other-version-of-github',
        file: 'src/github/packages.ts',
        text: 'Math.max(...known)',
        replacement: 'Math.min(...known)',
        effect: 'A prune by age deletes a version that was pushed again.',
      },
      {
        name: 'failed-lookup-of-owner-kept',
        file: 'src/github/packages.ts',
        text: ['      this.#path = undefined;', '      throw error;'],
        replacement: '      throw error;',
        effect: 'After one failed request for the owner, all later requests fail.',
      },
    ],
  },
];
