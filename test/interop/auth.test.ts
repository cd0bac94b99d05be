import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { hash } from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { distribution } from './registries.ts';
import { runAction } from './run-action.ts';
import { tokenServer } from './token-server.ts';
import { makeTree } from './trees.ts';

const user = 'publisher';
const password = 'pa:ss ～ wörd-4711';

let work: TemporaryDirectory;
let source: string;
let htpasswd: string;

beforeAll(async () => {
  work = await temporaryDirectory();
  source = join(work.path, 'source');
  await makeTree(source);
  htpasswd = join(work.path, 'htpasswd');
  await writeFile(htpasswd, `${user}:${await hash(password, 4)}\n`);
});
afterAll(() => work[Symbol.asyncDispose]());

function expectNoSecret(...texts: readonly string[]): void {
  for (const text of texts) {
    // The runner hides the lines with mask commands. All other output is visible.
    const visible = text.replaceAll(/^::add-mask::.*$/gm, '');
    expect(visible).not.toContain(password);
    expect(visible).not.toContain(Buffer.from(`${user}:${password}`).toString('base64'));
  }
}

function auth(): string {
  return `  htpasswd:\n    realm: interop\n    path: ${htpasswd}`;
}

describe('distribution with htpasswd', () => {
  it('accepts explicit credentials', async () => {
    await using registry = await distribution({ auth: auth() });
    const action = await runAction('push', {
      'source-dir': source,
      target: `oci://${registry.host}/acme/bundle:v1`,
      'plain-http': 'true',
      username: user,
      password,
    });
    expect(action.code, action.stdout).toBe(0);
    expectNoSecret(action.stdout, action.stderr, action.summary, JSON.stringify(action.outputs));
  });

  it('accepts the credentials of docker login', async () => {
    await using registry = await distribution({ auth: auth() });
    const config = join(work.path, 'docker-login');
    await must('crane', ['auth', 'login', registry.host, '-u', user, '-p', password], {
      env: { DOCKER_CONFIG: config },
    });
    const action = await runAction(
      'push',
      { 'source-dir': source, target: `oci://${registry.host}/acme/bundle:v1`, 'plain-http': 'true' },
      { DOCKER_CONFIG: config },
    );
    expect(action.code, action.stdout).toBe(0);
    expectNoSecret(action.stdout, action.stderr);
  });

  it('runs a credential helper once', async () => {
    await using registry = await distribution({ auth: auth() });
    const bin = join(work.path, 'helper-bin');
    const config = join(work.path, 'helper-config');
    const calls = join(work.path, 'helper-calls');
    await mkdir(bin, { recursive: true });
    await mkdir(config, { recursive: true });
    const helper = join(bin, 'docker-credential-test');
    await writeFile(
      helper,
      `#!/bin/sh\nread -r host\necho "$1 $host" >> '${calls}'\n` +
        `printf '{"ServerURL":"%s","Username":"${user}","Secret":"${password}"}' "$host"\n`,
    );
    await chmod(helper, 0o755);
    await writeFile(join(config, 'config.json'), JSON.stringify({ credHelpers: { [registry.host]: 'test' } }));
    const action = await runAction(
      'push',
      { 'source-dir': source, target: `oci://${registry.host}/acme/bundle:v1`, 'plain-http': 'true' },
      { DOCKER_CONFIG: config, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
    );
    expect(action.code, action.stdout).toBe(0);
    expect(action.stdout).toContain('docker-credential-test');
    expectNoSecret(action.stdout, action.stderr);
    expect(await readFile(calls, 'utf8')).toBe(`get ${registry.host}\n`);
  });

  it('reports missing credentials and a wrong password', async () => {
    await using registry = await distribution({ auth: auth() });
    const inputs = { 'source-dir': source, target: `oci://${registry.host}/acme/bundle:v1`, 'plain-http': 'true' };
    const anonymous = await runAction('push', inputs);
    expect(anonymous.code).toBe(1);
    expect(anonymous.stdout.match(/^::error/gm)).toHaveLength(1);
    const wrong = await runAction('push', { ...inputs, username: user, password: 'not the password' });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout.match(/^::error/gm)).toHaveLength(1);
    expectNoSecret(anonymous.stdout, wrong.stdout);
  });
});

describe('distribution with a token server', () => {
  it('exchanges the credentials for a token', async () => {
    await using tokens = await tokenServer(work.path, user, password);
    const auth = [
      '  token:',
      `    realm: ${tokens.realm}`,
      `    service: ${tokens.service}`,
      `    issuer: ${tokens.issuer}`,
      `    jwks: ${tokens.jwksFile}`,
      '    signingalgorithms:',
      '      - RS256',
    ].join('\n');
    await using registry = await distribution({ auth });
    const action = await runAction('push', {
      'source-dir': source,
      target: `oci://${registry.host}/acme/bundle:v1`,
      tags: 'v2 v3',
      'plain-http': 'true',
      username: user,
      password,
    });
    expect(action.code, action.stdout + registry.service.output()).toBe(0);
    expect(tokens.requests.every((request) => request.user === user)).toBe(true);
    // One token is used for the whole run.
    expect(tokens.requests.length).toBeLessThanOrEqual(2);
    expectNoSecret(action.stdout, action.stderr);
  });
});

describe('distribution over TLS with a private CA', () => {
  it('is trusted with ca-file, and the error without it names the input', async () => {
    const dir = join(work.path, 'tls');
    await mkdir(dir, { recursive: true });
    const ssl = (...args: string[]): Promise<string> => must('openssl', args, { cwd: dir });
    await ssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '2',
      '-subj',
      '/CN=interop ca',
    );
    await ssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'server.key',
      '-out',
      'server.csr',
      '-subj',
      '/CN=localhost',
    );
    await writeFile(join(dir, 'san'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
    await ssl(
      'x509',
      '-req',
      '-in',
      'server.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-out',
      'server.pem',
      '-days',
      '2',
      '-extfile',
      'san',
    );
    await using registry = await distribution({
      tls: { certificate: join(dir, 'server.pem'), key: join(dir, 'server.key') },
    });
    const inputs = { 'source-dir': source, target: `oci://${registry.host}/acme/bundle:v1` };
    const trusted = await runAction('push', { ...inputs, 'ca-file': join(dir, 'ca.pem') });
    expect(trusted.code, trusted.stdout).toBe(0);
    const untrusted = await runAction('push', inputs);
    expect(untrusted.code).toBe(1);
    expect(untrusted.stdout).toMatch(/^::error.*ca-file/m);
    const insecure = await runAction('push', { ...inputs, 'insecure-tls': 'true' });
    expect(insecure.code, insecure.stdout).toBe(0);
    const plain = await runAction('push', { ...inputs, 'plain-http': 'true' });
    expect(plain.code).toBe(1);
    expect(plain.stdout.match(/^::error/gm)).toHaveLength(1);
  });
});
