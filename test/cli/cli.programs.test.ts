import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { push } from '../../src/commands/push.ts';
import { listen } from '../../src/server/index.ts';
import { runCli, start, temporaryPlace, type Place } from './spawned.ts';

async function bytesOf({ stdout }: ChildProcess): Promise<Buffer> {
  if (stdout === null) throw new Error('there is no standard output');
  return buffer(stdout);
}

async function placeWithSource(): Promise<Place> {
  const place = await temporaryPlace();
  await mkdir(join(place.path, 'src/sub'), { recursive: true });
  await writeFile(join(place.path, 'src/a.txt'), 'content');
  await writeFile(join(place.path, 'src/sub/b.txt'), 'more');
  return place;
}

describe('push and pull', () => {
  it('pull the first reference that exists', async () => {
    await using server = await listen(new MemoryRegistry());
    await using place = await placeWithSource();
    const name = `${new URL(server.url).host}/a/b`;
    expect((await runCli(place, ['push', 'src', `oci://${name}:v3`, '--plain-http'])).code).toBe(0);
    const others = ['--fallback', `${name}:v2`, '--fallback', `${name}:v3`];
    const given = ['pull', `${name}:v1`, ...others, '--plain-http', '-o', 'back'];
    const pulled = await runCli(place, [...given, '--json']);
    expect(pulled.code, pulled.stderr).toBe(0);
    expect(JSON.parse(pulled.stdout)).toMatchObject({ reference: `${name}:v3` });
    const login = ['--username', 'u', '--password', 'p', '--fallback', 'ghcr.io/a/b:v1'];
    const refused = await runCli(place, [...given, ...login]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/--username: .*the references are in several registries/);
  });

  it('write and read the same content', async () => {
    await using server = await listen(new MemoryRegistry());
    await using place = await placeWithSource();
    const name = `${new URL(server.url).host}/a/b`;
    const pushed = await runCli(place, [
      'push',
      'src',
      `oci://${name}:v1`,
      '--tag',
      'v2',
      '--tag=v3',
      '--annotation',
      'x=1',
      '--annotation',
      'y=2,3',
      '--plain-http',
      '--json',
    ]);
    expect(pushed.code, pushed.stderr).toBe(0);
    expect(pushed.stdout.trimEnd()).not.toContain('\n');
    const outputs: unknown = JSON.parse(pushed.stdout);
    expect(Object.keys(outputs as object)).toEqual(Object.keys(push.outputs));
    expect(outputs).toMatchObject({
      reference: `${name}:v1`,
      tags: [`${name}:v1`, `${name}:v2`, `${name}:v3`],
      pushed: true,
    });
    const pulled = await runCli(place, ['pull', `${name}:v3`, '-o', 'back', '--plain-http']);
    expect(pulled.code, pulled.stderr).toBe(0);
    expect((await readdir(join(place.path, 'back'), { recursive: true })).sort()).toEqual([
      'a.txt',
      'sub',
      join('sub', 'b.txt'),
    ]);
    expect(await readFile(join(place.path, 'back/sub/b.txt'), 'utf8')).toBe('more');
  });

  it('writes a layout, and prints the result on stdout', async () => {
    await using place = await placeWithSource();
    const { code, stdout, stderr } = await runCli(place, ['push', 'src', './layout', '--version', '1.0']);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^packaged .*layout:1\.0 in /);
    expect(await readdir(join(place.path, 'layout'))).toContain('index.json');
  });

  it('use the same layout and tag, also in a copy (B14)', async () => {
    await using place = await placeWithSource();
    const pushed = await runCli(place, ['push', './src', './out:v1', '--json']);
    expect(pushed.code, pushed.stderr).toBe(0);
    const { digest } = JSON.parse(pushed.stdout) as { readonly digest: string };
    expect(await readdir(place.path)).toEqual(['out', 'src']);
    const pulled = await runCli(place, ['pull', './out:v1', '-o', 'back', '--json']);
    expect(JSON.parse(pulled.stdout)).toMatchObject({ digest });
    expect(await readFile(join(place.path, 'back/a.txt'), 'utf8')).toBe('content');
    const copied = await runCli(place, ['copy', './out:v1', './copy:v2', '--json']);
    expect(JSON.parse(copied.stdout)).toMatchObject({ digest });
    expect((await runCli(place, ['tags', './copy'])).stdout).toBe('v2\n');
    const index = join(place.path, 'copy/index.json');
    await writeFile(index, (await readFile(index, 'utf8')).replace(/,"annotations":\{[^}]*\}/, ''));
    const unnamed = await runCli(place, ['tags', './copy']);
    expect(unnamed.stdout).toBe('');
    expect(unnamed.stderr).toMatch(/^note: 1 manifest of .*copy without a name; use the digest, as in .*: sha256:/);
    expect((await runCli(place, ['resolve', './copy'])).stdout).toMatch(/^sha256:/);
  });

  it('reads the password from standard input, and prints it nowhere', async () => {
    await using server = await listen(new MemoryRegistry(), { htpasswd: `me:${hashSync('canary-password', 4)}` });
    await using place = await placeWithSource();
    const target = `oci://${new URL(server.url).host}/a/b:v1`;
    const { code, stdout, stderr } = await runCli(
      place,
      ['push', 'src', target, '--plain-http', '--username', 'me', '--password-stdin'],
      'canary-password\n',
    );
    expect(code, stderr).toBe(0);
    expect(stdout + stderr).not.toContain('canary');
    const refused = await runCli(place, [
      'push',
      'src',
      target,
      '--plain-http',
      '--username',
      'me',
      '--password',
      'canary-wrong',
    ]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/error: <target>: .*/);
    expect(refused.stdout + refused.stderr).not.toContain('canary');
  });
});

describe('--password-stdin', () => {
  it.each([
    ['  pä ss\t \n', '  pä ss\t '],
    ['\tpä ss\r\n', '\tpä ss'],
    ['pä ss\n\n', 'pä ss\n'],
    [' ', ' '],
  ])('removes only one line break from %j', async (input, password) => {
    await using server = await listen(new MemoryRegistry(), { htpasswd: `me:${hashSync(password, 4)}` });
    await using place = await placeWithSource();
    const target = `${new URL(server.url).host}/a/b:v1`;
    const args = ['push', 'src', `oci://${target}`, '--plain-http', '--username', 'me'];
    const { code, stderr } = await runCli(place, [...args, '--password-stdin'], input);
    expect(code, stderr).toBe(0);
  });
});

describe('serve', () => {
  // Windows has no signals.
  it.runIf(process.platform !== 'win32')(
    'prints its base URL first, stores content in the given directory, and stops on a signal',
    async () => {
      await using place = await placeWithSource();
      const child = start(place, ['serve', '--storage', 'store']);
      try {
        const [first] = (await once(child.stdout ?? child, 'data')) as [Buffer];
        const url = first.toString().split('\n')[0] ?? '';
        expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
        expect((await fetch(`${url}/v2/`)).status).toBe(200);
        const { code, stderr } = await runCli(place, [
          'push',
          'src',
          `oci://${new URL(url).host}/a/b:v1`,
          '--plain-http',
        ]);
        expect(code, stderr).toBe(0);
        const registry = await LayoutRegistry.open(join(place.path, 'store'), { readOnly: true });
        expect(await Array.fromAsync(registry.tags('a/b'))).toEqual(['v1']);
      } finally {
        child.kill('SIGTERM');
      }
      expect(await once(child, 'close')).toEqual([0, null]);
    },
  );

  it('reports a port that is in use', async () => {
    await using server = await listen(new MemoryRegistry());
    await using place = await temporaryPlace();
    const { code, stderr } = await runCli(place, ['serve', '--port', String(server.port)]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: cannot listen on .*EADDRINUSE/m);
  });
});

describe('the command line', () => {
  it.each([
    [['push', 'src', './out', '--colour'], /unknown option '--colour'/],
    [
      ['push', 'src', './out', '--tags', 'v1'],
      /unknown option '--tags'; did you mean --tag\? See "oci-artifact push --help"/,
    ],
    [['push', 'src', './out', '--plain-htpp'], /did you mean --plain-http\?/],
    [['push', 'src', './out', '--no-psh'], /unknown option '--no-psh'; did you mean --no-push\?/],
    [['push', '--hlep'], /unknown option '--hlep'; did you mean --help\?/],
    [
      ['push', 'src', './out', '--plain-http=true'],
      /'--plain-http' does not take an argument; write --plain-http or --no-/,
    ],
    [['push', 'src', './out', '--no-push=1'], /'--push' does not take an argument; write --push or --no-push; see/],
    [['push', 'src', 'oci://localhost/a/b', '--tag', 'feature/x'], /--tag: "feature\/x" is not a tag/],
    [['push', 'src', 'oci:/ghcr.io/a/b'], /<target>: "oci:\/ghcr\.io\/a\/b" .*write oci:\/\/ghcr\.io\/a\/b /],
    [['index', './new:v1', './src:v1'], /<reference>: cannot add .*src:v1 to the index: .*src/],
    [['pull', 'ghcr.io'], /<reference>: .*names a registry without a repository; write ghcr\.io\/repository:tag/],
    [['copy', './a', './b', '--username', 'me'], /did you mean --from-username or --to-username\?/],
    [
      ['push', 'src', 'oci://localhost:5000'],
      /<target>: "oci:\/\/localhost:5000" names a registry without a repository/,
    ],
    [['push', 'src'], /<target>: it is missing/],
    [['push'], /<target>: it is missing/],
    [['push', './out'], /<target>: it is missing/],
    [['push', 'oci://localhost/a/b'], /<source>: no source is given/],
    [['push', 'src', './missing', 'more'], /<source>: .*missing.*does not exist/],
    [['push', 'src', './out', '--version', '1', '--version', '2'], /--version is given twice/],
    [['push', 'src', './out', '--compression'], /--compression/],
    [['push', 'src', './out', '--compression', 'lzma'], /--compression: "lzma" .*gzip, zstd or none/],
    [['push', 'src', './out', '--tag', '-x'], /--tag/],
    [['push', 'src', './out', '--tag=!'], /--tag: "!" is not a tag/],
    [['push', 'src', 'ghcr.io/a/b'], /<target>: .*oci:\/\/ghcr\.io\/a\/b/],
    [['push', 'nowhere', './out'], /<source> "nowhere": it does not exist/],
    [['pull', 'word'], /<reference>: "word" .*names no registry/],
    [['pull', 'localhost:1/a/b:v1', '--plain-http', '-o', 'out'], /<reference>: .*127|<reference>: .*localhost:1/],
    [['serve', '--port', 'http'], /--port: "http"/],
    [['fly'], /"fly" is not a command; choose push/],
    [['--versoin'], /unknown option "--versoin"; did you mean --version\? See "oci-artifact --help"/],
    [['-x'], /unknown option "-x"; see "oci-artifact --help"/],
    [['catalog', 'ghcr.io'], /"catalog" is not a command; did you mean repos\?/],
    [['login', 'ghcr.io'], /--username: it is missing/],
    [['catalog', 'ghcr.io'], /"catalog" is not a command; did you mean repos\?/],
    [['backup', 'ghcr.io/a/b'], /--output: it is missing; give the path of a directory/],
    [['psuh'], /"psuh" is not a command; did you mean push\? See/],
    [['pulls'], /"pulls" is not a command; did you mean pull\? See/],
  ])('rejects %j with one sentence and exit code 1', { concurrent: true }, async (args, message) => {
    await using place = await placeWithSource();
    const { code, stdout, stderr } = await runCli(place, args);
    expect(code, stderr).toBe(1);
    expect(stdout).toBe('');
    const errors = stderr.split('\n').filter((line) => line.startsWith('error: '));
    expect(errors, stderr).toHaveLength(1);
    expect(errors[0]).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect((await readdir(place.path)).sort()).toEqual(['src']);
  });

  it.each([
    ['push', ['push', '--help']],
    ['push', ['--help', 'push']],
    ['pull', ['help', 'pull']],
    ['sif push', ['-h', 'sif', 'push']],
    ['demo', ['demo', 'x', '-h']],
  ])('prints the help of %s for %j', async (command, args) => {
    await using place = await temporaryPlace();
    const { code, stdout } = await runCli(place, args);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^oci-artifact ${command} `));
  });

  it('prints its version', async () => {
    await using place = await temporaryPlace();
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      readonly version: string;
    };
    for (const word of ['--version', '-V', 'version'])
      expect((await runCli(place, [word])).stdout).toBe(`${version}\n`);
  });

  it('prints a selected part of the result, and only that with --quiet', async () => {
    await using place = await placeWithSource();
    const first = await runCli(place, ['push', 'src', './out:v1', '--print', '{digest}', '--quiet']);
    expect(first.stdout).toMatch(/^sha256:[0-9a-f]{64}\n$/);
    expect(first.stderr).toBe('');
    const wrong = await runCli(place, ['push', 'src', './other:v1', '--print', '{digst}']);
    expect(wrong.stderr).toContain('--print: {digst} is not a value of the result; did you mean {digest}?');
    expect(await readdir(place.path)).not.toContain('other');
    expect((await runCli(place, ['tags', './out', '--print', '{tags}'])).stdout).toBe('v1\n');
    expect((await runCli(place, ['manifest', './out:v1', '--print', '{size}'])).stdout).toMatch(/^\d+\n$/);
  });

  it('accepts the names of other tools, and prints a blob byte for byte', async () => {
    await using place = await temporaryPlace();
    const content = Buffer.from(Array.from({ length: 256 * 300 }, (_, index) => index % 256));
    await writeFile(join(place.path, 'file'), content);
    const { stdout } = await runCli(place, ['blob', 'put', './layout', 'file']);
    const digest = stdout.trim();
    expect(digest).toMatch(/^sha256:/);
    const child = start(place, ['blob', 'get', `./layout@${digest}`]);
    expect(Buffer.compare(await bytesOf(child), content)).toBe(0);
    expect((await runCli(place, ['push', '.', './one:v1'])).code).toBe(0);
    expect((await runCli(place, ['cp', './one:v1', './two:v1'])).code).toBe(0);
    expect((await runCli(place, ['ls', './two'])).stdout).toBe('v1\n');
    expect((await runCli(place, ['discover', './two:v1'])).stdout).toMatch(/^\S+two@sha256:\S+\n$/);
    expect((await runCli(place, ['blob', 'constructor'])).stderr).toContain('"constructor" is not a verb');
  });

  it('prints the overview without a command', async () => {
    await using place = await temporaryPlace();
    const help = await runCli(place, ['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('\n  push [<source>...] <target>...\n');
    expect((await runCli(place, [])).code).toBe(1);
  });
});
