import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MemoryRegistry } from '../src/memory/index.ts';
import { createHandler } from '../src/server/index.ts';
import { spreadOf, table } from './server/statistics.ts';

// Measures the time from the start of a program to its first request to a registry, and to its end. Each measurement
// follows one of an empty Node program. docs/performance.md describes the method.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '21' },
    /** Directory of the programs. */
    dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
    /** Only programs whose name contains this text. */
    only: { type: 'string', default: '' },
  },
});

interface Program {
  readonly name: string;
  readonly args: readonly string[];
  readonly inputs?: Readonly<Record<string, string>>;
}

const directory = await mkdtemp(join(tmpdir(), 'oci-artifact-bench-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(directory, { recursive: true, force: true }));
const source = join(directory, 'source');
const file = join(source, 'file.txt');
await mkdir(source);
await writeFile(file, 'one file\n');

let runs = 0;
let firstRequest: number | undefined;
const handler = createHandler(new MemoryRegistry());
const server = createServer((request, response) => {
  firstRequest ??= performance.now();
  handler(request, response);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
stack.defer(() => {
  server.closeAllConnections();
  server.close();
});
const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
const artifact = `${registry}/start/up:v1`;

const action = (name: string, inputs: Readonly<Record<string, string>>): Program => ({
  name: `${name}.js`,
  args: [join(values.dist, `${name}.js`)],
  inputs: { ...inputs, 'plain-http': 'true' },
});
const cli = (name: string, ...args: readonly string[]): Program => ({
  name: `cli.js ${name}`,
  args: [join(values.dist, 'cli.js'), ...args],
});
/** A repository without content, for each run. */
const unused = '{unused}';
const output = join(directory, 'pulled');
/** The cache of compiled code of the command line. */
const cache = join(directory, 'cache');
await mkdir(cache);
const attached = ['--artifact-type', 'text/plain', '--plain-http'];

const empty: Program = { name: 'node -e 0', args: ['-e', '0'] };
const programs: readonly Program[] = [
  action('push', { 'source-dir': source, target: `oci://${registry}/${unused}:v1` }),
  action('pull', { reference: artifact, 'output-dir': output }),
  action('copy', { source: artifact, target: `${registry}/${unused}:v1` }),
  action('attach', { subject: artifact, files: `${file}:text/plain`, 'artifact-type': 'text/plain' }),
  action('index', { target: `${registry}/start/up:all`, sources: 'v1' }),
  action('push-post', {}),
  cli('push', 'push', source, `oci://${registry}/${unused}:v1`, '--plain-http'),
  cli('push, again', 'push', source, `oci://${artifact}`, '--plain-http'),
  cli('pull', 'pull', artifact, '-o', output, '--plain-http'),
  cli('copy', 'copy', artifact, `${registry}/${unused}:v1`, '--plain-http'),
  cli('attach', 'attach', artifact, `${file}:text/plain`, ...attached),
  cli('resolve', 'resolve', artifact, '--plain-http'),
  cli('--version', '--version'),
  cli('--help', '--help'),
].filter(({ name }) => name.includes(values.only));

interface Times {
  /** Milliseconds from the start; undefined without a request. */
  readonly request: number | undefined;
  readonly exit: number;
}

await run(cli('push', 'push', source, `oci://${artifact}`, '--plain-http'));
const differences = new Map<Program, { readonly request: number[]; readonly exit: number[] }>();
const bare: number[] = [];
const rounds = Number(values.rounds);
// The first round loads the programs into the page cache.
for (let round = 0; round <= rounds; round++) {
  for (const program of round % 2 === 0 ? programs : programs.toReversed()) {
    const { exit: base } = await run(empty);
    const { request, exit } = await run(program);
    if (round === 0) continue;
    bare.push(base);
    const own = differences.get(program) ?? { request: [], exit: [] };
    differences.set(program, own);
    if (request !== undefined) own.request.push(request - base);
    own.exit.push(exit - base);
  }
}
report();

async function run({ name, args, inputs = {} }: Program): Promise<Times> {
  runs += 1;
  const files = { GITHUB_OUTPUT: join(directory, 'outputs'), GITHUB_STATE: join(directory, 'state') };
  for (const path of Object.values(files)) await writeFile(path, '');
  await rm(output, { recursive: true, force: true });
  const filled = (text: string): string => text.replace(unused, `start/run-${runs}`);
  const variables = Object.entries(inputs).map(([key, text]) => [`INPUT_${key.toUpperCase()}`, filled(text)]);
  firstRequest = undefined;
  const begun = performance.now();
  const child = spawn(process.execPath, args.map(filled), {
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      XDG_CACHE_HOME: cache,
      TMPDIR: directory,
      GITHUB_ACTIONS: 'true',
      RUNNER_TEMP: directory,
      ...files,
      ...Object.fromEntries(variables),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const [code] = await once(child, 'exit');
  const exit = performance.now() - begun;
  if (code !== 0) throw new Error(`${name} ended with code ${code}\n${log}`);
  return { request: firstRequest === undefined ? undefined : firstRequest - begun, exit };
}

function median(all: readonly number[]): string {
  return all.length === 0 ? '' : spreadOf(all).median.toFixed(0);
}

function report(): void {
  const rows = [...differences].map(([{ name }, { request, exit }]) => [name, median(request), median(exit)]);
  process.stdout.write(`Node ${process.versions.node}, ${rounds} rounds; node -e 0 takes ${median(bare)} ms\n`);
  process.stdout.write(`${table([['ms more than node -e 0', 'first request', 'exit'], ...rows])}\n`);
}
