import { spawnSync } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { CertificateAuthority, ScriptedServer, newPlainCanary, findCanaries } from '../faults/kit/index.ts';
import { runAction, workspace, type Run, type RunOptions, type Workspace } from './spawned.ts';

interface Case {
  readonly title: string;
  /** The input that the error must name. */
  readonly input: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** What the one error must say besides. */
  readonly says: RegExp;
  /** @default nothing but the source directory */
  readonly prepare?: (place: Workspace) => Promise<void>;
  /** Permissions, links and pipes are not the same on Windows. */
  readonly posix?: boolean;
  /** Permissions do not hold for root. */
  readonly unprivileged?: boolean;
}

const target = 'oci://127.0.0.1:9/acme/bundle:v1';

const everyCase: readonly Case[] = [
  { title: 'no source', input: 'source-dir', inputs: { 'source-dir': '' }, says: /name the directory|give/ },
  {
    title: 'a source that is missing',
    input: 'source-dir',
    inputs: { 'source-dir': './nowhere' },
    says: /nowhere.*does not exist/,
  },
  {
    title: 'a source that is empty',
    input: 'source-dir',
    inputs: { 'source-dir': 'empty' },
    says: /empty/,
    prepare: (place) => makeDirectory(place, 'empty'),
  },
  {
    title: 'a source that is a file',
    input: 'source-dir',
    inputs: { 'source-dir': 'src/a.txt' },
    says: /not a directory|is a file/,
  },
  { title: 'no target', input: 'target', inputs: { target: '' }, says: /oci:\/\// },
  { title: 'a malformed target', input: 'target', inputs: { target: 'oci://ghcr.io/a//b' }, says: /a\/\/b/ },
  {
    title: 'a target without scheme',
    input: 'target',
    inputs: { target: 'ghcr.io/acme/bundle:v1' },
    says: /oci:\/\/ghcr\.io\/acme\/bundle:v1/,
  },
  {
    title: 'a target with a digest',
    input: 'target',
    inputs: { target: `oci://ghcr.io/a/b@sha256:${'a'.repeat(64)}` },
    says: /digest/,
  },
  {
    title: 'an illegal tag in the target',
    input: 'target',
    inputs: { target: 'oci://ghcr.io/a/b:-bad' },
    says: /-bad/,
  },
  { title: 'an illegal tag in the list', input: 'tags', inputs: { tags: 'good -bad' }, says: /-bad/ },
  {
    title: 'a tag of another repository',
    input: 'tags',
    inputs: { tags: 'ghcr.io/other/bundle:v1' },
    says: /other\/bundle/,
  },
  {
    title: 'user info in the target',
    input: 'target',
    inputs: { target: 'oci://me:hunter2hunter2@ghcr.io/a/b:v1' },
    says: /^(?!.*hunter2).*user information/,
  },
  { title: 'an annotation without "="', input: 'annotations', inputs: { annotations: 'ok=1\nnot ok' }, says: /not ok/ },
  {
    title: 'the creation date as annotation',
    input: 'annotations',
    inputs: { timestamp: '2026-01-01T00:00:00Z', annotations: 'org.opencontainers.image.created=2026-01-01T00:00:00Z' },
    says: /timestamp/,
  },
  {
    title: 'an unknown compression',
    input: 'compression',
    inputs: { compression: 'brotli' },
    says: /brotli.*gzip, zstd or none/,
  },
  { title: 'an unknown symlinks mode', input: 'symlinks', inputs: { symlinks: 'copy' }, says: /copy.*preserve/ },
  { title: 'an unknown modes', input: 'modes', inputs: { modes: 'x' }, says: /keep or normalize/ },
  {
    title: 'an unknown if-tag-exists',
    input: 'if-tag-exists',
    inputs: { 'if-tag-exists': 'x' },
    says: /overwrite, skip or fail/,
  },
  { title: 'a push that is no boolean', input: 'push', inputs: { push: 'yes' }, says: /yes.*true or false/ },
  { title: 'a summary that is no boolean', input: 'summary', inputs: { summary: '1' }, says: /true or false/ },
  { title: 'a bad level', input: 'compression-level', inputs: { 'compression-level': '99' }, says: /99.*0 to 9/ },
  { title: 'a bad timestamp', input: 'timestamp', inputs: { timestamp: 'yesterday' }, says: /yesterday.*RFC 3339/ },
  { title: 'a bad timeout', input: 'timeout', inputs: { timeout: 'soon' }, says: /soon.*30m/ },
  { title: 'bad retries', input: 'retries', inputs: { retries: 'many' }, says: /many/ },
  { title: 'bad concurrency', input: 'concurrency', inputs: { concurrency: '0' }, says: /"0"/ },
  { title: 'a bad artifact type', input: 'artifact-type', inputs: { 'artifact-type': 'x' }, says: /type\/subtype/ },
  { title: 'a user name alone', input: 'password', inputs: { username: 'me' }, says: /missing/ },
  { title: 'a sub-dir that leaves the source', input: 'sub-dir', inputs: { 'sub-dir': '../src' }, says: /\.\.\/src/ },
  { title: 'a sub-dir that is missing', input: 'sub-dir', inputs: { 'sub-dir': 'nowhere' }, says: /nowhere/ },
  {
    title: 'a sub-dir that is a link out',
    input: 'sub-dir',
    inputs: { 'sub-dir': 'out' },
    says: /out/,
    prepare: (place) => symlink(place.home, join(place.path, 'src/out')),
    posix: true,
  },
  { title: 'a CA file that is missing', input: 'ca-file', inputs: { 'ca-file': 'none.pem' }, says: /none\.pem/ },
  { title: 'a CA file that is none', input: 'ca-file', inputs: { 'ca-file': 'src/a.txt' }, says: /certificate/ },
  { title: 'a registry that cannot be reached', input: 'target', inputs: { retries: '1' }, says: /127\.0\.0\.1:9/ },
  {
    title: 'an unreadable file',
    input: 'source-dir',
    unprivileged: true,
    inputs: {},
    says: /locked.*permission/,
    prepare: (place) => writeFile(join(place.path, 'src/locked'), 'x', { mode: 0 }),
    posix: true,
  },
  {
    title: 'a named pipe',
    input: 'source-dir',
    inputs: {},
    says: /pipe/,
    prepare: (place) => makePipe(join(place.path, 'src/pipe')),
    posix: true,
  },
  {
    title: 'a link that leaves the source',
    input: 'symlinks',
    inputs: {},
    says: /secret/,
    prepare: (place) => symlink('/etc/passwd', join(place.path, 'src/secret')),
    posix: true,
  },
  {
    title: 'any link when they are refused',
    input: 'symlinks',
    inputs: { symlinks: 'error' },
    says: /link/,
    prepare: (place) => symlink('a.txt', join(place.path, 'src/link')),
    posix: true,
  },
];

const cases = everyCase.filter(({ posix }) => posix !== true || process.platform !== 'win32');

async function makeDirectory(place: Workspace, name: string): Promise<void> {
  await mkdir(join(place.path, name));
}

async function makePipe(path: string): Promise<void> {
  spawnSync('mkfifo', [path]);
}

async function workspaceWithSource(): Promise<Workspace> {
  const place = await workspace();
  await mkdir(join(place.path, 'src'));
  await writeFile(join(place.path, 'src/a.txt'), 'content');
  return place;
}

/**
 * What every refusal has in common: exit 1, one sentence that names the input, no stack trace, nothing handed on,
 * nothing left.
 */
async function expectRefusal(
  place: Workspace,
  inputs: Readonly<Record<string, string>>,
  input: string,
  says: RegExp,
  before: readonly string[],
  options: RunOptions = {},
): Promise<Run> {
  const run = await runAction(place, { 'source-dir': 'src', target, ...inputs }, options);
  const context = run.stdout + run.stderr;
  expect(run.code, context).toBe(1);
  expect(run.errors, context).toHaveLength(1);
  const [error = ''] = run.errors;
  expect(error).toMatch(new RegExp(String.raw`(?<![\w-])${input}(?![\w-])`));
  expect(error).toMatch(says);
  expect(error).not.toContain('\n');
  expect(context).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(run.stderr).toBe('');
  expect(run.outputs).toEqual({});
  expect(run.left).toEqual([]);
  expect((await readdir(place.path, { recursive: true })).sort()).toEqual(before);
  return run;
}

describe('invalid input', () => {
  it.each(cases)(
    'rejects $title with one sentence that names $input, and leaves no files',
    { concurrent: true },
    async ({ inputs, input, says, prepare, unprivileged }) => {
      await using place = await workspaceWithSource();
      await prepare?.(place);
      const before = (await readdir(place.path, { recursive: true })).sort();
      await expectRefusal(place, inputs, input, says, before, { unprivileged });
    },
  );

  it('reports a registry that needs credentials with the remedy, and writes no tag', async () => {
    await using registry = await ScriptedServer.start({
      otherwise: { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } },
    });
    await using place = await workspaceWithSource();
    await expectRefusal(
      place,
      { target: `oci://${registry.origin.host}/acme/bundle:v1`, 'plain-http': 'true' },
      'target',
      /no credentials were found.*log in/,
      ['src', join('src', 'a.txt')],
    );
    expect(registry.requests.some((request) => request.method === 'PUT')).toBe(false);
  });

  it('reports a registry that denies access, without the password', async () => {
    const password = newPlainCanary();
    await using registry = await ScriptedServer.start({
      otherwise: (request) =>
        request.header('authorization') === undefined
          ? { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } }
          : { status: 403, body: '{"errors":[{"code":"DENIED","message":"denied\\n::error::injected"}]}' },
    });
    await using place = await workspaceWithSource();
    const run = await expectRefusal(
      place,
      { target: `oci://${registry.origin.host}/acme/bundle:v1`, 'plain-http': 'true', username: 'me', password },
      'target',
      /403/,
      ['src', join('src', 'a.txt')],
    );
    const told = run.stdout
      .split('\n')
      .filter((line) => !line.startsWith('::add-mask::'))
      .join('\n');
    expect(
      findCanaries([password], {
        stdout: told,
        stderr: run.stderr,
        files: run.outputFile + run.stateFile + run.envFile + run.summary,
      }),
    ).toEqual([]);
  });

  it('reports an untrusted certificate with ca-file as the remedy, which works', async () => {
    const authority = new CertificateAuthority();
    await using registry = await ScriptedServer.start({ tls: authority.issue(), otherwise: { status: 403 } });
    await using place = await workspaceWithSource();
    const inputs = { target: `oci://${registry.origin.host}/acme/bundle:v1` };
    await expectRefusal(place, inputs, 'target', /ca-file/, ['src', join('src', 'a.txt')]);
    await writeFile(join(place.path, 'ca.pem'), authority.cert);
    await expectRefusal(place, { ...inputs, 'ca-file': 'ca.pem' }, 'target', /403/, [
      'ca.pem',
      'src',
      join('src', 'a.txt'),
    ]);
  });

  it('reports a registry without TLS with plain-http as the remedy', async () => {
    await using registry = await listen(new MemoryRegistry());
    await using place = await workspaceWithSource();
    await expectRefusal(
      place,
      { target: `oci://${new URL(registry.url).host}/acme/bundle:v1`, retries: '1' },
      'target',
      /plain-http/,
      ['src', join('src', 'a.txt')],
    );
  });

  // Windows keeps no permission bits that would forbid it.
  it.runIf(process.platform !== 'win32')('reports an output-dir that is not writable', async () => {
    await using place = await workspaceWithSource();
    await mkdir(join(place.path, 'shut'), { mode: 0o500 });
    await expectRefusal(
      place,
      { 'output-dir': 'shut/out' },
      'output-dir',
      /permission/,
      ['shut', 'src', join('src', 'a.txt')],
      { unprivileged: true },
    );
  });

  it('logs a stack trace only in a debug run', async () => {
    await using place = await workspaceWithSource();
    const run = await runAction(place, { 'source-dir': 'src', target, retries: '1' }, { env: { RUNNER_DEBUG: '1' } });
    expect(run.errors).toHaveLength(1);
    expect(run.commands.some(({ name, value }) => name === 'debug' && /^\s+at .*:\d+:\d+/.test(value))).toBe(true);
  });
});
