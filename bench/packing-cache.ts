import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

// Measures how long a directory that did not change takes to package for the second time with a cache, against the first time.

// Compression runs on libuv's threads, whose number is read once, at first use.
process.env['UV_THREADPOOL_SIZE'] ||= '4';
const { publish } = await import('../src/publish/index.ts');

const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '1024' },
    rounds: { type: 'string', default: '3' },
    /** Where everything is stored meanwhile. */
    directory: { type: 'string', default: tmpdir() },
  },
});

const mib = 1024 * 1024;
const place = await mkdtemp(join(values.directory, 'oci-artifact-bench-'));
try {
  await mkdir(join(place, 'source'));
  await writeJsonLines(join(place, 'source/lines.jsonl'), Number(values.mib) * mib);
  // Without a cache, so that reading the source for the first time from disk counts for neither.
  await run('warm-up', undefined);
  const ratios: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round++) {
    const cache = join(place, `cache-${round}`);
    const first = await run('first', cache);
    const second = await run('second', cache);
    const shared = await run('second, unpacked and compared', cache, true);
    ratios.push(second / first);
    console.log(`round ${round}: first ${first.toFixed(2)} s, second ${second.toFixed(2)} s, ratio ${(second / first).toFixed(3)}; unpacked and compared ${shared.toFixed(2)} s`);
    await rm(cache, { recursive: true });
  }
  console.log(`median ratio ${ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)]?.toFixed(3)}`);
} finally {
  await rm(place, { recursive: true, force: true });
}

/** Packages once, into a new layout. @returns seconds */
async function run(what: string, cache: string | undefined, shared = false): Promise<number> {
  const outputDir = await mkdtemp(join(place, 'output-'));
  const started = performance.now();
  const result = await publish({
    sourceDir: join(place, 'source'),
    target: { isOci: false, localPath: join(outputDir, 'layout') },
    tags: ['v1'],
    pushByDigest: false,
    annotations: {},
    artifactType: 'application/vnd.example',
    exclude: [],
    symlinks: 'preserve',
    allowOutsideLinks: false,
    modes: 'keep',
    timestamp: '1970-01-01T00:00:00Z',
    compression: 'gzip',
    ifTagExists: 'overwrite',
    push: false,
    concurrency: 4,
    outputDir,
    connection: {},
    packingCache: cache === undefined ? undefined : { directory: cache, shared },
    onEvent: (event) => {
      if (event.kind === 'warning') console.log(event.text);
    },
  });
  const seconds = (performance.now() - started) / 1000;
  if (result.reused !== what.startsWith('second')) throw new Error(`the ${what} run should have been otherwise`);
  await rm(outputDir, { recursive: true });
  return seconds;
}

/** Log lines as a program writes them: times, levels, hashes. The same ones for the same size. */
async function writeJsonLines(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w');
  try {
    let written = 0;
    for (let line = 0; written < bytes; ) {
      const lines: string[] = [];
      for (let left = 4096; left > 0; left--, line++) {
        const hash = createHash('sha256').update(`line ${line}`).digest('hex');
        const number = Number.parseInt(hash.slice(0, 8), 16);
        lines.push(JSON.stringify({ time: new Date(1.7e12 + line * 37 + (number % 31)).toISOString(), level: ['debug', 'info', 'warn'][number % 3], service: `service-${number % 23}`, request: hash.slice(0, 32), status: 200 + (number % 5) * 100, duration: (number % 100_000) / 1000 }));
      }
      const text = Buffer.from(`${lines.join('\n')}\n`).subarray(0, bytes - written);
      await file.write(text);
      written += text.byteLength;
    }
  } finally {
    await file.close();
  }
}
