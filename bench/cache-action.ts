// Compares the cache actions with the client of actions/cache: the time of the processes, and the bytes in the storage.
// Build dist first. Both services run in this process, and store their content in memory.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MemoryRegistry } from '../src/memory/index.ts';
import { repository, type Registry } from '../src/registry/index.ts';
import { listen } from '../src/server/index.ts';
import { readManifest } from '../src/transfer/index.ts';
import { cacheService } from '../test/action/cache-service.ts';
import { machine, markdownTable, printTable, writeSection } from './artifacts/report.ts';
import { buildDirectory, nodeModules, type Tree } from './cache-action/trees.ts';
import { spreadOf } from './server/statistics.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '20000' },
    mib: { type: 'string', default: '1024' },
    rounds: { type: 'string', default: '3' },
    /** Directory for all files during the benchmark. */
    directory: { type: 'string', default: tmpdir() },
    /** A page whose section `cache-action` gets the figures. */
    markdown: { type: 'string' },
  },
});

const root = join(import.meta.dirname, '..');
/** The repository of the entries. */
const name = 'acme/app/cache';
const place = await mkdtemp(join(values.directory, 'oci-artifact-bench-'));

interface Measured extends Times {
  readonly bytes: number;
}

interface Times {
  readonly seconds: number;
  /** Seconds of processor time, also of the programs that the program starts. */
  readonly processor: number;
}

/** A job on a new runner. */
interface Job {
  readonly workspace: string;
  readonly temporary: string;
}

/** Runs a program in the workspace of a job. */
async function run(
  { workspace, temporary }: Job,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Times> {
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

/** The size of all manifests with tags and of the content that they refer to. Equal content counts once. */
async function storedBytes(registry: Registry): Promise<number> {
  const sizes = new Map<string, number>();
  // The repository exists from the first save.
  for await (const found of registry.repositories())
    for await (const tag of registry.tags(found)) {
      const descriptor = await registry.resolveTag(found, tag);
      const manifest = await readManifest(repository(registry, found), descriptor);
      const content = manifest.kind === 'manifest' ? [manifest.config, ...manifest.layers] : [];
      for (const { digest, size } of [descriptor, ...content]) sizes.set(digest, size);
    }
  return sizes.values().reduce((sum, size) => sum + size, 0);
}

interface Tool {
  readonly name: string;
  readonly save: (job: Job, key: string) => Promise<Times>;
  readonly restore: (job: Job, key: string) => Promise<Times>;
  readonly bytes: () => Promise<number>;
}

async function measure(tool: Tool, work: () => Promise<Times>): Promise<Measured> {
  const before = await tool.bytes();
  const times = await work();
  return { ...times, bytes: (await tool.bytes()) - before };
}

const steps = ['save', 'restore', 'save after a small change'] as const;

async function compare(tree: Tree, tools: readonly Tool[]): Promise<string[][]> {
  const results = new Map<string, Measured[]>();
  const record = (tool: Tool, step: (typeof steps)[number], measured: Measured): void => {
    const id = `${tool.name} ${step}`;
    results.set(id, [...(results.get(id) ?? []), measured]);
  };
  for (let round = 0; round < Number(values.rounds); round++) {
    // The tools alternate, so that both see the same load of the machine.
    for (const tool of round % 2 === 0 ? tools : tools.toReversed()) {
      // Each job has new directories: file systems create files slowly where others were removed.
      const root_ = await mkdtemp(join(place, 'job-'));
      const job = { workspace: join(root_, 'workspace'), temporary: join(root_, 'temp') };
      for (const directory of Object.values(job)) await mkdir(directory);
      const target = join(job.workspace, 'cached');
      await tree.create(target, round);
      const key = `${tree.name.replaceAll(' ', '-')}-${round}`;
      record(tool, 'save', await measure(tool, () => tool.save(job, `${key}-a`)));
      await rename(target, join(root_, 'saved'));
      record(tool, 'restore', await measure(tool, () => tool.restore(job, `${key}-a`)));
      await tree.change(target, round);
      record(tool, 'save after a small change', await measure(tool, () => tool.save(job, `${key}-b`)));
    }
  }
  const of = (tool: Tool | undefined, step: string, field: keyof Measured): number =>
    spreadOf((results.get(`${tool?.name} ${step}`) ?? []).map((each) => each[field])).median;
  const [ours, theirs] = tools;
  return steps.map((step) => {
    const row = [`${tree.name}: ${step}`];
    for (const field of ['seconds', 'processor', 'bytes'] as const) {
      const [own, other] = [of(ours, step, field), of(theirs, step, field)];
      const text = (value: number): string => (field === 'bytes' ? (value / 1024 ** 2).toFixed(1) : value.toFixed(2));
      row.push(text(own), text(other), other === 0 ? '' : (own / other).toFixed(2));
    }
    return row;
  });
}

const service = await cacheService();
const registry = new MemoryRegistry();
const server = await listen(registry, {});
try {
  const inputs = (key: string): Readonly<Record<string, string>> => ({
    INPUT_PATH: 'cached',
    INPUT_KEY: key,
    INPUT_REPOSITORY: `${new URL(server.url).host}/${name}`,
    'INPUT_PLAIN-HTTP': 'true',
  });
  const theirs = join(root, 'bench/cache-action/actions-cache.ts');
  const tools: readonly Tool[] = [
    {
      name: 'oci-artifact/cache',
      save: (job, key) => run(job, [join(root, 'dist/cache-save.js')], inputs(key)),
      restore: (job, key) => run(job, [join(root, 'dist/cache-restore.js')], inputs(key)),
      bytes: () => storedBytes(registry),
    },
    {
      name: 'actions/cache',
      save: (job, key) => run(job, [theirs, 'save', key, 'cached'], service.env),
      restore: (job, key) => run(job, [theirs, 'restore', key, 'cached'], service.env),
      bytes: () => Promise.resolve(service.entries.reduce((sum, { archive }) => sum + archive.byteLength, 0)),
    },
  ];
  const rows = [['', 'time, s', 'theirs', 'ratio', 'CPU, s', 'theirs', 'ratio', 'sent, MiB', 'theirs', 'ratio']];
  for (const tree of [nodeModules(Number(values.files)), buildDirectory(Number(values.mib))])
    rows.push(...(await compare(tree, tools)));
  printTable(rows);
  if (values.markdown !== undefined)
    await writeSection(
      values.markdown,
      'cache-action',
      [machine(Number(values.rounds)), markdownTable(rows)].join('\n\n'),
    );
} finally {
  await server.close();
  await service[Symbol.asyncDispose]();
  await rm(place, { recursive: true, force: true });
}
