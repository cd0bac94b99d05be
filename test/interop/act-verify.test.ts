import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { mockSigstore } from '../verification/mock-sigstore.ts';
import { act, project, type ProjectFiles } from './act.ts';
import { embedded } from './embedded.ts';
import { must, temporaryDirectory } from './processes.ts';
import { repositoryRoot } from './run-action.ts';

interface Signing {
  /** Inputs of the verification. */
  readonly verify: string;
  /** Command that signs `$DIGEST`. */
  readonly sign: string;
  /** Command that moves the signature of `$DIGEST` to `$OTHER`. */
  readonly move: string;
}

/** Publishes, signs, pulls with verification, and then pulls a changed artifact with the same signature. */
function workflowOf(host: string, { verify, sign, move }: Signing): string {
  const pull = (id: string): string => `
      - id: ${id}
        uses: ./pull
        continue-on-error: ${id === 'tampered'}
        with:
          reference: ${host}/acme/app:v1
          output-dir: ${id}
          plain-http: true
          ${verify}`;
  const publish = (id: string): string => `
      - id: ${id}
        uses: ./
        with:
          source-dir: bundle
          target: oci://${host}/acme/app:v1
          plain-http: true`;
  return `on: push
jobs:
  verify:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4${publish('publish')}
      - run: |
          ${sign}
        env:
          DIGEST: \${{ steps.publish.outputs.digest }}
          COSIGN_PASSWORD: ''${pull('verified')}
      - run: echo "verified $(cat verified/config.json) \${{ fromJSON(steps.verified.outputs.verified-by)[0].kind }}"
      - run: echo tampered >> bundle/config.json${publish('changed')}
      - run: |
          ${move}
        env:
          DIGEST: \${{ steps.publish.outputs.digest }}
          OTHER: \${{ steps.changed.outputs.digest }}${pull('tampered')}
      - run: |
          test "\${{ steps.tampered.outcome }}" = failure
          test ! -e tampered
          echo "the tampered artifact was refused"
`;
}

async function runs(work: string, workflow: string, files: ProjectFiles): Promise<string> {
  const directory = join(work, 'project');
  await project(directory, workflow, { 'bundle/config.json': '{"replicas":3}\n', ...files });
  const { code, stdout, stderr } = await act(directory, { home: work, args: ['--no-cache-server'] });
  expect(code, stdout + stderr).toBe(0);
  return stripVTControlCharacters(stdout);
}

it('a workflow publishes, signs with a key, and pulls with verification; the pull of a tampered copy fails', async () => {
  await using work = await temporaryDirectory();
  await using registry = await embedded();
  const directory = join(work.path, 'keys');
  await mkdir(directory);
  await must('cosign', ['generate-key-pair'], { cwd: directory, env: { COSIGN_PASSWORD: '' } });
  const name = `${registry.host}/acme/app`;
  const workflow = workflowOf(registry.host, {
    verify: 'verify-key: cosign.pub',
    sign: `cosign sign --yes --key cosign.key --tlog-upload=false --allow-http-registry ${name}@$DIGEST`,
    move: `crane copy --insecure ${name}:$(echo $DIGEST | tr : -).sig ${name}:$(echo $OTHER | tr : -).sig`,
  });
  const log = await runs(work.path, workflow, {
    'cosign.key': await readFile(join(directory, 'cosign.key'), 'utf8'),
    'cosign.pub': await readFile(join(directory, 'cosign.pub'), 'utf8'),
  });
  expect(log).toContain('verified {"replicas":3} key');
  expect(log).toMatch(/no signature satisfies the rule "key" \(sha256:\w+: it is about sha256:\w+, not about this/);
  expect(log).toContain('the tampered artifact was refused');
});

it('the same with an attestation of a mock Sigstore, verified by its repository', async () => {
  await using work = await temporaryDirectory();
  await using registry = await embedded();
  await using mock = await mockSigstore();
  const attest = `node ${join(repositoryRoot, 'test/interop/attest.ts')} ${mock.url} ${registry.host} acme/app`;
  const workflow = workflowOf(registry.host, {
    verify: 'verify-repository: acme/bundle\n          trusted-root: trusted_root.json',
    sign: `${attest} $DIGEST`,
    move: `${attest} $OTHER $DIGEST`,
  });
  const log = await runs(work.path, workflow, { 'trusted_root.json': mock.trustedRoot });
  expect(log).toContain('verified {"replicas":3} identity');
  expect(log).toMatch(/no signature satisfies the rule "repository acme\/bundle" \(sha256:\w+: it is about sha256:/);
  expect(log).toContain('the tampered artifact was refused');
});
