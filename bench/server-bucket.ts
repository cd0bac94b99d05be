import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mediaTypeImageManifest } from '../src/spec/index.ts';
import { machine, markdownTable, printTable, writeSection } from './artifacts/report.ts';
import { startDistributionOnStore, startReplicas, startStore, type Replicas } from './server/bucket-contestants.ts';
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
import { downloadRate, requestRate, uploadRate } from './server/load.ts';
import { spreadOf } from './server/statistics.ts';

// Compares `serve` on a bucket, in one or several processes, with distribution on the same store.
// docs/performance.md describes the method.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    /** Connections to each process for small requests: more replicas serve more clients. */
    connections: { type: 'string', default: '64' },
    'large-mib': { type: 'string', default: '1024' },
    /** Number of artifacts that are pushed at the same time. */
    pushes: { type: 'string', default: '64' },
    /** Numbers of processes. */
    replicas: { type: 'string', default: '1,2,4' },
    /** Directory for all files during the benchmark. */
    directory: { type: 'string', default: tmpdir() },
    /** Program whose `serve` is measured. */
    cli: { type: 'string', default: join(import.meta.dirname, '..', 'dist', 'cli.js') },
    /** A page whose section `server-bucket` gets the figures. */
    markdown: { type: 'string' },
  },
});

interface Measure {
  readonly title: string;
  readonly unit: string;
  readonly run: (contestant: Replicas) => Promise<number>;
}

const mib = 1024 * 1024;
const rounds = Number(values.rounds);
const directory = await mkdtemp(join(values.directory, 'oci-artifact-bench-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(directory, { recursive: true, force: true }));
const store = stack.use(await startStore(directory));
const contestants: Replicas[] = [stack.use(await startDistributionOnStore(directory, store))];
for (const count of values.replicas.split(','))
  contestants.push(stack.use(await startReplicas(Number(count), values.cli, store)));

const content = smallContent(4096);
for (const { urls } of contestants) await pushSmall(urls[0] ?? '', content);

const size = Number(values['large-mib']) * mib;
const rows: string[][] = [];
for (const measure of [
  manifests('tag', tag),
  manifests('digest', content.manifestDigest),
  pushes(),
  ...(await large()),
])
  rows.push(...(await measured(measure)));
const head = ['', ...contestants.map(({ name }) => name), ...contestants.slice(1).map(({ name }) => `ratio: ${name}`)];
printTable([head, ...rows]);
if (values.markdown !== undefined)
  await writeSection(values.markdown, 'server-bucket', [machine(rounds), markdownTable([head, ...rows])].join('\n\n'));

function manifests(name: string, reference: string): Measure {
  return {
    title: `GET manifest by ${name}, ${content.manifest.byteLength} bytes`,
    unit: '/s',
    run: async ({ urls }) => {
      const path = `/v2/${repository}/manifests/${reference}`;
      for (const url of urls) await checkReply(url + path, content.manifest);
      const load = { seconds: Number(values.seconds), connections: Number(values.connections) };
      return sum(await Promise.all(urls.map((url) => requestRate(url + path, load, mediaTypeImageManifest))));
    },
  };
}

/** All pushes begin at the same time. Each has its own blob, manifest and tag. */
function pushes(): Measure {
  const count = Number(values.pushes);
  return {
    title: `${count} parallel pushes of a blob of 4 KiB and a manifest`,
    unit: '/s',
    run: async ({ urls }) => {
      const artifacts = Array.from({ length: count }, () => smallContent(4096));
      const started = performance.now();
      await Promise.all(
        artifacts.map((artifact, index) => pushSmall(urls[index % urls.length] ?? '', artifact, `push-${index}`)),
      );
      return (1000 * count) / (performance.now() - started);
    },
  };
}

/** Each replica sends or receives a part of the size at the same time. */
async function large(): Promise<readonly Measure[]> {
  if (size === 0) return [];
  const files = new Map<Replicas, readonly string[]>();
  for (const [index, contestant] of contestants.entries()) {
    const paths = contestant.urls.map((_, part) => join(directory, `large-${index}-${part}`));
    for (const path of paths) await writeLargeFile(path, size / paths.length);
    files.set(contestant, paths);
  }
  const digests = new Map<string, string>();
  const upload = async (contestant: Replicas): Promise<number> => {
    const partSize = size / contestant.urls.length;
    const parts: (readonly [string, string])[] = [];
    for (const [index, url] of contestant.urls.entries()) {
      const file = files.get(contestant)?.[index] ?? '';
      const digest = await changeLargeFile(file);
      digests.set(file, digest);
      parts.push([await uploadUrl(url, digest), file]);
    }
    return sum(await Promise.all(parts.map(([url, file]) => uploadRate(url, file, partSize)))) / mib;
  };
  const download = async (contestant: Replicas): Promise<number> => {
    const paths = files.get(contestant) ?? [];
    const blobs = contestant.urls.map(
      (url, index) => `${url}/v2/${repository}/blobs/${digests.get(paths[index] ?? '')}`,
    );
    return sum(await Promise.all(blobs.map((url) => downloadRate(url, size / blobs.length)))) / mib;
  };
  const title = `${values['large-mib']} MiB in as many blobs as replicas`;
  return [
    { title: `PUT, ${title}`, unit: ' MiB/s', run: upload },
    { title: `GET, ${title}`, unit: ' MiB/s', run: download },
  ];
}

/** Measures all contestants in turns, after one round that is not counted. */
async function measured({ title, unit, run }: Measure): Promise<readonly string[][]> {
  const rates = new Map<Replicas, number[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round <= rounds; round++)
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const rate = await run(contestant);
      if (round > 0) rates.get(contestant)?.push(rate);
    }
  const medians = contestants.map((contestant) => spreadOf(rates.get(contestant) ?? []).median);
  const [base = Number.NaN, ...own] = medians;
  return [
    [title, ...medians.map((rate) => `${rate.toFixed(0)}${unit}`), ...own.map((rate) => (rate / base).toFixed(1))],
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
