import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { buildLayout } from '../../src/transfer/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubernetes-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}

interface Manifest {
  readonly layers: readonly { readonly digest: string }[];
}

/** The manifest and the config as JSON, the descriptors, and the archives of the layers. */
async function published(format: string, path: string, options: PlanOptions = {}) {
  const source = { path: join(directory, path) };
  const plan = await (await selectFormat(source, format)).plan(source, options);
  const { store, manifest, config, layers } = await buildLayout(plan, join(directory, 'layout'));
  const archives = await Promise.all(
    layers.map(async ({ descriptor }) => gunzipSync(await (await store.fetch(descriptor)).bytes())),
  );
  const json = async (descriptor: typeof manifest): Promise<unknown> =>
    JSON.parse(Buffer.from(await (await store.fetch(descriptor)).bytes()).toString());
  return {
    manifest: (await json(manifest)) as Manifest,
    config: await json(config),
    archives,
    digest: manifest.digest,
  };
}

/** Name, permissions and content of the entries of an archive. */
function entriesOf(archive: Buffer): readonly { name: string; mode: number; content: string }[] {
  const entries = [];
  for (let at = 0; archive[at] !== 0;) {
    const field = (start: number, end: number): string =>
      archive.toString('latin1', at + start, at + end).replace(/\0.*/s, '');
    const size = Number.parseInt(field(124, 136), 8);
    const content = archive.toString('utf8', at + 512, at + 512 + size);
    entries.push({ name: field(0, 100), mode: Number.parseInt(field(100, 108), 8), content });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
}

const some = { digest: expect.stringMatching(/^sha256:/), size: expect.any(Number) };
const date = '1970-01-01T00:00:00Z';
const created = { 'org.opencontainers.image.created': date };
const oci = 'application/vnd.oci.image.manifest.v1+json';
const ociConfig = 'application/vnd.oci.image.config.v1+json';
const ociLayer = 'application/vnd.oci.image.layer.v1.tar+gzip';

function resource(kind: string, name: string, apiVersion = 'tekton.dev/v1'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
}

describe('tekton', () => {
  const layer = (name: string, kind: string, apiVersion = 'tekton.dev/v1'): object => ({
    mediaType: ociLayer,
    ...some,
    annotations: {
      'dev.tekton.image.name': name,
      'dev.tekton.image.kind': kind,
      'dev.tekton.image.apiVersion': apiVersion,
    },
  });

  it('has one layer for each resource, with its text as a file of mode 0600', async () => {
    await write({ 'build.yaml': `# Builds\n---\n${resource('Task', 'build')}` });
    const { manifest, config, archives } = await published('tekton', 'build.yaml');
    expect(manifest).toEqual({
      schemaVersion: 2,
      mediaType: oci,
      config: { mediaType: ociConfig, ...some },
      layers: [layer('build', 'task')],
      annotations: created,
    });
    expect(config).toEqual({
      created: date,
      architecture: '',
      os: '',
      config: {},
      rootfs: { type: 'layers', diff_ids: archives.map((archive) => digestOf(archive)) },
      history: [{ created_by: 'oci-artifact' }],
    });
    expect(archives.map(entriesOf)).toEqual([[{ name: 'build', mode: 0o600, content: resource('Task', 'build') }]]);
  });

  it('orders the files of a directory by their digests, with the labels of the options', async () => {
    await write({
      'b/a.yaml': resource('Task', 'a'),
      'b/sub/b.yml': `${resource('Pipeline', 'b')}---\n---\n${resource('StepAction', 'c', 'tekton.dev/v1beta1')}`,
      'b/d.json': '{"apiVersion":"tekton.dev/v1","kind":"Task","metadata":{"name":"d"}}',
      'b/README.md': 'text',
      'b/old/e.yaml': 'text',
    });
    const options = { exclude: ['old/'], labels: { a: 'b' } };
    const { manifest, config } = await published('tekton', 'b', options);
    expect(manifest.layers).toEqual([
      layer('d', 'task'),
      layer('a', 'task'),
      layer('b', 'pipeline'),
      layer('c', 'stepaction', 'tekton.dev/v1beta1'),
    ]);
    expect(config).toMatchObject({
      config: { Labels: { a: 'b' } },
      history: Array.from({ length: 4 }, () => ({ created_by: 'oci-artifact' })),
    });
  });

  it('accepts 20 resources, and gives the same digest again', async () => {
    const text = Array.from({ length: 20 }, (_, index) => resource('Task', `t${index}`)).join('---\n');
    await write({ 'all.yaml': text, 'same/all.yaml': text });
    const { digest } = await published('tekton', 'all.yaml');
    await rm(join(directory, 'layout'), { recursive: true });
    expect((await published('tekton', 'same')).digest).toBe(digest);
  });
});

it.each([
  ['tekton', 'empty', /has 1 to 20 resources, and ".*empty" has 0/],
  ['tekton', 'missing', /missing.*does not exist/],
  ['tekton', 'text.txt', /"text\.txt" has a document without keys and values/],
  ['tekton', 'kind.yaml', /needs the field kind in each resource, and a resource in "kind\.yaml"/],
  ['tekton', 'version.yaml', /needs the field apiVersion/],
  ['tekton', 'name.yaml', /needs the field metadata\.name/],
  ['tekton', 'many.yaml', /has 1 to 20 resources, and ".*many\.yaml" has 21/],
  ['tekton', 'twice', /the Task a of tekton\.dev\/v1 is given twice, in "1\.yaml" and "sub\/2\.yaml"; remove/],
])('%s rejects %s', async (format, path, message) => {
  await write({
    'empty/README': '',
    'text.txt': 'text',
    'kind.yaml': 'apiVersion: v1\nmetadata: {name: a}',
    'version.yaml': 'kind: Task\nmetadata: {name: a}',
    'name.yaml': 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: 1}',
    'many.yaml': Array.from({ length: 21 }, (_, index) => resource('Task', `t${index}`)).join('---\n'),
    'twice/1.yaml': resource('Task', 'a'),
    'twice/sub/2.yaml': resource('Task', 'a'),
  });
  await expect(published(format, path)).rejects.toThrow(message);
});

it.each(['tekton'])('%s rejects options that the format determines', async (format) => {
  await write({ 'a.yaml': resource('Task', 'a') });
  await expect(published(format, 'a.yaml', { artifactType: 'a/b' })).rejects.toThrow(/determines artifact-type itself/);
});
