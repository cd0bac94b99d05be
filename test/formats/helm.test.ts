import { expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { descriptorOf } from '../../src/spec/index.ts';
import { pullArtifact, type PulledArtifact } from '../../src/transfer/index.ts';
import { pushArtifact, PullPlace, withLayouts, type Layer } from '../transfer/pull-artifact.ts';

const chart = Buffer.from('not a real chart');
const layers: Layer[] = [
  { descriptor: descriptorOf('application/vnd.cncf.helm.chart.content.v1.tar+gzip', chart), content: chart },
  {
    descriptor: descriptorOf('application/vnd.cncf.helm.chart.provenance.v1.prov', Buffer.from('signed')),
    content: Buffer.from('signed'),
  },
];

async function pushChart(config: object | string): Promise<Repository> {
  const source = repository(new MemoryRegistry(), 'acme/charts');
  const content = Buffer.from(typeof config === 'string' ? config : JSON.stringify(config));
  const descriptor = descriptorOf('application/vnd.cncf.helm.config.v1+json', content);
  await pushArtifact(source, layers, { config: { descriptor, content } });
  return source;
}

function pullChart(source: Repository, out: string): Promise<PulledArtifact> {
  return pullArtifact(source, 'v1', out, withLayouts);
}

it('writes the same files as helm pull for a Helm chart', async () => {
  await using place = await PullPlace.create();
  await pullChart(await pushChart({ name: 'web', version: '1.2.3+build.1' }), place.out);
  expect(await place.tree()).toEqual([
    'out/',
    'out/web-1.2.3+build.1.tgz = not a real chart',
    'out/web-1.2.3+build.1.tgz.prov = signed',
  ]);
});

it.each([
  ['a path as its name', { name: '../web', version: '1' }],
  ['no version', { name: 'web' }],
  ['a config that is not JSON', 'canary'],
])('refuses a Helm chart with %s before it writes a file', async (_, config) => {
  await using place = await PullPlace.create();
  const before = await place.tree();
  const error: unknown = await pullChart(await pushChart(config), place.out).catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code: 'MANIFEST_INVALID', message: expect.stringContaining('no name and version') });
  expect(String(error)).not.toContain('canary');
  expect(await place.tree()).toEqual(before);
});
