import { readFile } from 'node:fs/promises';
import { errnoOf } from '../fs/index.ts';
import { inputError, type InputLabel, type VerifiedBy } from '../spec/index.ts';
import { checkPolicy, type Verification, type VerificationPolicy } from '../verification/index.ts';
import type { SummaryRow } from '../output/index.ts';
import { option, type Inputs } from './option.ts';
import { flag, path, text, value } from './option-types.ts';
import { jsonOutput, output, type Output } from './output.ts';

/** The options of every command that verifies artifacts before their use. */
export const verifyOptions = {
  'verify-key': option({
    type: path,
    description:
      'Require a signature with this public key, as `cosign sign --key` makes it: a PEM file, or its text. Nothing is ' +
      'downloaded or written unless the signature is valid.',
    cliDescription: 'Require a signature with this public key, as cosign sign --key makes it: a PEM file.',
  }),
  'verify-identity': option({
    type: value('identity', readIdentity),
    description:
      'Require a keyless signature or an attestation of this identity: the subject alternative name of the ' +
      'certificate, such as the URL of a workflow with its ref, or a regular expression between slashes.',
    cliDescription: 'Require a keyless signature or an attestation of this identity, or of /pattern/.',
  }),
  'verify-repository': option({
    type: text,
    description:
      'Require an attestation that a workflow of this GitHub repository made, `owner/name`, as ' +
      '`actions/attest-build-provenance` makes it.',
    cliDescription: 'Require an attestation that a workflow of this GitHub repository made, owner/name.',
  }),
  'verify-workflow': option({
    type: text,
    defaultText: 'any workflow of the repository',
    description:
      'With `verify-repository`: the workflow that signed, such as `release.yml`, `release.yml@refs/heads/main`, or ' +
      '`owner/name/.github/workflows/build.yml` for a reusable workflow of another repository.',
    cliDescription: 'With `verify-repository`: the workflow that signed, such as release.yml.',
  }),
  'verify-issuer': option({
    type: text,
    // The constant of the verification would load its module for each command.
    defaultText: '`https://token.actions.githubusercontent.com`',
    description: 'With `verify-identity` or `verify-repository`: the issuer of the identity.',
  }),
  'verify-predicate-type': option({
    type: text,
    defaultText: 'a signature or SLSA provenance',
    description:
      'Predicate type of the required attestation, such as `https://slsa.dev/provenance/v1`. By default, only ' +
      'signatures of cosign and SLSA provenance v1 are accepted.',
    cliDescription: 'Predicate type of the required attestation.',
  }),
  'verify-log': option({
    type: flag,
    default: false,
    description:
      'With `verify-key`: also require an entry in the transparency log. Keyless signatures always need one, unless ' +
      'the trust root has no log.',
  }),
  'verify-policy': option({
    type: path,
    description:
      'YAML file with several rules, of which all or any must be satisfied. It replaces the other options of the ' +
      'verification, except for `trusted-root`.',
    cliDescription: 'YAML file with several rules.',
  }),
  'trusted-root': option({
    type: path,
    defaultText: 'the public instance of Sigstore, through TUF',
    description:
      'File with the trust root of a Sigstore instance, for private instances and for runs without a network: a ' +
      '`trusted_root.json`, or the output of `gh attestation trusted-root`.',
    cliDescription: 'File with the trust root of a Sigstore instance, a trusted_root.json.',
  }),
} as const;

/** The signatures that satisfied the rules, for later steps. */
export const verifiedByOutput: Output<{ readonly verifiedBy: readonly VerifiedBy[] }> = output(
  jsonOutput,
  'The signatures that satisfied the rules, a JSON list of objects with `kind` (`key` or `identity`), `issuer`, ' +
    '`identity`, `key` (its SHA-256 digest), `time`, `predicateType`, `rule`, `signature` and `digest`. `[]` without ' +
    'verification.',
  (result) => result.verifiedBy,
);

type VerifyInputs = Inputs<typeof verifyOptions>;

/**
 * The verification that the options request; undefined without one.
 *
 * @throws OciError `INPUT_INVALID`
 */
export async function readVerification(inputs: VerifyInputs, label: InputLabel): Promise<Verification | undefined> {
  const policy = await readPolicy(inputs, label);
  if (policy === undefined) return undefined;
  const named = (member: string): string => label(optionNames[member] ?? `verify-${member}`);
  checkPolicy(policy, named);
  return { policy, label: named };
}

const optionNames: Readonly<Record<string, string>> = { 'trusted-root': 'trusted-root', policy: 'verify-policy' };

async function readPolicy(inputs: VerifyInputs, label: InputLabel): Promise<VerificationPolicy | undefined> {
  const { verifyKey, verifyIdentity, verifyRepository, verifyPolicy, verifyLog } = inputs;
  const { verifyWorkflow, verifyIssuer, verifyPredicateType, trustedRoot } = inputs;
  const hasIdentity = verifyIdentity !== undefined || verifyRepository !== undefined;
  const given: Readonly<Record<string, boolean>> = {
    'verify-key': verifyKey !== undefined,
    'verify-identity': verifyIdentity !== undefined,
    'verify-repository': verifyRepository !== undefined,
    'verify-workflow': verifyWorkflow !== undefined,
    'verify-issuer': verifyIssuer !== undefined,
    'verify-predicate-type': verifyPredicateType !== undefined,
    'verify-log': verifyLog,
    'trusted-root': trustedRoot !== undefined,
  };
  const refuse = (names: readonly string[], problem: string): void => {
    const name = names.find((each) => given[each] === true);
    if (name !== undefined) throw inputError(label(name), undefined, problem);
  };
  const rest = ['verify-workflow', 'verify-issuer', 'verify-predicate-type', 'verify-log', 'trusted-root'];
  if (verifyPolicy !== undefined) {
    refuse(
      ['verify-key', 'verify-identity', 'verify-repository', ...rest.slice(0, -1)],
      `it has no effect with ${label('verify-policy')}; write it in the file`,
    );
    const { readPolicyFile } = await import('./verify-policy-file.ts');
    return readPolicyFile(verifyPolicy, label('verify-policy'), trustedRoot);
  }
  const common = { predicateType: verifyPredicateType, trustedRoot };
  if (verifyKey !== undefined) {
    refuse(
      ['verify-identity', 'verify-repository', 'verify-workflow', 'verify-issuer'],
      `give either it or ${label('verify-key')}; for both rules, write them in a file and give ${label('verify-policy')}`,
    );
    if (!verifyLog) refuse(['trusted-root'], `with a key it has an effect only with ${label('verify-log')}`);
    return { kind: 'key', key: await readKey(verifyKey, label('verify-key')), requireLog: verifyLog, ...common };
  }
  if (hasIdentity) {
    refuse(['verify-log'], `it has an effect only with ${label('verify-key')}; omit it`);
    const [identity, repository, workflow] = [verifyIdentity, verifyRepository, verifyWorkflow];
    return { kind: 'identity', identity, repository, workflow, issuer: verifyIssuer, ...common };
  }
  refuse(
    rest,
    `it does not select a signer; also give ${label('verify-key')}, ${label('verify-identity')} or ` +
      label('verify-repository'),
  );
  return undefined;
}

/** A public key: its text, or the content of a file. @throws OciError `INPUT_INVALID` */
export async function readKey(given: string, subject: string): Promise<string> {
  if (given.includes('-----BEGIN')) return given;
  try {
    return await readFile(given, 'utf8');
  } catch (error) {
    const reason = errnoOf(error) ?? 'unknown reason';
    throw inputError(subject, given, `cannot be read (${reason}); give a PEM file such as cosign.pub`, error);
  }
}

/** An identity: a text, or a regular expression between slashes. @throws OciError `INPUT_INVALID` */
export function readIdentity(given: string, subject: string): string | RegExp {
  const [, pattern] = /^\/(.*)\/$/s.exec(given) ?? [];
  if (pattern === undefined) return given;
  try {
    return new RegExp(pattern);
  } catch (error) {
    throw inputError(subject, given, 'is not a regular expression; correct the text between the slashes', error);
  }
}

/** The lines of the log about verified signatures. */
export function verifiedLines(verifiedBy: readonly VerifiedBy[]): readonly string[] {
  return verifiedBy.map((signature) => `verified ${signature.digest}: ${signerText(signature)}`);
}

/** The rows of a job summary about verified signatures. */
export function verifiedRows(verifiedBy: readonly VerifiedBy[]): readonly SummaryRow[] {
  return verifiedBy.map((signature) => ['Verified', signerText(signature)]);
}

function signerText({ kind, key, identity, issuer, time, rule }: VerifiedBy): string {
  const signer = kind === 'key' ? `key ${key}` : `${identity} (issuer ${issuer})`;
  return `signed by ${signer}${time === '' ? '' : ` at ${time}`}, rule "${rule}"`;
}
