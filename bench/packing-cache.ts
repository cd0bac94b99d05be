import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { jsonInput } from './artifacts/inputs.ts';

// Measures how long an unchanged directory takes to package with a cache, compared with the first time.

// zstd uses libuv's threads. libuv reads their number at first use.
process.env['UV_THREADPOOL_SIZE'] ||= '4';
const { publish } = await import('../src/operations/index.ts');

const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '1024' },
    rounds: { type: 'string', default: '3' },
    /** Directory for all files during the benchmark. */
    directory: { type: 'string', default: tmpdir() },
  },
});

const mib = 1024 * 1024;
const place = await mkdtemp(join(values.directory, 'oci-artifact-bench-'));
try {
  await mkdir(join(place, 'source'));
  await jsonInput(join(place, 'source'), Number(values.mib) * mib);
  // An unmeasured run without a cache, so that the first read from disk affects neither.
  await run('warm-up', undefined);
  const ratios: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round++) {
    const cache = join(place, `cache-${round}`);
    const first = await run('first', cache);
    const second = await run('second', cache);
    const shared = await run('second, unpacked and compared', cache, true);
    ratios.push(second / first);
    console.log(
      `round ${round}: first ${first.toFixed(2)} s, second ${second.toFixed(2)} s, ` +
        `ratio ${(second / first).toFixed(3)}; unpacked and compared ${shared.toFixed(2)} s`,
    );
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
    target: { kind: 'layout', path: join(outputDir, 'layout') },
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
  if (result.reused !== what.startsWith('second')) throw new Error(`the ${what} run did not use the cache as expected`);
  await rm(outputDir, { recursive: true });
  return seconds;
}
