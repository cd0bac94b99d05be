import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Digest } from '../../src/spec/index.ts';

/** A measured server. */
export interface Contestant extends AsyncDisposable {
  readonly name: string;
  /** Without a path. */
  readonly url: string;
  /** The file of a blob; undefined if the server does not store files. */
  readonly blobPath: ((repository: string, digest: Digest) => string) | undefined;
  /** Starts another process with the same storage and without cached content. */
  readonly again: (() => Promise<Contestant>) | undefined;
}

/** The name of the server that the others are compared with. */
export const distributionName = 'distribution';

const startMs = 30_000;
const stopMs = 10_000;

/**
 * distribution's `registry` on disk, without an access log: the program `$OCI_BENCH_REGISTRY`, else the one that the
 * interop suite installed.
 */
export async function startDistribution(directory: string): Promise<Contestant> {
  const root = join(directory, 'distribution');
  await mkdir(root, { recursive: true });
  return {
    ...(await startDistributionOn(directory, `  filesystem:\n    rootdirectory: ${root}`)),
    blobPath: (_, digest) =>
      join(root, 'docker', 'registry', 'v2', 'blobs', 'sha256', digest.slice(7, 9), digest.slice(7), 'data'),
    again: () => startDistribution(directory),
  };
}

/** distribution with another storage. @param storage lines of its configuration */
export async function startDistributionOn(directory: string, storage: string): Promise<Contestant> {
  const program = process.env['OCI_BENCH_REGISTRY'] ?? peer('registry');
  const port = await freePort();
  const config = join(directory, 'distribution.yml');
  await writeFile(
    config,
    `version: 0.1
log:
  level: error
  accesslog:
    disabled: true
storage:
${storage}
  delete:
    enabled: true
http:
  addr: 127.0.0.1:${port}
  relativeurls: true
`,
  );
  const { stop, failed } = run(program, ['serve', config]);
  await Promise.race([untilListening(port), failed]);
  return {
    name: distributionName,
    url: `http://127.0.0.1:${port}`,
    blobPath: undefined,
    again: undefined,
    [Symbol.asyncDispose]: stop,
  };
}

/** A program that the interop suite installed. */
export function peer(name: string): string {
  return join(homedir(), '.cache', 'oci-artifact-peers', 'bin', name);
}

export interface OwnOptions {
  /** The program of the command line. */
  readonly cli: string;
  /** Directory for a CPU profile. */
  readonly profile: string | undefined;
}

/** This project's `serve`, on disk. */
export async function startLayout(directory: string, options: OwnOptions): Promise<Contestant> {
  const root = join(directory, 'layout');
  const server = await startOwn('layout', ['--storage', root], options);
  return {
    ...server,
    blobPath: (repository, digest) => join(root, repository, 'blobs', 'sha256', digest.slice(7)),
    again: () => startLayout(directory, options),
  };
}

/** This project's `serve`, in memory. */
export function startMemory(options: OwnOptions): Promise<Contestant> {
  return startOwn('memory', [], options);
}

/** A `node:http` server with one fixed response: the upper limit. */
export function startBare(bytes: number): Promise<Contestant> {
  return startNode('bare node:http', [join(import.meta.dirname, 'bare.ts'), String(bytes)]);
}

function startOwn(name: string, args: readonly string[], { cli, profile }: OwnOptions): Promise<Contestant> {
  const profiling = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile];
  return startNode(name, [...profiling, cli, 'serve', ...args]);
}

/** Starts a Node program that prints its URL as the first line. */
export async function startNode(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Contestant> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let out = '';
  const { stop, failed } = run(
    process.execPath,
    args,
    (text) => {
      out += text;
      if (out.includes('\n')) resolve(out.slice(0, out.indexOf('\n')));
    },
    env,
  );
  const url = await Promise.race([promise, failed, sleep(startMs, undefined, { ref: false })]);
  if (url === undefined) throw new Error(`${name} did not start within ${startMs} ms`);
  return { name, url, blobPath: undefined, again: undefined, [Symbol.asyncDispose]: stop };
}

/** A program that runs in the background. */
export interface Running {
  readonly stop: () => Promise<void>;
  /** Rejects when the program ends on its own. */
  readonly failed: Promise<never>;
}

export function run(
  command: string,
  args: readonly string[],
  onOutput?: (text: string) => void,
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, OTEL_TRACES_EXPORTER: 'none', ...env },
  });
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => onOutput?.(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000);
  });
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  child.once('error', reject);
  child.once('exit', (code) => {
    reject(new Error(`${command} ended with ${code}:\n${errors}`));
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
    await ended;
    clearTimeout(timer);
  };
  return { stop, failed };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function untilListening(port: number): Promise<void> {
  const until = Date.now() + startMs;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(50);
    } finally {
      socket.destroy();
    }
  }
}
