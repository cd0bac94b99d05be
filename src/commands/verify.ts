import { manifestLocation } from '../connect/index.ts';
import { formatLocation, inputError, referenceOf, repositoryOf, type Digest, type VerifiedBy } from '../spec/index.ts';
import { verifyArtifact } from '../verification/index.ts';
import { defineCommand } from './command.ts';
import { digestOutput, lineOutput, output, type Outputs } from './output.ts';
import { referenceOptions, withReference } from './repository-command.ts';
import { runOptions } from './run-options.ts';
import { readVerification, verifiedByOutput, verifiedLines, verifyOptions } from './verify-options.ts';

interface Verified {
  readonly reference: string;
  readonly digest: Digest;
  readonly verifiedBy: readonly VerifiedBy[];
}

const outputs: Outputs<Verified> = {
  digest: output(digestOutput, 'Digest of the verified manifest.', (result) => result.digest),
  reference: output(lineOutput, 'Reference of the manifest with its digest.', (result) => result.reference),
  'verified-by': verifiedByOutput,
};

/** Verifies the signatures of an artifact. */
export const verify = defineCommand({
  name: 'verify',
  summary: 'verify the signatures of an artifact',
  description:
    'Verifies that the manifest that <reference> names has the required signatures: signatures of cosign, and Sigstore ' +
    'bundles as actions/attest and cosign write them. Prints the verified digest.',
  examples: [
    { comment: 'Verify a signature with a key', line: 'verify ghcr.io/acme/bundle:v1 --verify-key cosign.pub' },
    {
      comment: 'Verify the provenance that a workflow attested',
      line: 'verify ghcr.io/acme/bundle:v1 --verify-repository acme/bundle',
    },
  ],
  options: { ...referenceOptions, ...verifyOptions, ...runOptions },
  outputs,
  failure: { placeInput: 'reference' },
  run: async (inputs, context) => {
    const { label } = context;
    const verification = await readVerification(inputs, label);
    if (verification === undefined)
      throw inputError(
        label('verify-key'),
        undefined,
        `it is missing; give it, ${label('verify-identity')}, ${label('verify-repository')} or ${label('verify-policy')}`,
      );
    return withReference(inputs, context, 'read', async ({ reference: given, repository, call }) => {
      const named = await manifestLocation(repository, given, call);
      const name = formatLocation(named);
      const options = { ...verification, ...call, name };
      const { digest, verifiedBy } = await verifyArtifact(repository, referenceOf(named), verification.policy, options);
      for (const line of verifiedLines(verifiedBy)) context.log.line(line);
      const reference = formatLocation({ ...repositoryOf(named), digest });
      return { result: { reference, digest, verifiedBy }, lines: [digest] };
    });
  },
});
