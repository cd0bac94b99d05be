import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spreadOf, table } from './server/statistics.ts';

// Measures the time from the start of a program to its first request to a registry, compared with an empty Node
// program. docs/performance.md describes the method.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '21' },
    /** Directory of the programs. */
    dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
  },
});

interface Contestant {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The event that ends the measurement. */
  readonly until: 'request' | 'exit';
}

const directory = await mkdtemp(join(tmpdir(), 'oci-artifact-bench-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(directory, { recursive: true, force: true }));
const source = join(directory, 'source');
await mkdir(source);
await writeFile(join(source, 'file.txt'), 'one file\n');
const server = await startServer();
stack.defer(() => {
  server.closeAllConnections();
  server.close();
});
const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
const program = (name: string): string => join(values.dist, `${name}.js`);

const contestants: readonly Contestant[] = [
  { name: 'node -e 0', args: ['-e', '0'], until: 'exit' },
  {
    name: 'push.js',
    args: [program('push')],
    env: { 'INPUT_SOURCE-DIR': source, INPUT_TARGET: `oci://${registry}/start/up:v1`, 'INPUT_PLAIN-HTTP': 'true' },
    until: 'request',
  },
  {
    name: 'pull.js',
    args: [program('pull')],
    env: {
      INPUT_REFERENCE: `oci://${registry}/start/up:v1`,
      'INPUT_OUTPUT-DIR': join(directory, 'pulled'),
      'INPUT_PLAIN-HTTP': 'true',
    },
    until: 'request',
  },
  {
    name: 'cli.js push',
    args: [program('cli'), 'push', source, `oci://${registry}/start/up:v1`, '--plain-http'],
    until: 'request',
  },
  { name: 'cli.js --help', args: [program('cli'), '--help'], until: 'exit' },
];

const times = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
const rounds = Number(values.rounds);
for (let round = 0; round <= rounds; round++) {
  for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
    const time = await measure(contestant);
    // The first round loads the programs into the page cache.
    if (round > 0) times.get(contestant)?.push(time);
  }
}
report();

/** Milliseconds from the start of the process to its end or to its first request. */
async function measure({ name, args, env, until }: Contestant): Promise<number> {
  const outputs = join(directory, 'outputs');
  await writeFile(outputs, '');
  const requested = new Promise<number>((resolve) =>
    server.once('request', () => {
      resolve(performance.now());
    }),
  );
  const begun = performance.now();
  const child = spawn(process.execPath, [...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: outputs,
      RUNNER_TEMP: directory,
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = once(child, 'exit').then(() => performance.now());
  const first = await (until === 'exit' ? ended : Promise.race([requested, ended.then(() => undefined)]));
  child.kill('SIGKILL');
  await ended;
  server.removeAllListeners('request');
  if (first === undefined) throw new Error(`${name} ended without a request\n${complaints}`);
  return first - begun;
}

function report(): void {
  const rows: string[][] = [];
  let bare: number | undefined;
  for (const [{ name, until }, own] of times) {
    const { min, median, max } = spreadOf(own);
    bare ??= median;
    rows.push(
      [`${name}, to its ${until === 'exit' ? 'end' : 'first request'}`].concat(
        [min, median, max, median - bare].map((value) => value.toFixed(0)),
      ),
    );
  }
  const head = ['milliseconds', 'min', 'median', 'max', 'more than node -e 0'];
  process.stdout.write(`Node ${process.versions.node}, ${rounds} rounds\n${table([head, ...rows])}\n`);
}

/** A registry that never answers. Only the time of the request matters. */
async function startServer(): Promise<Server> {
  const listening = createServer();
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return listening;
}
