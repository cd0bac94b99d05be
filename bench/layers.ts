import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { noise, Random } from './artifacts/random.ts';
import { machine, markdownTable, printTable, writeSection } from './artifacts/report.ts';
import { SourceText } from './artifacts/source-text.ts';
import { spreadOf } from './server/statistics.ts';

// Measures pushes of a tree in layers: the first push, a push without a change, a push after 1 % of the files in two
// directories changed, and pushes by several machines. Each push is a process of the committed command line.

const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '2048' },
    directories: { type: 'string', default: '40' },
    shards: { type: 'string', default: '1,2,4,8' },
    /** Rounds of pushes by shards, in turn with pushes by one process. The tables have medians. */
    rounds: { type: 'string', default: '3' },
    'layer-size': { type: 'string', default: '512MiB' },
    /** Also pulls the artifacts with ORAS and this project, and compares the trees. */
    verify: { type: 'boolean', default: false },
    directory: { type: 'string', default: tmpdir() },
    /** A page whose sections `layers` and `shards` get the figures. */
    markdown: { type: 'string' },
    /** Internal: read and hash the files below this directory. */
    hash: { type: 'string' },
  },
});

const cli = join(import.meta.dirname, '../dist/cli.js');
const mib = 1024 * 1024;
const fileBytes = 64 * 1024;
const auto = ['--layers', 'auto', '--layer-size', values['layer-size']];

if (values.hash === undefined) await measure();
else hashTree(values.hash);

async function measure(): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const place = await mkdtemp(join(values.directory, 'oci-artifact-bench-'));
  stack.defer(() => rm(place, { recursive: true, force: true }));
  const source = join(place, 'source');
  writeTree(source);
  const storage = join(place, 'storage');
  const port = await serve(stack, storage);
  const target = (repository: string): string => `oci://127.0.0.1:${port}/bench/${repository}:v1`;
  const push = (repository: string, ...options: readonly string[]): Promise<Run> =>
    run(storage, [cli, 'push', source, target(repository), '--plain-http', '--json', ...options]);

  // The first read from disk affects no measurement.
  await run(storage, [import.meta.filename, '--hash', source]);
  const rows: Row[] = [];
  const measured = async (name: string, work: Promise<Run>): Promise<void> => {
    rows.push({ name, ...(await work) });
  };
  await measured('read and hash the tree', run(storage, [import.meta.filename, '--hash', source]));
  await measured('one layer, first push', push('single'));
  await measured('`layers: auto`, first push', push('auto', ...auto));
  await measured('`layers: auto`, no change', push('auto', ...auto));
  const changed = changeFiles(source);
  await measured(`\`layers: auto\`, ${changed} changed files in two directories`, push('auto', ...auto));
  await measured('one layer, the same changed files', push('single'));
  await report('layers', pushTable(rows), 1);
  if (values.verify) await verify(place, source, target);
  await report('shards', shardTable(await measureShards()), Number(values.rounds));

  async function measureShards(): Promise<readonly Shards[]> {
    const shards = ['0', ...values.shards.split(',').filter(Boolean)].map((count): Shards => {
      return { count: Number(count), together: [], alone: [], joins: [] };
    });
    for (let round = 0; round < Number(values.rounds); round++) {
      let expected: unknown;
      for (const each of shards) {
        if (each.count === 0) expected = await pushWhole(each);
        else await pushShards(each, expected);
        // Without the content of all rounds, a file system in memory is large enough.
        await rm(join(storage, 'bench'), { recursive: true });
      }
    }
    return shards;
  }

  async function pushWhole({ together }: Shards): Promise<unknown> {
    const pushed = await push(`single-${randomUUID()}`, ...auto);
    together.push(pushed);
    return pushed.result?.['digest'];
  }

  async function pushShards({ count, together, alone, joins }: Shards, expected: unknown): Promise<void> {
    const name = `shards-${randomUUID()}`;
    const shard = (index: number): readonly string[] => [...auto, '--shard', `${index + 1}/${count}`];
    const began = performance.now();
    const runs = await Promise.all(Array.from({ length: count }, (_, index) => push(name, ...shard(index))));
    const references = runs.map(({ result }) => String(result?.['pinned-reference']));
    const joined = await run(storage, [cli, 'join', target(name), ...references, '--plain-http', '--json']);
    if (joined.result?.['digest'] !== expected) throw new Error('the joined manifest differs');
    const seconds = (performance.now() - began) / 1000;
    joins.push(joined);
    together.push({ seconds, processor: sum([...runs, joined], 'processor'), stored: 0 });
    await rm(join(storage, 'bench', name), { recursive: true });
    // One after the other, as on machines of their own.
    const other = `alone-${randomUUID()}`;
    const separate: Run[] = [];
    for (let index = 0; index < count; index++) separate.push(await push(other, ...shard(index)));
    alone.push(separate);
  }
}

interface Run {
  readonly seconds: number;
  /** User and system time, seconds. */
  readonly processor: number;
  /** Bytes that the storage of the registry grew by. */
  readonly stored: number;
  /** Outputs of the program. */
  readonly result?: Readonly<Record<string, unknown>> | undefined;
}

interface Row extends Run {
  readonly name: string;
}

/** The rounds of pushes by a number of machines. */
interface Shards {
  /** 0 for one process that pushes everything. */
  readonly count: number;
  /** All shards at the same time on this machine, and the join. */
  readonly together: Run[];
  /** The shards one after the other. */
  readonly alone: (readonly Run[])[];
  readonly joins: Run[];
}

function sum(runs: readonly Run[], of: 'processor' | 'stored'): number {
  return runs.reduce((total, each) => total + each[of], 0);
}

function ratio(value: number, base: number | undefined, digits = 2): string {
  return base === undefined || base === 0 ? '' : (value / base).toFixed(digits);
}

function pushTable(rows: readonly Row[]): readonly (readonly string[])[] {
  const first = rows.find(({ name }) => name.endsWith('auto`, first push'));
  const [hash] = rows;
  return [
    ['push', 'time, s', 'to the first', 'to read and hash', 'CPU, s', 'to the first', 'sent, MiB', 'to the first'],
    ...rows.map(({ name, seconds, processor, stored }) => [
      name,
      seconds.toFixed(2),
      ratio(seconds, first?.seconds),
      ratio(seconds, hash?.seconds),
      processor.toFixed(2),
      ratio(processor, first?.processor),
      (stored / mib).toFixed(1),
      ratio(stored, first?.stored, 3),
    ]),
  ];
}

function shardTable([whole, ...shards]: readonly Shards[]): readonly (readonly string[])[] {
  const single = whole?.together ?? [];
  const [seconds, processor] = [median(single, 'seconds'), median(single, 'processor')];
  const stored = (single[0]?.stored ?? 0) / mib;
  const row = ({ count, together, alone, joins }: Shards): readonly string[] => {
    const slowest = spreadOf(alone.map((runs) => Math.max(...runs.map((each) => each.seconds)))).median;
    const separate = spreadOf(
      alone.map((runs, round) => sum(runs, 'processor') + (joins[round]?.processor ?? 0)),
    ).median;
    const [runs = []] = alone;
    return [
      String(count),
      median(together, 'seconds').toFixed(2),
      median(together, 'processor').toFixed(2),
      ratio(median(together, 'processor'), processor),
      separate.toFixed(2),
      ratio(separate, processor),
      slowest.toFixed(2),
      ratio(slowest, seconds),
      median(joins, 'seconds').toFixed(2),
      (sum(runs, 'stored') / mib).toFixed(1),
      (Math.max(...runs.map((each) => each.stored)) / mib).toFixed(1),
    ];
  };
  return [
    [
      'shards',
      'at the same time, s',
      'CPU, s',
      'to one run',
      'one after the other, CPU, s',
      'to one run',
      'slowest, s',
      'to one run',
      'join, s',
      'sent, MiB',
      'largest, MiB',
    ],
    ['one run', seconds.toFixed(2), processor.toFixed(2), '', '', '', '', '', '', stored.toFixed(1), stored.toFixed(1)],
    ...shards.map(row),
  ];
}

function median(runs: readonly Run[], of: 'seconds' | 'processor'): number {
  return spreadOf(runs.map((each) => each[of])).median;
}

async function report(section: string, rows: readonly (readonly string[])[], rounds: number): Promise<void> {
  printTable(rows);
  if (values.markdown === undefined) return;
  const tree = `A tree of ${values.mib} MiB in ${values.directories} directories, \`layer-size\` ${values['layer-size']}.`;
  await writeSection(values.markdown, section, [machine(rounds), tree, markdownTable(rows)].join('\n\n'));
}

async function run(storage: string, args: readonly string[]): Promise<Run> {
  const before = sizeOf(storage);
  const script = 'TIMEFORMAT="%R %U %S"; time "$0" "$@"';
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script, process.execPath, ...args], {
    maxBuffer: 64 * mib,
  });
  const [seconds = 0, user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  const result = stdout.startsWith('{') ? (JSON.parse(stdout) as Record<string, unknown>) : undefined;
  return { seconds, processor: user + system, stored: sizeOf(storage) - before, result };
}

function sizeOf(directory: string): number {
  // A registry that other processes use removes temporary files and directories at the same time.
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      return readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .reduce(
          (total, { parentPath, name }) =>
            total + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0),
          0,
        );
    } catch {
      if (!existsSync(directory)) return 0;
    }
  }
  throw new Error(`cannot measure ${directory}: it changes too often`);
}

/** Files of 64 KiB, half of it text and half of it noise, in directories of equal size. */
function writeTree(source: string): void {
  const random = new Random(20261130);
  const text = Buffer.from(new SourceText(20261130).file(8 * mib), 'latin1');
  const bits = Buffer.concat([...noise(20261130).take(8)]);
  const directories = Number(values.directories);
  const files = Math.round((Number(values.mib) * mib) / fileBytes / directories);
  for (let directory = 0; directory < directories; directory++) {
    for (let file = 0; file < files; file++) {
      const path = join(source, `part-${directory}`, `group-${file % 8}`);
      if (file < 8) mkdirSync(path, { recursive: true });
      const half = fileBytes / 2;
      const [from, noiseFrom] = [random.below(text.byteLength - half), random.below(bits.byteLength - half)];
      writeFileSync(
        join(path, `file-${file}`),
        Buffer.concat([text.subarray(from, from + half), bits.subarray(noiseFrom, noiseFrom + half)]),
      );
    }
  }
}

/** Changes 1 % of the files, all of them in two directories. @returns their number */
function changeFiles(source: string): number {
  const total = (Number(values.mib) * mib) / fileBytes;
  let left = Math.round(total / 100);
  const changed = left;
  for (const directory of ['part-3', 'part-7']) {
    let share = directory === 'part-3' ? Math.ceil(left / 2) : left;
    left -= share;
    for (const entry of readdirSync(join(source, directory), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || share === 0) continue;
      writeFileSync(join(entry.parentPath, entry.name), `changed ${entry.name}\n`, { flag: 'r+' });
      share--;
    }
  }
  return changed;
}

function hashTree(directory: string): void {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafeSlow(mib);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = openSync(join(entry.parentPath, entry.name), 'r');
    for (let size = 0; (size = readSync(file, chunk)) > 0;) hash.update(chunk.subarray(0, size));
    closeSync(file);
  }
  console.log(hash.digest('hex'));
}

async function verify(place: string, source: string, target: (repository: string) => string): Promise<void> {
  const reference = (repository: string): string => target(repository).slice('oci://'.length);
  const pulls: readonly (readonly [string, string, readonly string[]])[] = [
    ['oras pull', 'oras', ['pull', '--plain-http', reference('auto'), '-o']],
    ['pull', process.execPath, [cli, 'pull', '--plain-http', '--max-unpacked-size', '1TiB', reference('auto'), '-o']],
    [
      'pull of one layer',
      process.execPath,
      [cli, 'pull', '--plain-http', '--max-unpacked-size', '1TiB', reference('single'), '-o'],
    ],
  ];
  for (const [what, command, args] of pulls) {
    const out = join(place, 'out');
    const began = performance.now();
    await promisify(execFile)(command, [...args, out], { maxBuffer: 64 * mib });
    const seconds = (performance.now() - began) / 1000;
    await promisify(execFile)('diff', ['-r', source, out], { maxBuffer: 64 * mib });
    console.log(`${what}: equal tree after ${seconds.toFixed(2)} s`);
    await rm(out, { recursive: true });
  }
}

/** Starts a registry on this machine. @returns its port */
async function serve(stack: AsyncDisposableStack, storage: string): Promise<string> {
  const child: ChildProcess = spawn(process.execPath, [cli, 'serve', '--port', '0', '--storage', storage], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  stack.defer(async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return new URL(line.toString().trim()).port;
}
