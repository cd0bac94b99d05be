import type { Signer } from '@sigstore/verify';
import { printable } from '../spec/index.ts';
import { githubActionsIssuer, type IdentityRule } from './policy.ts';
import { RejectedSignature } from './statement.ts';

// Extensions of the certificates of Fulcio (fulcio, docs/oid-info.md).
const sourceRepositoryExtension = '1.3.6.1.4.1.57264.1.12';
const workflowRepositoryExtension = '1.3.6.1.4.1.57264.1.5';

/** The identity in a verified certificate. */
export interface CertificateIdentity {
  readonly issuer: string;
  /** The subject alternative name. */
  readonly identity: string;
}

/** Checks the identity in a verified certificate. @throws RejectedSignature */
export function checkSigner({ identity: certificate }: Signer, rule: IdentityRule): CertificateIdentity {
  const issuer = certificate?.extensions?.issuer ?? '';
  const identity = certificate?.subjectAlternativeName ?? '';
  const expectedIssuer = rule.issuer ?? githubActionsIssuer;
  if (issuer !== expectedIssuer)
    throw new RejectedSignature(
      `the issuer of its identity is ${printable(issuer, 300)}, and the rule requires ${printable(expectedIssuer, 300)}`,
    );
  if (rule.identity !== undefined && !matches(identity, rule.identity))
    throw wrongIdentity(identity, String(rule.identity));
  if (rule.repository !== undefined) checkRepository(rule, rule.repository, identity, certificate?.oids ?? []);
  return { issuer, identity };
}

function matches(identity: string, expected: string | RegExp): boolean {
  return typeof expected === 'string' ? identity === expected : identity.search(expected) >= 0;
}

function checkRepository(
  rule: IdentityRule,
  expected: string,
  identity: string,
  oids: NonNullable<NonNullable<Signer['identity']>['oids']>,
): void {
  const extension = (id: string): Buffer | undefined => oids.find(({ oid }) => oid?.id.join('.') === id)?.value;
  const [uri, name] = [extension(sourceRepositoryExtension), extension(workflowRepositoryExtension)];
  const server = serverOf(rule.issuer ?? githubActionsIssuer);
  const repository = uri === undefined ? `${server}/${name?.toString() ?? ''}` : derString(uri);
  if (canonical(repository) !== canonical(`${server}/${expected}`))
    throw new RejectedSignature(
      `it was made in the repository ${printable(repository, 300)}, and the rule requires ${server}/${expected}`,
    );
  // Otherwise any workflow that a workflow of the repository calls could sign.
  if (rule.workflow === undefined && rule.identity !== undefined) return;
  const workflow = `${server}/${workflowPath(expected, rule.workflow)}`;
  const [signer, ref] = splitRef(canonical(identity));
  const [expectedSigner, expectedRef] = splitRef(canonical(workflow));
  const isSigner =
    rule.workflow === undefined
      ? signer.startsWith(expectedSigner)
      : signer === expectedSigner && (expectedRef === '' || ref === expectedRef);
  if (!isSigner) throw wrongIdentity(identity, workflow);
}

/** The workflow below the server; without a workflow, the directory of the repository. */
function workflowPath(repository: string, workflow: string | undefined): string {
  if (workflow === undefined) return `${repository}/`;
  if (workflow.startsWith('.github/')) return `${repository}/${workflow}`;
  return splitRef(workflow)[0].includes('/') ? workflow : `${repository}/.github/workflows/${workflow}`;
}

/** GitHub Enterprise Cloud with data residency has an issuer for each `SUBDOMAIN.ghe.com`. */
function serverOf(issuer: string): string {
  const [, tenant] = /^https:\/\/token\.actions\.([\w-]+\.ghe\.com)$/.exec(issuer) ?? [];
  if (tenant !== undefined) return `https://${tenant}`;
  const [, server] = /^(https:\/\/[^/]+)\/_services\/token$/.exec(issuer) ?? [];
  return server ?? 'https://github.com';
}

function splitRef(text: string): readonly [string, string] {
  const at = text.indexOf('@');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** GitHub ignores the case of the names of owners and repositories. */
function canonical(uri: string): string {
  return uri.replace(/^https:\/\/[^/]+\/[^/]+\/[^/]+/, (repository) => repository.toLowerCase());
}

function wrongIdentity(identity: string, expected: string): RejectedSignature {
  return new RejectedSignature(
    `its identity is ${printable(identity, 300)}, and the rule requires ${printable(expected, 300)}`,
  );
}

/** The text of a DER string (X.690, section 8.1.3). */
function derString(der: Buffer): string {
  const length = der[1] ?? 0;
  return der.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f)).toString();
}
