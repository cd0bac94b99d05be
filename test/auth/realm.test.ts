import { describe, expect, it } from 'vitest';
import { checkRealm } from '../../src/auth/index.ts';
import { parseRealm } from '../../src/auth/realm.ts';
import { isOciError } from '../../src/spec/index.ts';
import { findCanaries, newPlainCanary } from '../faults/kit/index.ts';

async function allows(origin: string, realm: string, allowedHosts: readonly string[] = []): Promise<boolean> {
  try {
    await checkRealm(realm, { origin: new URL(origin), allowedHosts });
    return true;
  } catch (error) {
    if (isOciError(error, 'REDIRECT_REFUSED', 'PROTOCOL')) return false;
    throw error;
  }
}

describe('parseRealm', () => {
  it.each([
    ['https://lscr.io', 'https://ghcr.io/token', true],
    ['https://rg.fr-par.scw.cloud', 'https://api.scaleway.com/tokens', true],
    ['http://127.0.0.1:5000', 'http://localhost:5001/token', true],
    ['https://registry.test', 'https://8.8.8.8/token', false],
    ['http://localhost:5000', 'http://127.0.0.1:5001/token', false],
    ['https://lscr.io', 'http://ghcr.io/token', false],
    ['https://lscr.io', 'https://u:p@ghcr.io/token', false],
  ])('for the registry %s, allows anonymous requests to %s: %s', async (origin, realm, allowed) => {
    const parsed = parseRealm(realm, { origin: new URL(origin) });
    if (!allowed) await expect(parsed).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
    else expect((await parsed).refuseCredentials?.()).toMatchObject({ code: 'REDIRECT_REFUSED' });
  });
});

describe('checkRealm', () => {
  it.each([
    ['https://registry-1.docker.io', 'https://auth.docker.io/token'],
    ['https://ghcr.io', 'https://ghcr.io/token'],
    ['https://ghcr.io', 'https://GHCR.IO./token?x=1#y'],
    ['https://registry.gitlab.com', 'https://gitlab.com/jwt/auth'],
    ['https://registry.digitalocean.com', 'https://api.digitalocean.com/v2/registry/auth'],
    ['https://registry.acme.co.uk:5000', 'https://auth.acme.co.uk:5001/token'],
    ['https://acme.github.io', 'https://auth.acme.github.io/token'],
    ['https://auth.acme.github.io', 'https://acme.github.io/token'],
    ['https://registry:5000', 'https://registry:5001/token'],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5001/token'],
    ['http://127.0.0.1:5000', 'https://127.0.0.1:5001/token'],
    ['http://127.0.0.1:5000', 'http://2130706433:5001/token'],
    ['http://127.0.0.1:5000', 'http://127.1:5001/token'],
    ['http://[::1]:5000', 'http://[0:0:0:0:0:0:0:1]:5001/token'],
    ['http://10.0.0.5', 'http://10.0.0.5/token'],
  ])('allows the registry %s to name the realm %s (AU-03)', async (origin, realm) => {
    expect(await allows(origin, realm)).toBe(true);
  });

  it.each([
    // Another scheme, or none.
    ['https://ghcr.io', 'http://ghcr.io/token'],
    ['https://ghcr.io', 'ftp://ghcr.io/token'],
    ['https://ghcr.io', 'file:///etc/passwd'],
    ['https://ghcr.io', 'data:application/json,{}'],
    ['https://ghcr.io', 'javascript:alert(1)'],
    ['https://ghcr.io', '/token'],
    ['https://ghcr.io', '//evil.test/token'],
    ['https://ghcr.io', 'token'],
    ['https://ghcr.io', ''],
    // User information, which also hides the real host.
    ['https://ghcr.io', 'https://user:pass@ghcr.io/token'],
    ['https://ghcr.io', 'https://ghcr.io@evil.test/token'],
    ['https://ghcr.io', 'https://user@ghcr.io/token'],
    // Another domain.
    ['https://ghcr.io', 'https://evil.test/token'],
    ['https://ghcr.io', 'https://evilghcr.io/token'],
    ['https://ghcr.io', 'https://ghcr.io.evil.test/token'],
    ['https://registry-1.docker.io', 'https://auth.docker.io.evil.test/token'],
    ['https://registry-1.docker.io', 'https://docker.com/token'],
    ['https://registry.acme.co.uk', 'https://auth.evil.co.uk/token'],
    ['https://acme.github.io', 'https://evil.github.io/token'],
    ['https://registry:5000', 'https://auth:5000/token'],
    ['http://registry:5000', 'http://localhost:5000/token'],
    // Addresses in every notation, for a registry with another address.
    ['http://registry.acme.test', 'http://127.0.0.1/token'],
    ['http://registry.acme.test', 'http://2130706433/token'],
    ['http://registry.acme.test', 'http://0x7f.1/token'],
    ['http://registry.acme.test', 'http://127.1/token'],
    ['http://registry.acme.test', 'http://127.0.0.1./token'],
    ['http://registry.acme.test', 'http://localhost/token'],
    ['http://registry.acme.test', 'http://localhost./token'],
    ['http://registry.acme.test', 'http://[::1]/token'],
    ['http://registry.acme.test', 'http://[::]/token'],
    ['http://registry.acme.test', 'http://0.0.0.0/token'],
    ['http://registry.acme.test', 'http://169.254.169.254/latest/meta-data'],
    ['http://registry.acme.test', 'http://[::ffff:a9fe:a9fe]/latest'],
    ['http://registry.acme.test', 'http://[fe80::1]/token'],
    ['http://registry.acme.test', 'http://10.0.0.1/token'],
    ['http://registry.acme.test', 'http://192.168.0.1/token'],
    ['http://registry.acme.test', 'http://172.16.0.1/token'],
    ['http://registry.acme.test', 'http://[fd00::1]/token'],
    ['http://registry.acme.test', 'http://8.8.8.8/token'],
    ['http://127.0.0.1:5000', 'http://127.0.0.2:5000/token'],
    ['http://127.0.0.1:5000', 'http://169.254.169.254/token'],
    ['http://1.0.0.127', 'http://127.0.0.127/token'],
  ])('does not allow the registry %s to name the realm %s (AU-03)', async (origin, realm) => {
    expect(await allows(origin, realm)).toBe(false);
  });

  it('accepts realms on other domains only for the exact hosts in allowedHosts (AU-03)', async () => {
    const realm = 'https://api.scaleway.com/tokens';
    const registry = 'https://rg.fr-par.scw.cloud';
    expect(await allows(registry, realm, ['API.scaleway.com.'])).toBe(true);
    expect(await allows(registry, realm, ['scaleway.com', 'evil.test'])).toBe(false);
    expect(await allows(registry, 'http://api.scaleway.com/tokens', ['api.scaleway.com'])).toBe(false);
    expect(await allows(registry, 'https://u:p@api.scaleway.com/tokens', ['api.scaleway.com'])).toBe(false);
    expect(await allows('http://registry:5000', 'http://10.0.0.5/token', ['10.0.0.5'])).toBe(true);
  });

  it('names host and remedy in the error, without user information and query (AU-03)', async () => {
    const secret = newPlainCanary();
    for (const realm of [
      `https://u:${secret}@ghcr.io/t`,
      `https://evil.test/t?x=${secret}#${secret}`,
      `http://ghcr.io/t?${secret}`,
      `nonsense ${secret}`,
    ]) {
      let error: unknown;
      try {
        await checkRealm(realm, { origin: new URL('https://ghcr.io') });
      } catch (caught) {
        error = caught;
      }
      expect(isOciError(error, 'REDIRECT_REFUSED')).toBe(true);
      expect(findCanaries([secret], { error: error as Error })).toEqual([]);
    }
    await expect(checkRealm('https://evil.test/t', { origin: new URL('https://ghcr.io') })).rejects.toMatchObject({
      message: expect.stringMatching(
        /https:\/\/ghcr\.io names the token endpoint https:\/\/evil\.test\/t, .* allow the host evil\.test/,
      ),
      remedy: 'tokenHosts',
    });
  });
});
