import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mediaTypeImageManifest } from '../src/spec/index.ts';
import {
  changeLargeFile,
  checkReply,
  pushSmall,
  repository,
  smallContent,
  tag,
  uploadUrl,
  writeLargeFile,
} from './server/content.ts';
import {
  distributionName,
  startBare,
  startDistribution,
  startLayout,
  startMemory,
  type Contestant,
} from './server/contestants.ts';
import { downloadRate, requestRate, uploadRate } from './server/load.ts';
import { spreadOf, table } from './server/statistics.ts';

// Compares `serve` with distribution under the same content and load. docs/performance.md describes the method.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '32' },
    'blob-bytes': { type: 'string', default: '4096' },
    'large-mib': { type: 'string', default: '1024' },
    'large-rounds': { type: 'string', default: '5' },
    /** Additional servers: `memory`, `bare`. */
    with: { type: 'string', default: '' },
    /** Directory for all files during the benchmark. */
    directory: { type: 'string', default: tmpdir() },
    /** Program whose `serve` is measured. */
    cli: { type: 'string', default: join(import.meta.dirname, '..', 'src', 'cli', 'cli.ts') },
    /** Directory for a CPU profile of `serve`. */
    profile: { type: 'string' },
  },
});

interface Measure {
  readonly title: string;
  readonly unit: string;
  readonly rounds: number;
  readonly contestants: readonly Contestant[];
  readonly run: (contestant: Contestant) => Promise<number>;
}

const mib = 1024 * 1024;
const directory = await mkdtemp(join(values.directory, 'oci-artifact-bench-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(directory, { recursive: true, force: true }));
const own = { cli: values.cli, profile: values.profile };
const extra = values.with.split(',');
const distribution = stack.use(await startDistribution(directory));
const onDisk = [distribution, stack.use(await startLayout(directory, own))];
const registries = extra.includes('memory') ? [...onDisk, stack.use(await startMemory(own))] : onDisk;
const content = smallContent(Number(values['blob-bytes']));
const bare = extra.includes('bare') ? [stack.use(await startBare(content.manifest.byteLength))] : [];
for (const registry of registries) await pushSmall(registry.url, content);

for (const measure of [...smallMeasures(), ...(await largeMeasures())]) await report(measure);

function smallMeasures(): readonly Measure[] {
  const rounds = Number(values.rounds);
  const load = { seconds: Number(values.seconds), connections: Number(values.connections) };
  const small = (title: string, path: string, expected: Uint8Array, contestants: readonly Contestant[]): Measure => ({
    title,
    unit: 'requests/s',
    rounds,
    contestants,
    run: async (contestant) => {
      const url = `${contestant.url}/v2/${repository}/${path}`;
      if (registries.includes(contestant)) await checkReply(url, expected);
      return requestRate(url, load, mediaTypeImageManifest);
    },
  });
  return rounds === 0
    ? []
    : [
        small(`GET manifest by tag, ${content.manifest.byteLength} bytes`, `manifests/${tag}`, content.manifest, [
          ...registries,
          ...bare,
        ]),
        small(
          `GET manifest by digest, ${content.manifest.byteLength} bytes`,
          `manifests/${content.manifestDigest}`,
          content.manifest,
          registries,
        ),
        small(`GET blob, ${content.blob.byteLength} bytes`, `blobs/${content.blobDigest}`, content.blob, registries),
      ];
}

async function largeMeasures(): Promise<readonly Measure[]> {
  const size = Number(values['large-mib']) * mib;
  const rounds = Number(values['large-rounds']);
  if (size === 0 || rounds === 0) return [];
  const file = join(directory, 'large');
  await writeLargeFile(file, size);
  const digest = await changeLargeFile(file);
  for (const registry of onDisk) await uploadRate(await uploadUrl(registry.url, digest), file, size);
  const title = `${values['large-mib']} MiB`;
  return [
    {
      title: `GET blob, ${title}`,
      unit: 'MiB/s',
      rounds,
      contestants: onDisk,
      run: async ({ url }) => (await downloadRate(`${url}/v2/${repository}/blobs/${digest}`, size)) / mib,
    },
    {
      title: `GET blob, ${title}, for the first time since the start`,
      unit: 'MiB/s',
      rounds,
      contestants: onDisk,
      run: async ({ again }) => {
        if (again === undefined) return Number.NaN;
        await using fresh = await again();
        return (await downloadRate(`${fresh.url}/v2/${repository}/blobs/${digest}`, size)) / mib;
      },
    },
    {
      title: `PUT blob, ${title}`,
      unit: 'MiB/s',
      rounds,
      contestants: onDisk,
      run: async ({ url, blobPath }) => {
        const digest = await changeLargeFile(file);
        const rate = await uploadRate(await uploadUrl(url, digest), file, size);
        if (blobPath !== undefined) await rm(blobPath(repository, digest));
        return rate / mib;
      },
    },
  ];
}

/**
 * Measures all servers in turns, after one unmeasured round, and prints the figures. Each round has its own ratio,
 * because other load on the machine slows both.
 */
async function report({ title, unit, rounds, contestants, run }: Measure): Promise<void> {
  const rates = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const rate = await run(contestant);
      if (round > 0) rates.get(contestant)?.push(rate);
    }
  }
  const base = rates.get(distribution) ?? [];
  const rows: string[][] = [];
  for (const [{ name }, own] of rates) {
    const rate = spreadOf(own);
    const ratios = spreadOf(own.map((value, index) => value / (base[index] ?? Number.NaN)));
    const compared =
      name === distributionName ? [] : [rate.median / spreadOf(base).median, ratios.min, ratios.median, ratios.max];
    const cells = [rate.min, rate.median, rate.max].map((value) => value.toFixed(0));
    rows.push(
      [name].concat(
        cells,
        compared.map((value) => value.toFixed(2)),
      ),
    );
  }
  const head = [unit, 'min', 'median', 'max', 'ratio of medians', 'ratio per round: min', 'median', 'max'];
  process.stdout.write(`\n${title}, ${rounds} rounds\n${table([head, ...rows])}\n`);
}
