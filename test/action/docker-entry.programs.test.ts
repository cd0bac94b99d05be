import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { Folder, makeHelper } from '../credentials/fixtures.ts';
import { findCanaries, newPlainCanary } from '../faults/kit/index.ts';
import { withoutMasks } from './runner-rules.ts';
import { runAction, workspace, type Run, type RunOptions, type Workspace } from './spawned.ts';

interface Place extends AsyncDisposable {
  readonly workspace: Workspace;
  readonly host: string;
  readonly password: string;
  /** `~/.docker/config.json` */
  readonly config: string;
}

/** A registry to which only `me` can push. */
async function open(login: 'login' | 'no login' = 'login'): Promise<Place> {
  const password = newPlainCanary();
  const server = await listen(
    new MemoryRegistry(),
    login === 'login' ? { htpasswd: `me:${hashSync(password, 4)}` } : {},
  );
  const made = await workspace();
  await mkdir(join(made.path, 'src'));
  await writeFile(join(made.path, 'src/a.txt'), 'content');
  return {
    workspace: made,
    host: new URL(server.url).host,
    password,
    config: join(made.home, '.docker/config.json'),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await made[Symbol.asyncDispose]();
    },
  };
}

function push(place: Place, inputs: Readonly<Record<string, string>> = {}, options: RunOptions = {}): Promise<Run> {
  return runAction(
    place.workspace,
    {
      'source-dir': 'src',
      'artifact-type': 'application/vnd.example.bundle',
      target: `oci://${place.host}/acme/app:v1`,
      'plain-http': 'true',
      username: 'me',
      password: place.password,
      'write-docker-config': 'true',
      ...inputs,
    },
    options,
  );
}

function stateOf(run: Run): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...run.stateFile.matchAll(/^([^<\n]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(([, name = '', , value = '']) => [
      `STATE_${name}`,
      value,
    ]),
  );
}

function post(place: Place, main: Run, inputs: Readonly<Record<string, string>> = {}): Promise<Run> {
  return runAction(place.workspace, inputs, { bundle: 'push-post', env: stateOf(main) });
}

function succeeded(run: Run): Run {
  expect(run.errors, run.stdout + run.stderr).toEqual([]);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return run;
}

async function json(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

async function configure(place: Place, config: unknown): Promise<void> {
  await mkdir(dirname(place.config), { recursive: true });
  await writeFile(place.config, JSON.stringify(config));
}

function basic(username: string, password: string): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}

/**
 * Reads the file like @sigstore/oci, which actions/attest uses: the first key with the host, ignoring scheme and path.
 * Its `auth` is required.
 */
async function asAttestReads(
  path: string,
  host: string,
): Promise<{ readonly username: string; readonly password: string }> {
  const { auths = {} } = (await json(path)) as {
    readonly auths?: Readonly<Record<string, { readonly auth: string; readonly identitytoken?: string }>>;
  };
  const key = Object.keys(auths).find((name) => name.replace(/^https?:\/\//, '').split('/')[0] === host);
  const entry = key === undefined ? undefined : auths[key];
  if (entry === undefined) throw new Error(`No credentials found for registry ${host}`);
  const [username = '', ...rest] = Buffer.from(entry.auth, 'base64').toString().split(':');
  return { username, password: entry.identitytoken ?? rest.join(':') };
}

describe('write-docker-config', () => {
  it('writes the credentials for attest, and the post step removes them, also when it runs twice (GA-09)', async () => {
    await using place = await open();
    const run = succeeded(await push(place));
    expect(await asAttestReads(place.config, place.host)).toEqual({ username: 'me', password: place.password });
    if (process.platform !== 'win32') expect((await stat(place.config)).mode & 0o777).toBe(0o600);
    const first = succeeded(await post(place, run));
    expect(first.stdout).toContain('removed');
    expect(await readdir(dirname(place.config))).toEqual([]);
    expect(succeeded(await post(place, run)).stdout).toContain('nothing is removed');
  });

  it('is off by default, and then the post step does nothing', async () => {
    await using place = await open();
    const run = succeeded(await push(place, { 'write-docker-config': 'false' }));
    expect(existsSync(place.config)).toBe(false);
    expect(run.stateFile).toBe('');
    expect(succeeded(await post(place, run)).stdout).toBe('');
  });

  it.each([{ push: 'false' }, { target: './layout' }])(
    'writes nothing when nothing is pushed to a registry (%o)',
    async (change) => {
      await using place = await open();
      succeeded(await push(place, change));
      expect(existsSync(place.config)).toBe(false);
    },
  );

  it('writes no secret to state, outputs, summary and log (GA-06)', async () => {
    await using place = await open();
    const run = succeeded(await push(place, {}, { env: { RUNNER_DEBUG: '1' } }));
    const log = withoutMasks(run.stdout);
    expect(
      findCanaries([place.password, `me:${place.password}`], {
        log,
        stderr: run.stderr,
        files: run.outputFile + run.stateFile + run.envFile + run.pathFile + run.summary,
      }),
    ).toEqual([]);
    // A reader of a debug log could use the digest to guess a weak password.
    const [, fingerprint = 'none'] = /sha256:([0-9a-f]{64})/.exec(run.stateFile) ?? [];
    expect(run.stdout).toContain(`::add-mask::${fingerprint}`);
    const done = succeeded(await post(place, run));
    expect(findCanaries([place.password], { post: done.stdout + done.stderr })).toEqual([]);
  });

  it('keeps other entries and fields, and an entry that was changed later (CH-06)', async () => {
    await using place = await open();
    const before = { HttpHeaders: { X: 'y' }, auths: { 'quay.io': { auth: basic('a', 'b') } }, plugins: { p: 1 } };
    await configure(place, before);
    const run = succeeded(await push(place));
    expect(await json(place.config)).toEqual({
      ...before,
      auths: { ...before.auths, [place.host]: { auth: basic('me', place.password) } },
    });
    succeeded(await post(place, run));
    expect(await json(place.config)).toEqual(before);
    const again = succeeded(await push(place));
    const changed = { auths: { [place.host]: { auth: basic('someone', 'else') } } };
    await configure(place, changed);
    expect(succeeded(await post(place, again)).stdout).toContain('nothing is removed');
    expect(await json(place.config)).toEqual(changed);
  });

  it.each(['HOST', 'https://HOST/v2/', 'HOST/acme'])('keeps an existing entry for %s', async (key) => {
    await using place = await open();
    const before = { auths: { [key.replace('HOST', place.host)]: { auth: basic('other', 'one') } } };
    await configure(place, before);
    const run = succeeded(await push(place));
    expect(run.notices).toEqual([expect.stringMatching(/write-docker-config.* already has credentials/)]);
    expect(await json(place.config)).toEqual(before);
    succeeded(await post(place, run));
    expect(await json(place.config)).toEqual(before);
  });

  it('keeps an existing equal entry without a notice', async () => {
    await using place = await open();
    const before = { auths: { [place.host]: { auth: basic('me', place.password) } } };
    await configure(place, before);
    const run = succeeded(await push(place, { username: '', password: '' }));
    expect(run.notices).toEqual([]);
    succeeded(await post(place, run));
    expect(await json(place.config)).toEqual(before);
  });

  it('writes the credentials of a helper, runs it once, and restores its empty entry (CH-05)', async () => {
    await using place = await open();
    await using folder = await Folder.make();
    const helper = await makeHelper(
      folder,
      'desk',
      `console.log(JSON.stringify({ Username: 'me', Secret: ${JSON.stringify(place.password)} }))`,
    );
    const before = { auths: { [place.host]: {} }, credsStore: 'desk' };
    await configure(place, before);
    const env = { ...helper.env, PATH: `${helper.env['PATH'] ?? ''}${delimiter}${process.env['PATH'] ?? ''}` };
    const run = succeeded(await push(place, { username: '', password: '' }, { env }));
    expect(await asAttestReads(place.config, place.host)).toEqual({ username: 'me', password: place.password });
    expect(await helper.servers()).toEqual([place.host]);
    succeeded(await post(place, run));
    expect(await json(place.config)).toEqual(before);
  });

  it('writes an identity token with a user name, which attest needs, but no registry token', async () => {
    await using place = await open('no login');
    const elsewhere = join(place.workspace.path, 'elsewhere');
    await mkdir(elsewhere);
    const given = (entry: object): Promise<void> =>
      writeFile(join(elsewhere, 'config.json'), JSON.stringify({ auths: { [place.host]: entry } }));
    const inputs = { username: '', password: '' };
    const options = { env: { DOCKER_CONFIG: elsewhere } };
    await given({ identitytoken: 'refresh-token-of-me' });
    const run = succeeded(await push(place, inputs, options));
    expect(await asAttestReads(place.config, place.host)).toEqual({
      username: '00000000-0000-0000-0000-000000000000',
      password: 'refresh-token-of-me',
    });
    succeeded(await post(place, run));
    await given({ registrytoken: 'bearer-of-me' });
    const other = succeeded(await push(place, inputs, options));
    expect(other.notices).toEqual([expect.stringMatching(/only a bearer token/)]);
    expect(existsSync(place.config)).toBe(false);
  });

  it('reports that there are no credentials', async () => {
    await using place = await open('no login');
    const run = succeeded(await push(place, { username: '', password: '' }));
    expect(run.notices).toEqual([expect.stringMatching(/write-docker-config.*no credentials for .* were found/)]);
    expect(existsSync(place.config)).toBe(false);
  });

  it('removes the entry in the post step when the main step was killed after the write (GA-09)', async () => {
    await using place = await open();
    const killed = await push(
      place,
      {},
      {
        onOutput: (stdout, child) => {
          if (stdout.includes('(removed at the end of the job)')) child.kill('SIGKILL');
        },
      },
    );
    succeeded(await post(place, killed));
    expect(await readdir(dirname(place.config))).toEqual([]);
  });

  it('removes the entry in the post step when the main step was killed during the write (GA-09)', async () => {
    await using place = await open();
    const whole = succeeded(await push(place));
    const state = JSON.parse(Object.values(stateOf(whole))[0] ?? '') as { readonly pid: number };
    // The process was killed between the write and the rename: the state is saved, and both the old and the new file
    // exist.
    await configure(place, { auths: {} });
    const directory = dirname(place.config);
    await writeFile(
      join(directory, `.config.json.${state.pid}.0123456789abcdef.tmp`),
      `{"auths":{"${place.host}":{"auth":"${basic('me', place.password)}"}}}`,
    );
    await writeFile(join(directory, '.config.json.1.0123456789abcdef.tmp'), 'of another process');
    const lock = join(directory, 'config.json.lock');
    await writeFile(lock, '');
    await utimes(lock, 0, 0);
    succeeded(await post(place, whole));
    expect((await readdir(directory)).sort()).toEqual(['.config.json.1.0123456789abcdef.tmp', 'config.json']);
    expect(await json(place.config)).toEqual({ auths: {} });
  });

  it('warns and does not fail when the post step cannot remove the entry (GA-09)', async () => {
    await using place = await open();
    const run = succeeded(await push(place));
    await writeFile(place.config, `{ "auths": "${place.password}`);
    const done = succeeded(await post(place, run));
    expect(done.warnings).toEqual([expect.stringMatching(/cannot remove the credentials .*config\.json/)]);
    expect(findCanaries([place.password], { post: done.stdout + done.stderr })).toEqual([]);
    const odd = await runAction(
      place.workspace,
      {},
      { bundle: 'push-post', env: { 'STATE_docker-entry': '{"path":1}' } },
    );
    expect(succeeded(odd).warnings).toEqual([]);
  });

  // Windows needs a privilege to create links.
  it.skipIf(process.platform === 'win32')(
    'reports a configuration that is not writable with the name of the input (CH-06)',
    async () => {
      await using place = await open();
      await mkdir(dirname(place.config));
      await symlink('/nowhere/at/all', place.config);
      const run = await push(place);
      expect(run.code).toBe(1);
      expect(run.errors).toEqual([
        expect.stringMatching(/^input "write-docker-config": .*symbolic link to a missing file/),
      ]);
      expect(run.outputs).toEqual({});
      succeeded(await post(place, run));
    },
  );
});
