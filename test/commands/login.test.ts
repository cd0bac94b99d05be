import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { login, logout } from '../../src/commands/login.ts';
import { repos } from '../../src/commands/repos.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { putImage } from '../contract/content.ts';
import { run } from './run.ts';

// The user "username" with the password "password".
const htpasswd = 'username:$2b$04$PlzuBHuTKQZD9boh2bcUEeZJ8oj7BpZvfznCzRiLzTS8828onsS.e\n';

let folder: string;
let registry: MemoryRegistry;
let server: Listening;
let host: string;
let env: Record<string, string>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'login-test-'));
  env = { DOCKER_CONFIG: folder };
  registry = new MemoryRegistry();
  await putImage(registry, 'acme/one', 'one', ['v1']);
  await putImage(registry, 'acme/two', 'two', ['v1']);
  await putImage(registry, 'acmeother', 'three', ['v1']);
  server = await listen(registry, { htpasswd });
  host = new URL(server.url).host;
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const right = { username: 'username', password: 'password' };

async function stored(): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
}

describe('login', () => {
  it('stores credentials that the registry accepts, and logout removes them', async () => {
    const { values, lines, log } = await run(login, { registry: host, ...right }, env);
    const file = join(folder, 'config.json');
    expect(values).toEqual({ registry: host, store: file });
    expect(lines).toEqual([`logged in to ${host}; the credentials are in ${file}`]);
    expect(log.filter((line) => line.startsWith('notice'))).toEqual([
      expect.stringContaining(`the password is stored unencrypted in ${file}`),
    ]);
    expect((await run(repos, { registry: host, json: 'true' }, env)).values).toMatchObject({
      repositories: ['acme/one', 'acme/two', 'acmeother'],
    });
    const removed = await run(logout, { registry: host }, env);
    expect(removed.values).toEqual({ registry: host, removed: true });
    expect(removed.lines).toEqual([`removed the credentials for ${host}`]);
    expect(await stored()).toEqual({ auths: {} });
    const absent = await run(logout, { registry: host }, env);
    expect(absent.values).toEqual({ registry: host, removed: false });
    expect(absent.lines).toEqual([`there were no credentials for ${host}`]);
  });

  it('asks for the credentials that are not given, and hides them in the log', async () => {
    const [questions, hidden]: [string[], string[]] = [[], []];
    const hooks = {
      onHide: (secret: string) => void hidden.push(secret),
      ask: async (question: string, echo: string) => {
        questions.push(`${question}${echo}`);
        return echo === 'visible' ? right.username : right.password;
      },
    };
    await run(login, { registry: host }, env, hooks);
    expect(questions).toEqual(['User name: visible', 'Password or token: hidden']);
    const auth = Buffer.from('username:password').toString('base64');
    expect(await stored()).toEqual({ auths: { [host]: { auth } } });
    expect(hidden).toContain(auth);
    questions.length = 0;
    await run(login, { registry: host, username: 'username' }, env, hooks);
    expect(questions).toEqual(['Password or token: hidden']);
    await expect(run(login, { registry: host }, env, { ask: async () => undefined })).rejects.toThrow(
      /^--username: it is missing/,
    );
  });

  it('stores nothing that the registry refuses', async () => {
    await expect(run(login, { registry: host, ...right, password: 'wrong' }, env)).rejects.toThrow(
      new RegExp(`^--registry: ${host} does not accept the user name and password .*check both`),
    );
    await expect(stored()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('writes another file with registry-config, and logout removes the credentials from it', async () => {
    const other = join(folder, 'other.json');
    const { values } = await run(login, { registry: host, ...right, 'registry-config': other }, env);
    expect(values['store']).toBe(other);
    await expect(stored()).rejects.toMatchObject({ code: 'ENOENT' });
    const auth = Buffer.from('username:password').toString('base64');
    expect(JSON.parse(await readFile(other, 'utf8'))).toEqual({ auths: { [host]: { auth } } });
    await run(login, { registry: host, ...right }, env);
    const { values: removed } = await run(logout, { registry: host, 'registry-config': other }, env);
    expect(removed).toEqual({ registry: host, removed: true });
    expect(JSON.parse(await readFile(other, 'utf8'))).toEqual({ auths: {} });
    expect(await stored()).toEqual({ auths: { [host]: { auth } } });
  });

  it('warns when the registry needs no credentials', async () => {
    await using open = await listen(registry);
    const { log } = await run(login, { registry: new URL(open.url).host, ...right }, env);
    expect(log).toContainEqual(expect.stringMatching(/^warning: .*the credentials were not checked$/));
  });

  it.each([
    [{ username: '', password: 'x' }, /^--username: it is missing/],
    [{ username: 'x', password: '' }, /^--password: it is missing; give the password or token on standard input/],
    [{ registry: 'a_b' }, /^--registry: "a_b" is not a registry; write host or host:port$/],
    [{ registry: 'localhost:1/acme' }, /^--registry: "localhost:1\/acme" names a repository/],
    [{ registry: 'me:hidden@localhost:1' }, /^--registry: contains user information; write host or host:port$/],
  ])('refuses %j', async (raw, message) => {
    const failure: unknown = await run(login, { registry: host, ...right, ...raw }, env).catch(
      (error: unknown) => error,
    );
    expect(String(failure).replace(/^\w+: /, '')).toMatch(message);
    expect(String(failure)).not.toContain('hidden');
  });
});

describe('repos', () => {
  it.each([
    ['', ['acme/one', 'acme/two', 'acmeother']],
    ['/acme', ['acme/one', 'acme/two']],
    ['/acme/', ['acme/one', 'acme/two']],
    ['/acme/one', ['acme/one']],
    ['/none', []],
  ])('prints the repositories of a namespace: %j', async (suffix, expected) => {
    const { printed } = await run(repos, { registry: `${host}${suffix}`, ...right }, env);
    expect(printed).toEqual(expected);
  });

  it('accepts a URL', async () => {
    const { printed } = await run(repos, { registry: `${server.url}/acme`, ...right }, env);
    expect(printed).toEqual(['acme/one', 'acme/two']);
  });

  it.each(['UNSUPPORTED', 'NOT_FOUND', 'NAME_UNKNOWN'] as const)(
    'names the cause if the registry lists no repositories: %s',
    async (code) => {
      registry.repositories = async function* () {
        yield* [];
        throw new OciError(code, 'no catalog');
      };
      await expect(run(repos, { registry: host, ...right }, env)).rejects.toMatchObject({
        message: expect.stringMatching(/no catalog; this registry does not list its repositories/),
        cause: { code: 'UNSUPPORTED' },
      });
    },
  );
});
