import { readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { dockerConfigPath, loadDockerConfig, removeLogin, saveLogin } from '../../src/credentials/index.ts';
import { basic, Folder, makeHelper, type Helper } from './fixtures.ts';

const credential = { username: 'me', password: 's3cret-value' };
const config = '.docker/config.json';

async function json(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

/** A credential helper that keeps credentials in a file. */
async function keeper(folder: Folder): Promise<Helper> {
  const file = JSON.stringify(folder.join('kept.json'));
  return makeHelper(
    folder,
    'keep',
    `const fs = require('node:fs');
const kept = fs.existsSync(${file}) ? JSON.parse(fs.readFileSync(${file}, 'utf8')) : {};
const verb = process.argv[2];
if (verb === 'store') { const given = JSON.parse(server); kept[given.ServerURL] = given; }
else if (kept[server] === undefined) { console.log('credentials not found in native keychain'); process.exit(1); }
else if (verb === 'erase') delete kept[server];
else console.log(JSON.stringify(kept[server]));
fs.writeFileSync(${file}, JSON.stringify(kept));`,
  );
}

describe('a login without a credential helper', () => {
  it.each(['ghcr.io', 'localhost:5000', 'docker.io'])('is in the file, for %s, until it is removed', async (host) => {
    await using folder = await Folder.make();
    const options = { env: {}, homedir: folder.path };
    const path = dockerConfigPath(options);
    expect(await saveLogin(path, host, credential, options)).toBe(path);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await (await loadDockerConfig(options)).find(host))?.credential).toEqual(credential);
    expect(await removeLogin(path, host, options)).toBe(true);
    expect(await (await loadDockerConfig(options)).find(host)).toBeUndefined();
    expect(await removeLogin(path, host, options)).toBe(false);
  });

  it('replaces all names of the registry, and keeps every other entry and field', async () => {
    await using folder = await Folder.make();
    const other = { auth: basic('other', 'x') };
    const auths = { 'https://ghcr.io/v1/': other, 'ghcr.io': other, 'ghcr.io/acme': other, 'quay.io': other };
    const path = await folder.write(config, { auths, psFormat: 'x', credHelpers: { 'gcr.io': 'gcloud' } });
    await saveLogin(path, 'GHCR.io', credential, { env: {} });
    const kept = { 'ghcr.io/acme': other, 'quay.io': other };
    expect(await json(path)).toEqual({
      auths: { ...kept, 'ghcr.io': { auth: basic('me', credential.password) } },
      psFormat: 'x',
      credHelpers: { 'gcr.io': 'gcloud' },
    });
    await removeLogin(path, 'ghcr.io', { env: {} });
    expect(await json(path)).toMatchObject({ auths: kept });
  });

  it('is stored where DOCKER_CONFIG says', () => {
    expect(dockerConfigPath({ env: { DOCKER_CONFIG: '/elsewhere' }, homedir: '/home/me' })).toMatch(/elsewhere.config/);
    expect(dockerConfigPath({ env: { DOCKER_CONFIG: '' }, homedir: '/home/me' })).toMatch(/me.\.docker.config\.json$/);
  });

  it('creates no file to remove a login', async () => {
    await using folder = await Folder.make();
    expect(await removeLogin(folder.join('none', 'config.json'), 'ghcr.io', { env: {} })).toBe(false);
    await expect(stat(folder.join('none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a login with a credential helper', () => {
  it.each([{ credsStore: 'keep' }, { credHelpers: { 'ghcr.io': 'keep' }, credsStore: 'absent' }])(
    'is only in the helper: %j',
    async (settings) => {
      await using folder = await Folder.make();
      const helper = await keeper(folder);
      const auths = { 'ghcr.io': { auth: basic('old', 'old') } };
      const path = await folder.write(config, { ...settings, auths });
      const options = { env: helper.env, homedir: folder.path };
      expect(await saveLogin(path, 'ghcr.io', credential, options)).toBe(
        'the credential helper docker-credential-keep',
      );
      expect(await json(path)).toEqual({ ...settings, auths: { 'ghcr.io': {} } });
      expect((await (await loadDockerConfig(options)).find('ghcr.io'))?.credential).toEqual(credential);
      expect(await removeLogin(path, 'ghcr.io', options)).toBe(true);
      expect(await json(path)).toEqual({ ...settings, auths: {} });
      expect(await (await loadDockerConfig(options)).find('ghcr.io')).toBeUndefined();
      expect(await removeLogin(path, 'ghcr.io', options)).toBe(false);
    },
  );

  it('uses the address of Docker Hub that docker passes', async () => {
    await using folder = await Folder.make();
    const helper = await keeper(folder);
    const path = await folder.write(config, { credsStore: 'keep' });
    await saveLogin(path, 'docker.io', credential, { env: helper.env });
    expect(Object.keys((await json(folder.join('kept.json'))) as object)).toEqual(['https://index.docker.io/v1/']);
    expect(await json(path)).toMatchObject({ auths: { 'https://index.docker.io/v1/': {} } });
  });

  it('fails without a change when the helper is missing or fails, and does not show the secret', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'bad', 'console.log(server); process.exit(3);');
    for (const [suffix, message] of [
      ['absent', /docker-credential-absent, which is not in PATH; install it, or remove that line$/],
      ['bad', /docker-credential-bad failed for ghcr\.io with exit code 3/],
      ['../x', /its name is invalid/],
    ] as const) {
      const path = await folder.write(config, { credsStore: suffix });
      const failure: unknown = await saveLogin(path, 'ghcr.io', credential, { env: helper.env }).catch(
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ code: 'CREDENTIALS', message: expect.stringMatching(message) });
      expect(String(failure)).not.toContain(credential.password);
      expect(await json(path)).toEqual({ credsStore: suffix });
    }
  });

  it('is removed from the file also when the helper does not have it', async () => {
    await using folder = await Folder.make();
    const helper = await keeper(folder);
    const auths = { 'ghcr.io': { auth: basic('old', 'old') } };
    const path = await folder.write(config, { credsStore: 'keep', auths });
    expect(await removeLogin(path, 'ghcr.io', { env: helper.env })).toBe(true);
    expect(await json(path)).toEqual({ credsStore: 'keep', auths: {} });
  });

  it('is not removed when the helper is missing or fails', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'bad', 'console.log("denied"); process.exit(3);');
    const auths = { 'ghcr.io': { auth: basic('old', 'old') } };
    for (const [credsStore, message] of [
      ['absent', /docker-credential-absent, which is not in PATH/],
      ['bad', /docker-credential-bad failed for ghcr\.io with exit code 3/],
    ] as const) {
      const path = await folder.write(config, { credsStore, auths });
      await expect(removeLogin(path, 'ghcr.io', { env: helper.env })).rejects.toMatchObject({
        code: 'CREDENTIALS',
        message: expect.stringMatching(message),
      });
      expect(await json(path)).toEqual({ credsStore, auths });
    }
  });

  it('fails when the helper takes too long', async () => {
    await using folder = await Folder.make();
    const helper = await makeHelper(folder, 'slow', 'setInterval(() => {}, 1000);');
    const path = await folder.write(config, { credsStore: 'slow' });
    const options = { env: helper.env, helperTimeoutMs: 1 };
    await expect(saveLogin(path, 'ghcr.io', credential, options)).rejects.toMatchObject({ code: 'TIMEOUT' });
    await expect(removeLogin(path, 'ghcr.io', options)).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('refuses a text that is not a registry', async () => {
    await using folder = await Folder.make();
    await expect(saveLogin(folder.join('c'), 'a b', credential, { env: {} })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });
});
