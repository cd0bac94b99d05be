import type { MutatedModule } from './mutant.ts';

export const verification: MutatedModule = {
  module: 'verification',
  tests: ['test/verification/'],
  mutants: [
    {
      name: 'statement-subject-not-compared',
      file: 'src/verification/statement.ts',
      text: 'if (!digests.includes(digestHex(subject)))',
      replacement: 'if (digests.length === 0)',
      effect: 'A bundle about another artifact is accepted.',
    },
    {
      name: 'payload-digest-not-compared',
      file: 'src/verification/statement.ts',
      text: 'if (digest !== subject)',
      replacement: 'if (digest === undefined)',
      effect: 'A signature of cosign for another artifact is accepted.',
    },
    {
      name: 'predicate-type-ignored',
      file: 'src/verification/statement.ts',
      text: 'if (!accepted.includes(predicateType))',
      replacement: 'if (accepted.length === 0)',
      effect: 'Any attestation counts as a signature.',
    },
    {
      name: 'payload-type-ignored',
      file: 'src/verification/statement.ts',
      text: 'if (payloadType !== inTotoMediaType)',
      replacement: "if (payloadType === '')",
      effect: 'A signed document that is not a statement is read as one.',
    },
    {
      name: 'certificate-accepted-for-key',
      file: 'src/verification/verify-rule.ts',
      text: "if (rule.kind === 'key' && !hasKey)",
      replacement: "if (rule.kind === 'key' && !hasKey && this.#roots.length > 0)",
      effect: 'A bundle with a certificate is verified against a rule for a key.',
    },
    {
      name: 'log-not-required',
      file: 'src/verification/verify-rule.ts',
      text: 'tlogThreshold: Math.min(1, root.tlogs.length),',
      replacement: 'tlogThreshold: 0,',
      effect: 'A keyless signature without a log entry is accepted.',
    },
    {
      name: 'issuer-ignored',
      file: 'src/verification/identity.ts',
      text: 'if (issuer !== expectedIssuer)',
      replacement: "if (issuer === '')",
      effect: 'An identity of another issuer is accepted.',
    },
    {
      name: 'repository-ignored',
      file: 'src/verification/identity.ts',
      text: 'if (canonical(repository) !== canonical(`${server}/${expected}`))',
      replacement: "if (repository === '')",
      effect: 'A workflow of another repository that calls a workflow of the repository is accepted.',
    },
    {
      name: 'referrer-subject-not-compared',
      file: 'src/verification/signatures.ts',
      text: 'if (manifest.subject?.digest === subject.digest) await',
      replacement: 'if (manifest.subject !== undefined) await',
      effect: 'A listed manifest that refers to another artifact is read as a signature.',
    },
    {
      name: 'all-rules-as-any',
      file: 'src/verification/verify.ts',
      text: "const isDecided = (outcome.verifiedBy !== undefined) === (policy.kind === 'any');",
      replacement: 'const isDecided = outcome.verifiedBy !== undefined;',
      effect: 'One satisfied rule of a policy is sufficient where all are required.',
    },
  ],
};
