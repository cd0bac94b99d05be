import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { digestOf, encodeJson, mediaTypeImageManifest } from '../src/spec/index.ts';
import { pushSmall, repository, smallContent } from './server/content.ts';
import { startDistribution, startLayout, type Contestant } from './server/contestants.ts';
import {
  addDistributionRepositories,
  addDistributionTags,
  addLayouts,
  addLayoutTags,
  manyNames,
} from './server/many-content.ts';
import { spreadOf, table } from './server/statistics.ts';

// Compares `serve` with distribution with many repositories and many tags. docs/performance.md describes the method.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    repositories: { type: 'string', default: '10000' },
    tags: { type: 'string', default: '100000' },
    /** Directory for all files during the benchmark. */
    directory: { type: 'string', default: tmpdir() },
    /** Program whose `serve` is measured. */
    cli: { type: 'string', default: join(import.meta.dirname, '..', 'src', 'cli', 'cli.ts') },
  },
});

interface Measure {
  readonly title: string;
  readonly status: number;
  /** One request. */
  readonly send: (url: string, round: number) => Promise<Response>;
}

const content = smallContent(1000);
const manifestType = { 'content-type': mediaTypeImageManifest };
const absent = digestOf('a blob that no repository has');

const page = (title: string, path: string): Measure => ({
  title,
  status: 200,
  send: (url) => fetch(`${url}/v2/${path}`),
});

const push: Measure = {
  title: 'PUT of a new manifest with a new tag',
  status: 201,
  send: (url, round) => {
    const manifest: unknown = JSON.parse(new TextDecoder().decode(content.manifest));
    const body = encodeJson({ ...(manifest as object), annotations: { round: String(round) } });
    return fetch(`${url}/v2/${repository}/manifests/new${round}`, {
      method: 'PUT',
      body: Buffer.from(body),
      headers: manifestType,
    });
  },
};

const catalogue: readonly Measure[] = [
  page('GET _catalog?n=100', '_catalog?n=100'),
  page('GET _catalog?n=100, from the middle', '_catalog?n=100&last=org50/repo50'),
  {
    title: 'POST mount without a source, of an absent blob',
    status: 202,
    send: (url) => fetch(`${url}/v2/new/repository/blobs/uploads/?mount=${absent}`, { method: 'POST' }),
  },
];
const listing = page('GET tags/list?n=100', `${repository}/tags/list?n=100`);

const directory = await mkdtemp(join(values.directory, 'oci-artifact-bench-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(directory, { recursive: true, force: true }));
const roots = { distribution: join(directory, 'distribution'), layout: join(directory, 'layout') };
const [repositories, tags] = [Number(values.repositories), Number(values.tags)];

await withServers(async (servers) => {
  for (const server of servers) await pushSmall(server.url, content);
});
await withServers((servers) => measureAll(servers, [push, listing], '1 tag'));
await addLayoutTags(roots.layout, tags);
await addDistributionTags(roots.distribution, content.manifestDigest, tags);
await withServers((servers) => measureAll(servers, [push, listing], `${tags} tags`));
const names = manyNames(repositories);
await addLayouts(roots.layout, names);
await addDistributionRepositories(roots.distribution, names);
await withServers((servers) => measureAll(servers, catalogue, `${repositories} repositories`));

/** Starts both servers, so that nothing is cached. */
async function withServers(work: (servers: readonly Contestant[]) => Promise<void>): Promise<void> {
  await using distribution = await startDistribution(directory);
  await using layout = await startLayout(directory, { cli: values.cli, profile: undefined });
  await work([distribution, layout]);
}

async function measureAll(servers: readonly Contestant[], measures: readonly Measure[], size: string): Promise<void> {
  const rows = [[`median, ms, ${size}`, 'distribution', 'serve', 'ratio of medians']];
  for (const measure of measures) {
    const times = servers.map((): number[] => []);
    // The servers take turns. The first round loads the index.
    for (let round = 0; round <= Number(values.rounds); round++) {
      for (const [index, server] of servers.entries()) {
        const ms = await timeOf(measure, server.url, round + size.length * 1000);
        if (round > 0) times[index]?.push(ms);
      }
    }
    const [theirs = 0, ours = 0] = times.map((own) => spreadOf(own).median);
    rows.push([measure.title, theirs.toFixed(1), ours.toFixed(1), (theirs / ours).toFixed(2)]);
  }
  process.stdout.write(`${table(rows)}\n\n`);
}

async function timeOf({ title, status, send }: Measure, url: string, round: number): Promise<number> {
  const start = performance.now();
  const response = await send(url, round);
  await response.arrayBuffer();
  if (response.status !== status) throw new Error(`${title}: ${url} replied with status ${response.status}`);
  return performance.now() - start;
}
