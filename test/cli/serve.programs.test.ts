import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { HttpRegistry } from '../../src/client/index.ts';
import { createTransport } from '../../src/http/index.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { blobOf, expectBytes, expectCode, noise, put, putImage } from '../contract/content.ts';
import { CertificateAuthority, findCanaries, newPlainCanary } from '../faults/kit/index.ts';
import { basic, send } from '../server/requests.ts';
import { runCli, start, temporaryPlace, type Place } from './spawned.ts';

interface Served extends AsyncDisposable {
  readonly url: string;
  readonly child: ChildProcess;
  readonly registry: HttpRegistry;
  /** The current content of stderr. */
  log(): string;
  /** @returns the exit code, and the milliseconds until the end */
  stop(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly ms: number }>;
}

async function serve(place: Place, args: readonly string[], ca?: string): Promise<Served> {
  const child = start(place, ['serve', ...args]);
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
  const first = await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'close')]);
  const url = String(first[0]).split('\n')[0] ?? '';
  if (!url.startsWith('http')) throw new Error(`serve ${args.join(' ')} ended: ${log}`);
  const transport = createTransport({ attempts: 1, ca });
  const closed = once(child, 'close');
  const stop = async (
    signal: NodeJS.Signals = 'SIGTERM',
  ): Promise<{ readonly code: number | null; readonly ms: number }> => {
    const started = performance.now();
    if (child.exitCode === null) child.kill(signal);
    const [code] = (await closed) as [number | null];
    return { code, ms: performance.now() - started };
  };
  return {
    url,
    child,
    registry: new HttpRegistry(new URL(`${url}/`), { transport: transport.send, attempts: 1 }),
    log: () => log,
    stop,
    [Symbol.asyncDispose]: async () => {
      await transport.close();
      await stop();
    },
  };
}

/** A client that stops in the middle of an upload and keeps its connection open. */
async function halfUpload(served: Served): Promise<Socket> {
  const begun = await fetch(`${served.url}/v2/a/b/blobs/uploads/`, { method: 'POST' });
  const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    `PATCH ${begun.headers.get('location') ?? ''} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\nhalf`,
  );
  await sleep(100);
  return socket;
}

describe('serve', () => {
  it('prints only its URL on stdout with content in memory', async () => {
    await using place = await temporaryPlace();
    await using served = await serve(place, []);
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { manifest } = await putImage(served.registry, 'a/b', 'one', ['v1']);
    await expectBytes(served.registry.getTag('a/b', 'v1'), manifest);
    const host = served.url.replace('http://', '');
    expect(served.log().split('\n')).toEqual([
      'serving from memory; the content is lost at the end',
      `  push   oci-artifact push ./bundle oci://${host}/acme/bundle:v1`,
      `  pull   oci-artifact pull ${host}/acme/bundle:v1 -o ./out`,
      `  page   ${served.url}/`,
      '',
    ]);
    expect(await readdir(place.path)).toEqual([]);
  });

  it('has no page with --no-page', async () => {
    await using place = await temporaryPlace();
    await using served = await serve(place, ['--no-page']);
    const reply = await fetch(served.url, { headers: { accept: 'text/html' } });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([404, 'application/json']);
    expect(served.log()).not.toContain('  page ');
  });

  // Windows has no signals; it ends a process without notice.
  it.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'stops on %s within five seconds, also with idle and half-sent connections (SV-19)',
    async (signal) => {
      await using place = await temporaryPlace();
      await using served = await serve(place, []);
      await fetch(`${served.url}/v2/`);
      const socket = await halfUpload(served);
      const { code, ms } = await served.stop(signal);
      socket.destroy();
      expect(code).toBe(0);
      expect(ms).toBeLessThan(5000);
    },
  );

  it.each(['per-repository', 'shared'])('keeps content and unfinished uploads after a restart (%s)', async (layout) => {
    await using place = await temporaryPlace();
    const blob = blobOf(noise(100_000, 7));
    let location: string;
    {
      await using served = await serve(place, ['--storage', 'store', '--layout', layout]);
      await putImage(served.registry, 'a/b', 'one', ['v1']);
      const begun = await fetch(`${served.url}/v2/a/b/blobs/uploads/`, { method: 'POST' });
      const sent = await fetch(served.url + (begun.headers.get('location') ?? ''), {
        method: 'PATCH',
        body: blob.bytes.slice(0, 60_000),
      });
      expect(sent.status).toBe(202);
      location = sent.headers.get('location') ?? '';
    }
    const key = join(place.path, 'store/.session-key');
    const before = await readFile(key);
    expect(before.byteLength).toBe(32);
    if (process.platform !== 'win32') expect((await stat(key)).mode & 0o777).toBe(0o600);
    await using served = await serve(place, ['--storage', 'store', '--layout', layout]);
    expect((await readFile(key)).equals(before)).toBe(true);
    expect((await served.registry.resolveTag('a/b', 'v1')).size).toBeGreaterThan(0);
    const state = await fetch(served.url + location);
    expect([state.status, state.headers.get('range')]).toEqual([204, '0-59999']);
    const done = await fetch(`${served.url}${location}?digest=${blob.descriptor.digest}`, {
      method: 'PUT',
      body: blob.bytes.slice(60_000),
    });
    expect(done.status).toBe(201);
    await expectBytes(served.registry.getBlob('a/b', blob.descriptor.digest), blob);
  });

  it.runIf(process.platform !== 'win32')(
    'has a complete index.json after SIGTERM, and loses no pushed tag after SIGKILL',
    async () => {
      await using place = await temporaryPlace();
      const layout = join(place.path, 'store/a/b');
      const tags: string[] = [];
      for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGKILL', 'SIGINT'] as const) {
        await using served = await serve(place, ['--storage', 'store']);
        for (let count = 0; count < 3; count++) {
          tags.push(`t${tags.length + 10}`);
          await putImage(served.registry, 'a/b', tags.join(), tags.slice(-1));
        }
        expect(await Array.fromAsync(served.registry.tags('a/b'))).toEqual(tags);
        await served.stop(signal);
        // Commands that read the directory read the journal too.
        expect((await runCli(place, ['tags', './store/a/b'])).stdout).toBe(`${tags.join('\n')}\n`);
        if (signal === 'SIGKILL') continue;
        const { manifests } = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as {
          manifests: unknown[];
        };
        expect(manifests).toHaveLength(tags.length);
        expect(await readdir(layout)).not.toContain('.index.json.journal');
      }
    },
  );

  it('refuses requests in read-only and immutable mode', async () => {
    await using place = await temporaryPlace();
    {
      await using served = await serve(place, [
        '--storage',
        'store',
        '--immutable',
        '--quota',
        '10KiB',
        '--allow-sparse',
      ]);
      const { layer } = await putImage(served.registry, 'a/b', 'one', ['v1']);
      await expectCode(served.registry.deleteBlob('a/b', layer.descriptor.digest), 'DENIED');
      await expectCode(putImage(served.registry, 'a/b', 'two', ['v1']), 'ALREADY_EXISTS');
      await expectCode(put(served.registry, 'a/b', blobOf(noise(20_000, 1))), 'QUOTA');
    }
    await using served = await serve(place, ['--storage', 'store', '--read-only', '--prefix', 'a']);
    expect(await Array.fromAsync(served.registry.repositories())).toEqual(['b']);
    expect(await Array.fromAsync(served.registry.tags('b'))).toEqual(['v1']);
    await expectCode(put(served.registry, 'b', blobOf('x')), 'UNSUPPORTED');
  });

  it('enforces the quota in memory (SV-08)', async () => {
    await using place = await temporaryPlace();
    await using served = await serve(place, ['--quota', '10KiB']);
    await put(served.registry, 'a/b', blobOf(noise(10_000, 1)));
    await expectCode(put(served.registry, 'a/b', blobOf(noise(1000, 2))), 'QUOTA');
  });

  it('caches another registry', async () => {
    const origin = new MemoryRegistry();
    const { manifest, layer } = await putImage(origin, 'a/b', 'one', ['v1']);
    const upstream = await listen(origin);
    await using place = await temporaryPlace();
    await using served = await serve(place, ['--upstream', upstream.url, '--storage', 'store']);
    await expectBytes(served.registry.getManifest('a/b', manifest.descriptor.digest), manifest);
    await expectBytes(served.registry.getBlob('a/b', layer.descriptor.digest), layer);
    await putImage(served.registry, 'a/c', 'two', ['v2']);
    expect(await Array.fromAsync(origin.tags('a/c'))).toEqual(['v2']);
    expect(served.log()).not.toContain('warning');
    await upstream.close();
    // A manifest is stored although only a part of its content was requested.
    await expectBytes(served.registry.getManifest('a/b', manifest.descriptor.digest), manifest);
    await expectBytes(served.registry.getBlob('a/b', layer.descriptor.digest), layer);
    await served.stop();
    const stored = await LayoutRegistry.open(join(place.path, 'store'), { readOnly: true });
    expect((await Array.fromAsync(stored.contents())).map(({ digest }) => digest).sort()).toEqual(
      [layer, manifest].map((blob) => blob.descriptor.digest).sort(),
    );
  });

  it('logs requests only with --verbose, and never a secret (SV-15)', async () => {
    const [password, token] = [newPlainCanary(), newPlainCanary()];
    await using upstream = await listen(new MemoryRegistry(), { htpasswd: `me:${hashSync(token, 4)}` });
    await using place = await temporaryPlace();
    await writeFile(join(place.path, 'users'), `me:${hashSync(password, 4)}\n`);
    await using served = await serve(place, [
      '--verbose',
      '--htpasswd',
      'users',
      '--upstream',
      upstream.url,
      '--username',
      'me',
      '--password',
      token,
    ]);
    expect((await fetch(`${served.url}/v2/`)).status).toBe(401);
    const authorization = `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;
    expect(
      (await fetch(`${served.url}/v2/a/b/manifests/v1?token=${password}`, { headers: { authorization } })).status,
    ).toBe(404);
    await expect
      .poll(() => served.log())
      .toMatch(/^127\.0\.0\.1 me GET \/v2\/a\/b\/manifests\/v1 404 \S+ \d+ B \S+ ms$/m);
    expect(served.log()).toMatch(/^127\.0\.0\.1 - GET \/v2\/ 401 UNAUTHORIZED/m);
    expect(findCanaries([password, token], { log: served.log() })).toEqual([]);
  });

  it('serves HTTPS', async () => {
    const authority = new CertificateAuthority();
    const { cert, key } = authority.issue();
    await using place = await temporaryPlace();
    await writeFile(join(place.path, 'cert.pem'), cert);
    await writeFile(join(place.path, 'key.pem'), key);
    await using served = await serve(place, ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem'], authority.cert);
    expect(served.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    await putImage(served.registry, 'a/b', 'one', ['v1']);
  });

  it('listens on other addresses only with an explicit option (SV-13)', async () => {
    await using place = await temporaryPlace();
    const refused = await runCli(place, ['serve', '--address', '0.0.0.0']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^error: --address: "0\.0\.0\.0" .*--htpasswd.*--insecure-anonymous/m);
    await using served = await serve(place, ['--address', '0.0.0.0', '--insecure-anonymous']);
    expect((await fetch(`${served.url}/v2/`)).status).toBe(200);
  });
});

// Windows has no signals.
describe.runIf(process.platform !== 'win32')('SIGHUP', () => {
  const authority = new CertificateAuthority();
  const [first, second] = [authority.issue(), authority.issue()];

  async function serial(url: string): Promise<string> {
    const socket = connectTls({ port: Number(new URL(url).port), host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  }

  async function statusOf(url: string, user: string): Promise<number> {
    return (await send(url, 'GET', '/v2/', { headers: basic(user, 'pw') })).status;
  }

  it('reloads the certificate, and keeps it when the new one is broken', async () => {
    await using place = await temporaryPlace();
    const write = async (cert: string, key: string): Promise<void> => {
      await writeFile(join(place.path, 'cert.pem'), cert);
      await writeFile(join(place.path, 'key.pem'), key);
    };
    await write(first.cert, first.key);
    await using served = await serve(place, ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem'], authority.cert);
    const before = await serial(served.url);
    const broken = [
      [second.cert, first.key],
      ['', second.key],
      [second.cert, 'x'],
    ] as const;
    for (const [index, [cert, key]] of broken.entries()) {
      await write(cert, key);
      served.child.kill('SIGHUP');
      await expect.poll(() => served.log().match(/^warning: kept the current certificate/gm)?.length).toBe(index + 1);
      expect(await serial(served.url)).toBe(before);
    }
    await write(second.cert, second.key);
    served.child.kill('SIGHUP');
    await expect.poll(() => served.log()).toContain('reloaded the certificate');
    expect(await serial(served.url)).not.toBe(before);
    expect((await served.stop()).code).toBe(0);
  });

  it('reloads the users, and keeps them when the new file is broken', async () => {
    await using place = await temporaryPlace();
    const users = join(place.path, 'users');
    await writeFile(users, `ada:${hashSync('pw', 4)}\n`);
    await using served = await serve(place, ['--htpasswd', 'users']);
    for (const [index, text] of ['ada:hunter2hunter2\n', '', '# nobody\n', undefined].entries()) {
      await (text === undefined ? rm(users) : writeFile(users, text));
      served.child.kill('SIGHUP');
      await expect.poll(() => served.log().match(/^warning: kept the current users/gm)?.length).toBe(index + 1);
      expect(await statusOf(served.url, 'ada')).toBe(200);
    }
    await writeFile(users, `eve:${hashSync('pw', 4)}\n`);
    served.child.kill('SIGHUP');
    await expect.poll(() => served.log()).toContain('reloaded the users');
    expect([await statusOf(served.url, 'eve'), await statusOf(served.url, 'ada')]).toEqual([200, 401]);
    expect(served.log()).not.toContain('hunter2');
  });

  it.each([[[]], [['--storage', 'store']]])('stops the registry without these files, with %j', async (args) => {
    await using place = await temporaryPlace();
    await using served = await serve(place, args);
    const socket = await halfUpload(served);
    const { code, ms } = await served.stop('SIGHUP');
    socket.destroy();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(5000);
  });
});

describe('the address and the names of serve (SV-13)', () => {
  it.each(['[::1]', '::1'])('listens on %s', async (address) => {
    await using place = await temporaryPlace();
    await using served = await serve(place, ['--address', address]);
    expect(served.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${served.url}/v2/`)).status).toBe(200);
  });

  it('listens on [::]', async () => {
    await using place = await temporaryPlace();
    const refused = await runCli(place, ['serve', '--address', '[::]']);
    expect(refused.stderr).toMatch(/^error: --address: "::" is not a loopback address/m);
    await using served = await serve(place, ['--address', '[::]', '--insecure-anonymous']);
    expect((await fetch(`${served.url}/v2/`)).status).toBe(200);
  });

  it('accepts only the names of --host-name in addition to the local ones', async () => {
    await using place = await temporaryPlace();
    await using served = await serve(place, ['--host-name', 'registry.test', '--host-name', 'proxy_1']);
    for (const [host, status] of [
      ['registry.test', 200],
      ['proxy_1:80', 200],
      ['a.localhost', 200],
      ['evil.test', 403],
    ] as const) {
      const reply = await send(served.url, 'GET', '/v2/', { headers: { host } });
      expect([host, reply.status]).toEqual([host, status]);
    }
  });
});

describe('invalid options of serve', () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an invalid port', ['--port', 'x'], /--port: "x"/],
    [
      'an unknown address',
      ['--address', '127.0.0.1.example.invalid', '--insecure-anonymous'],
      /cannot listen on 127\.0\.0\.1\.example\.invalid/,
    ],
    ['storage in a missing directory', ['--storage', 'no/where'], /--storage: ".*where" .*does not exist/],
    [
      'missing storage in read-only mode',
      ['--storage', 'nowhere', '--read-only'],
      /--storage: ".*nowhere" does not exist/,
    ],
    ['storage that is a file', ['--storage', 'plain'], /--storage: ".*plain" is not a directory/],
    ['an empty storage', ['--storage', ''], /--storage: it is empty/],
    [
      'layout shared for separate layouts',
      ['--storage', 'apart', '--layout', 'shared'],
      /--layout: "shared" .*per-repository/,
    ],
    ['layout per-repository for one layout', ['--storage', 'apart/a/b'], /--layout: "per-repository" .*shared/],
    ['an htpasswd file that is missing', ['--htpasswd', 'none'], /--htpasswd: "none" does not exist/],
    [
      'an htpasswd file without bcrypt',
      ['--htpasswd', 'plain'],
      /^(?!.*hunter2).*--htpasswd: "plain" .*line 1.*bcrypt/,
    ],
    ['an htpasswd file without users', ['--htpasswd', 'empty'], /--htpasswd: "empty" has no entries/],
    ['a certificate without a key', ['--tls-cert', 'cert.pem'], /--tls-key: it is missing/],
    [
      'an invalid certificate',
      ['--tls-cert', 'plain', '--tls-key', 'key.pem'],
      /--tls-cert: "plain" is not a PEM certificate/,
    ],
    [
      'an invalid key',
      ['--tls-cert', 'cert.pem', '--tls-key', 'plain'],
      /^(?!.*hunter2).*--tls-key: "plain" is not a PEM private key/,
    ],
    [
      "another certificate's key",
      ['--tls-cert', 'cert.pem', '--tls-key', 'other.pem'],
      /--tls-key: "other\.pem" does not belong to the certificate/,
    ],
    ['an invalid prefix', ['--prefix', 'A/B'], /--prefix: "A\/B"/],
    [
      'an upstream with a password',
      ['--upstream', 'https://me:hunter2hunter2@ghcr.io'],
      /^(?!.*hunter2).*--upstream: .*user information/,
    ],
    ['a session key that others can read', ['--storage', 'open'], /\.session-key is not .*delete it/],
  ];

  it.each(cases)('reports %s in one sentence with exit code 1', { concurrent: true }, async (_, args, message) => {
    await using place = await temporaryPlace();
    const authority = new CertificateAuthority();
    const [first, second] = [authority.issue(), authority.issue()];
    const files = {
      plain: 'me:hunter2hunter2\n',
      empty: '# no users\n',
      'cert.pem': first.cert,
      'key.pem': first.key,
      'other.pem': second.key,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(place.path, name), text);
    await putImage(await LayoutRegistry.open(join(place.path, 'apart')), 'a/b', 'one', ['v1']);
    await mkdir(join(place.path, 'open'));
    await writeFile(join(place.path, 'open/.session-key'), Buffer.alloc(32), { mode: 0o644 });
    const before = (await readdir(place.path)).sort();
    const { code, stdout, stderr } = await runCli(place, ['serve', ...args]);
    expect(code, stderr).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toMatch(message);
    expect((await readdir(place.path)).sort()).toEqual(before);
  });

  // Windows needs a privilege to create links.
  it.runIf(process.platform !== 'win32')('follows no link in place of the session key (ST-09)', async () => {
    await using place = await temporaryPlace();
    await mkdir(join(place.path, 'store'));
    await writeFile(join(place.path, 'elsewhere'), Buffer.alloc(32), { mode: 0o600 });
    await symlink('../elsewhere', join(place.path, 'store/.session-key'));
    const { code, stderr } = await runCli(place, ['serve', '--storage', 'store']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: --storage: cannot read .*\.session-key: .*\(ELOOP\)\n$/);
  });
});

describe('gc', () => {
  it('deletes unreferenced blobs, and only lists them with --dry-run', async () => {
    await using place = await temporaryPlace();
    const storage = join(place.path, 'store');
    const registry = await LayoutRegistry.open(storage);
    const { manifest, layer } = await putImage(registry, 'a/b', 'one', ['v1']);
    const loose = blobOf(noise(5000, 1));
    await put(registry, 'a/b', loose);
    const young = await runCli(place, ['gc', '--storage', 'store']);
    expect([young.code, young.stdout]).toEqual([0, 'deleted 0 blobs, 0 B\n']);
    await sleep(20);
    const dry = await runCli(place, ['gc', '--storage', 'store', '--grace', '10ms', '--dry-run', '--json']);
    expect(JSON.parse(dry.stdout)).toEqual({
      'dry-run': true,
      count: 1,
      bytes: 5000,
      deleted: [{ digest: loose.descriptor.digest, size: 5000 }],
    });
    await expectBytes(registry.getBlob('a/b', loose.descriptor.digest), loose);
    const real = await runCli(place, ['gc', '--storage', 'store', '--grace', '10ms']);
    expect([real.code, real.stdout]).toEqual([0, `${loose.descriptor.digest}  4.9 KiB\ndeleted 1 blob, 4.9 KiB\n`]);
    await expectCode(registry.getBlob('a/b', loose.descriptor.digest), 'BLOB_UNKNOWN');
    await expectBytes(registry.getTag('a/b', 'v1'), manifest);
    await expectBytes(registry.getBlob('a/b', layer.descriptor.digest), layer);
  });

  it('frees a quota that is full of overwritten tags with --untagged, as its error says', async () => {
    await using place = await temporaryPlace();
    await using served = await serve(place, ['--storage', 'store', '--quota', '2MB']);
    const push = async (marker: string): Promise<void> => {
      const layer = await put(served.registry, 'app', blobOf(noise(700_000, marker.length)));
      await putImage(served.registry, 'app', marker, ['latest'], { layers: [layer.descriptor] });
    };
    for (const marker of ['a', 'ab']) await push(marker);
    const failure = await expectCode(push('abc'), 'QUOTA');
    expect(failure.message).toContain('gc');
    expect(failure.message).toContain('--untagged');
    await sleep(20);
    const gc = ['gc', '--storage', 'store', '--grace', '10ms'];
    const plain = await runCli(place, [...gc, '--json', '--dry-run']);
    const untagged = await runCli(place, [...gc, '--json', '--untagged']);
    const countOf = ({ stdout }: { stdout: string }): number => (JSON.parse(stdout) as { count: number }).count;
    // The manifest and the layer of the first image, and the layers that no image needs.
    expect(countOf(untagged) - countOf(plain)).toBe(2);
    expect(await Array.fromAsync(served.registry.tags('app'))).toEqual(['latest']);
  });

  it.each([
    [['gc'], /--storage: it is missing/],
    [['gc', '--storage', 'nowhere'], /--storage: ".*nowhere" does not exist/],
    [['gc', '--storage', '.', '--grace', 'soon'], /--grace: "soon"/],
    [['gc', '--storage', '.', '--layout', 'single'], /--layout: "single"/],
  ])('rejects %j with one sentence', { concurrent: true }, async (args, message) => {
    await using place = await temporaryPlace();
    const { code, stdout, stderr } = await runCli(place, args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toMatch(message);
    expect(await readdir(place.path)).toEqual([]);
  });
});
