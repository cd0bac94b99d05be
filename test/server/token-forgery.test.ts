import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { createTokenIssuer, listen, type Listening } from '../../src/server/index.ts';
import { basic, send } from './requests.ts';
import { hashSync } from 'bcryptjs';

type Json = Readonly<Record<string, unknown>>;

const key = new Uint8Array(32).fill(7);
const now = 1_800_000_000;
const header = { alg: 'HS256', typ: 'JWT' };
const grant = { type: 'repository', name: 'a', actions: ['pull', 'push'] };
const claims = { use: 'access', aud: 'r', sub: 'ada', iat: now, exp: now + 300, access: [grant] };

function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

function hmac(content: string, secret: Uint8Array | string, hash = 'sha256'): string {
  return createHmac(hash, secret).update(content).digest('base64url');
}

/** A token with these claims, signed with the key of the registry. */
function token(changes: Json, tokenHeader: unknown = header): string {
  const content = `${encode(tokenHeader)}.${encode({ ...claims, ...changes })}`;
  return `${content}.${hmac(content, key)}`;
}

async function open(): Promise<Listening> {
  const tokens = createTokenIssuer({ service: 'r', key, now: () => now * 1000, htpasswd: `ada:${hashSync('pw', 4)}` });
  return listen(new MemoryRegistry(), { tokens });
}

async function statusOf(server: Listening, bearer: string, path = '/v2/a/blobs/uploads/'): Promise<number> {
  const headers = { authorization: `Bearer ${bearer}` };
  return (await send(server.url, 'POST', path, { headers })).status;
}

describe('a token', () => {
  it('is accepted with a valid signature, dates and audience', async () => {
    await using server = await open();
    for (const changes of [{}, { nbf: now }, { iss: 'r' }, { iat: now + 30 }, { iat: undefined }, { sub: undefined }])
      expect([changes, await statusOf(server, token(changes))]).toEqual([changes, 202]);
  });

  it('is rejected with another algorithm or key', async () => {
    await using server = await open();
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const body = encode(claims);
    const rsa = `${encode({ ...header, alg: 'RS256' })}.${body}`;
    const sha512 = `${encode({ ...header, alg: 'HS512' })}.${body}`;
    const own = `${encode(header)}.${body}`;
    const forged = {
      'without a signature': `${own}.`,
      'without the last part': own,
      none: `${encode({ ...header, alg: 'none' })}.${body}.`,
      'None, signed': token({}, { ...header, alg: 'None' }),
      'RS256 with its own key': `${rsa}.${sign('sha256', Buffer.from(rsa), privateKey).toString('base64url')}`,
      'RS256, signed with the public key as secret': `${rsa}.${hmac(rsa, pem)}`,
      'HS256, signed with a public key as secret': `${own}.${hmac(own, pem)}`,
      'HS512 with the right key': `${sha512}.${hmac(sha512, key, 'sha512')}`,
      'an empty key': `${own}.${hmac(own, '')}`,
      'the key as text': `${own}.${hmac(own, Buffer.from(key).toString('hex'))}`,
      'a longer signature': `${own}.${hmac(own, key)}AAAA`,
      'a shorter signature': `${own}.${hmac(own, key).slice(0, 20)}`,
      'other claims under the signature': `${encode(header)}.${encode({ ...claims, sub: 'root' })}.${hmac(own, key)}`,
      'a fourth part': `${own}.${hmac(own, key)}.x`,
    };
    for (const [name, bearer] of Object.entries(forged))
      expect([name, await statusOf(server, bearer)]).toEqual([name, 401]);
  });

  it('is rejected with another header, whatever its key id names', async () => {
    await using server = await open();
    for (const more of [
      { kid: '../../../../dev/null' },
      { kid: '/etc/passwd' },
      { kid: "x' UNION SELECT 'key" },
      { kid: 'unknown' },
      { jku: 'https://evil.test/keys' },
      { jwk: { kty: 'oct', k: encode('key') } },
      { x5u: 'https://evil.test/cert' },
      { crit: ['exp'] },
    ])
      expect([more, await statusOf(server, token({}, { ...header, ...more }))]).toEqual([more, 401]);
  });

  it('is rejected with invalid dates, issuers, audiences and uses, even with a valid signature', async () => {
    await using server = await open();
    const changes: readonly Json[] = [
      { exp: undefined },
      { exp: null },
      { exp: now },
      { exp: now - 1 },
      { exp: 0 },
      { exp: String(now + 300) },
      { exp: [now + 300] },
      { nbf: now + 3600 },
      { nbf: 'later' },
      { iat: now + 3600 },
      { iat: '1' },
      { aud: undefined },
      { aud: 'other' },
      { aud: 'R' },
      { aud: ['r', 'other'] },
      { iss: 'https://evil.test' },
      { sub: 1 },
      { use: 'refresh' },
      { use: undefined },
    ];
    for (const change of changes) expect([change, await statusOf(server, token(change))]).toEqual([change, 401]);
    const infinite = `${encode(header)}.${encode(JSON.stringify(claims).replace(String(claims.exp), '1e999'))}`;
    expect(await statusOf(server, `${infinite}.${hmac(infinite, key)}`)).toBe(401);
    for (const body of ['null', '[]', '"x"', '{', '{"use":"access"'])
      expect(
        await statusOf(server, `${encode(header)}.${encode(body)}.${hmac(`${encode(header)}.${encode(body)}`, key)}`),
      ).toBe(401);
  });

  it('grants nothing in other repositories, and its scopes are case-sensitive', async () => {
    await using server = await open();
    const access: readonly unknown[] = [
      undefined,
      null,
      {},
      'repository:a:push',
      [{ type: 'Repository', name: 'a', actions: ['push'] }],
      [{ type: 'repository', name: 'A', actions: ['push'] }],
      [{ type: 'repository', name: 'a', actions: ['PUSH', 'Pull'] }],
      [{ type: 'repository', name: 'a', actions: ['*'] }],
      [{ type: 'repository', name: '*', actions: ['push'] }],
      [{ type: 'repository', name: 'a/', actions: ['push'] }],
      [{ type: 'repository', name: 'a/../a', actions: ['push'] }],
      [{ type: 'repository', name: ['a'], actions: ['push'] }],
      [{ type: 'repository', name: 'a', actions: 'push' }],
    ];
    for (const granted of access)
      expect([granted, await statusOf(server, token({ access: granted }))]).toEqual([granted, 401]);
    for (const name of ['b', 'ab', 'a/b', 'a-', 'a%2fb', 'A', 'b/../a']) {
      const status = await statusOf(server, token({}), `/v2/${name}/blobs/uploads/`);
      expect([name, status === 401 || status === 400]).toEqual([name, true]);
    }
    const list = (scopes: string): Promise<{ readonly body: Buffer }> =>
      send(server.url, 'GET', `/token?service=r&scope=${scopes}`, { headers: basic('ada', 'pw') });
    for (const scope of ['repository:a:PUSH', 'Repository:a:push', 'REPOSITORY:A:push', 'repository:a:push%20']) {
      const { token: issued } = JSON.parse((await list(scope)).body.toString()) as { token: string };
      const isExact = scope === 'repository:a:push%20';
      expect([scope, await statusOf(server, issued)]).toEqual([scope, isExact ? 202 : 401]);
    }
  });
});
