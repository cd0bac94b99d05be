import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessLine, openStorage, takeInventory } from '../../src/commands/index.ts';
import { reserveOutputDirectory } from '../../src/commands/output-directory.ts';
import { readHtpasswd, readTls } from '../../src/commands/serving-files.ts';
import { serveRegistry, type ServePlan } from '../../src/commands/serving.ts';
import { sessionKeyIn } from '../../src/commands/serving-session-key.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen, type AccessLogEntry } from '../../src/server/index.ts';
import { putImage } from '../contract/content.ts';
import { CertificateAuthority } from '../faults/kit/index.ts';
import { send } from '../server/requests.ts';

const posix = process.platform !== 'win32';
const label = (name: string): string => `--${name}`;
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'serving-storage-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const at = (name: string): string => join(root, name);

describe('the session key of a storage', () => {
  const path = (): string => at('.session-key');

  it('is created once, also by several processes, and only for this user', async () => {
    const keys = await Promise.all(Array.from({ length: 4 }, () => sessionKeyIn(root)));
    for (const key of [...keys, await sessionKeyIn(root)]) expect(Buffer.compare(key, keys[0] ?? key)).toBe(0);
    expect(keys[0]).toHaveLength(32);
    expect(await readFile(path())).toEqual(keys[0]);
    if (posix) expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await readdir(root)).toEqual(['.session-key']);
    await rm(path());
    expect(Buffer.compare(await sessionKeyIn(root), keys[0] ?? new Uint8Array())).not.toBe(0);
  });

  it.each([31, 33, 0])('is refused with %i bytes', async (size) => {
    await writeFile(path(), Buffer.alloc(size), { mode: 0o600 });
    await expect(sessionKeyIn(root)).rejects.toMatchObject({
      code: 'FILE_SYSTEM',
      message: expect.stringContaining('is not a file of 32 bytes that only this user can read'),
    });
    expect((await stat(path())).size).toBe(size);
  });

  it.runIf(posix).each([0o640, 0o604, 0o610])('is refused with the mode %o', async (mode) => {
    await sessionKeyIn(root);
    await chmod(path(), mode);
    await expect(sessionKeyIn(root)).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
  });

  it.runIf(posix)('is refused behind a link, and in a directory that does not exist', async () => {
    await writeFile(at('other'), Buffer.alloc(32), { mode: 0o600 });
    await symlink('other', path());
    await expect(sessionKeyIn(root)).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
    await expect(sessionKeyIn(at('none'))).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
  });
});

describe('openStorage', () => {
  const open = (path: string, layout: 'per-repository' | 'shared', create = true): Promise<LayoutRegistry> =>
    openStorage(path, { layout, create }, label);

  it('creates a directory in an existing one', async () => {
    await expect(open(at('new'), 'per-repository', false)).rejects.toThrow(/^--storage: .* does not exist; give/);
    await expect(open(at('deep/new'), 'per-repository')).rejects.toThrow(/cannot be created because .*deep does not/);
    expect(await readdir(root)).toEqual([]);
    await Promise.all([open(at('new'), 'per-repository'), open(at('new'), 'per-repository')]);
    expect(await readdir(root)).toEqual(['new']);
    await writeFile(at('file'), '');
    await expect(open(at('file'), 'shared')).rejects.toThrow(/^--storage: .* is not a directory/);
  });

  it('is not created for a registry that only reads it, but for a mirror', async () => {
    await using upstream = await listen(new MemoryRegistry());
    const plan: ServePlan = {
      address: '127.0.0.1',
      port: 0,
      hostNames: [],
      layout: 'per-repository',
      storage: at('new'),
      page: false,
      readOnly: true,
      immutable: false,
      allowSparse: false,
      insecureAnonymous: false,
    };
    const context = { label, connection: { attempts: 1, env: {}, homedir: root } };
    await expect(serveRegistry(plan, context)).rejects.toThrow(/^--storage: .* does not exist; give/);
    expect(await readdir(root)).toEqual([]);
    const mirrored = { registry: new URL(upstream.url).host, plainHttp: true };
    await using serving = await serveRegistry({ ...plan, upstream: mirrored }, context);
    expect((await send(serving.url, 'GET', '/v2/')).status).toBe(200);
    expect(await readdir(root)).toEqual(['new']);
  });

  it('refuses a directory with the other layout', async () => {
    const separate = await open(at('separate'), 'per-repository');
    await putImage(separate, 'acme/app', 'one', ['v1']);
    await expect(open(at('separate'), 'shared')).rejects.toThrow(/^--layout: .* in which acme\/app has its own layout/);
    await putImage(await open(at('shared'), 'shared'), 'acme/app', 'one', ['v1']);
    await expect(open(at('shared'), 'per-repository')).rejects.toThrow(/^--layout: .* which is one image layout/);
    for (const [name, layout] of [
      ['separate', 'per-repository'],
      ['shared', 'shared'],
    ] as const)
      expect((await (await open(at(name), layout)).resolveTag('acme/app', 'v1')).size).toBeGreaterThan(0);
    await mkdir(at('empty'));
    await open(at('empty'), 'shared');
  });
});

describe('takeInventory', () => {
  it('counts content that several repositories have once', async () => {
    const registry = await LayoutRegistry.open(root, { sync: false });
    const { config, layer, manifest } = await putImage(registry, 'acme/one', 'x', ['v1', 'v2']);
    await putImage(registry, 'acme/two', 'x', ['v1']);
    const bytes = [config, layer, manifest].reduce((sum, { descriptor }) => sum + descriptor.size, 0);
    expect(await takeInventory(registry)).toEqual({ repositories: 2, tags: 3, blobs: 3, bytes });
  });
});

describe('accessLine', () => {
  const entry: AccessLogEntry = {
    method: 'GET',
    path: '/v2/a/manifests/v1',
    status: 200,
    bytes: 528,
    durationMs: 1,
    remoteAddress: '127.0.0.1',
    user: 'me',
    errorCode: undefined,
    complete: true,
  };

  it.each<[Partial<AccessLogEntry>, string]>([
    [{}, '127.0.0.1 me GET /v2/a/manifests/v1 200 528 B 1 ms'],
    [{ user: undefined, remoteAddress: undefined }, '- - GET /v2/a/manifests/v1 200 528 B 1 ms'],
    [
      { status: 404, errorCode: 'MANIFEST_UNKNOWN' },
      '127.0.0.1 me GET /v2/a/manifests/v1 404 MANIFEST_UNKNOWN 528 B 1 ms',
    ],
    [{ status: 0, complete: false }, '127.0.0.1 me GET /v2/a/manifests/v1 0 528 B 1 ms (cut)'],
  ])('formats %j', (change, line) => {
    expect(accessLine({ ...entry, ...change })).toBe(line);
  });
});

describe('reserveOutputDirectory', () => {
  const layoutOf = (path: string) => ({ kind: 'layout', path }) as const;

  it('is a local target itself, which is removed only if the run created it', async () => {
    const { path, isTemporary, contains, undo } = await reserveOutputDirectory(layoutOf(at('a/b')), at('x'), undefined);
    expect([path, isTemporary]).toEqual([at('a/b'), false]);
    expect([contains(at('a/b/blobs')), contains(at('a/c')), contains(at('ab')), contains(at('x'))]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    await mkdir(at('a/b'), { recursive: true });
    await mkdir(at('kept'));
    await undo();
    expect(await readdir(root)).toEqual(['kept']);
    const existing = await reserveOutputDirectory(layoutOf(at('kept')), undefined, undefined);
    await existing.undo();
    existing.undoNow();
    expect(await readdir(root)).toEqual(['kept']);
  });

  it('is the given directory, or a new one below the temporary directory', async () => {
    await mkdir(at('given'));
    const given = await reserveOutputDirectory(undefined, at('given'), undefined);
    expect([given.path, given.isTemporary, given.contains(at('given/source'))]).toEqual([at('given'), false, false]);
    const created = await reserveOutputDirectory(undefined, undefined, root);
    expect(created.isTemporary).toBe(true);
    expect((await readdir(root)).filter((name) => name.startsWith('oci-artifact-'))).toHaveLength(1);
    await writeFile(join(created.path, 'file'), '');
    created.undoNow();
    expect(await readdir(root)).toEqual(['given']);
    await expect(reserveOutputDirectory(undefined, undefined, at('none'))).rejects.toMatchObject({
      code: 'FILE_SYSTEM',
      message: expect.stringContaining('create a temporary directory'),
    });
  });
});

describe('the files of a server', () => {
  const authority = new CertificateAuthority();
  const { cert, key } = authority.issue();
  const other = authority.issue();

  async function files(texts: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(texts)) await writeFile(at(name), text);
  }

  it('are a certificate and its key', async () => {
    await files({ cert, key, other: other.key, empty: '' });
    expect(await readTls(undefined, undefined, label)).toBeUndefined();
    expect(await readTls(at('cert'), at('key'), label)).toEqual({ cert, key });
    for (const [certPath, keyPath, message] of [
      [undefined, 'key', /^--tls-cert: it is missing although --tls-key is given/],
      ['cert', undefined, /^--tls-key: it is missing although --tls-cert is given/],
      ['none', 'key', /^--tls-cert: .*none" does not exist/],
      ['cert', 'none', /^--tls-key: .*none" does not exist/],
      ['key', 'key', /^--tls-cert: .* is not a PEM certificate/],
      ['empty', 'key', /^--tls-cert: .* is not a PEM certificate/],
      ['cert', 'cert', /^--tls-key: .* is not a PEM private key/],
      ['cert', 'empty', /^--tls-key: .* is not a PEM private key/],
      ['cert', 'other', /^--tls-key: .* does not belong to the certificate in --tls-cert/],
    ] as const) {
      const reading = readTls(certPath && at(certPath), keyPath && at(keyPath), label);
      await expect(reading).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringMatching(message),
      });
      await expect(reading).rejects.not.toThrow(key.split('\n')[1]);
    }
  });

  it('are an htpasswd file with at least one user', async () => {
    const hash = `$2b$04$${'a'.repeat(53)}`;
    await files({ users: `# users\nme:${hash}\n`, comments: '# users\n\n  \n', empty: '', plain: 'me:secret-1\n' });
    expect(await readHtpasswd(at('users'), label)).toContain(hash);
    for (const name of ['comments', 'empty'])
      await expect(readHtpasswd(at(name), label)).rejects.toThrow(/^--htpasswd: .* has no entries/);
    await expect(readHtpasswd(at('none'), label)).rejects.toThrow(/^--htpasswd: .* does not exist; give a file/);
    const failure: unknown = await readHtpasswd(at('plain'), label).catch((error: unknown) => error);
    expect(String(failure)).toMatch(/--htpasswd: .* is invalid: /);
    expect(String(failure)).not.toContain('secret-1');
  });
});
