import { mkdir, truncate } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  chain,
  defaultCredentials,
  githubTokenCredentials,
  loadDockerConfig,
  loadPodmanConfig,
  staticCredentials,
  type CredentialSource,
} from '../../src/credentials/index.ts';
import { isOciError } from '../../src/spec/index.ts';
import { findCanaries, newPlainCanary } from '../faults/kit/index.ts';
import { basic, Folder, makeHelper, answersWith, thrown } from './fixtures.ts';

function auths(user: string, ...registries: readonly string[]): unknown {
  return { auths: Object.fromEntries(registries.map((registry) => [registry, { auth: basic(user, 'x') }])) };
}

async function userOf(source: CredentialSource, registry: string): Promise<string | undefined> {
  return (await source.find(registry))?.credential.username;
}

describe('loadDockerConfig', () => {
  it('uses the environment variable before the first existing file', async () => {
    await using folder = await Folder.make();
    const env = { DOCKER_CONFIG: folder.join('own'), XDG_RUNTIME_DIR: folder.join('run') };
    const load = async (more: Readonly<Record<string, string>> = {}): Promise<CredentialSource> =>
      await loadDockerConfig({ env: { ...env, ...more }, homedir: folder.join('home') });
    expect(await userOf(await load(), 'ghcr.io')).toBeUndefined();
    await folder.write('run/containers/auth.json', auths('xdg', 'ghcr.io'));
    expect(await userOf(await load(), 'ghcr.io')).toBe('xdg');
    await folder.write('home/.docker/config.json', auths('home', 'ghcr.io'));
    expect(await userOf(await load(), 'ghcr.io')).toBe('home');
    await folder.write('own/config.json', auths('own', 'ghcr.io', 'quay.io'));
    expect(await userOf(await load(), 'ghcr.io')).toBe('own');
    const inline = await load({ DOCKER_AUTH_CONFIG: JSON.stringify(auths('inline', 'ghcr.io')) });
    expect(await userOf(inline, 'ghcr.io')).toBe('inline');
    expect(await userOf(inline, 'quay.io')).toBe('own');
    expect((await inline.find('ghcr.io'))?.source).toBe('"ghcr.io" in DOCKER_AUTH_CONFIG');
  });

  it('returns the configured header fields', async () => {
    await using folder = await Folder.make();
    await folder.write('.docker/config.json', { HttpHeaders: { 'X-Meta': 'a' } });
    expect((await loadDockerConfig({ env: {}, homedir: folder.path })).httpHeaders).toEqual({ 'X-Meta': 'a' });
    expect((await loadDockerConfig({ env: {}, homedir: folder.join('none') })).httpHeaders).toEqual({});
  });

  it('rejects a file or variable that contains only a token without repeating it (AU-14)', async () => {
    await using folder = await Folder.make();
    const secret = newPlainCanary('ghp');
    const path = await folder.write('.docker/config.json', secret);
    const file = await thrown(loadDockerConfig({ env: {}, homedir: folder.path }));
    const variable = await thrown(
      loadDockerConfig({ env: { DOCKER_AUTH_CONFIG: secret }, homedir: folder.join('none') }),
    );
    expect((file as Error).message).toBe(`cannot read ${path}: invalid JSON at line 1, column 1`);
    expect((variable as Error).message).toBe('cannot read DOCKER_AUTH_CONFIG: invalid JSON at line 1, column 1');
    expect(findCanaries([secret], { file: file as Error, variable: variable as Error })).toEqual([]);
  });

  it('rejects a configuration of 4 GB by its size, without reading it', async () => {
    await using folder = await Folder.make();
    const path = await folder.write('.docker/config.json', '{}');
    await truncate(path, 4 * 1024 ** 3);
    const before = process.memoryUsage.rss();
    const error = await thrown(loadDockerConfig({ env: {}, homedir: folder.path }));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toContain(`${path}: it is larger than the limit of 4194304 bytes`);
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 ** 2);
  });

  it('names the path of a configuration that cannot be read', async () => {
    await using folder = await Folder.make();
    await mkdir(folder.join('.docker', 'config.json'), { recursive: true });
    const error = await thrown(loadDockerConfig({ env: {}, homedir: folder.path }));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toContain(folder.join('.docker', 'config.json'));
  });
});

describe('loadPodmanConfig', () => {
  it('reads only REGISTRY_AUTH_FILE, or else the runtime directory and then the configuration directory', async () => {
    await using folder = await Folder.make();
    const homedir = folder.join('home');
    const XDG_RUNTIME_DIR = folder.join('run');
    await folder.write('home/.config/containers/auth.json', auths('home', 'ghcr.io', 'quay.io'));
    await folder.write('config/containers/auth.json', auths('config', 'ghcr.io'));
    expect(await userOf(await loadPodmanConfig({ env: { XDG_RUNTIME_DIR }, homedir }), 'ghcr.io')).toBe('home');
    expect(
      await userOf(
        await loadPodmanConfig({ env: { XDG_RUNTIME_DIR, XDG_CONFIG_HOME: folder.join('config') }, homedir }),
        'ghcr.io',
      ),
    ).toBe('config');
    await folder.write('run/containers/auth.json', auths('run', 'ghcr.io/acme', 'ghcr.io'));
    const both = await loadPodmanConfig({ env: { XDG_RUNTIME_DIR }, homedir });
    expect(await userOf(both, 'ghcr.io')).toBe('run');
    expect(await userOf(both, 'quay.io')).toBe('home');
    expect((await both.find('ghcr.io', { repository: 'acme/x' }))?.source).toBe(
      `"ghcr.io/acme" in ${folder.join('run', 'containers', 'auth.json')}`,
    );
    const REGISTRY_AUTH_FILE = await folder.write('named.json', auths('named', 'ghcr.io'));
    const named = await loadPodmanConfig({ env: { XDG_RUNTIME_DIR, REGISTRY_AUTH_FILE }, homedir });
    expect(await userOf(named, 'ghcr.io')).toBe('named');
    expect(await userOf(named, 'quay.io')).toBeUndefined();
  });
});

describe('githubTokenCredentials', () => {
  it.each([
    [{}, 'ghcr.io', 'x-access-token'],
    [{ GITHUB_SERVER_URL: 'https://github.com', GITHUB_ACTOR: 'octocat' }, 'ghcr.io', 'octocat'],
    [{ GITHUB_SERVER_URL: 'https://git.corp.test' }, 'containers.git.corp.test', 'x-access-token'],
    [{ GITHUB_SERVER_URL: 'https://acme.ghe.com' }, 'containers.acme.ghe.com', 'x-access-token'],
  ])('with the environment %j, uses the token only for %s', async (env, registry, username) => {
    const source = githubTokenCredentials('t0ken', env);
    expect((await source.find(registry))?.credential).toEqual({ username, password: 't0ken' });
    for (const other of [
      'ghcr.io',
      'docker.io',
      'containers.evil.test',
      'ghcr.io:8443',
      'evilghcr.io',
      'containers.acme.ghe.com',
      'containers.git.corp.test',
      'git.corp.test',
      'github.com',
    ]) {
      if (other !== registry) expect(await source.find(other), other).toBeUndefined();
    }
  });

  it('has no credentials without a token, or with a server that is not a URL', async () => {
    expect(await githubTokenCredentials('', {}).find('ghcr.io')).toBeUndefined();
    expect(await githubTokenCredentials('t', { GITHUB_SERVER_URL: 'nonsense' }).find('ghcr.io')).toBeUndefined();
  });
});

describe('chain and staticCredentials', () => {
  it('uses the first credential, and does not skip an error', async () => {
    const a = staticCredentials([
      { registry: 'index.docker.io', credential: { username: 'a' } },
      { registry: 'quay.io', credential: {} },
    ]);
    const b = staticCredentials([
      { registry: 'docker.io', credential: { username: 'b' } },
      { registry: 'QUAY.io', credential: { username: 'q' }, source: 'here' },
    ]);
    expect(await userOf(chain(a, b), 'docker.io')).toBe('a');
    expect(await chain(a, b).find('quay.io')).toEqual({ credential: { username: 'q' }, source: 'here' });
    expect(await chain(a, b).find('ghcr.io')).toBeUndefined();
    const failing: CredentialSource = { find: () => Promise.reject(new Error('broken')) };
    await expect(chain(failing, b).find('docker.io')).rejects.toThrow('broken');
    await expect(chain(a, failing).find('docker.io')).resolves.toBeDefined();
  });
});

describe('defaultCredentials', () => {
  it('searches explicit credentials, Docker, Podman and the GitHub token in this order', async () => {
    await using folder = await Folder.make();
    const homedir = folder.path;
    const env = { XDG_RUNTIME_DIR: folder.join('run') };
    const make = (): CredentialSource =>
      defaultCredentials({
        env,
        homedir,
        githubToken: 'gh',
        explicit: { registry: 'quay.io', credential: { username: 'me', password: 'x' } },
      });
    expect(await userOf(make(), 'ghcr.io')).toBe('x-access-token');
    await folder.write('.config/containers/auth.json', auths('podman', 'ghcr.io', 'quay.io'));
    expect(await userOf(make(), 'ghcr.io')).toBe('podman');
    await folder.write('.docker/config.json', auths('docker', 'ghcr.io', 'quay.io'));
    expect(await userOf(make(), 'ghcr.io')).toBe('docker');
    expect(await make().find('quay.io')).toEqual({
      credential: { username: 'me', password: 'x' },
      source: 'the given user name and password',
    });
  });

  it('does not need a valid file for explicit credentials and header fields, but for other lookups', async () => {
    await using folder = await Folder.make();
    await folder.write('.docker/config.json', '{');
    const warnings: string[] = [];
    const source = defaultCredentials({
      env: {},
      homedir: folder.path,
      explicit: { registry: 'quay.io', credential: { username: 'me', password: 'x' } },
      onWarning: (text) => warnings.push(text),
    });
    expect(await userOf(source, 'quay.io')).toBe('me');
    expect(isOciError(await thrown(source.find('ghcr.io')), 'CREDENTIALS')).toBe(true);
    expect(await source.httpHeaders()).toEqual({});
    source.reportWarnings();
    source.reportWarnings();
    expect(warnings).toEqual([expect.stringMatching(/config\.json.*; fix the file, or remove it$/)]);
  });

  it('reports a broken file once: as the error of a lookup, after another lookup, or at the end', async () => {
    await using folder = await Folder.make();
    await folder.write('.docker/config.json', '{');
    const warnings: string[] = [];
    const source = defaultCredentials({
      env: {},
      homedir: folder.path,
      explicit: { registry: 'quay.io', credential: { username: 'me', password: 'x' } },
      onWarning: (text) => warnings.push(text),
    });
    await source.httpHeaders();
    expect(warnings).toEqual([]);
    expect(isOciError(await thrown(source.find('ghcr.io')), 'CREDENTIALS')).toBe(true);
    source.reportWarnings();
    expect(warnings).toEqual([]);
    await source.httpHeaders();
    await source.find('quay.io');
    expect(warnings).toHaveLength(1);
  });

  it('runs a helper once although Docker and Podman share the file (CH-05)', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'test', answersWith('', ''));
    await folder.write('run/containers/auth.json', { credsStore: 'test' });
    const source = defaultCredentials({
      env: { ...helper.env, XDG_RUNTIME_DIR: folder.join('run') },
      homedir: folder.join('home'),
    });
    expect(await source.find('ghcr.io')).toBeUndefined();
    expect(await helper.servers()).toEqual(['ghcr.io']);
  });
});
