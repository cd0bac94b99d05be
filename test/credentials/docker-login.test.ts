import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { chmod, lchown, lstat, readdir, readFile, rm, stat, symlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  loadDockerConfig,
  removeDockerAuth,
  saveDockerAuth,
  type SavedDockerAuth,
} from '../../src/credentials/index.ts';
import { isOciError } from '../../src/spec/index.ts';
import { findCanaries, newCanary } from '../faults/kit/index.ts';
import { basic, Folder, thrown } from './fixtures.ts';

const windows = process.platform === 'win32';

async function json(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

const longAgo = new Date(Date.now() - 60_000);

/** Starts a process and waits for its end. */
async function endedProcess(): Promise<{ readonly pid: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'process.pid']);
  return { pid: Number(stdout) };
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe('a configuration file with other content', () => {
  it.each([
    ['a list', '[]', /it is not a JSON object/],
    ['a text', '"x"', /it is not a JSON object/],
    ['no JSON', '{"auths":', /config\.json/],
    ['a list at auths', '{"auths":[]}', /the value at auths has the wrong type/],
    ['a text at auths', '{"auths":"x"}', /the value at auths has the wrong type/],
  ])('is not changed when it has %s', async (_, text, message) => {
    await using folder = await Folder.make();
    const path = folder.join('config.json');
    writeFileSync(path, text);
    await expect(saveDockerAuth(path, 'ghcr.io', { username: 'u', password: 'p' })).rejects.toMatchObject({
      code: 'CREDENTIALS',
      message: expect.stringMatching(message),
    });
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(folder.join('.'))).toEqual(['config.json']);
  });

  it.each(['', '  \n', '{}', '{"auths":null}'])('is used when it is empty: %j', async (text) => {
    await using folder = await Folder.make();
    const path = folder.join('config.json');
    writeFileSync(path, text);
    const saved = await saveDockerAuth(path, 'ghcr.io', { username: 'u', password: 'p' });
    expect(await json(path)).toEqual({ auths: { 'ghcr.io': { auth: basic('u', 'p') } } });
    expect(await removeDockerAuth(saved)).toBe(true);
  });
});

describe('saveDockerAuth and removeDockerAuth', () => {
  it('creates the file readable only by its owner, and removes it when it has no other content (CH-06)', async () => {
    await using folder = await Folder.make();
    const path = folder.join('new', 'config.json');
    const saved = await saveDockerAuth(path, 'ghcr.io', { username: 'u', password: 'p:ä' });
    expect(await json(path)).toEqual({ auths: { 'ghcr.io': { auth: basic('u', 'p:ä') } } });
    if (!windows) expect(await modeOf(path)).toBe(0o600);
    const credentials = await loadDockerConfig({ env: { DOCKER_CONFIG: folder.join('new') }, homedir: '' });
    expect((await credentials.find('ghcr.io'))?.credential).toMatchObject({ username: 'u', password: 'p:ä' });
    expect(await removeDockerAuth(saved)).toBe(true);
    expect(await readdir(folder.join('new'))).toEqual([]);
    expect(await removeDockerAuth(saved)).toBe(false);
  });

  it('preserves all other fields, and restricts a file mode that is too open (CH-06)', async () => {
    await using folder = await Folder.make();
    const before = {
      HttpHeaders: { X: 'y' },
      auths: { 'quay.io': { auth: 'abc', email: 'x' } },
      credHelpers: { a: 'b' },
      plugins: { p: { q: '1' } },
      unknown: [1, { two: null }],
    };
    const path = await folder.write('config.json', before);
    await chmod(path, 0o644);
    const saved = await saveDockerAuth(path, 'docker.io', { username: 'u', identityToken: 'it' });
    expect(await json(path)).toEqual({
      ...before,
      auths: { ...before.auths, 'https://index.docker.io/v1/': { auth: basic('u', ''), identitytoken: 'it' } },
    });
    if (!windows) expect(await modeOf(path)).toBe(0o600);
    expect(await removeDockerAuth(saved)).toBe(true);
    expect(await json(path)).toEqual(before);
    expect(await readdir(folder.path)).toEqual(['config.json']);
  });

  it.each([true, false])(
    'removes the temporary files of its process, if it was killed: config exists: %s',
    async (exists) => {
      await using folder = await Folder.make();
      const path = folder.join('config.json');
      const saved = { ...(await saveDockerAuth(path, 'ghcr.io', { username: 'u', password: 'p' })), pid: 4_999_999 };
      if (!exists) await rm(path);
      const others = ['.config.json.1.a.tmp', '.config.json.4999999.a.txt', '.other.json.4999999.a.tmp'];
      for (const name of [...others, '.config.json.4999999.a.tmp', '.config.json.4999999.b.tmp'])
        await folder.write(name, {});
      expect(await removeDockerAuth(saved)).toBe(exists);
      expect((await readdir(folder.path)).toSorted()).toEqual(others);
    },
  );

  it('removes only its own entry (CH-06)', async () => {
    await using folder = await Folder.make();
    const path = folder.join('config.json');
    const saved = await saveDockerAuth(path, 'ghcr.io', { username: 'u', password: 'p' });
    const again = await saveDockerAuth(path, 'ghcr.io', { username: 'u', password: 'p' });
    expect(again.added).toBe(false);
    expect(await removeDockerAuth(again)).toBe(false);
    expect(await json(path)).toEqual({ auths: { 'ghcr.io': { auth: basic('u', 'p') } } });
    await saveDockerAuth(path, 'ghcr.io', { username: 'someone', password: 'else' });
    expect(await removeDockerAuth(saved)).toBe(false);
    expect(await json(path)).toEqual({ auths: { 'ghcr.io': { auth: basic('someone', 'else') } } });
  });

  it('returns a result without secrets (CH-06)', async () => {
    await using folder = await Folder.make();
    const secret = newCanary();
    const saved = await saveDockerAuth(folder.join('config.json'), 'ghcr.io', { username: 'u', password: secret });
    expect(findCanaries([secret], { saved })).toEqual([]);
  });

  it('loses no entry with many writers in three processes (CH-06)', async () => {
    await using folder = await Folder.make();
    const path = folder.join('config.json');
    const names = Array.from({ length: 12 }, (_, index) => `r${index}.test`);
    const script = join(import.meta.dirname, 'save-one.ts');
    await Promise.all([
      promisify(execFile)(process.execPath, [script, path, ...names.slice(0, 4)]),
      promisify(execFile)(process.execPath, [script, path, ...names.slice(4, 8)]),
      ...names.slice(8).map((name) => saveDockerAuth(path, name, { username: 'u', password: name })),
    ]);
    const { auths } = (await json(path)) as { auths: Record<string, unknown> };
    expect(Object.keys(auths).toSorted()).toEqual(names.toSorted());
    expect(await readdir(folder.path)).toEqual(['config.json']);
  });

  it('breaks a stale lock without content (CH-06)', async () => {
    await using folder = await Folder.make();
    const path = folder.join('config.json');
    const lock = await folder.write('config.json.lock', '');
    await utimes(lock, longAgo, longAgo);
    await saveDockerAuth(path, 'ghcr.io', { username: 'u', password: 'p' });
    expect(await readdir(folder.path)).toEqual(['config.json']);
  });

  it('loses no entry when many writers find the lock of a killed process (CH-06)', async () => {
    await using folder = await Folder.make();
    const path = folder.join('config.json');
    const names = Array.from({ length: 20 }, (_, index) => `r${index}.test`);
    const { pid } = await endedProcess();
    const lock = await folder.write('config.json.lock', { token: 'x', pid, host: hostname() });
    utimesSync(lock, longAgo, longAgo);
    await Promise.all(names.map((name) => saveDockerAuth(path, name, { username: 'u', password: name })));
    const { auths } = (await json(path)) as { auths: Record<string, unknown> };
    expect(Object.keys(auths).toSorted()).toEqual(names.toSorted());
    expect(await readdir(folder.path)).toEqual(['config.json']);
  });

  it('does not overwrite the entry of a process that took over the lock (CH-06)', async () => {
    await using folder = await Folder.make();
    const path = folder.join('config.json');
    const script = join(import.meta.dirname, 'save-one.ts');
    // Makes the lock stale. The blocked event loop cannot renew it, as in a suspended process.
    const takeOver = (): void => {
      utimesSync(`${path}.lock`, longAgo, longAgo);
      execFileSync(process.execPath, [script, path, 'other.test']);
    };
    const error = await thrown(
      saveDockerAuth(path, 'ghcr.io', { username: 'u', password: 'p' }, { beforeWrite: takeOver }),
    );
    expect(isOciError(error, 'TIMEOUT')).toBe(true);
    expect(await json(path)).toEqual({ auths: { 'other.test': { auth: basic('u', 'other.test') } } });
  });

  it('does not remove the lock of a process that took it over (CH-06)', async () => {
    await using folder = await Folder.make();
    const path = folder.join('config.json');
    const successor = JSON.stringify({ token: 'successor', pid: process.pid, host: hostname() });
    await thrown(
      saveDockerAuth(
        path,
        'ghcr.io',
        { username: 'u', password: 'p' },
        { beforeWrite: () => writeFileSync(`${path}.lock`, successor) },
      ),
    );
    expect(await readFile(`${path}.lock`, 'utf8')).toBe(successor);
  });

  it('stops waiting for a lock when the signal is aborted (CH-06)', async () => {
    await using folder = await Folder.make();
    await folder.write('config.json.lock', '');
    const error = await thrown(
      saveDockerAuth(
        folder.join('config.json'),
        'ghcr.io',
        { username: 'u', password: 'p' },
        { signal: AbortSignal.timeout(60) },
      ),
    );
    expect(isOciError(error, 'TIMEOUT')).toBe(true);
  });

  it("writes the target of the user's own symbolic link, and does not replace the link (CH-06)", async () => {
    await using folder = await Folder.make();
    const target = await folder.write('real/config.json', { auths: {}, x: 1 });
    const path = folder.join('config.json');
    await symlink(target, path);
    const saved = await saveDockerAuth(path, 'ghcr.io', { username: 'u', password: 'p' });
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect(await json(target)).toEqual({ auths: { 'ghcr.io': { auth: basic('u', 'p') } }, x: 1 });
    if (!windows) expect(await modeOf(target)).toBe(0o600);
    expect(await removeDockerAuth(saved)).toBe(true);
    expect(await json(target)).toEqual({ auths: {}, x: 1 });
  });

  it('does not write through foreign or dangling links, or to a file that is not a configuration (CH-06)', async () => {
    await using folder = await Folder.make();
    const secret = newCanary();
    const target = await folder.write('real.json', '{}');
    const bashrc = await folder.write('bashrc', `export TOKEN=${secret}\n`);
    const credential = { username: 'u', password: secret };
    for (const [name, to] of [
      ['planted', target],
      ['shell', bashrc],
      ['dangling', folder.join('nowhere')],
    ] as const)
      await symlink(to, folder.join(name));
    const otherUser = (process.getuid?.() ?? 0) + 1;
    const errors = [
      await thrown(saveDockerAuth(folder.join('planted'), 'ghcr.io', credential, { uid: otherUser })),
      await thrown(saveDockerAuth(folder.join('shell'), 'ghcr.io', credential)),
      await thrown(saveDockerAuth(folder.join('dangling'), 'ghcr.io', credential)),
    ];
    for (const error of errors) expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect(findCanaries([secret], { errors })).toEqual([]);
    expect(await readFile(target, 'utf8')).toBe('{}');
    expect(await readFile(bashrc, 'utf8')).toBe(`export TOKEN=${secret}\n`);
    expect((await readdir(folder.path)).toSorted()).toEqual(['bashrc', 'dangling', 'planted', 'real.json', 'shell']);
  });

  it.each([1, 1000, 65_534])(
    'does not write through a link of the user %i to a file of its own (CH-06)',
    async (more) => {
      await using folder = await Folder.make();
      const target = await folder.write('real.json', '{}');
      const path = folder.join('planted');
      await symlink(target, path);
      const own = process.getuid?.() ?? 0;
      // Only root can create a link of another user. Another user pretends to be the owner of the link's target.
      if (own === 0) await lchown(path, more, more);
      const uid = own === 0 ? 0 : own + more;
      const error = await thrown(saveDockerAuth(path, 'ghcr.io', { username: 'u', password: 'p' }, { uid }));
      expect(isOciError(error, 'CREDENTIALS')).toBe(true);
      expect(await readFile(target, 'utf8')).toBe('{}');
    },
  );

  it.each(['https://index.docker.io/v1/', 'docker.io', 'index.docker.io', 'https://registry-1.docker.io/v2/'])(
    'with keepExisting, does not change an entry for Docker Hub with the key %s',
    async (key) => {
      await using folder = await Folder.make();
      const path = await folder.write('config.json', {
        auths: { 'ghcr.io': { auth: 'x' }, [key]: { auth: basic('a', 'b') } },
      });
      const before = await readFile(path, 'utf8');
      const reported: SavedDockerAuth[] = [];
      const saved = await saveDockerAuth(
        path,
        'docker.io',
        { username: 'u', password: 'p' },
        { keepExisting: true, beforeWrite: (entry) => reported.push(entry) },
      );
      expect(saved).toMatchObject({ key, added: false, kept: true });
      expect(reported).toEqual([]);
      expect(await readFile(path, 'utf8')).toBe(before);
      expect(await removeDockerAuth(saved)).toBe(false);
      expect(await readFile(path, 'utf8')).toBe(before);
    },
  );

  it('does not confuse a host with another host that contains its name', async () => {
    await using folder = await Folder.make();
    const path = await folder.write('config.json', {
      auths: {
        'evil-ghcr.io': { auth: 'x' },
        'ghcr.io.example.com': { auth: 'y' },
        'https://example.com/ghcr.io': { auth: 'z' },
      },
    });
    expect(
      await saveDockerAuth(path, 'ghcr.io', { username: 'u', password: 'p' }, { keepExisting: true }),
    ).toMatchObject({ key: 'ghcr.io', added: true, kept: false });
  });

  it('writes the credential to an empty entry with its existing key, and restores the empty entry', async () => {
    await using folder = await Folder.make();
    const before = { auths: { 'docker.io': {}, 'ghcr.io': {} }, credsStore: 'desktop' };
    const path = await folder.write('config.json', before);
    const saved = await saveDockerAuth(path, 'docker.io', { username: 'u', password: 'p' }, { keepExisting: true });
    expect(await json(path)).toEqual({ ...before, auths: { 'docker.io': { auth: basic('u', 'p') }, 'ghcr.io': {} } });
    expect(await removeDockerAuth(saved)).toBe(true);
    expect(await json(path)).toEqual(before);
  });

  it('calls beforeWrite with the result before it writes (GA-09)', async () => {
    await using folder = await Folder.make();
    const path = folder.join('config.json');
    const files: string[][] = [];
    const reported: SavedDockerAuth[] = [];
    const saved = await saveDockerAuth(
      path,
      'ghcr.io',
      { username: 'u', password: 'p' },
      {
        beforeWrite: (entry) => {
          reported.push(entry);
          files.push(readdirSync(folder.path));
        },
      },
    );
    expect(reported).toEqual([saved]);
    expect(files).toEqual([['config.json.lock']]);
  });

  it.each([
    ['a host with a line break', 'ghcr.io\n', { username: 'u', password: 'p' }],
    ['a user name with a colon', 'ghcr.io', { username: 'u:v', password: 'p' }],
  ])('rejects %s', async (_, registry, credential) => {
    await using folder = await Folder.make();
    expect(
      isOciError(await thrown(saveDockerAuth(folder.join('config.json'), registry, credential)), 'INPUT_INVALID'),
    ).toBe(true);
    expect(await readdir(folder.path)).toEqual([]);
  });
});
