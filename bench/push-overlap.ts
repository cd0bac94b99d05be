import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

// Measures a push over a slow connection: packaging only, then packaging and pushing. The layer is sent once while it
// is packed (its tag is new) and once after it is packed (no tag is written). Both push new content to an empty
// registry.

// zstd uses libuv's threads. libuv reads their number at first use.
process.env['UV_THREADPOOL_SIZE'] ||= '4';

const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '256' },
    /** Bandwidth of the connection, megabytes per second. */
    rate: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '3' },
    directory: { type: 'string', default: tmpdir() },
    /** Internal: run as the slow connection to this port. */
    'line-to': { type: 'string' },
  },
});

if (values['line-to'] === undefined) await measure();
else slowLine(Number(values['line-to']), Number(values.rate) * 1e6);

async function measure(): Promise<void> {
  const { publish } = await import('../src/operations/index.ts');
  const place = await mkdtemp(join(values.directory, 'oci-artifact-bench-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(place, { recursive: true, force: true }));
  await mkdir(join(place, 'source'));
  const cli = join(import.meta.dirname, '../src/cli/cli.ts');
  const serving = await start(
    stack,
    [cli, 'serve', '--port', '0', '--storage', join(place, 'storage')],
    /127\.0\.0\.1:(\d+)/,
  );
  const line = await start(stack, [import.meta.filename, '--line-to', serving, '--rate', values.rate], /port (\d+)/);
  for (let round = 1; round <= Number(values.rounds); round++) {
    const seconds: string[] = [];
    for (const kind of ['package', 'after', 'while'] as const) {
      await writeRandom(join(place, 'source/random'), Number(values.mib));
      const outputDir = await mkdtemp(join(place, 'output-'));
      const began = performance.now();
      let packed = began;
      await publish({
        sourceDir: join(place, 'source'),
        target: {
          kind: 'registry',
          registry: `127.0.0.1:${line}`,
          repository: 'bench/overlap',
          tag: kind === 'while' ? `v${round}` : undefined,
        },
        tags: kind === 'after' ? [] : [`v${round}`],
        pushByDigest: kind === 'after',
        annotations: {},
        artifactType: 'application/vnd.example',
        exclude: [],
        symlinks: 'preserve',
        allowOutsideLinks: false,
        modes: 'keep',
        timestamp: '1970-01-01T00:00:00Z',
        compression: 'gzip',
        compressionLevel: 6,
        ifTagExists: 'overwrite',
        push: kind !== 'package',
        concurrency: 4,
        outputDir,
        connection: { plainHttp: true, env: {} },
        onEvent: (event) => {
          if (event.kind === 'phase' && event.phase === 'push') packed = performance.now();
          if (event.kind === 'line') console.log(event.text);
        },
      });
      const ended = performance.now();
      const split = kind === 'package' ? '' : ` (packed after ${((packed - began) / 1000).toFixed(2)})`;
      const title = { package: 'packaging', after: 'push after packing', while: 'push while packing' }[kind];
      seconds.push(`${title} ${((ended - began) / 1000).toFixed(2)} s${split}`);
      await rm(outputDir, { recursive: true });
    }
    console.log(`round ${round}: ${seconds.join(', ')}`);
  }
}

/** Starts a Node program and waits for the port that it prints. */
async function start(stack: AsyncDisposableStack, args: readonly string[], pattern: RegExp): Promise<string> {
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  stack.defer(async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  return new Promise((resolve, reject) => {
    let said = '';
    const look = (chunk: Buffer): void => {
      said += chunk.toString();
      const port = pattern.exec(said)?.[1];
      if (port !== undefined) resolve(port);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', () => reject(new Error(`the program ended: ${said}`)));
  });
}

/** Forwards bytes to a local port with limited bandwidth for all connections together. Responses are not limited. */
function slowLine(port: number, bytesPerSecond: number): void {
  let free = performance.now();
  const server = createServer({ pauseOnConnect: true }, (from: Socket) => {
    const to = connect(port, '127.0.0.1');
    for (const socket of [from, to]) {
      socket.setNoDelay(true);
      socket.on('error', () => {
        from.destroy();
        to.destroy();
      });
    }
    to.pipe(from);
    from.on('data', (chunk: Buffer) => {
      from.pause();
      free = Math.max(free, performance.now()) + (chunk.byteLength / bytesPerSecond) * 1000;
      setTimeout(
        () => {
          if (to.write(chunk)) from.resume();
          else to.once('drain', () => from.resume());
        },
        Math.max(0, free - performance.now() - 1),
      );
    });
    from.on('end', () => to.end());
    from.resume();
  });
  server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as AddressInfo).port}`));
}

/** New random content for each run. */
async function writeRandom(path: string, mib: number): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let left = mib; left > 0; left--) await file.write(randomBytes(1024 * 1024));
  } finally {
    await file.close();
  }
}
