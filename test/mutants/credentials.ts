import type { MutatedModule } from './mutant.ts';

export const credentials: MutatedModule = {
  module: 'credentials',
  mutants: [
    {
      name: 'link-of-other-user-followed',
      file: 'src/credentials/docker-login.ts',
      text: '(link.uid === uid && owner === uid)',
      replacement: 'owner === uid',
      effect: 'Credentials are written through a link that another user created.',
      tests: ['test/credentials/docker-login.test.ts'],
    },
    {
      name: 'config-readable-by-others',
      file: 'src/credentials/docker-login.ts',
      text: 'const ownerOnly = 0o600;',
      replacement: 'const ownerOnly = 0o644;',
      effect: 'Other users can read the credentials.',
    },
    {
      name: 'changed-entry-removed',
      file: 'src/credentials/docker-login.ts',
      text: 'entry === undefined || fingerprint(entry) !== saved.entry',
      replacement: 'entry === undefined',
      effect: 'The end of a job removes a login that another job wrote.',
    },
    {
      name: 'config-written-without-lock',
      file: 'src/credentials/docker-login.ts',
      text: [
        'async function writeConfig(path: string, config: Json, lock: HeldLock): Promise<void> {',
        '  await lock.check();',
      ],
      replacement: 'async function writeConfig(path: string, config: Json, lock: HeldLock): Promise<void> {',
      effect: 'Two jobs overwrite the logins of each other.',
    },
    {
      name: 'helper-name-not-checked',
      file: 'src/credentials/helper.ts',
      text: 'checkHelperSuffix(suffix, where);',
      replacement: '',
      effect: 'A configuration file starts any program.',
    },
    {
      name: 'helper-in-working-directory',
      file: 'src/credentials/helper-path.ts',
      text: 'if (!paths.isAbsolute(directory)) continue;',
      replacement: '',
      effect: 'A program in the working directory is started as a credential helper.',
    },
    {
      name: 'helper-output-unlimited',
      file: 'src/credentials/helper-process.ts',
      text: 'if (size <= maxHelperOutput) chunks.push(chunk);',
      replacement: 'if (size > 0) chunks.push(chunk);',
      effect: 'A helper that prints without end uses all memory.',
    },
    {
      name: 'helper-output-quoted',
      file: 'src/credentials/helper.ts',
      text: "if (output.stdout.trim() === notFoundText) return 'none';",
      replacement: "if (output.stdout.trim() !== '') return 'none';",
      effect: 'A failing helper is treated as if it had no credentials.',
    },
    {
      name: 'similar-registry-matched',
      file: 'src/credentials/auths.ts',
      text: 'return parsed?.registry === registry ? [',
      replacement: 'return parsed?.registry.endsWith(registry) ? [',
      effect: 'Credentials of one registry go to another one.',
    },
    {
      name: 'missing-helper-ignored',
      file: 'src/credentials/config-credentials.ts',
      text: 'if (registrySuffix !== undefined)',
      replacement: "if (registrySuffix === '')",
      effect: 'A missing credential helper of a registry is not reported.',
    },
    {
      name: 'identity-token-not-masked',
      file: 'src/credentials/credential.ts',
      text: '[credential.password, credential.identityToken, credential.registryToken]',
      replacement: '[credential.password, credential.registryToken]',
      effect: 'A log shows an identity token.',
      tests: ['test/credentials/', 'test/auth/'],
    },
  ],
};
