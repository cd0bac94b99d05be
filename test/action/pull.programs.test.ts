import { chmodSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { pull } from '../../src/commands/pull.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { archiveLayer, fileLayer, pushArtifact, pushIndex, type Layer } from '../transfer/pull-artifact.ts';
import { noise } from '../archive/tar/blocks.ts';
import { findCanaries, findCanariesInDirectory, newCanary, ScriptedServer } from '../faults/kit/index.ts';
import { withoutMasks } from './runner-rules.ts';
import { runAction, workspace, type Run, type RunOptions, type Workspace } from './spawned.ts';

interface Served extends AsyncDisposable {
  readonly repository: Repository;
  /** `127.0.0.1:PORT/acme/bundle` */
  readonly name: string;
}

async function serve(
  layers: readonly Layer[] = [fileLayer('a.txt', 'a'), archiveLayer('d', [{ name: 'b', content: 'b' }])],
  htpasswd?: string,
): Promise<Served> {
  const registry = new MemoryRegistry();
  const server = await listen(registry, { htpasswd });
  const target = repository(registry, 'acme/bundle');
  await pushArtifact(target, layers, { annotations: { team: 'a=b', 'org.opencontainers.image.version': '1' } });
  return {
    repository: target,
    name: `${new URL(server.url).host}/acme/bundle`,
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function runPull(place: Workspace, inputs: Readonly<Record<string, string>>, options: RunOptions = {}): Promise<Run> {
  return runAction(place, { 'plain-http': 'true', ...inputs }, { ...options, bundle: 'pull' });
}

function succeeded(run: Run): Run {
  expect(run.errors, run.stdout + run.stderr).toEqual([]);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return run;
}

/** The error of a run that failed and changed nothing. */
async function failedRun(
  place: Workspace,
  inputs: Readonly<Record<string, string>>,
  options?: RunOptions,
): Promise<string> {
  const before = await readdir(place.path, { recursive: true });
  const run = await runPull(place, inputs, options);
  expect(run.code, run.stdout + run.stderr).toBe(1);
  expect(run.outputs).toEqual({});
  expect(run.errors, run.stdout).toHaveLength(1);
  expect(await readdir(place.path, { recursive: true })).toEqual(before);
  return run.errors[0] ?? '';
}

describe('the pull action', () => {
  it('pulls an artifact and sets the outputs', async () => {
    await using served = await serve();
    await using place = await workspace();
    const { digest } = await served.repository.resolve('v1');
    const run = succeeded(await runPull(place, { reference: `oci://${served.name}:v1`, 'output-dir': 'out' }));
    expect(run.outputs).toEqual({
      digest,
      reference: `${served.name}:v1`,
      'pinned-reference': `${served.name}@${digest}`,
      'artifact-type': 'application/vnd.example.bundle',
      annotations: '{"org.opencontainers.image.version":"1","team":"a=b"}',
      files: '["a.txt","d/b"]',
      'download-path': join(place.path, 'out'),
      'verified-by': '[]',
    });
    expect(await readFile(join(place.path, 'out/d/b'), 'utf8')).toBe('b');
    expect(await readdir(place.path)).toEqual(['out']);
    expect(run.stdout).toContain(`pulled ${served.name}@${run.outputs['digest'] ?? ''} into`);
    expect(run.stderr).toBe('');
    expect([run.envFile, run.pathFile, run.stateFile]).toEqual(['', '', '']);
    // Another step accepts every output as an input.
    const again = succeeded(
      await runPull(place, {
        reference: run.outputs['pinned-reference'] ?? '',
        'output-dir': 'again',
        'expected-digest': digest,
      }),
    );
    expect(again.outputs).toMatchObject({ digest, reference: `${served.name}@${digest}` });
  });

  it('writes to the working directory by default, and keeps existing files', async () => {
    await using served = await serve();
    await using place = await workspace();
    await writeFile(join(place.path, 'kept'), 'k');
    succeeded(await runPull(place, { reference: `${served.name}:v1` }));
    expect((await readdir(place.path)).sort()).toEqual(['a.txt', 'd', 'kept']);
  });

  it('pulls from an image layout', async () => {
    await using place = await workspace();
    const layout = join(place.path, 'layout');
    const { digest } = await pushArtifact(await LayoutRepository.open(layout), [fileLayer('a', 'a')]);
    for (const reference of ['./layout:v1', 'layout:layout:v1', `${layout}@${digest}`]) {
      const run = succeeded(await runPull(place, { reference, 'output-dir': 'out' }));
      expect(run.outputs).toMatchObject({ digest, 'pinned-reference': '', files: '["a"]' });
      expect(run.outputs['reference']?.startsWith(layout)).toBe(true);
    }
  });

  it('applies the platform, the patterns and the permissions', async () => {
    await using served = await serve();
    await using place = await workspace();
    const arm = await pushArtifact(
      served.repository,
      [
        archiveLayer('.', [
          { name: 'run.sh', content: 'r', mode: 0o777 },
          { name: 'doc.md', content: 'd' },
        ]),
      ],
      { tag: 'arm' },
    );
    const other = await pushArtifact(served.repository, [fileLayer('other', 'o')], { tag: 'other' });
    await pushIndex(
      served.repository,
      [
        { ...other, platform: { os: 'linux', architecture: 'amd64' } },
        { ...arm, platform: { os: 'linux', architecture: 'arm64' } },
      ],
      'all',
    );
    const run = succeeded(
      await runPull(
        place,
        {
          reference: `${served.name}:all`,
          'output-dir': 'out',
          platform: 'linux/arm64',
          include: '*.sh\n# a comment\n',
          'preserve-permissions': 'true',
        },
        { umask: 0o077 },
      ),
    );
    expect(run.outputs['files']).toBe('["run.sh"]');
    if (process.platform !== 'win32') expect((await stat(join(place.path, 'out/run.sh'))).mode & 0o777).toBe(0o777);
    expect(
      await failedRun(place, { reference: `${served.name}:all`, 'output-dir': 'x', platform: 'linux/s390x' }),
    ).toMatch(/input "reference": the index .* has no manifest for linux\/s390x; it has linux\/amd64, linux\/arm64/);
  });

  // Windows has no permission bits.
  it.runIf(process.platform !== 'win32')('moves read-only directories as an unprivileged user', async () => {
    await using served = await serve([
      archiveLayer('d', [
        { name: 'closed/', type: '5', mode: 0o555 },
        { name: 'closed/dark/', type: '5', mode: 0 },
        { name: 'closed/dark/x', content: 'x' },
      ]),
      fileLayer('a', 'a'),
    ]);
    await using place = await workspace();
    await mkdir(join(place.path, 'out/d'), { recursive: true });
    await writeFile(join(place.path, 'out/d/kept'), 'k');
    const run = succeeded(
      await runPull(
        place,
        { reference: `${served.name}:v1`, 'output-dir': 'out', include: 'x' },
        { unprivileged: true },
      ),
    );
    expect(run.outputs['files']).toBe('["d/closed/dark/x"]');
    const mode = async (name: string): Promise<number> => (await stat(join(place.path, 'out/d', name))).mode & 0o777;
    await chmod(join(place.path, 'out/d'), 0o755);
    expect(await mode('closed')).toBe(0o555);
    await chmod(join(place.path, 'out/d/closed'), 0o755);
    expect(await mode('closed/dark')).toBe(0);
    // The user of the tests must be able to remove the workspace.
    await chmod(join(place.path, 'out/d/closed/dark'), 0o755);
    expect(await readdir(place.path)).toEqual(['out']);
  });

  // Windows has no permission bits.
  it.runIf(process.platform !== 'win32')('stages in the output directory when its parent is not writable', async () => {
    await using served = await serve();
    await using place = await workspace();
    await writeFile(join(place.path, 'a.txt'), 'old');
    const base = join(place.path, '..');
    const run = await runPull(
      place,
      { reference: `${served.name}:v1` },
      {
        unprivileged: true,
        // The parent becomes read-only after the process has started, and before it stages files.
        onStart: () => {
          chmodSync(base, 0o555);
        },
      },
    );
    await chmod(base, 0o755);
    succeeded(run);
    expect((await readdir(place.path)).sort()).toEqual(['a.txt', 'd']);
    expect(await readFile(join(place.path, 'a.txt'), 'utf8')).toBe('a');
  });
});

describe('invalid inputs', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  it.each([
    ['reference', { reference: '' }, /missing/],
    ['reference', { reference: 'word' }, /names no registry/],
    ['reference', { reference: 'localhost:1/a/b:-x' }, /-x/],
    ['reference', { reference: 'me:hunter2hunter2@ghcr.io/a/b:v1' }, /^(?!.*hunter2).*user information/],
    ['reference', { reference: './nowhere:v1' }, /nowhere/],
    ['reference', { reference: 'layout:' }, /has no path/],
    ['expected-digest', { 'expected-digest': 'sha256:abc' }, /is not a digest/],
    ['expected-digest', { 'expected-digest': digest }, /not to the expected sha256:0+/],
    ['platform', { platform: 'arm64' }, /os\/arch/],
    ['overwrite', { overwrite: 'never' }, /true or false/],
    ['overwrite', { overwrite: 'false', 'output-dir': 'filled' }, /a\.txt" already exists/],
    ['preserve-permissions', { 'preserve-permissions': '1' }, /true or false/],
    ['max-unpacked-size', { 'max-unpacked-size': '1' }, /more than 1 bytes, the limit/],
    ['max-unpacked-size', { 'max-unpacked-size': '0' }, /not a number of bytes/],
    ['cache', { cache: '/var/cache' }, /true or false/],
    ['include', { include: 'nothing*' }, /no path in the artifact matches/],
    ['output-dir', { 'output-dir': 'filled/a.txt' }, /is not a directory/],
    ['output-dir', { 'output-dir': 'conflict' }, /is a directory where the artifact has a file/],
    ['output-dir', { 'output-dir': 'a\u202eb' }, /invisible characters/],
    ['concurrency', { concurrency: '0' }, /"0"/],
    ['retries', { retries: 'many' }, /many/],
    ['timeout', { timeout: 'soon' }, /30m/],
    ['password', { username: 'me' }, /missing/],
    ['ca-file', { 'ca-file': 'none.pem' }, /none\.pem/],
  ])(
    'names %s in the only error for %j, and changes nothing (GA-07)',
    { concurrent: true },
    async (input, inputs: Readonly<Record<string, string>>, message) => {
      await using served = await serve();
      await using place = await workspace();
      await mkdir(join(place.path, 'filled'));
      await mkdir(join(place.path, 'conflict/a.txt'), { recursive: true });
      await writeFile(join(place.path, 'filled/a.txt'), 'old');
      const error = await failedRun(place, { reference: `${served.name}:v1`, ...inputs });
      // A limit is named in the middle of its sentence.
      expect(error.split(`input "${input}"`)).toHaveLength(2);
      expect(error).toMatch(message);
      expect(await readFile(join(place.path, 'filled/a.txt'), 'utf8')).toBe('old');
    },
  );

  it('reports missing credentials when the registry needs a login (GA-11)', async () => {
    await using served = await serve(undefined, `me:${hashSync('secret', 4)}`);
    await using place = await workspace();
    expect(await failedRun(place, { reference: `${served.name}:v1` })).toMatch(
      /^input "reference": .*(?:credentials|log in|username)/,
    );
  });
});

describe('foreign text in the log and the outputs', () => {
  it('runs no workflow command from a hostile artifact (GA-01 GA-03)', async () => {
    const text = 'x\n::set-output name=digest::evil\r##[add-mask]a\u2028\u202e';
    const hostile = '::stop-commands::x';
    await using served = await serve();
    await using place = await workspace();
    await pushArtifact(
      served.repository,
      [
        fileLayer(process.platform === 'win32' ? 'x' : `::error::${text}`, 'a'),
        fileLayer(undefined, 'b', { mediaType: `a/b\n${hostile}` }),
      ],
      {
        tag: 'hostile',
        artifactType: `a/b\n${hostile}`,
        annotations: { [`k\n${hostile}`]: text, z: '\u0085\ud800' },
      },
    );
    const run = succeeded(
      await runPull(
        place,
        { reference: `${served.name}:hostile`, 'output-dir': 'out' },
        { env: { RUNNER_DEBUG: '1' } },
      ),
    );
    expect(new Set(run.commands.map(({ name }) => name))).toEqual(new Set(['debug', 'group', 'endgroup', 'warning']));
    expect(run.warnings).toHaveLength(2);
    expect(Object.keys(run.outputs)).toEqual(Object.keys(pull.outputs));
    expect(run.outputs['artifact-type']).toBe('');
    expect(JSON.parse(run.outputs['annotations'] ?? '')).toEqual({ [`k\n${hostile}`]: text, z: '\u0085\ud800' });
    expect(Object.values(run.outputs).every((value) => !/[\r\n\u0085\u2028\u202e]/.test(value))).toBe(true);
    expect(JSON.parse(run.outputs['files'] ?? '')).toHaveLength(1);
  });

  it('runs no workflow command from a hostile registry (GA-01)', async () => {
    const text = 'no\n::error::one\r\n::add-mask::two\u2028::warning::three ##[error]four';
    await using registry = await ScriptedServer.start({
      otherwise: {
        status: 400,
        headers: { Warning: '299 - "::notice::x"' },
        body: JSON.stringify({ errors: [{ code: 'UNKNOWN', message: text }] }),
      },
    });
    await using place = await workspace();
    const run = await runPull(place, { reference: `${registry.origin.host}/a/b:v1` }, { env: { RUNNER_DEBUG: '1' } });
    expect(run.code).toBe(1);
    expect(run.errors).toHaveLength(1);
    expect(
      run.commands.filter(({ name }) => !['group', 'endgroup', 'warning', 'debug', 'error'].includes(name)),
    ).toEqual([]);
  });

  it('shortens long outputs to whole items, with a warning (GA-03)', async () => {
    const entries = Array.from({ length: 1000 }, (_, index) => ({
      prefix: 'p'.repeat(150),
      name: `${'n'.repeat(90)}${index}`,
      content: '',
    }));
    await using served = await serve([archiveLayer('.', entries)]);
    await using place = await workspace();
    await pushArtifact(served.repository, [fileLayer('a', 'a')], {
      tag: 'long',
      annotations: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v'.repeat(10_000)])),
    });
    const run = succeeded(await runPull(place, { reference: `${served.name}:v1`, 'output-dir': 'out' }));
    const files = JSON.parse(run.outputs['files'] ?? '') as unknown[];
    expect(files.length).toBeGreaterThan(500);
    expect(run.outputs['files']?.length).toBeLessThanOrEqual(128 * 1024 + 2);
    expect(run.warnings).toEqual([
      `${1000 - files.length} of 1000 items are left out of the output files, which would be too long`,
    ]);
    const long = succeeded(await runPull(place, { reference: `${served.name}:long`, 'output-dir': 'long' }));
    expect(Object.keys(JSON.parse(long.outputs['annotations'] ?? '') as object)).toHaveLength(13);
    expect(long.warnings).toEqual([expect.stringContaining('37 of 50 items')]);
  });
});

describe('secrets', () => {
  it('masks a password in every form before its first use, and writes it nowhere (GA-05 GA-06)', async () => {
    const password = newCanary();
    await using served = await serve(undefined, `me:${hashSync(password, 4)}`);
    await using place = await workspace();
    const run = succeeded(
      await runPull(
        place,
        {
          reference: `${served.name}:v1`,
          'output-dir': 'out',
          username: 'me',
          password,
          'github-token': 'ghs_canaryToken',
        },
        { env: { RUNNER_DEBUG: '1' } },
      ),
    );
    const masks = run.commands.filter(({ name }) => name === 'add-mask').map(({ value }) => value);
    expect(masks).toEqual(
      expect.arrayContaining([password, Buffer.from(`me:${password}`).toString('base64'), 'ghs_canaryToken']),
    );
    const stdout = withoutMasks(run.stdout);
    const others = {
      stdout,
      stderr: run.stderr,
      output: run.outputFile,
      state: run.stateFile,
      env: run.envFile,
      summary: run.summary,
    };
    expect(findCanaries([password, 'ghs_canaryToken'], others)).toEqual([]);
    expect(await findCanariesInDirectory([password], place.path)).toEqual([]);
    expect(run.stdout.split('\n').findIndex((line) => line.startsWith('::add-mask::'))).toBe(0);
  });
});

describe('the end of the process', () => {
  // Windows has no signals; it ends a process without notice.
  it.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'stops the download on %s at once and changes no files (EX-16 GA-09)',
    async (signal) => {
      const layer = fileLayer('big', noise(100_000));
      await using registry = await ScriptedServer.start();
      await using served = await serve([layer]);
      const upstream = `http://${served.name.split('/', 1)[0] ?? ''}`;
      registry.on('HEAD *', async ({ path }) => forwarded(await fetch(upstream + path, { method: 'HEAD' })));
      registry.on('GET *', async ({ path }) =>
        path.includes('/blobs/')
          ? { headers: { 'Content-Length': '100000' }, framing: 'length', body: holding }
          : forwarded(await fetch(upstream + path)),
      );
      await using place = await workspace();
      await mkdir(join(place.path, 'out'));
      await writeFile(join(place.path, 'out/big'), 'old');
      let sentAt = 0;
      const error = await failedRun(
        place,
        { reference: `${registry.origin.host}/acme/bundle:v1`, 'output-dir': 'out' },
        {
          onStart: (child) => {
            const timer = setInterval(() => {
              if (registry.seen('GET */blobs/*').length === 0) return;
              clearInterval(timer);
              sentAt = performance.now();
              child.kill(signal);
            }, 20);
          },
        },
      );
      expect(performance.now() - sentAt).toBeLessThan(5000);
      expect(error).toContain(signal);
      expect(await readFile(join(place.path, 'out/big'), 'utf8')).toBe('old');
    },
  );

  // Windows has no limit on the size of files, which simulates a full disk.
  it.runIf(process.platform !== 'win32')('reports a full disk, and leaves no files (EX-17)', async () => {
    await using served = await serve([
      fileLayer('first', 'f'),
      archiveLayer('d', [{ name: 'big', content: noise(3_000_000) }]),
    ]);
    await using place = await workspace();
    // The unit of the shell is 512 or 1024 bytes. The limit is smaller than the file in both cases.
    const error = await failedRun(
      place,
      { reference: `${served.name}:v1`, 'output-dir': 'out' },
      { limit: 'ulimit -f 1000' },
    );
    expect(error).toMatch(/EFBIG|larger than is allowed/);
  });

  it('names the time limit when it passes, and exits (GA-10)', async () => {
    await using registry = await ScriptedServer.start({ otherwise: { silent: true } });
    await using place = await workspace();
    const run = await runPull(place, {
      reference: `${registry.origin.host}/a/b:v1`,
      'output-dir': 'out',
      timeout: '2s',
    });
    expect(run.errors).toEqual([expect.stringContaining('input "timeout"')]);
    expect(run.ms).toBeLessThan(12_000);
    expect(await readdir(place.path)).toEqual([]);
  });
});

async function* holding(): AsyncGenerator<Uint8Array, void, undefined> {
  yield noise(50_000);
  await new Promise<never>(() => {});
}

async function forwarded(
  response: Response,
): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array }> {
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => !['connection', 'keep-alive', 'transfer-encoding', 'date'].includes(name)),
  );
  return { status: response.status, headers, body: new Uint8Array(await response.arrayBuffer()) };
}
