import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { readRawValues } from '../../src/action/inputs.ts';
import { cacheKeyOf } from '../../src/action/serve-start.ts';
import { readInputs, serve, servePlan, type ServePlan } from '../../src/commands/index.ts';

const label = (name: string): string => `input "${name}"`;

interface Read {
  readonly plan: ServePlan;
  readonly cacheKey: string | undefined;
  readonly summary: boolean;
}

async function read(given: Readonly<Record<string, string>>, mask: (secret: string) => void = () => {}): Promise<Read> {
  const variables = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const);
  for (const [name, value] of variables) process.env[name] = value;
  try {
    const raw = readRawValues(serve.options, mask);
    const inputs = await readInputs(serve.options, raw, { label, env: {}, notice: () => {} });
    return { plan: await servePlan(inputs, label), cacheKey: cacheKeyOf(inputs, label), summary: inputs.summary };
  } finally {
    for (const [name] of variables) delete process.env[name];
  }
}

describe('inputs of serve/action.yml', () => {
  it('are all optional', async () => {
    expect(await read({})).toEqual({
      plan: {
        address: '127.0.0.1',
        port: 0,
        hostNames: [],
        layout: 'per-repository',
        readOnly: false,
        immutable: false,
        allowSparse: false,
        page: true,
        insecureAnonymous: false,
      },
      cacheKey: undefined,
      summary: true,
    });
  });

  it('are read, with the files that they name, and secrets are masked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'serve-inputs-'));
    try {
      const users = join(folder, 'users');
      const text = `me:${hashSync('secret', 4)}\n`;
      await writeFile(users, text);
      const masked: string[] = [];
      const inputs = {
        port: '5000',
        'host-name': 'registry.example.com, my_registry\n[2001:db8::1]',
        storage: 'store',
        'cache-key': 'mine',
        layout: 'shared',
        quota: '1.5GiB',
        'read-only': 'true',
        immutable: 'true',
        summary: 'false',
        upstream: 'https://GHCR.io/',
        username: 'me',
        password: 'pass word',
        'github-token': 'the-token',
        htpasswd: users,
      };
      expect(await read(inputs, (secret) => masked.push(secret))).toMatchObject({
        plan: {
          port: 5000,
          hostNames: ['registry.example.com', 'my_registry', '[2001:db8::1]'],
          storage: resolve('store'),
          layout: 'shared',
          quota: 1.5 * 1024 ** 3,
          readOnly: true,
          immutable: true,
          htpasswd: text,
          upstream: {
            registry: 'GHCR.io',
            plainHttp: false,
            username: 'me',
            password: 'pass word',
            githubToken: 'the-token',
          },
        },
        cacheKey: 'mine',
        summary: false,
      });
      expect(masked).toEqual(
        expect.arrayContaining(['pass word', 'the-token', Buffer.from('me:pass word').toString('base64')]),
      );
      expect((await read({ 'cache-key': 'mine' })).cacheKey).toBeUndefined();
      expect((await read({ storage: 'store', 'cache-key': '' })).cacheKey).toBeUndefined();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['http://localhost:5000', { registry: 'localhost:5000', plainHttp: true }],
    ['docker.io', { registry: 'docker.io', plainHttp: false }],
    ['HTTPS://[::1]:5000/', { registry: '[::1]:5000', plainHttp: false }],
  ])('reads the upstream %s', async (upstream, expected) => {
    expect((await read({ upstream })).plan.upstream).toMatchObject(expected);
  });

  it.each([
    ['1', 1],
    ['512MiB', 512 * 1024 ** 2],
    ['512mib', 512 * 1024 ** 2],
    ['20GB', 20e9],
    ['1 k', 1024],
    ['1.5K', 1536],
    ['2TiB', 2 * 1024 ** 4],
    ['100B', 100],
  ])('reads the quota %s', async (quota, bytes) => {
    expect((await read({ quota })).plan.quota).toBe(bytes);
  });

  it.each([
    ['port', { port: 'http' }, /"http"/],
    ['port', { port: '70000' }, /65535/],
    ['layout', { layout: 'single' }, /per-repository or shared/],
    ['quota', { quota: 'much' }, /"much".*512MiB/],
    ['quota', { quota: '0' }, /"0"/],
    ['quota', { quota: '5iB' }, /"5iB"/],
    ['quota', { quota: '-1' }, /"-1"/],
    ['quota', { quota: '9999999TiB' }, /9999999TiB/],
    ['read-only', { 'read-only': 'yes' }, /true or false/],
    ['immutable', { immutable: '1' }, /true or false/],
    ['upstream', { upstream: 'https://ghcr.io/acme' }, /without a path/],
    ['upstream', { upstream: 'ftp://ghcr.io' }, /https:\/\/ghcr\.io/],
    ['upstream', { upstream: 'https://me:hunter2hunter2@ghcr.io' }, /^(?!.*hunter2).*user information/],
    ['password', { upstream: 'https://ghcr.io', username: 'me' }, /missing/],
    ['username', { upstream: 'https://ghcr.io', password: 'hunter2hunter2' }, /^(?!.*hunter2).*missing/],
    ['ca-file', { upstream: 'https://ghcr.io', 'ca-file': 'none.pem' }, /none\.pem/],
    ['htpasswd', { htpasswd: 'none' }, /none.*does not exist/],
    ['storage', { storage: 'a*b', 'cache-key': 'x' }, /pattern/],
    ['cache-key', { storage: 'store', 'cache-key': 'a,b' }, /"a,b".*commas/],
    ['cache-key', { storage: 'store', 'cache-key': 'a'.repeat(401) }, /400/],
    ['summary', { summary: '1' }, /true or false/],
  ])('rejects %s in %j', async (input, inputs, message) => {
    const error: unknown = await read(inputs).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringMatching(message) as string });
    expect((error as Error).message).toContain(`input "${input}"`);
  });
});
