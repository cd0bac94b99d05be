import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  loadDockerConfig,
  maxHelperOutput,
  secretsOf,
  type ConfigCredentials,
  type ConfigOptions,
} from '../../src/credentials/index.ts';
import { isOciError } from '../../src/spec/index.ts';
import { findCanaries, newCanary } from '../faults/kit/index.ts';
import { basic, Folder, isAlive, joinEnv, makeHelper, answersWith, thrown, type Helper } from './fixtures.ts';

async function load(
  folder: Folder,
  config: unknown,
  env: Readonly<Record<string, string>>,
  more: Partial<ConfigOptions> = {},
): Promise<ConfigCredentials> {
  await folder.write('.docker/config.json', config);
  return await loadDockerConfig({ env, homedir: folder.path, ...more });
}

describe('credential helpers', () => {
  it('gets user name and secret from a helper program', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'test', answersWith('me', 'pä"ss'));
    const credentials = await load(folder, { credHelpers: { 'ghcr.io': 'test' } }, helper.env);
    const found = await credentials.find('ghcr.io');
    expect(found?.credential).toEqual({ username: 'me', password: 'pä"ss' });
    expect(found?.source).toBe(
      `credential helper docker-credential-test (credHelpers for ghcr.io in ${folder.join('.docker', 'config.json')})`,
    );
    expect(await helper.servers()).toEqual(['ghcr.io']);
    expect(await credentials.find('quay.io')).toBeUndefined();
    expect(await helper.servers()).toEqual(['ghcr.io']);
  });

  it.each([
    ['lower-case fields', '{"serverurl":"ghcr.io","username":"me","secret":"x"}'],
    ['upper-case fields', '{"SERVERURL":"ghcr.io","USERNAME":"me","SECRET":"x"}'],
    ['fields of mixed case', '{"userName":"me","Secret":"x"}'],
    ['the usual fields next to others', '{"username":"other","Username":"me","secret":"other","Secret":"x"}'],
    ['a byte order mark', '\ufeff{"ServerURL":"","Username":"me","Secret":"x"}\r\n'],
    ['a byte order mark and lower-case fields', '\ufeff{"username":"me","secret":"x"}'],
  ])('reads output with %s', async (_, output) => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'test', `process.stdout.write(${JSON.stringify(output)});`);
    const credentials = await load(folder, { credsStore: 'test' }, helper.env);
    expect((await credentials.find('ghcr.io'))?.credential).toEqual({ username: 'me', password: 'x' });
  });

  it('treats lower-case fields with the user name <token> as an identity token', async () => {
    await using folder = await Folder.make();
    const output = JSON.stringify({ username: '<token>', secret: 'refresh' });
    const helper = await makeHelper(folder, 'test', `process.stdout.write(${JSON.stringify(output)});`);
    const credentials = await load(folder, { credsStore: 'test' }, helper.env);
    expect((await credentials.find('ghcr.io'))?.credential).toEqual({ identityToken: 'refresh' });
  });

  it('treats the user name <token> as an identity token, and passes the legacy address of Docker Hub', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'test', answersWith('<token>', 'refresh'));
    const credentials = await load(folder, { credsStore: 'test' }, helper.env);
    expect((await credentials.find('docker.io'))?.credential).toEqual({ identityToken: 'refresh' });
    expect((await credentials.find('index.docker.io'))?.credential).toEqual({ identityToken: 'refresh' });
    expect(await helper.servers()).toEqual(['https://index.docker.io/v1/']);
  });

  it('prefers credHelpers to credsStore, and runs no helper for an empty name', async () => {
    await using folder = await Folder.make();
    const own = await makeHelper(folder, 'own', answersWith('own', 'x'));
    const store = await makeHelper(folder, 'store', answersWith('store', 'x'));
    const config = {
      credsStore: 'store',
      credHelpers: { 'https://ghcr.io/v1/': 'own', 'quay.io': '' },
      auths: { 'quay.io': { auth: basic('file', 'x') } },
    };
    const credentials = await load(folder, config, joinEnv(own, store));
    const users = await Promise.all(
      ['ghcr.io', 'quay.io', 'other.test'].map(
        async (registry) => (await credentials.find(registry))?.credential.username,
      ),
    );
    expect(users).toEqual(['own', 'file', 'store']);
  });

  it.each([
    ['ghcr.io', ['https://ghcr.io/v1/', 'ghcr.io']],
    ['ghcr.io', ['ghcr.io', 'https://ghcr.io']],
    ['localhost:5000', ['http://localhost:5000/v2/', 'localhost:5000']],
  ])('uses the helper of the exact name %s in %j', async (registry, keys) => {
    await using folder = await Folder.make();
    const exact = await makeHelper(folder, 'exact', answersWith('exact', 'x'));
    const other = await makeHelper(folder, 'other', answersWith('other', 'x'));
    const credHelpers = Object.fromEntries(keys.map((key) => [key, key === registry ? 'exact' : 'other']));
    const credentials = await load(folder, { credHelpers }, joinEnv(exact, other));
    expect((await credentials.find(registry))?.credential.username).toBe('exact');
    expect(await other.servers()).toEqual([]);
  });

  it('does not run a helper with an invalid name or in the working directory (CH-01)', async () => {
    await using folder = await Folder.make();
    const decoy = await makeHelper(folder, 'decoy', answersWith('decoy', 'x'));
    const bin = decoy.env['PATH'] ?? '';
    const before = process.cwd();
    process.chdir(bin);
    try {
      for (const name of [
        '../../x',
        '/abs',
        'a b;c',
        '.cmd',
        '-decoy',
        'x/../decoy',
        'decoy\n',
        'decoy\0',
        '$(decoy)',
        'x'.repeat(65),
      ]) {
        const credentials = await load(folder, { credHelpers: { 'ghcr.io': name } }, decoy.env);
        const error = await thrown(credentials.find('ghcr.io'));
        expect(isOciError(error, 'CREDENTIALS'), name).toBe(true);
        expect((error as Error).message).toContain('its name is invalid');
      }
      for (const PATH of ['', '.', './', ':', '::/nonexistent', `../${bin}`]) {
        const credentials = await load(folder, { credHelpers: { 'ghcr.io': 'decoy' } }, { ...decoy.env, PATH });
        expect(((await thrown(credentials.find('ghcr.io'))) as Error).message).toContain('not in PATH');
      }
    } finally {
      process.chdir(before);
    }
    expect(await decoy.servers()).toEqual([]);
    expect(
      (await (await load(folder, { credHelpers: { 'ghcr.io': 'decoy' } }, decoy.env)).find('ghcr.io'))?.credential
        .username,
    ).toBe('decoy');
  });

  it('ignores files that are not executable, and directories (CH-01)', async () => {
    await using folder = await Folder.make();
    await folder.write('bin/docker-credential-plain', 'text');
    await chmod(folder.join('bin', 'docker-credential-plain'), 0o644);
    await folder.write('bin/docker-credential-dir/x', '');
    const env = { PATH: folder.join('bin') };
    for (const name of ['plain', 'dir']) {
      const credentials = await load(folder, { credHelpers: { 'ghcr.io': name } }, env);
      // On Windows a helper's name ends in .exe, so neither matches.
      expect(((await thrown(credentials.find('ghcr.io'))) as Error).message).toContain('not in PATH');
    }
  });

  it.each([
    '',
    'ghcr.io\nhost=evil.test',
    'ghcr.io\r',
    'ghcr.io\0',
    'gh cr.io',
    'ghcr.io/x',
    'user@ghcr.io',
    'https://ghcr.io',
    'ghcr.io.',
  ])('rejects the host %j before any program runs (CH-02)', async (host) => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'test', answersWith('me', 'x'));
    const credentials = await load(folder, { credsStore: 'test' }, helper.env);
    expect(isOciError(await thrown(credentials.find(host)), 'INPUT_INVALID')).toBe(true);
    expect(await helper.servers()).toEqual([]);
  });

  it.each([
    ['was missing', undefined],
    ['had no credentials', 'console.log("credentials not found in native keychain"); process.exit(1);'],
    ['failed', 'process.exit(3);'],
  ])('asks a helper that %s again after ten seconds', async (_, answer) => {
    await using folder = await Folder.make();
    let now = 0;
    const login = folder.join('login');
    const work = `if (require('node:fs').existsSync(${JSON.stringify(login)})) { ${answersWith('me', 'x')} } else { ${answer} }`;
    const make = (): Promise<Helper> => makeHelper(folder, 'late', work);
    const existing = answer === undefined ? undefined : await make();
    const credentials = await load(folder, { credsStore: 'late' }, existing?.env ?? { PATH: folder.join('bin-late') }, {
      now: () => now,
    });
    const find = async (): Promise<unknown> => (await credentials.find('ghcr.io').catch(() => undefined))?.credential;
    expect(await find()).toBeUndefined();
    const helper = existing ?? (await make());
    await folder.write('login', '');
    now = 9999;
    expect(await find()).toBeUndefined();
    now = 10_000;
    expect(await find()).toEqual({ username: 'me', password: 'x' });
    now = 1_000_000;
    expect(await find()).toEqual({ username: 'me', password: 'x' });
    expect(await helper.servers()).toHaveLength(answer === undefined ? 1 : 2);
  });

  it('fails for a missing credHelpers helper, but warns and uses auths for a missing credsStore (CH-03)', async () => {
    await using folder = await Folder.make();
    const warnings: string[] = [];
    const config = {
      credsStore: 'gone',
      credHelpers: { 'ghcr.io': 'lost' },
      auths: { 'ghcr.io': { auth: basic('a', 'x') }, 'quay.io': { auth: basic('q', 'x') } },
    };
    const credentials = await load(folder, config, { PATH: folder.path }, { onWarning: (text) => warnings.push(text) });
    const error = await thrown(credentials.find('ghcr.io'));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toMatch(
      /credHelpers for ghcr\.io .* docker-credential-lost, which is not in PATH/,
    );
    expect((await credentials.find('quay.io'))?.credential.username).toBe('q');
    expect((await credentials.find('quay.io'))?.credential.username).toBe('q');
    expect(await credentials.find('other.test')).toBeUndefined();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('docker-credential-gone');
  });

  it('kills a helper that hangs and ignores SIGTERM, and its children, and the process exits (CH-04)', async () => {
    await using folder = await Folder.make();
    const child = folder.join('child.pid');
    const helper = await makeHelper(
      folder,
      'hang',
      `for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {});
       const { spawn } = require('node:child_process');
       const program = "process.on('SIGTERM', () => {}); setTimeout(() => {}, 3600000)";
       const grandchild = spawn(process.execPath, ['-e', program], { stdio: 'inherit' });
       require('node:fs').writeFileSync(${JSON.stringify(child)}, String(grandchild.pid));
       setTimeout(() => {}, 3600000);`,
    );
    await folder.write('.docker/config.json', { credsStore: 'hang' });
    const script = join(import.meta.dirname, 'hang.ts');
    // On a loaded machine, a helper needs more than a second to start its child.
    for (let seconds = 1; seconds <= 16 && !existsSync(child); seconds *= 4) {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, folder.path, `${seconds}000`], {
        env: { ...process.env, ...helper.env },
        timeout: 120_000,
      });
      expect(stdout).toMatch(/docker-credential-hang(\.exe)? did not answer within \d+ s and was killed/);
      expect(stderr).toBe('');
    }
    const pids = [...(await helper.pids()), Number(await readFile(child, 'utf8'))];
    expect(pids.length).toBeGreaterThanOrEqual(2);
    await expect.poll(() => pids.some(isAlive)).toBe(false);
  });

  it('kills a helper when the process that started it is killed (CH-04)', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'hang', "process.on('SIGTERM', () => {}); setTimeout(() => {}, 3600000);");
    await folder.write('.docker/config.json', { credsStore: 'hang' });
    const run = spawn(process.execPath, [join(import.meta.dirname, 'hang.ts'), folder.path, '60000'], {
      env: { ...process.env, ...helper.env },
      stdio: 'ignore',
    });
    await expect.poll(() => helper.pids()).toHaveLength(1);
    run.kill('SIGKILL');
    const [pid = 0] = await helper.pids();
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('reports a helper that fails to start in its environment (CH-04)', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'test', answersWith('u', 'x'));
    const error = await thrown(
      (await load(folder, { credsStore: 'test' }, { ...helper.env, NODE_OPTIONS: '--no-such-option' })).find('ghcr.io'),
    );
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toContain('exit code 9');
  });

  it('returns immediately after an abort, and kills the helper (CH-04)', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'hang', 'setTimeout(() => {}, 3600000);');
    // The time limit of the helper must not end it first.
    const credentials = await load(folder, { credsStore: 'hang' }, helper.env, { helperTimeoutMs: 3_600_000 });
    const stop = new AbortController();
    const error = thrown(credentials.find('ghcr.io', { signal: stop.signal }));
    await expect.poll(() => helper.pids()).toHaveLength(1);
    stop.abort();
    expect(isOciError(await error, 'ABORTED')).toBe(true);
    const [pid = 0] = await helper.pids();
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('kills a helper that prints too much (CH-04)', async () => {
    await using folder = await Folder.make();
    const flood = await makeHelper(
      folder,
      'flood',
      "const chunk = Buffer.alloc(65536, 'x'); (function more() { process.stdout.write(chunk, more); })();",
    );
    const error = await thrown((await load(folder, { credsStore: 'flood' }, flood.env)).find('ghcr.io'));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toContain(`more than ${maxHelperOutput} bytes`);
    const [pid = 0] = await flood.pids();
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('accepts output of exactly the maximum size (CH-04)', async () => {
    await using folder = await Folder.make();
    const size = maxHelperOutput - JSON.stringify({ Username: 'u', Secret: '' }).length;
    const helper = await makeHelper(
      folder,
      'large',
      `process.stdout.write(JSON.stringify({ Username: 'u', Secret: 'x'.repeat(${size}) }));`,
    );
    const found = await (await load(folder, { credsStore: 'large' }, helper.env)).find('ghcr.io');
    expect(found?.credential.password).toHaveLength(size);
  });

  it('discards standard error, and accepts a helper that does not read its input (CH-04)', async () => {
    await using folder = await Folder.make();
    const secret = newCanary();
    const helper = await makeHelper(
      folder,
      'noisy',
      `process.stdin.destroy(); process.stderr.write(${JSON.stringify(secret)}.repeat(5000)); ${answersWith('u', 'x')}`,
      true,
    );
    const found = await (await load(folder, { credsStore: 'noisy' }, helper.env)).find('ghcr.io');
    expect(found?.credential).toEqual({ username: 'u', password: 'x' });
    expect(findCanaries([secret], { found })).toEqual([]);
  });

  it.each([
    [
      'fails and prints the secret',
      (secret: string) =>
        `for (const pipe of ['stdout', 'stderr']) process[pipe].write(${JSON.stringify(secret)});
         process.exitCode = 1;`,
      'exit code 1',
    ],
    [
      'prints only a token',
      (secret: string) => `process.stdout.write(${JSON.stringify(secret)});`,
      'invalid JSON at line 1, column 1',
    ],
    [
      'prints a JSON string',
      (secret: string) => `process.stdout.write(JSON.stringify(${JSON.stringify(secret)}));`,
      'Username and Secret',
    ],
    [
      'prints other JSON',
      (secret: string) => `process.stdout.write(JSON.stringify({ Username: 1, Secret: ${JSON.stringify(secret)} }));`,
      'Username and Secret',
    ],
    [
      'prints the sentence for missing credentials with more text',
      (secret: string) =>
        `process.stdout.write('credentials not found in native keychain: ' + ${JSON.stringify(secret)});
         process.exitCode = 1;`,
      'exit code 1',
    ],
    [
      'prints the sentence for missing credentials, but succeeds',
      () => "process.stdout.write('credentials not found in native keychain');",
      'invalid JSON',
    ],
    ['prints nothing', () => '', 'invalid JSON'],
    ['is killed', () => "process.kill(process.pid, 'SIGKILL');", 'exit code'],
  ])('reports a helper that %s without its output (CH-04, AU-14)', async (_, body, expected) => {
    await using folder = await Folder.make();
    const secret = newCanary();
    const helper = await makeHelper(folder, 'test', body(secret));
    const error = await thrown((await load(folder, { credsStore: 'test' }, helper.env)).find('ghcr.io'));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toContain(expected);
    expect(findCanaries([secret], { error: error as Error })).toEqual([]);
  });

  it('treats only the exact sentence as missing credentials, and then reads auths (CH-04)', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(
      folder,
      'test',
      "process.stdout.write('credentials not found in native keychain\\n'); process.exitCode = 1;",
    );
    const credentials = await load(
      folder,
      { credsStore: 'test', auths: { 'quay.io': { auth: basic('q', 'x') } } },
      helper.env,
    );
    expect(await credentials.find('ghcr.io')).toBeUndefined();
    expect((await credentials.find('quay.io'))?.credential.username).toBe('q');
  });

  it('reports a helper that cannot be started (CH-04)', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'test', '');
    const program = join(
      helper.env['PATH'] ?? '',
      process.platform === 'win32' ? 'docker-credential-test.exe' : 'docker-credential-test',
    );
    // On Windows the file is a link to Node itself and must not be written through.
    await rm(program);
    await writeFile(program, '#!/nonexistent/interpreter\n', { mode: 0o755 });
    const error = await thrown((await load(folder, { credsStore: 'test' }, helper.env)).find('ghcr.io'));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toMatch(/^cannot run the credential helper \S+: [A-Z]+$/);
  });

  it('runs a helper once per host for 50 parallel requests and all later ones (CH-05)', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(
      folder,
      'test',
      `await new Promise((resolve) => setTimeout(resolve, 50)); ${answersWith('u', 'x')}`,
    );
    const credentials = await load(folder, { credsStore: 'test' }, helper.env);
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, index) => credentials.find('ghcr.io', { repository: `a/b${index}` })),
    );
    expect(new Set(all.map((found) => found?.credential.username))).toEqual(new Set(['u']));
    await credentials.find('ghcr.io');
    await credentials.find('quay.io');
    expect(await helper.servers()).toEqual(['ghcr.io', 'quay.io']);
  });

  it('continues a run for other callers when one caller aborts, and caches a failure (CH-05)', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(
      folder,
      'test',
      'await new Promise((resolve) => setTimeout(resolve, 300)); process.exitCode = 3;',
    );
    const credentials = await load(folder, { credsStore: 'test' }, helper.env);
    const stop = new AbortController();
    const first = thrown(credentials.find('ghcr.io', { signal: stop.signal }));
    const second = thrown(credentials.find('ghcr.io'));
    await sleep(20);
    stop.abort();
    expect(isOciError(await first, 'ABORTED')).toBe(true);
    expect(((await second) as Error).message).toContain('exit code 3');
    expect(((await thrown(credentials.find('ghcr.io'))) as Error).message).toContain('exit code 3');
    expect(await helper.servers()).toEqual(['ghcr.io']);
  });

  it('runs a helper in a directory with spaces behind a symbolic link', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'test', answersWith('u', 'x'));
    const spaced = folder.join("a 'b' c");
    await symlink(helper.env['PATH'] ?? '', spaced, 'junction');
    const found = await (await load(folder, { credsStore: 'test' }, { ...helper.env, PATH: spaced })).find('ghcr.io');
    expect(found?.credential.username).toBe('u');
  });
});

describe('secretsOf', () => {
  it('lists every form of a secret that a request may contain', () => {
    const forms = secretsOf({ username: 'u', password: 'p ä"\nq' });
    expect(forms).toEqual(
      expect.arrayContaining([
        'p ä"\nq',
        'p ä"',
        'q',
        basic('u', 'p ä"\nq'),
        encodeURIComponent('p ä"\nq'),
        'p+%C3%A4%22%0Aq',
        String.raw`p ä\"\nq`,
      ]),
    );
    expect(secretsOf({ identityToken: 'it', registryToken: 'rt' })).toEqual(
      expect.arrayContaining(['it', 'rt', basic('<token>', 'it')]),
    );
    expect(secretsOf({ username: 'u' })).toEqual([]);
  });
});
