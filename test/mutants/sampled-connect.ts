import type { MutatedModule } from './mutant.ts';

export const sampledConnect: MutatedModule = {
  module: 'connect',
  mutants: [
    {
      name: 'scheme-of-ipv6-loopback',
      file: 'src/connect/tls-handshake.ts',
      text: "hostname.replace(/^\\[(.*)\\]$/, '$1')",
      replacement: 'hostname',
      effect: 'A registry without TLS on [::1] cannot be used without plainHttp.',
      tests: ['test/connect/loopback-scheme.test.ts'],
    },
  ],
};
