import { describe, expect, it } from 'vitest';
import { findInAuths } from '../../src/credentials/auths.ts';
import { parseConfig } from '../../src/credentials/config-file.ts';
import { isOciError } from '../../src/spec/index.ts';
import { findCanaries, newCanary } from '../faults/kit/index.ts';
import { basic, thrown } from './fixtures.ts';

/** Looks `registry` up among entries whose user names tell which one was taken. */
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
  ])('AU-11 does not take the key %j for ghcr.io', (key) => {
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
  ])('AU-11 takes the key %j for ghcr.io', (key) => {
    expect(pick([key], 'ghcr.io')).toBe(key);
  });

  it('AU-11 asks for the port exactly', () => {
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
  ])('AU-11 takes the key %j for Docker Hub', (key) => {
    expect(pick([key], 'docker.io')).toBe(key);
  });

  it.each([
    'hub.docker.com',
    'auth.docker.io',
    'docker.com',
    'https://index.docker.io/v1/access-token',
    'evil-docker.io',
  ])('AU-11 does not take the key %j for Docker Hub', (key) => {
    expect(pick([key], 'docker.io')).toBeUndefined();
  });

  it.each([
    [['https://ghcr.io/v1/', 'ghcr.io'], 'ghcr.io', 'ghcr.io'],
    [['ghcr.io', 'https://ghcr.io/v1/'], 'ghcr.io', 'ghcr.io'],
    [['https://registry-1.docker.io/v2/', 'https://index.docker.io/v1/'], 'docker.io', 'https://index.docker.io/v1/'],
    [['https://index.docker.io/v1/', 'index.docker.io', 'docker.io'], 'docker.io', 'docker.io'],
  ])('AU-11 among %j prefers the one nearest to the name', (keys, registry, expected) => {
    expect(pick(keys, registry)).toBe(expected);
  });

  it('AU-11 refuses two different entries of equal rank, naming the keys and no value', async () => {
    const secret = newCanary();
    const config = parseConfig(
      JSON.stringify({
        auths: { 'https://ghcr.io': { auth: basic('a', secret) }, 'https://ghcr.io/v1/': { auth: basic('b', secret) } },
      }),
      'f',
    );
    const error = await thrown(() => findInAuths(config, 'ghcr.io', undefined));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toContain('"https://ghcr.io" and "https://ghcr.io/v1/"');
    expect(findCanaries([secret], { error: error as Error })).toEqual([]);
  });

  it('takes two equal entries for one', () => {
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
  ])('for the repository %s takes %s', (repository, expected) => {
    expect(
      pick(
        ['ghcr.io', 'ghcr.io/acme', 'ghcr.io/acme/app', 'ghcr.io/acme/app/web', 'evil.test/acme/app'],
        'ghcr.io',
        repository,
      ),
    ).toBe(expected);
  });

  it('passes over entries that Docker leaves empty', () => {
    const config = parseConfig(
      JSON.stringify({ auths: { 'ghcr.io': {}, 'https://ghcr.io/v1/': { auth: basic('a', 'b') }, 'quay.io': {} } }),
      'f',
    );
    expect(findInAuths(config, 'ghcr.io', undefined)?.source).toBe('"https://ghcr.io/v1/" in f');
    expect(findInAuths(config, 'quay.io', undefined)).toBeUndefined();
  });

  it('AU-13 lets a bad entry of one registry spoil no other', async () => {
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
