import type { MutatedModule } from './mutant.ts';

export const sampledVerification: MutatedModule = {
  module: 'verification',
  mutants: [
    {
      name: 'any-payload-of-statement',
      file: 'src/verification/statement.ts',
      text: "typeof type !== 'string' || !type.startsWith('https://in-toto.io/Statement/')",
      replacement: "typeof type !== 'string'",
      effect: 'A signed payload of another kind is accepted as a statement.',
      tests: ['test/verification/statement.test.ts'],
    },
    {
      name: 'any-type-of-cosign-payload',
      file: 'src/verification/statement.ts',
      text: ["  if (type !== cosignPayloadType) throw new RejectedSignature('its payload is not one of cosign');", ''],
      replacement: '',
      effect: 'A signature of another kind of payload is accepted.',
      tests: ['test/verification/statement.test.ts'],
    },
    {
      name: 'certificate-chain-of-signature',
      file: 'src/verification/cosign-bundle.ts',
      text: '([\\s\\S]*?)-----END',
      replacement: '([\\s\\S]*)-----END',
      effect: 'A signature with a chain of certificates is refused.',
      tests: ['test/verification/statement.test.ts'],
    },
    {
      name: 'number-of-other-subjects',
      file: 'src/verification/statement.ts',
      text: '`${shown} and ${known.length - 1} more`',
      replacement: '`${shown} and ${known.length} more`',
      effect: 'An error counts one subject too many.',
      tests: ['test/verification/statement.test.ts'],
    },
  ],
};
