import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { ScriptedServer } from '../faults/kit/index.ts';
import { runAction, workspace } from './spawned.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Optional packages that a dependency tries to import. The bundle works without them. */
const optional: ReadonlySet<string> = new Set(['supports-color']);

let work: string;
/** Builds the current source, because the committed files may be older. */
let built: string;

async function build(directory: string): Promise<string> {
  const path = join(work, directory);
  await run(process.execPath, [join(root, 'scripts/build.ts'), path], { cwd: work });
  return path;
}

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'dist-test-'));
  built = await build('one');
});
afterAll(() => rm(work, { recursive: true, force: true }));

async function filesIn(directory: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      names.sort().map(async (name) => [relative(directory, name), await readFile(name, 'utf8')] as const),
    ),
  );
}

/** Records the connections, the lookups of host names and the child processes of the process that loads it. */
const recorder = `
import { appendFileSync } from 'node:fs';
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
const record = (...words) => appendFileSync(process.env.RECORD, words.join(' ') + '\\n');
const around = (object, name, observe) => {
  const original = object[name];
  object[name] = function (...args) { observe(...args); return original.apply(this, args); };
};
around(net.Socket.prototype, 'connect', (...args) => {
  const [first] = args.flat();
  if (typeof first === 'object') record('connect', first.path ?? first.host + ':' + first.port);
  else record('connect', args.flat().slice(0, 2).reverse().join(':'));
});
around(dgram.Socket.prototype, 'send', () => record('datagram'));
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny'])
  for (const where of [dns, dns.promises]) around(where, name, (host) => record('look up', host));
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'])
  around(childProcess, name, (program) => record('start', program));
syncBuiltinESMExports();
`;

describe('dist', () => {
  it('is the same for every build directory (GA-12)', async () => {
    const first = await filesIn(built);
    const second = await filesIn(await build('two/deeper'));
    expect(Object.keys(first)).toEqual(expect.arrayContaining(['push.js', 'push-post.js', 'cli.js', 'licenses.txt']));
    expect(Object.keys(second)).toEqual(Object.keys(first));
    for (const [name, text] of Object.entries(first)) expect(second[name] === text, name).toBe(true);
    for (const [name, text] of Object.entries(first))
      expect(text.includes(root) || text.includes(work), `${name} names a directory of the machine`).toBe(false);
  });

  it('has the programs of every action, which run on node24 (GA-12)', () => {
    const actions = [
      'action.yml',
      ...['pull', 'copy', 'attach', 'index', 'prune', 'serve', 'cache', 'cache/restore', 'cache/save'].map(
        (name) => `${name}/action.yml`,
      ),
    ];
    for (const action of actions) {
      const text = readFileSync(join(root, action), 'utf8');
      const runs = /^runs:\n((?: .*\n?)+)/m.exec(text)?.[1] ?? '';
      expect(runs, action).toContain('using: node24\n');
      const programs = [...runs.matchAll(/^ {2}(?:main|pre|post): (.*)$/gm)].map(([, program = '']) =>
        relative(join(root, 'dist'), resolve(root, dirname(action), program)),
      );
      expect(programs.length, action).toBeGreaterThan(0);
      for (const program of programs) expect(existsSync(join(built, program)), `${action} runs ${program}`).toBe(true);
    }
  });

  it('imports only its own files and Node (GA-12)', async () => {
    const files = await filesIn(built);
    for (const [name, text] of Object.entries(files)) {
      if (!name.endsWith('.js')) continue;
      const specifiers = [...text.matchAll(/\b(?:__)?require\("([^"\n]+)"\)|\bimport\("([^"\n]+)"\)/g)].map(
        ([, required, imported]) => required ?? imported ?? '',
      );
      for (const specifier of specifiers) {
        if (specifier.startsWith('.'))
          expect(existsSync(join(built, dirname(name), specifier)), `${name} loads ${specifier}`).toBe(true);
        else if (!optional.has(specifier)) expect(isBuiltin(specifier), `${name} loads ${specifier}`).toBe(true);
      }
    }
    expect(Object.keys(files).filter((name) => !/\.js$|^licenses\.txt$|^package\.json$/.test(name))).toEqual([]);
  });

  it('connects only to the registry, and starts no program (GA-12)', async () => {
    await using server = await listen(new MemoryRegistry());
    // Other variables of a runner.
    await using runner = await ScriptedServer.start();
    await using place = await workspace();
    await mkdir(join(place.path, 'src'));
    await writeFile(join(place.path, 'src/a.txt'), 'content');
    const hook = join(work, 'record.mjs');
    await writeFile(hook, recorder);
    const { host } = new URL(server.url);
    const name = `${host}/acme/app`;
    const shared = {
      'plain-http': 'true',
      'github-token': 'ghs_0123456789abcdef0123456789abcdef0123',
      summary: 'true',
    };
    const steps = [
      {
        bundle: 'push',
        inputs: {
          'source-dir': 'src',
          target: `oci://${name}:v1`,
          tags: 'latest',
          'register-artifact': 'true',
          'write-docker-config': 'true',
        },
      },
      { bundle: 'push', inputs: { 'source-dir': 'src', target: `oci://${name}`, subject: 'v1' } },
      { bundle: 'attach', inputs: { subject: `${name}:v1`, files: 'src/a.txt', 'artifact-type': 'text/plain' } },
      { bundle: 'index', inputs: { target: `${name}:all`, sources: 'v1' } },
      { bundle: 'copy', inputs: { source: `${name}:v1`, target: `${host}/acme/copy`, recursive: 'true' } },
      { bundle: 'pull', inputs: { reference: `${name}:v1`, 'output-dir': 'out' } },
      { bundle: 'push-post', inputs: {} },
    ];
    for (const { bundle, inputs } of steps) {
      const record = place.file('record');
      await writeFile(record, '');
      const done = await runAction(
        place,
        { ...shared, ...inputs },
        {
          bundle: relative(join(root, 'dist'), join(built, bundle)),
          env: {
            RECORD: record,
            NODE_OPTIONS: `--import=${pathToFileURL(hook).href}`,
            GITHUB_ARTIFACTS: place.file('artifacts'),
            GITHUB_API_URL: runner.origin.href,
            ACTIONS_RUNTIME_URL: runner.origin.href,
            ACTIONS_RUNTIME_TOKEN: 'token',
            ACTIONS_RESULTS_URL: runner.origin.href,
            ACTIONS_CACHE_URL: runner.origin.href,
            ACTIONS_ID_TOKEN_REQUEST_URL: runner.origin.href,
            ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'token',
          },
        },
      );
      expect(done.errors, done.stdout + done.stderr).toEqual([]);
      const lines = new Set((await readFile(record, 'utf8')).split('\n').filter((line) => line !== ''));
      expect([...lines], bundle).toEqual(bundle === 'push-post' ? [] : [`connect ${host}`]);
    }
    expect(runner.connections).toBe(0);
  });
});
