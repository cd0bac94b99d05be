import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../cli/spawned.ts';
import { findCanaries, newPlainCanary, ScriptedServer, TokenIssuer } from '../faults/kit/index.ts';
import { runAction, workspace, type Workspace } from './spawned.ts';

interface Place extends AsyncDisposable {
  readonly registry: ScriptedServer;
  /** Host in another domain than the registry. */
  readonly tokens: ScriptedServer;
  readonly workspace: Workspace;
  /** `registry/repository:tag` */
  readonly name: string;
  readonly password: string;
}

/** A registry with a token endpoint in another domain, which denies every request with a token. */
async function open(): Promise<Place> {
  const registry = await ScriptedServer.start();
  // The registry is an IP address, so every host name is in another domain.
  const tokens = await ScriptedServer.start({ host: 'localhost' });
  const issuer = new TokenIssuer(tokens);
  registry.on(() => true, issuer.guard('repository:a/b:pull,push', { status: 403 }));
  const place = await workspace();
  await mkdir(join(place.path, 'src'));
  await writeFile(join(place.path, 'src/a.txt'), 'content');
  return {
    registry,
    tokens,
    workspace: place,
    name: `${registry.origin.host}/a/b:v1`,
    password: newPlainCanary(),
    [Symbol.asyncDispose]: async () => {
      await registry[Symbol.asyncDispose]();
      await tokens[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

interface Case {
  readonly bundle: string;
  readonly hosts: string;
  readonly inputs: (name: string, password: string) => Readonly<Record<string, string>>;
}

const cases: readonly Case[] = [
  {
    bundle: 'push',
    hosts: 'token-hosts',
    inputs: (name, password) => ({ 'source-dir': 'src', target: `oci://${name}`, username: 'u', password }),
  },
  {
    bundle: 'pull',
    hosts: 'token-hosts',
    inputs: (name, password) => ({ reference: name, 'output-dir': 'out', username: 'u', password }),
  },
  {
    bundle: 'attach',
    hosts: 'token-hosts',
    inputs: (name, password) => ({
      subject: name,
      files: 'src/a.txt',
      'artifact-type': 'text/plain',
      username: 'u',
      password,
    }),
  },
  {
    bundle: 'index',
    hosts: 'token-hosts',
    inputs: (name, password) => ({ target: name, sources: 'v1', username: 'u', password }),
  },
  {
    bundle: 'copy',
    hosts: 'token-hosts',
    inputs: (name, password) => ({ source: name, target: './layout', 'from-username': 'u', 'from-password': password }),
  },
  {
    bundle: 'copy',
    hosts: 'from-token-hosts',
    inputs: (name, password) => ({ source: name, target: './layout', 'from-username': 'u', 'from-password': password }),
  },
];

describe('token-hosts', () => {
  it.each(cases)(
    '$bundle sends credentials to a foreign token endpoint only when $hosts names its host (AU-03)',
    { concurrent: true },
    async ({ bundle, hosts, inputs }) => {
      await using place = await open();
      const given = { ...inputs(place.name, place.password), 'plain-http': 'true', retries: '1' };
      const refused = await runAction(place.workspace, given, { bundle });
      expect(refused.errors, refused.stdout).toEqual([
        expect.stringMatching(/localhost.*another domain.*token-hosts"/),
      ]);
      expect(place.tokens.requests).toEqual([]);
      const allowed = await runAction(
        place.workspace,
        { ...given, [hosts]: 'login.example.com, localhost' },
        { bundle },
      );
      expect(allowed.errors, allowed.stdout).toEqual([expect.stringContaining('403')]);
      const basic = `Basic ${Buffer.from(`u:${place.password}`).toString('base64')}`;
      expect(place.tokens.requests.map((request) => request.header('authorization'))).toContain(basic);
      expect(findCanaries([place.password], { registry: place.registry.wire })).toEqual([]);
    },
  );

  it('does not apply to the source of a copy as to-token-hosts (AU-03)', async () => {
    await using place = await open();
    const inputs = {
      source: place.name,
      target: './layout',
      'from-username': 'u',
      'from-password': place.password,
      'plain-http': 'true',
      retries: '1',
      'to-token-hosts': 'localhost',
    };
    const run = await runAction(place.workspace, inputs, { bundle: 'copy' });
    expect(run.errors).toEqual([expect.stringMatching(/input "from-token-hosts"/)]);
    expect(place.tokens.requests).toEqual([]);
  });

  it('is set by the flag --token-host, once for each host (AU-03)', async () => {
    await using place = await open();
    const flags = ['--plain-http', '--retries', '1', '--username', 'u', '--password', place.password];
    for (const args of [
      ['push', 'src', `oci://${place.name}`],
      ['pull', place.name, '-o', 'out'],
      ['resolve', place.name],
    ]) {
      const before = place.tokens.requests.length;
      const refused = await runCli(place.workspace, [...args, ...flags]);
      expect(refused.stderr).toMatch(/localhost.*another domain.*--token-host\b/);
      expect(place.tokens.requests).toHaveLength(before);
      await runCli(place.workspace, [
        ...args,
        ...flags,
        '--token-host',
        'login.example.com',
        '--token-host',
        'localhost',
      ]);
      expect(place.tokens.requests.length).toBeGreaterThan(before);
    }
  });

  it.each(['https://login.example.com', 'login.example.com:443', 'login.example.com/token', '*.example.com', 'a b@c'])(
    'rejects %s, which is not a host',
    async (text) => {
      await using place = await open();
      const run = await runAction(place.workspace, {
        'source-dir': 'src',
        target: `oci://${place.name}`,
        'token-hosts': text,
      });
      expect(run.errors, run.stdout).toEqual([expect.stringMatching(/input "token-hosts": .* is not a host; write/)]);
    },
  );
});
