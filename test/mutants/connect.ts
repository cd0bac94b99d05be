import type { MutatedModule } from './mutant.ts';

export const connect: MutatedModule = {
  module: 'connect',
  tests: ['test/connect/', 'test/operations/'],
  mutants: [
    {
      name: 'plain-http-by-default',
      file: 'src/connect/connect.ts',
      text: "options.plainHttp === true ? 'http' : 'https'",
      replacement: "options.plainHttp === false ? 'https' : 'http'",
      effect: 'Credentials are sent without TLS.',
      tests: ['test/connect/'],
    },
    {
      name: 'connection-secrets-not-masked',
      file: 'src/connect/connect.ts',
      text: 'for (const secret of secretsOf({ username, password })) options.onSecret?.(secret);',
      replacement: '',
      effect: 'A log shows the password.',
      tests: ['test/connect/'],
    },
    {
      name: 'empty-password-used',
      file: 'src/connect/connect.ts',
      text: "password === undefined || password === '' ? undefined",
      replacement: 'password === undefined ? undefined',
      effect: 'An empty input password replaces the login of Docker.',
      tests: ['test/connect/', 'test/spec/location.test.ts'],
    },
    {
      name: 'archive-not-removed',
      file: 'src/connect/layout-archive.ts',
      text: 'return { layout, [Symbol.asyncDispose]: () => removeTree(parent) };',
      replacement: 'return { layout, [Symbol.asyncDispose]: async () => undefined };',
      effect: 'A copy from a tar archive leaves a directory in /tmp.',
      tests: ['test/operations/foreign-layouts.test.ts'],
    },
    {
      name: 'copy-from-creates-layout',
      file: 'src/connect/open-location.ts',
      text: "create: options.create === false ? 'never' : 'in-empty-folder',",
      replacement: "create: 'in-empty-folder',",
      effect: 'A command that only reads creates a layout.',
      tests: ['test/spec/location.test.ts'],
    },
    {
      name: 'found-secret-not-reported',
      file: 'src/connect/connect.ts',
      text: 'for (const secret of secretsOf(foundCredential.credential)) onSecret?.(secret);',
      replacement: '',
      effect: 'A password of config.json appears in the log of a job.',
      tests: ['test/connect/connect.test.ts'],
    },
  ],
};
