import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { DelayingProxy } from './latency/delaying-proxy.ts';
import { startDistribution, startLayout } from './server/contestants.ts';
import { spreadOf, table } from './server/statistics.ts';

// Compares small operations with those of ORAS and crane over a slow network. docs/performance.md describes the method.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    /** Delays in each direction, milliseconds. */
    delays: { type: 'string', default: '0,10,25,50' },
    /** `distribution` or `serve`. */
    server: { type: 'string', default: 'distribution' },
    cli: { type: 'string', default: join(import.meta.dirname, '..', 'dist', 'cli.js') },
  },
});

const peers = join(homedir(), '.cache', 'oci-artifact-peers', 'bin');
const env = { ...process.env, PATH: `${peers}${delimiter}${process.env['PATH'] ?? ''}` };
const directory = await mkdtemp(join(tmpdir(), 'oci-artifact-bench-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(directory, { recursive: true, force: true }));
const own = { cli: values.cli, profile: undefined };
const server = stack.use(
  values.server === 'serve' ? await startLayout(directory, own) : await startDistribution(directory),
);
const proxy = stack.use(await DelayingProxy.start(Number(new URL(server.url).port)));
const registry = `localhost:${proxy.port}`;

for (const count of [1, 10, 100]) {
  await mkdir(join(directory, `files-${count}`));
  for (let index = 0; index < count; index++)
    await writeFile(join(directory, `files-${count}`, `file-${index}.txt`), `content ${index}\n`.repeat(50));
}

/** Arguments of a command for a repository that no other command uses. */
type Command = (repository: string) => readonly string[];

interface Operation {
  readonly name: string;
  /** Whether the repository must have the artifact `v1` first. */
  readonly isPublished: boolean;
  readonly commands: Readonly<Record<string, Command>>;
}

const ours = (...args: readonly string[]): readonly string[] => [process.execPath, values.cli, ...args, '--plain-http'];
const oras = (...args: readonly string[]): readonly string[] => ['oras', ...args, '--plain-http'];
const crane = (...args: readonly string[]): readonly string[] => ['crane', ...args, '--insecure'];
const layers = Array.from({ length: 10 }, (_, index) => `files-10/file-${index}.txt`);

const pushOf = (count: number, isPublished = false): Operation => ({
  name: isPublished ? 'push again' : `push ${count} ${count === 1 ? 'file' : 'files'}`,
  isPublished,
  commands: {
    ours: (to) => ours('push', `files-${count}`, `oci://${to}:v1`),
    oras: (to) => oras('push', `${to}:v1`, `files-${count}`),
  },
});

const operations: readonly Operation[] = [
  pushOf(1),
  pushOf(10),
  pushOf(100),
  {
    name: 'push 10 layers',
    isPublished: false,
    commands: {
      ours: (to) => ours('push', ...layers, `oci://${to}:v1`),
      oras: (to) => oras('push', `${to}:v1`, ...layers),
    },
  },
  pushOf(10, true),
  {
    name: 'pull',
    isPublished: true,
    commands: {
      ours: (from) => ours('pull', `oci://${from}:v1`, '--output-dir', 'ours-out'),
      oras: (from) => oras('pull', `${from}:v1`, '-o', 'oras-out'),
    },
  },
  {
    name: 'copy',
    isPublished: true,
    commands: {
      ours: (from) => ours('copy', `oci://${from}:v1`, `oci://${from}-copy:v1`),
      oras: (from) => ['oras', 'copy', '--from-plain-http', '--to-plain-http', `${from}:v1`, `${from}-copy:v1`],
      crane: (from) => crane('copy', `${from}:v1`, `${from}-copy:v1`),
    },
  },
  {
    name: 'attach',
    isPublished: true,
    commands: {
      ours: (to) => ours('attach', `oci://${to}:v1`, 'files-1/file-0.txt', '--artifact-type', 'application/vnd.a'),
      oras: (to) => oras('attach', `${to}:v1`, 'files-1/file-0.txt', '--artifact-type', 'application/vnd.a'),
    },
  },
  {
    name: 'resolve',
    isPublished: true,
    commands: {
      ours: (from) => ours('resolve', `oci://${from}:v1`),
      oras: (from) => oras('resolve', `${from}:v1`),
      crane: (from) => crane('digest', `${from}:v1`),
    },
  },
];

interface Sample {
  readonly ms: number;
  readonly requests: number;
  readonly connections: number;
}

let repositories = 0;
const rounds = Number(values.rounds);
for (const delayMs of values.delays.split(',').map(Number)) {
  const rows: string[][] = [['operation', 'program', 'median ms', 'to oras', 'difference', 'requests', 'connections']];
  for (const operation of operations) rows.push(...rowsOf(operation, await measure(operation, delayMs)));
  process.stdout.write(`\n${delayMs} ms in each direction, ${server.name}\n\n${table(rows)}\n`);
}

async function measure(operation: Operation, delayMs: number): Promise<ReadonlyMap<string, readonly Sample[]>> {
  const samples = new Map<string, Sample[]>();
  for (let round = 0; round <= rounds; round++) {
    const programs = Object.entries(operation.commands);
    for (const [program, command] of round % 2 === 0 ? programs : programs.toReversed()) {
      const repository = `${registry}/latency/r${repositories++}`;
      proxy.delayMs = 0;
      if (operation.isPublished)
        await run((operations[1]?.commands[program === 'ours' ? 'ours' : 'oras'] ?? command)(repository));
      proxy.delayMs = delayMs;
      proxy.reset();
      const begun = performance.now();
      await run(command(repository));
      const ms = performance.now() - begun;
      // The first round loads the programs into the page cache.
      if (round === 0) continue;
      const { requests, connections } = proxy;
      samples.set(program, [...(samples.get(program) ?? []), { ms, requests, connections }]);
      for (const output of ['ours-out', 'oras-out'])
        await rm(join(directory, output), { recursive: true, force: true });
    }
  }
  return samples;
}

function rowsOf({ name }: Operation, samples: ReadonlyMap<string, readonly Sample[]>): string[][] {
  const median = (program: string, of: (sample: Sample) => number): number =>
    spreadOf((samples.get(program) ?? []).map(of)).median;
  const reference = median('oras', ({ ms }) => ms);
  return [...samples.keys()].toSorted().map((program) => {
    const ms = median(program, (sample) => sample.ms);
    return [
      name,
      program,
      ms.toFixed(0),
      (ms / reference).toFixed(2),
      (ms - reference).toFixed(0),
      median(program, ({ requests }) => requests).toFixed(0),
      median(program, ({ connections }) => connections).toFixed(0),
    ];
  });
}

async function run([command = '', ...args]: readonly string[]): Promise<void> {
  const child = spawn(command, args, { cwd: directory, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${errors}`);
}
