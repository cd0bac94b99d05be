import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack } from 'tar-stream';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import {
  emptyDescriptor,
  emptyJsonBytes,
  encodeJson,
  mediaTypeImageLayer,
  mediaTypeImageManifest,
} from '../../src/spec/index.ts';
import { blobOf, noise, put as putBlob } from '../contract/content.ts';
import { parityTrees, put } from './parity-trees.ts';
import { must, temporaryDirectory, type Ran, type TemporaryDirectory } from './processes.ts';
import { repositoryRoot } from './run-action.ts';
import { startWine, windowsCli, windowsPath, type Wine } from './wine.ts';

/** Trees that Windows cannot have: its names are Unicode without some characters, and it has neither modes nor these links. */
const linuxOnly: ReadonlySet<string> = new Set([
  'names that are not UTF-8',
  'names with quotes and line breaks',
  'modes',
  'links',
]);

let wine: Wine;
let work: TemporaryDirectory;

beforeAll(async () => {
  work = await temporaryDirectory();
  wine = await startWine();
  expect((await wine.node(['-p', 'process.platform'])).stdout.trim()).toBe('win32');
});
afterAll(async () => {
  await wine[Symbol.asyncDispose]();
  await work[Symbol.asyncDispose]();
});

/** Runs the command line for Windows in the work directory. */
function windows(...args: readonly string[]): Promise<Ran> {
  return wine.node([windowsCli, ...args], work.path);
}

async function mustOnWindows(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await windows(...args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout.trim();
}

function linux(...args: readonly string[]): Promise<string> {
  const program = [join(repositoryRoot, 'dist/cli.js'), ...args];
  return must(process.execPath, program, { cwd: work.path }).then((text) => text.trim());
}

const digests = ['--modes', 'normalize', '--print', '{digest} {layer-digest} {content-digest}'];

describe('a push on Windows', () => {
  it.each(Object.keys(parityTrees).filter((name) => !linuxOnly.has(name)))(
    'has the same digests as on Linux: %s',
    async (name) => {
      const tree = `tree-${Object.keys(parityTrees).indexOf(name)}`;
      await mkdir(join(work.path, tree));
      await parityTrees[name]?.(join(work.path, tree));
      const expected = await linux('push', tree, `./linux-${tree}:v1`, ...digests);
      expect(await mustOnWindows('push', tree, `./windows-${tree}:v1`, ...digests)).toBe(expected);
    },
  );

  it('takes the executable files from the index of git', async () => {
    const root = join(work.path, 'git');
    await put(root, 'run.sh', 'x');
    await put(root, 'data', 'y');
    await chmod(join(root, 'run.sh'), 0o755);
    await must('git', ['init', '-q'], { cwd: root });
    await must('git', ['add', '.'], { cwd: root });
    const args = ['--exclude', '.git', ...digests];
    const expected = await linux('push', 'git', './git-linux:v1', ...args);
    expect(await mustOnWindows('push', 'git', './git-windows:v1', ...args)).toBe(expected);
  });
});

describe('paths on Windows', () => {
  beforeAll(async () => {
    await put(join(work.path, 'small'), 'a/b.txt', 'content');
    await linux('push', 'small', './small-layout:v1');
  });

  it.each([
    ['small-layout with a drive', () => windowsPath(join(work.path, 'small-layout'))],
    ['a drive in lower case and slashes', () => `z:${join(work.path, 'small-layout')}`],
    ['a relative path with backslashes', () => '.\\small-layout'],
    ['a relative path with slashes', () => './small-layout'],
  ])('name an image layout: %s', async (_, layout) => {
    const digest = await linux('resolve', './small-layout:v1');
    expect(await mustOnWindows('resolve', `${layout()}:v1`)).toBe(digest);
    expect(await mustOnWindows('resolve', `${layout()}@${digest}`)).toBe(digest);
    expect((await windows('resolve', `${layout()}:v2`)).stderr).toContain('v2');
  });

  it('are source and target of a copy', async () => {
    const target = windowsPath(join(work.path, 'copy-layout'));
    await mustOnWindows('copy', '.\\small-layout:v1', `${target}:v2`);
    expect(await linux('resolve', './copy-layout:v2')).toBe(await linux('resolve', './small-layout:v1'));
  });

  it('can have more than 260 characters', async () => {
    const long = ['d', 'e', 'f'].map((letter) => letter.repeat(120)).join('/');
    await put(join(work.path, 'long'), `${long}/end.txt`, 'deep');
    await linux('push', 'long', './long-layout:v1');
    await mustOnWindows('pull', './long-layout:v1', '-o', windowsPath(join(work.path, 'long-out')));
    expect(await readFile(join(work.path, 'long-out', long, 'end.txt'), 'utf8')).toBe('deep');
  });
});

/** An image layout with an archive of these entries. A name with `>` is a link: `name>target`. */
async function layoutWith(name: string, entries: readonly string[]): Promise<string> {
  const archive = pack();
  for (const entry of entries) {
    const [path = '', target] = entry.split('>');
    if (target === undefined) archive.entry({ name: path }, 'x');
    else archive.entry({ name: path, type: 'symlink', linkname: target });
  }
  archive.finalize();
  const { bytes } = blobOf(Buffer.concat(await Array.fromAsync(archive as AsyncIterable<Buffer>)));
  const registry = await LayoutRegistry.open(work.path);
  const layer = await putBlob(registry, name, blobOf(bytes));
  await putBlob(registry, name, blobOf(emptyJsonBytes));
  const annotations = { 'org.opencontainers.image.title': '.', 'io.deis.oras.content.unpack': 'true' };
  const manifest = encodeJson({
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    artifactType: 'application/x',
    config: emptyDescriptor,
    layers: [{ ...layer.descriptor, mediaType: mediaTypeImageLayer, annotations }],
  });
  await registry.pushManifest(name, manifest, mediaTypeImageManifest, { tags: ['v1'] });
  await registry.flush();
  return `./${name}:v1`;
}

describe('a pull on Windows', () => {
  it.each([
    ['con.txt', 'is a device on Windows'],
    ['a/NUL', 'is a device on Windows'],
    ['com1', 'is a device on Windows'],
    ['end.', 'removes the dot or space at the end'],
    ['end ', 'removes the dot or space at the end'],
    ['a:stream', 'drive letter'],
    ['dir/a:stream', 'Windows does not allow one of its characters'],
    ['what?', 'Windows does not allow one of its characters'],
    ['C:/x', 'drive letter'],
  ])('refuses the name %s', async (name, reason) => {
    const folder = `name-${Buffer.from(name).toString('hex')}`;
    const layout = await layoutWith(folder, ['first', name]);
    const { code, stderr } = await windows('pull', layout, '-o', `${folder}-out`);
    expect(code).toBe(1);
    expect(stderr).toContain(reason);
    expect(await exists(`${folder}-out`)).toBe(false);
  });

  it.each([
    ['A', 'a'],
    ['dir/ä', 'dir/Ä'],
    ['Dir/x', 'dir/y'],
  ])('refuses the names %s and %s, which are the same there', async (one, other) => {
    const folder = `case-${Buffer.from(one).toString('hex')}`;
    const layout = await layoutWith(folder, [one, other]);
    const { code, stderr } = await windows('pull', layout, '-o', `${folder}-out`);
    expect([code, stderr]).toEqual([1, expect.stringContaining('does not distinguish its name')]);
    await linux('pull', layout, '-o', `${folder}-linux`);
  });

  it.each([
    ['l>../../x', 'outside the destination'],
    ['l>C:\\x', 'absolute'],
    ['l>..\\..\\x', 'backslash'],
    ['l>/x', 'absolute'],
  ])('refuses the link %s', async (entry, reason) => {
    const folder = `link-${Buffer.from(entry).toString('hex')}`;
    const { code, stderr } = await windows('pull', await layoutWith(folder, [entry]), '-o', `${folder}-out`);
    expect([code, stderr]).toEqual([1, expect.stringContaining(reason)]);
  });

  it('unpacks an archive with a link', async () => {
    // Wine 8 reports success, but creates no symbolic link. So the test can only show that nothing else fails.
    await mustOnWindows('pull', await layoutWith('linked', ['file', 'l>file']), '-o', 'linked-out');
    expect(await readFile(join(work.path, 'linked-out/file'), 'utf8')).toBe('x');
  });

  it('replaces read-only files', async () => {
    const layout = await layoutWith('read-only', ['dir/file']);
    const file = join(work.path, 'read-only-out/dir/file');
    await put(join(work.path, 'read-only-out'), 'dir/file', 'old');
    await chmod(file, 0o444);
    await mustOnWindows('pull', layout, '-o', 'read-only-out');
    expect(await readFile(file, 'utf8')).toBe('x');
  });

  /** Runs the command line in a process that has a file open, as a virus scanner has. */
  const withOpenFile = async (layout: string, output: string, ms: number): Promise<Ran> => {
    const program = join(work.path, 'open.cjs');
    await writeFile(
      program,
      `const fs = require('node:fs');
       const [, , cli, layout, output, ms] = process.argv;
       const file = fs.openSync(output + '/dir/file', 'r+');
       setTimeout(() => fs.closeSync(file), Number(ms)).unref();
       process.argv.splice(2, Infinity, 'pull', layout, '-o', output);
       require(cli);`,
    );
    return wine.node([windowsPath(program), windowsCli, layout, output, String(ms)], work.path);
  };

  it('waits for another program that has a file open for a short time', async () => {
    const layout = await layoutWith('open', ['dir/file']);
    await put(join(work.path, 'open-out'), 'dir/file', 'old');
    expect(await withOpenFile(layout, 'open-out', 200)).toMatchObject({ code: 0 });
    expect(await readFile(join(work.path, 'open-out/dir/file'), 'utf8')).toBe('x');
  });

  it('fails if another program keeps a file open, and leaves the file', async () => {
    const layout = await layoutWith('busy', ['dir/file']);
    await put(join(work.path, 'busy-out'), 'dir/file', 'old');
    const { code, stderr } = await withOpenFile(layout, 'busy-out', 200_000);
    expect([code, stderr]).toEqual([1, expect.stringContaining('EPERM')]);
    expect(await readFile(join(work.path, 'busy-out/dir/file'), 'utf8')).toBe('old');
  });
});

describe('a registry on Windows', () => {
  /**
   * Wine 8 does not implement the option of TCP keep-alive that libuv sets on a socket that is not connected yet. Then
   * Node reports `connect UNKNOWN`. undici, also as the `fetch` of Node, sets it before each connection. Without it,
   * the connections work.
   */
  const withoutKeepAlive = 'require("node:net").Socket.prototype.setKeepAlive = function () { return this; };';

  it('cannot be reached under wine only because of TCP keep-alive', async () => {
    await using server = await listen(new MemoryRegistry());
    const program = join(work.path, 'connect.cjs');
    await writeFile(
      program,
      `const { connect } = require('node:net');
       const [, , port, keepAlive] = process.argv;
       const socket = connect({ host: '127.0.0.1', port });
       if (keepAlive === 'early') socket.setKeepAlive(true);
       socket.on('connect', () => { console.log('connected'); socket.destroy(); });
       socket.on('error', ({ message }) => console.log(message));`,
    );
    const outcome = async (keepAlive: string): Promise<string> =>
      (await wine.node([windowsPath(program), String(server.port), keepAlive])).stdout.trim();
    expect(await outcome('never')).toBe('connected');
    // A later version of wine may implement it.
    expect(await outcome('early')).toMatch(/^connect(?:ed$| UNKNOWN)/);
  });

  it('stores and returns artifacts', async () => {
    await using server = await listen(new MemoryRegistry());
    const preload = join(work.path, 'without-keep-alive.cjs');
    await writeFile(preload, withoutKeepAlive);
    await put(join(work.path, 'sent'), 'a/b.txt', 'content');
    // A layer of this size is read from the socket.
    await writeFile(join(work.path, 'sent/large'), noise(20_000_000, 5));
    const cli = (...args: readonly string[]): Promise<Ran> =>
      wine.node(['--require', windowsPath(preload), windowsCli, ...args], work.path);
    const pushed = await cli('push', 'sent', `oci://${server.host}/a/b:v1`, ...digests);
    const expected = await linux('push', 'sent', './sent-layout:v1', ...digests);
    expect(pushed).toMatchObject({ code: 0, stdout: `${expected}\n` });
    expect(await cli('pull', `${server.host}/a/b:v1`, '-o', 'received')).toMatchObject({ code: 0 });
    expect(await readFile(join(work.path, 'received/a/b.txt'), 'utf8')).toBe('content');
    expect((await readFile(join(work.path, 'received/large'))).equals(noise(20_000_000, 5))).toBe(true);
  });
});

async function exists(name: string): Promise<boolean> {
  return readFile(join(work.path, name)).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}
