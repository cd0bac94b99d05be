// Compares the cache actions with the client of actions/cache: the time of the processes, and the bytes in the storage.
// Build dist first. The services run on this machine: a registry of `serve` on disk, and a cache service in memory.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheService } from '../test/action/cache-service.ts';
import { buildDirectory, nodeModules, type Tree } from './cache-action/trees.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '20000' },
    mib: { type: 'string', default: '1024' },
    rounds: { type: 'string', default: '3' },
    /** Directory for all files during the benchmark. */
    directory: { type: 'string', default: tmpdir() },
  },
});

const root = join(import.meta.dirname, '..');
const place = await mkdtemp(join(values.directory, 'oci-artifact-bench-'));
const workspace = join(place, 'workspace');
const temporary = join(place, 'temp');
const storage = join(place, 'storage');

interface Measured extends Times {
  readonly bytes: number;
}

interface Times {
  readonly seconds: number;
  /** Seconds of processor time, also of the programs that the program starts. */
  readonly processor: number;
}

/** Runs a program in the workspace. */
async function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Times> {
  const child = spawn('bash', ['-c', `TIMEFORMAT='times %R %U %S'; time "$@"`, 'bash', process.execPath, ...args], {
    cwd: workspace,
    env: {
      PATH: process.env['PATH'],
      HOME: place,
      RUNNER_TEMP: temporary,
      GITHUB_WORKSPACE: workspace,
      GITHUB_REPOSITORY: 'acme/app',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0 || /::(?:warning|error)/.test(output)) throw new Error(`${args.join(' ')} failed:\n${output}`);
  const [real = 0, user = 0, system = 0] = (/^times (.*)$/m.exec(output)?.[1] ?? '').split(' ').map(Number);
  return { seconds: real, processor: user + system };
}

async function bytesBelow(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  return bytes;
}

interface Tool {
  readonly name: string;
  readonly save: (key: string) => Promise<Times>;
  readonly restore: (key: string) => Promise<Times>;
  readonly bytes: () => Promise<number>;
}

async function measure(tool: Tool, work: (tool: Tool) => Promise<Times>): Promise<Measured> {
  const before = await tool.bytes();
  const times = await work(tool);
  return { ...times, bytes: (await tool.bytes()) - before };
}

async function compare(tree: Tree, tools: readonly Tool[]): Promise<void> {
  const results = new Map<string, Measured[]>();
  const record = (tool: Tool, what: string, measured: Measured): void => {
    const name = `${what.padEnd(26)} ${tool.name}`;
    results.set(name, [...(results.get(name) ?? []), measured]);
  };
  const target = join(workspace, 'cached');
  for (let round = 0; round < Number(values.rounds); round++) {
    // The tools alternate, so that both see the same load of the machine.
    for (const tool of round % 2 === 0 ? tools : tools.toReversed()) {
      for (const directory of [target, temporary]) await rm(directory, { recursive: true, force: true });
      await mkdir(temporary, { recursive: true });
      await tree.create(target);
      const key = `${tree.name.replaceAll(' ', '-')}-${round}`;
      record(tool, 'save', await measure(tool, ({ save }) => save(`${key}-a`)));
      await rm(target, { recursive: true });
      record(tool, 'restore', await measure(tool, ({ restore }) => restore(`${key}-a`)));
      await tree.change(target, round);
      record(tool, 'save after a small change', await measure(tool, ({ save }) => save(`${key}-b`)));
    }
  }
  console.log(`\n${tree.name}`);
  for (const [name, measured] of [...results].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [seconds, processor, bytes] = (['seconds', 'processor', 'bytes'] as const).map((field) =>
      median(measured.map((each) => each[field])),
    );
    console.log(
      `${name.padEnd(46)} ${seconds?.toFixed(2)} s, processor ${processor?.toFixed(2)} s, ` +
        `${((bytes ?? 0) / 1024 ** 2).toFixed(1)} MiB`,
    );
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

for (const directory of [workspace, temporary, storage]) await mkdir(directory, { recursive: true });
const service = await cacheService();
const registry = spawn(process.execPath, [join(root, 'dist/cli.js'), 'serve', '--storage', storage, '--port', '0'], {
  stdio: ['ignore', 'pipe', 'pipe'],
});
try {
  const host = await new Promise<string>((resolve, reject) => {
    let output = '';
    const read = (text: string): void => {
      output += text;
      const [, found] = /http:\/\/([\w.:[\]]+)/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    };
    registry.stdout.setEncoding('utf8').on('data', read);
    registry.stderr.setEncoding('utf8').on('data', read);
    registry.once('exit', () => {
      reject(new Error(`the registry did not start: ${output}`));
    });
  });
  const inputs = (key: string): Readonly<Record<string, string>> => ({
    INPUT_PATH: 'cached',
    INPUT_KEY: key,
    INPUT_REPOSITORY: `${host}/acme/app/cache`,
    'INPUT_PLAIN-HTTP': 'true',
  });
  const theirs = join(root, 'bench/cache-action/actions-cache.ts');
  const tools: readonly Tool[] = [
    {
      name: 'oci-artifact/cache',
      save: (key) => run([join(root, 'dist/cache-save.js')], inputs(key)),
      restore: (key) => run([join(root, 'dist/cache-restore.js')], inputs(key)),
      bytes: () => bytesBelow(storage),
    },
    {
      name: 'actions/cache',
      save: (key) => run([theirs, 'save', key, 'cached'], service.env),
      restore: (key) => run([theirs, 'restore', key, 'cached'], service.env),
      bytes: () => Promise.resolve(service.entries.reduce((sum, { archive }) => sum + archive.byteLength, 0)),
    },
  ];
  await compare(nodeModules(Number(values.files)), tools);
  await compare(buildDirectory(Number(values.mib)), tools);
} finally {
  registry.kill();
  await service[Symbol.asyncDispose]();
  await rm(place, { recursive: true, force: true });
}
