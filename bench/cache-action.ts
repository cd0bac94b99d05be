// Compares the cache actions with the client of actions/cache: the time of the processes, and the bytes in the storage.
// Build dist first. Both services run in this process, and store their content in memory.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MemoryRegistry } from '../src/memory/index.ts';
import { ForwardingRegistry, type Registry } from '../src/registry/index.ts';
import { listen } from '../src/server/index.ts';
import { cacheService } from '../test/action/cache-service.ts';
import { machine, markdownTable, printTable, writeSection } from './artifacts/report.ts';
import { buildDirectory, nodeModules, type Tree } from './cache-action/trees.ts';

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

/** Counts the bytes of all content. */
class CountingRegistry extends ForwardingRegistry {
  bytes = 0;

  override async pushBlob(...[repository, descriptor, body, options]: Parameters<Registry['pushBlob']>) {
    this.bytes += descriptor.size;
    return await this.inner.pushBlob(repository, descriptor, body, options);
  }

  override async pushManifest(...[repository, content, mediaType, options]: Parameters<Registry['pushManifest']>) {
    this.bytes += content.byteLength;
    return await this.inner.pushManifest(repository, content, mediaType, options);
  }
}

interface Tool {
  readonly name: string;
  readonly save: (job: Job, key: string) => Promise<Times>;
  readonly restore: (job: Job, key: string) => Promise<Times>;
  readonly bytes: () => number;
}

async function measure(tool: Tool, work: Promise<Times>): Promise<Measured> {
  const before = tool.bytes();
  const times = await work;
  return { ...times, bytes: tool.bytes() - before };
}

const steps = ['save', 'restore', 'save after a small change'] as const;

async function compare(tree: Tree, tools: readonly Tool[]): Promise<string[][]> {
  const results = new Map<string, Measured[]>();
  const record = (tool: Tool, step: (typeof steps)[number], measured: Measured): void => {
    const name = `${tool.name} ${step}`;
    results.set(name, [...(results.get(name) ?? []), measured]);
  };
  for (let round = 0; round < Number(values.rounds); round++) {
    // The tools alternate, so that both see the same load of the machine.
    for (const tool of round % 2 === 0 ? tools : tools.toReversed()) {
      // Each job has new directories: file systems create files slowly where others were removed.
      const root_ = await mkdtemp(join(place, 'job-'));
      const job = { workspace: join(root_, 'workspace'), temporary: join(root_, 'temp') };
      for (const directory of Object.values(job)) await mkdir(directory);
      const target = join(job.workspace, 'cached');
      await tree.create(target);
      const key = `${tree.name.replaceAll(' ', '-')}-${round}`;
      record(tool, 'save', await measure(tool, tool.save(job, `${key}-a`)));
      await rename(target, join(root_, 'saved'));
      record(tool, 'restore', await measure(tool, tool.restore(job, `${key}-a`)));
      await tree.change(target, round);
      record(tool, 'save after a small change', await measure(tool, tool.save(job, `${key}-b`)));
    }
  }
  const of = (tool: Tool | undefined, step: string, field: keyof Measured): number =>
    median((results.get(`${tool?.name} ${step}`) ?? []).map((each) => each[field]));
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

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

const service = await cacheService();
const registry = new CountingRegistry(new MemoryRegistry());
const server = await listen(registry, {});
try {
  const inputs = (key: string): Readonly<Record<string, string>> => ({
    INPUT_PATH: 'cached',
    INPUT_KEY: key,
    INPUT_REPOSITORY: `${new URL(server.url).host}/acme/app/cache`,
    'INPUT_PLAIN-HTTP': 'true',
  });
  const theirs = join(root, 'bench/cache-action/actions-cache.ts');
  const tools: readonly Tool[] = [
    {
      name: 'oci-artifact/cache',
      save: (job, key) => run(job, [join(root, 'dist/cache-save.js')], inputs(key)),
      restore: (job, key) => run(job, [join(root, 'dist/cache-restore.js')], inputs(key)),
      bytes: () => registry.bytes,
    },
    {
      name: 'actions/cache',
      save: (job, key) => run(job, [theirs, 'save', key, 'cached'], service.env),
      restore: (job, key) => run(job, [theirs, 'restore', key, 'cached'], service.env),
      bytes: () => service.entries.reduce((sum, { archive }) => sum + archive.byteLength, 0),
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
