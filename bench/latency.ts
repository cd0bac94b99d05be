import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { imageLink, machine, writeSection } from './artifacts/report.ts';
import { DelayingProxy } from './latency/delaying-proxy.ts';
import { fileCounts, operations, outputs, publisher, type Operation } from './latency/operations.ts';
import { plotOf, requestTable, timeTables, type Measurement, type Sample } from './latency/report.ts';
import { RequestRecorder, type Certificate } from './latency/request-recorder.ts';
import { drawTimeline, longestChain } from './latency/timeline.ts';
import { distributionName, startDistribution, startLayout, type Contestant } from './server/contestants.ts';

// Compares small operations with those of ORAS and crane over a slow network. docs/performance.md describes the method.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    /** Delays in each direction, milliseconds. */
    delays: { type: 'string', default: '0,10,25,50' },
    /** `distribution` and `serve`, which is ours. */
    servers: { type: 'string', default: 'distribution,serve' },
    /** `http` and `tls`. */
    protocols: { type: 'string', default: 'http,tls' },
    /** Only operations with this text in their names. */
    only: { type: 'string', default: '' },
    /** Prints when each request of the last round was sent. */
    timeline: { type: 'boolean', default: false },
    /** Writes the figures into docs/performance.md and the plot. */
    write: { type: 'boolean', default: false },
    cli: { type: 'string', default: join(import.meta.dirname, '..', 'dist', 'cli.js') },
  },
});

const docs = join(import.meta.dirname, '..', 'docs');
const peers = join(homedir(), '.cache', 'oci-artifact-peers', 'bin');
const rounds = Number(values.rounds);
const directory = await mkdtemp(join(tmpdir(), 'oci-artifact-bench-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(directory, { recursive: true, force: true }));
const certificate = await createCertificate();
const env = {
  ...process.env,
  PATH: `${peers}${delimiter}${process.env['PATH'] ?? ''}`,
  // The certificate is trusted in addition to Node's, and alone by Go's programs.
  NODE_EXTRA_CA_CERTS: certificate.file,
  SSL_CERT_FILE: certificate.file,
};
for (const count of fileCounts) {
  await mkdir(join(directory, `files-${count}`));
  for (let index = 0; index < count; index++)
    await writeFile(join(directory, `files-${count}`, `file-${index}.txt`), `content ${index}\n`.repeat(50));
}

let repositories = 0;
const measurements: Measurement[] = [];
for (const server of values.servers.split(',')) {
  await using contestant = await start(server);
  for (const protocol of values.protocols.split(','))
    measurements.push(...(await measureServer(contestant, protocol === 'tls' ? 'TLS' : 'HTTP')));
}
const plain = measurements.filter(({ server, protocol }) => server === distributionName && protocol === 'HTTP');
const text = [
  machine(rounds),
  timeTables(measurements),
  'Requests, the longest chain of requests that wait for each other, and connections, without TLS at the longest delay:',
  requestTable(plain.length > 0 ? plain : measurements),
].join('\n\n');
process.stdout.write(`\n${text}\n`);
if (values.write) {
  const [page, plot] = [join(docs, 'performance.md'), join(docs, 'plots', 'time-by-latency.svg')];
  await writeFile(plot, plotOf(plain));
  await writeSection(page, 'latency', `${text}\n\n${imageLink(page, 'Time by round-trip time', plot)}`);
}

function start(server: string): Promise<Contestant> {
  const own = { cli: values.cli, profile: undefined };
  return server === 'serve' ? startLayout(directory, own) : startDistribution(directory);
}

async function measureServer(server: Contestant, protocol: 'HTTP' | 'TLS'): Promise<readonly Measurement[]> {
  const port = Number(new URL(server.url).port);
  await using recorder = await RequestRecorder.start(port, protocol === 'TLS' ? certificate : undefined);
  await using proxy = await DelayingProxy.start(recorder.port);
  const all = operations(values.cli, protocol === 'HTTP');
  const measured: Measurement[] = [];
  for (const delayMs of values.delays.split(',').map(Number))
    for (const operation of all.filter(({ name }) => name.includes(values.only))) {
      const samples = await measure(operation, all, delayMs, proxy, recorder);
      measured.push({ server: server.name, protocol, delayMs, operation: operation.name, samples });
    }
  return measured;
}

async function measure(
  operation: Operation,
  all: readonly Operation[],
  delayMs: number,
  proxy: DelayingProxy,
  recorder: RequestRecorder,
): Promise<Measurement['samples']> {
  const samples = new Map<string, Sample[]>(Object.keys(operation.commands).map((program) => [program, []]));
  for (let round = 0; round <= rounds; round++) {
    const programs = Object.entries(operation.commands);
    for (const [program, command] of round % 2 === 0 ? programs : programs.toReversed()) {
      const repository = `localhost:${proxy.port}/latency/r${repositories++}`;
      proxy.delayMs = 0;
      if (operation.isPublished) await run(publisher(all, program)(repository));
      proxy.delayMs = delayMs;
      proxy.connections = 0;
      recorder.requests = [];
      const begun = performance.now();
      await run(command(repository));
      const ms = performance.now() - begun;
      const { requests } = recorder;
      if (values.timeline && round === rounds)
        process.stdout.write(`\n${operation.name}, ${program}, ${delayMs} ms\n${drawTimeline(requests)}\n`);
      // The first round loads the programs into the page cache.
      if (round > 0) {
        const { connections } = proxy;
        samples.get(program)?.push({ ms, requests: requests.length, connections, steps: longestChain(requests) });
      }
      for (const output of outputs) await rm(join(directory, output), { recursive: true, force: true });
    }
  }
  return samples;
}

async function run([command = '', ...args]: readonly string[]): Promise<void> {
  const child = spawn(command, args, { cwd: directory, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${errors}`);
}

/** Creates a certificate for localhost that is its own authority. */
async function createCertificate(): Promise<Certificate & { readonly file: string }> {
  const [keyFile, file] = [join(directory, 'tls.key'), join(directory, 'tls.crt')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', '-x509', ...key, ...subject, '-days', '2', '-out', file], { stdio: 'ignore' });
  return { key: await readFile(keyFile, 'utf8'), cert: await readFile(file, 'utf8'), file };
}
