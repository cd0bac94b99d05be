import { spawnSync } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { CertificateAuthority, ScriptedServer, newPlainCanary, findCanaries } from '../faults/kit/index.ts';
import { withoutMasks } from './runner-rules.ts';
import { runAction, workspace, type Run, type RunOptions, type Workspace } from './spawned.ts';

interface Case {
  readonly title: string;
  /** The input that the error must name. */
  readonly input: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Matches the error, in addition to the name of the input. */
  readonly message: RegExp;
  /** @default only the source directory */
  readonly prepare?: (place: Workspace) => Promise<void>;
  /** Permissions, links and pipes differ on Windows. */
  readonly posix?: boolean;
  /** Root ignores permissions. */
  readonly unprivileged?: boolean;
}

const target = 'oci://127.0.0.1:9/acme/bundle:v1';

const everyCase: readonly Case[] = [
  { title: 'no source', input: 'files', inputs: { 'source-dir': '' }, message: /name the directory|give/ },
  {
    title: 'a source that is missing',
    input: 'source-dir',
    inputs: { 'source-dir': './nowhere' },
    message: /nowhere.*does not exist/,
  },
  {
    title: 'a source that is empty',
    input: 'source-dir',
    inputs: { 'source-dir': 'empty' },
    message: /empty/,
    prepare: (place) => makeDirectory(place, 'empty'),
  },
  { title: 'no target', input: 'target', inputs: { target: '' }, message: /oci:\/\// },
  { title: 'a malformed target', input: 'target', inputs: { target: 'oci://ghcr.io/a//b' }, message: /a\/\/b/ },
  {
    title: 'a target without scheme',
    input: 'target',
    inputs: { target: 'ghcr.io/acme/bundle:v1' },
    message: /oci:\/\/ghcr\.io\/acme\/bundle:v1/,
  },
  {
    title: 'a target with a digest',
    input: 'target',
    inputs: { target: `oci://ghcr.io/a/b@sha256:${'a'.repeat(64)}` },
    message: /digest/,
  },
  {
    title: 'an invalid tag in the target',
    input: 'target',
    inputs: { target: 'oci://ghcr.io/a/b:-bad' },
    message: /-bad/,
  },
  { title: 'an invalid tag in the list', input: 'tags', inputs: { tags: 'good -bad' }, message: /-bad/ },
  {
    title: 'a tag of another repository',
    input: 'tags',
    inputs: { tags: 'ghcr.io/other/bundle:v1' },
    message: /other\/bundle/,
  },
  {
    title: 'user info in the target',
    input: 'target',
    inputs: { target: 'oci://me:hunter2hunter2@ghcr.io/a/b:v1' },
    message: /^(?!.*hunter2).*user information/,
  },
  {
    title: 'an annotation without "="',
    input: 'annotations',
    inputs: { annotations: 'ok=1\nnot ok' },
    message: /not ok/,
  },
  {
    title: 'another creation date as annotation',
    input: 'annotations',
    inputs: { timestamp: '2026-01-01T00:00:00Z', annotations: 'org.opencontainers.image.created=2026-01-02T00:00:00Z' },
    message: /timestamp/,
  },
  {
    title: 'an unknown compression',
    input: 'compression',
    inputs: { compression: 'brotli' },
    message: /brotli.*gzip, zstd or none/,
  },
  { title: 'an incomplete pattern', input: 'exclude', inputs: { exclude: '*.log\n[a' }, message: /"\[a": .*closing/ },
  { title: 'an unknown symlinks mode', input: 'symlinks', inputs: { symlinks: 'copy' }, message: /copy.*preserve/ },
  { title: 'an unknown mode', input: 'modes', inputs: { modes: 'x' }, message: /keep or normalize/ },
  {
    title: 'an unknown if-tag-exists',
    input: 'if-tag-exists',
    inputs: { 'if-tag-exists': 'x' },
    message: /overwrite, skip, fail or newer/,
  },
  { title: 'a push that is not a boolean', input: 'push', inputs: { push: 'yes' }, message: /yes.*true or false/ },
  { title: 'a summary that is not a boolean', input: 'summary', inputs: { summary: '1' }, message: /true or false/ },
  {
    title: 'an invalid level',
    input: 'compression-level',
    inputs: { 'compression-level': '99' },
    message: /99.*0 to 9/,
  },
  {
    title: 'an invalid timestamp',
    input: 'timestamp',
    inputs: { timestamp: 'yesterday' },
    message: /yesterday.*RFC 3339/,
  },
  { title: 'an invalid timeout', input: 'timeout', inputs: { timeout: 'soon' }, message: /soon.*30m/ },
  { title: 'invalid retries', input: 'retries', inputs: { retries: 'many' }, message: /many/ },
  { title: 'invalid concurrency', input: 'concurrency', inputs: { concurrency: '0' }, message: /"0"/ },
  {
    title: 'an invalid artifact type',
    input: 'artifact-type',
    inputs: { 'artifact-type': 'x' },
    message: /type\/subtype/,
  },
  { title: 'a user name without a password', input: 'password', inputs: { username: 'me' }, message: /missing/ },
  {
    title: 'a sub-dir that leaves the source',
    input: 'sub-dir',
    inputs: { 'sub-dir': '../src' },
    message: /\.\.\/src/,
  },
  { title: 'a sub-dir that is missing', input: 'sub-dir', inputs: { 'sub-dir': 'nowhere' }, message: /nowhere/ },
  {
    title: 'a sub-dir that is a link out',
    input: 'sub-dir',
    inputs: { 'sub-dir': 'out' },
    message: /out/,
    prepare: (place) => symlink(place.home, join(place.path, 'src/out')),
    posix: true,
  },
  { title: 'a CA file that is missing', input: 'ca-file', inputs: { 'ca-file': 'none.pem' }, message: /none\.pem/ },
  {
    title: 'a CA file without a certificate',
    input: 'ca-file',
    inputs: { 'ca-file': 'src/a.txt' },
    message: /certificate/,
  },
  { title: 'a registry that cannot be reached', input: 'target', inputs: { retries: '1' }, message: /127\.0\.0\.1:9/ },
  {
    title: 'an unreadable file',
    input: 'source-dir',
    unprivileged: true,
    inputs: {},
    message: /locked.*permission/,
    prepare: (place) => writeFile(join(place.path, 'src/locked'), 'x', { mode: 0 }),
    posix: true,
  },
  {
    title: 'a named pipe',
    input: 'source-dir',
    inputs: {},
    message: /pipe/,
    prepare: (place) => makePipe(join(place.path, 'src/pipe')),
    posix: true,
  },
  {
    title: 'a link that leaves the source',
    input: 'symlinks',
    inputs: {},
    message: /secret/,
    prepare: (place) => symlink('/etc/passwd', join(place.path, 'src/secret')),
    posix: true,
  },
  {
    title: 'a link when links are refused',
    input: 'symlinks',
    inputs: { symlinks: 'error' },
    message: /link/,
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

/** Checks an expected failure: exit code 1, one sentence that names the input, no stack trace, outputs or files. */
async function expectRefusal(
  place: Workspace,
  inputs: Readonly<Record<string, string>>,
  input: string,
  message: RegExp,
  before: readonly string[],
  options: RunOptions = {},
): Promise<Run> {
  const run = await runAction(place, { 'source-dir': 'src', target, ...inputs }, options);
  const context = run.stdout + run.stderr;
  expect(run.code, context).toBe(1);
  expect(run.errors, context).toHaveLength(1);
  const [error = ''] = run.errors;
  expect(error).toMatch(new RegExp(String.raw`(?<![\w-])${input}(?![\w-])`));
  expect(error).toMatch(message);
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
    async ({ inputs, input, message, prepare, unprivileged }) => {
      await using place = await workspaceWithSource();
      await prepare?.(place);
      const before = (await readdir(place.path, { recursive: true })).sort();
      await expectRefusal(place, inputs, input, message, before, { unprivileged });
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
    const log = withoutMasks(run.stdout);
    expect(
      findCanaries([password], {
        stdout: log,
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
      { target: `oci://${new URL(registry.url).host}/acme/bundle:v1`, 'plain-http': 'false', retries: '1' },
      'target',
      /plain-http/,
      ['src', join('src', 'a.txt')],
    );
  });

  // Windows has no permission bits.
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
