import { describe, expect, it } from 'vitest';
import { findInAuths, parseAuthEntry } from '../../src/credentials/auths.ts';
import { parseConfig } from '../../src/credentials/config-file.ts';
import { isOciError } from '../../src/spec/index.ts';
import { findCanaries, newCanary } from '../faults/kit/index.ts';
import { basic, thrown } from './fixtures.ts';

/** Finds `registry` among entries whose user names are their keys. */
function pick(keys: readonly string[], registry: string, repository?: string): string | undefined {
  const auths = Object.fromEntries(keys.map((key) => [key, { auth: basic(key.replaceAll(':', '|'), 'p') }]));
  return findInAuths(
    parseConfig(JSON.stringify({ auths }), 'f'),
    registry,
    repository,
  )?.credential.username?.replaceAll('|', ':');
}

describe('findInAuths', () => {
  it.each([
    'evilghcr.io',
    'ghcr.io.evil.test',
    'ghcr.io:8443',
    'ghcr.io.',
    'hcr.io',
    'io',
    'x.ghcr.io',
    'https://ghcr.io@evil.test',
    'https://evil.test/ghcr.io',
    'ftp://ghcr.io',
    'https://ghcr.io/v3/',
    'https://ghcr.io/acme',
    ' ghcr.io',
    '',
  ])('does not match the key %j with ghcr.io (AU-11)', (key) => {
    expect(pick([key], 'ghcr.io')).toBeUndefined();
  });

  it.each([
    'ghcr.io',
    'GHCR.IO',
    'https://ghcr.io',
    'https://ghcr.io/',
    'https://ghcr.io/v1/',
    'https://ghcr.io/v2/',
    'https://ghcr.io/v1',
    'http://ghcr.io/v2',
    'ghcr.io/',
    'ghcr.io/v1/',
  ])('matches the key %j with ghcr.io (AU-11)', (key) => {
    expect(pick([key], 'ghcr.io')).toBe(key);
  });

  it.each(['ghcr.io/acme', 'ghcr.io/acme/'])('matches the key %j with the repositories of acme', (key) => {
    expect(pick([key], 'ghcr.io', 'acme/app')).toBe(key);
    expect(pick([key], 'ghcr.io', 'acmes/app')).toBeUndefined();
  });

  it('matches only the exact port (AU-11)', () => {
    expect(pick(['localhost:5000'], 'localhost:5000')).toBe('localhost:5000');
    expect(pick(['localhost'], 'localhost:5000')).toBeUndefined();
    expect(pick(['localhost:5001'], 'localhost:5000')).toBeUndefined();
    expect(pick(['[::1]:5000'], '[::1]:5000')).toBe('[::1]:5000');
  });

  it.each([
    'https://index.docker.io/v1/',
    'docker.io',
    'index.docker.io',
    'registry-1.docker.io',
    'https://registry-1.docker.io/v2/',
  ])('matches the key %j with Docker Hub (AU-11)', (key) => {
    expect(pick([key], 'docker.io')).toBe(key);
  });

  it.each([
    'hub.docker.com',
    'auth.docker.io',
    'docker.com',
    'https://index.docker.io/v1/access-token',
    'evil-docker.io',
  ])('does not match the key %j with Docker Hub (AU-11)', (key) => {
    expect(pick([key], 'docker.io')).toBeUndefined();
  });

  it.each([
    [['https://ghcr.io/v1/', 'ghcr.io'], 'ghcr.io', 'ghcr.io'],
    [['ghcr.io', 'https://ghcr.io/v1/'], 'ghcr.io', 'ghcr.io'],
    [['https://registry-1.docker.io/v2/', 'https://index.docker.io/v1/'], 'docker.io', 'https://index.docker.io/v1/'],
    [['https://index.docker.io/v1/', 'index.docker.io', 'docker.io'], 'docker.io', 'docker.io'],
  ])('prefers the key closest to the plain host among %j (AU-11)', (keys, registry, expected) => {
    expect(pick(keys, registry)).toBe(expected);
  });

  it('rejects two different entries of equal rank, and names their keys but not their values (AU-11)', async () => {
    const secret = newCanary();
    const config = parseConfig(
      JSON.stringify({
        auths: { 'https://ghcr.io': { auth: basic('a', secret) }, 'https://ghcr.io/v1/': { auth: basic('b', secret) } },
      }),
      'f',
    );
    const error = await thrown(() => findInAuths(config, 'ghcr.io', undefined));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toContain('entries "https://ghcr.io" and "https://ghcr.io/v1/"');
    expect(findCanaries([secret], { error: error as Error })).toEqual([]);
  });

  it('treats two equal entries as one', () => {
    const auth = basic('a', 'b');
    const config = parseConfig(
      JSON.stringify({ auths: { 'https://ghcr.io': { auth }, 'https://ghcr.io/v1/': { auth } } }),
      'f',
    );
    expect(findInAuths(config, 'ghcr.io', undefined)?.credential).toMatchObject({ username: 'a', password: 'b' });
  });

  it.each([
    ['acme/app/web', 'ghcr.io/acme/app/web'],
    ['acme/app/db', 'ghcr.io/acme/app'],
    ['acme/other', 'ghcr.io/acme'],
    ['acmes/x', 'ghcr.io'],
    [undefined, 'ghcr.io'],
  ])('finds the credential of the repository %s in the entry %s', (repository, expected) => {
    expect(
      pick(
        ['ghcr.io', 'ghcr.io/acme', 'ghcr.io/acme/app', 'ghcr.io/acme/app/web', 'evil.test/acme/app'],
        'ghcr.io',
        repository,
      ),
    ).toBe(expected);
  });

  it('ignores empty entries, which Docker writes when a helper has the secret', () => {
    const config = parseConfig(
      JSON.stringify({ auths: { 'ghcr.io': {}, 'https://ghcr.io/v1/': { auth: basic('a', 'b') }, 'quay.io': {} } }),
      'f',
    );
    expect(findInAuths(config, 'ghcr.io', undefined)?.source).toBe('"https://ghcr.io/v1/" in f');
    expect(findInAuths(config, 'quay.io', undefined)).toBeUndefined();
  });

  it('uses valid entries although another registry has an invalid one (AU-13)', async () => {
    const config = parseConfig(
      JSON.stringify({ auths: { 'bad.test': { auth: '%%%' }, 'good.test': { auth: basic('a', 'b') } } }),
      'f',
    );
    expect(findInAuths(config, 'good.test', undefined)?.credential.username).toBe('a');
    expect(((await thrown(() => findInAuths(config, 'bad.test', undefined))) as Error).message).toContain(
      '"bad.test" in f',
    );
  });
});

describe('parseAuthEntry', () => {
  const wrapped = basic('u', 'a-long-password-that-is-wrapped').replace(/.{10}/g, '$&\r\n');
  it.each([
    ['user and password', { auth: basic('u', 'p') }, { username: 'u', password: 'p' }],
    ['colon in the password', { auth: basic('u', 'a:b:c') }, { username: 'u', password: 'a:b:c' }],
    ['UTF-8', { auth: basic('jürgen', 'pä\u{1f511}') }, { username: 'jürgen', password: 'pä\u{1f511}' }],
    ['trailing NUL', { auth: basic('u', 'p\0\0') }, { username: 'u', password: 'p' }],
    ['wrapped base64', { auth: wrapped }, { username: 'u', password: 'a-long-password-that-is-wrapped' }],
    [
      'auth together with separate fields',
      { auth: basic('u', 'p'), username: 'x', password: 'y' },
      { username: 'u', password: 'p' },
    ],
    ['separate fields', { username: 'x', password: 'y' }, { username: 'x', password: 'y' }],
    [
      'identity token with user name',
      { auth: basic('0000', ''), identitytoken: 'it' },
      { username: '0000', identityToken: 'it' },
    ],
    ['registry token', { registrytoken: 'rt' }, { registryToken: 'rt' }],
    ['unknown fields', { email: 'a@b', auth: basic('u', 'p'), more: { x: 1 } }, { username: 'u', password: 'p' }],
    ['an empty object', {}, {}],
    ['null', null, {}],
  ])('parses %s as the Docker CLI does (AU-13)', (_, entry, expected) => {
    const parsed = parseAuthEntry(entry, 'here');
    expect(Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined))).toEqual(expected);
  });

  const secret = newCanary();
  it.each([
    ['no colon', { auth: Buffer.from(secret.replaceAll(':', '')).toString('base64') }],
    ['empty user name', { auth: basic('', secret) }],
    ['not base64', { auth: `${secret}!` }],
    ['no padding', { auth: basic('u', secret.padEnd(100)).replace(/=+$/, '') }],
    ['auth is a number', { auth: 12, password: secret }],
    ['a bare text', secret],
    ['a list', [secret]],
  ])('rejects %s, and names the entry but not its value (AU-13, AU-14)', async (_, entry) => {
    const error = await thrown(() => parseAuthEntry(entry, '"ghcr.io" in /x/config.json'));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toContain('"ghcr.io" in /x/config.json');
    expect(findCanaries([secret], { error: error as Error })).toEqual([]);
  });
});
