import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
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

  it('accepts 20 resources, and plans the same layers again', async () => {
    const text = Array.from({ length: 20 }, (_, index) => resource('Task', `t${index}`)).join('---\n');
    await write({ 'all.yaml': text, 'same/all.yaml': text });
    const tekton = await selectFormat({}, 'tekton');
    const plan = await tekton.plan({ path: join(directory, 'all.yaml') }, {});
    expect('layers' in plan && plan.layers).toHaveLength(20);
    expect(await tekton.plan({ path: join(directory, 'same') }, {})).toEqual(plan);
  });
});

describe('crossplane', () => {
  const meta = resource('Configuration', 'network', 'meta.pkg.crossplane.io/v1');
  const composition = resource('Composition', 'a', 'apiextensions.crossplane.io/v1');
  const layer = (content: string): object => ({
    mediaType: ociLayer,
    ...some,
    annotations: { 'io.crossplane.xpkg': content },
  });
  const configOf = (labels: Readonly<Record<string, string>>, archives: readonly Buffer[]): object => ({
    created: date,
    architecture: '',
    os: '',
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: archives.map((archive) => digestOf(archive)) },
  });

  it('has one layer with package.yaml, the meta object first', async () => {
    await write({ 'p/apis/a.yaml': composition.trimEnd(), 'p/crossplane.yaml': meta, 'p/README.md': 'text' });
    const { manifest, config, archives } = await published('crossplane', 'p');
    expect(manifest).toEqual({
      schemaVersion: 2,
      mediaType: oci,
      config: { mediaType: ociConfig, ...some },
      layers: [layer('base')],
      annotations: created,
    });
    const [{ digest } = { digest: '' }] = manifest.layers;
    expect(config).toEqual(configOf({ [`io.crossplane.xpkg:${digest}`]: 'base' }, archives));
    expect(archives.map(entriesOf)).toEqual([
      [{ name: 'package.yaml', mode: 0o644, content: `---\n${meta}---\n${composition}` }],
    ]);
  });

  it('has the examples in a second layer', async () => {
    await write({
      'p/crossplane.yaml': `---\n${meta}---\n${composition}`,
      'p/examples/claim.yaml': 'kind: Network\n',
      'p/examples/more/claim.yaml': 'kind: Cluster\n',
    });
    const { manifest, config, archives } = await published('crossplane', 'p', { labels: { a: 'b' } });
    expect(manifest.layers).toEqual([layer('base'), layer('upbound')]);
    const [base, examples] = manifest.layers.map(({ digest }) => `io.crossplane.xpkg:${digest}`);
    expect(config).toEqual(configOf({ [base ?? '']: 'base', [examples ?? '']: 'upbound', a: 'b' }, archives));
    expect(archives.flatMap(entriesOf)).toEqual([
      { name: 'package.yaml', mode: 0o644, content: `---\n${meta}---\n${composition}` },
      { name: '.up/examples.yaml', mode: 0o644, content: '---\nkind: Network\n---\nkind: Cluster\n' },
    ]);
  });

  it.each(['Function', 'Provider'])('accepts a %s', async (kind) => {
    await write({ 'p/crossplane.yaml': resource(kind, 'a', 'meta.pkg.crossplane.io/v1beta1') });
    expect((await published('crossplane', 'p')).manifest.layers).toEqual([layer('base')]);
  });
});

const lock = 'apiVersion: imgpkg.carvel.dev/v1alpha1\nkind: ImagesLock\n';

describe('imgpkg', () => {
  it.each([
    ['no images', lock],
    ['an empty list', `${lock}images: []\n`],
    ['images', `${lock}images:\n- image: ghcr.io/a/b@sha256:${'a'.repeat(64)}\n  annotations: {a: b}\n`],
  ])('has a directory whose lock file has %s as one Docker layer', async (_, images) => {
    await write({ 'b/.imgpkg/images.yml': images, 'b/config/app.yml': 'a: b\n' });
    const { manifest, config, archives } = await published('imgpkg', 'b');
    expect(manifest).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      config: { mediaType: 'application/vnd.docker.container.image.v1+json', ...some },
      layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', ...some }],
      annotations: created,
    });
    expect(config).toEqual({
      created: date,
      architecture: '',
      os: '',
      config: { Labels: { 'dev.carvel.imgpkg.bundle': 'true' } },
      rootfs: { type: 'layers', diff_ids: archives.map((archive) => digestOf(archive)) },
      history: [{ author: 'imgpkg', created_by: 'imgpkg' }],
    });
    const entries = archives.flatMap(entriesOf).map(({ name, mode }) => `${name} ${mode.toString(8)}`);
    expect(entries).toEqual(['. 700', '.imgpkg 700', '.imgpkg/images.yml 600', 'config 700', 'config/app.yml 600']);
  });

  it.each([
    ['a second tag with its digest', ['v1'], true],
    ['one second tag for several tags', ['v1', 'latest'], true],
    ['no tag when it is stored by digest', [], false],
  ])('has %s', async (_, tags, hasSecond) => {
    await write({ 'b/.imgpkg/images.yml': lock });
    const source = { path: join(directory, 'b') };
    const plan = await (await selectFormat(source, 'imgpkg')).plan(source, {});
    const { store, manifest, digestTags } = await buildLayout(plan, join(directory, 'layout'), { tags });
    const second = `sha256-${manifest.digest.replace('sha256:', '')}.imgpkg`;
    expect(digestTags).toEqual([second]);
    const all = [...tags, ...(hasSecond ? [second] : [])].sort();
    expect(await Array.fromAsync(store.tags())).toEqual(all);
    for (const tag of all) expect((await store.resolve(tag)).digest).toBe(manifest.digest);
  });

  it.each([
    ['kind: ImagesLock\n', /the field apiVersion is missing; add it/],
    ['apiVersion: imgpkg.carvel.dev/v1\nkind: ImagesLock\n', /the field apiVersion must be imgpkg\.carvel\.dev/],
    ['apiVersion: imgpkg.carvel.dev/v1alpha1\nkind: Bundle\n', /the field kind must be ImagesLock/],
    [`${lock}image: []\n`, /the field image is unknown; remove it/],
    [`${lock}images: {}\n`, /the field images must be a list/],
    [`${lock}images: [a]\n`, /the field images\.0 must have the key image/],
    [`${lock}images: [{}]\n`, /the field images\.0\.image is missing/],
    [`${lock}images: [{image: a:1}]\n`, /the field images\.0\.image must be an image with a digest/],
    [`${lock}images: [{image: a@sha256:${'a'.repeat(64)}, annotations: {a: 1}}]\n`, /annotations\.a must be a text/],
    ['- a\n', /"\.imgpkg\/images\.yml" is not one YAML document/],
  ])('rejects the lock file %j', async (text, message) => {
    await write({ 'b/.imgpkg/images.yml': text });
    await expect(published('imgpkg', 'b')).rejects.toThrow(message);
  });

  it('rejects symbolic links, unless they are followed, and excludes that omit the lock file', async () => {
    await write({ 'b/.imgpkg/images.yml': lock });
    await symlink('.imgpkg', join(directory, 'b/link'));
    await expect(published('imgpkg', 'b', { symlinks: 'preserve' })).rejects.toThrow(/link/);
    await expect(published('imgpkg', 'b', { exclude: ['.imgpkg'] })).rejects.toThrow(/exclude omits it/);
    const { archives } = await published('imgpkg', 'b', { symlinks: 'follow' });
    expect(archives.flatMap(entriesOf).at(-1)?.name).toBe('link/images.yml');
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
  ['crossplane', 'empty', /has one Configuration, Function or Provider .*, and ".*empty" has none; add it in/],
  ['crossplane', 'twice', /and ".*twice" has none; add it/],
  ['crossplane', 'two-packages', /has 2, in "crossplane\.yaml", "sub\/crossplane\.yaml"; publish each/],
  ['crossplane', 'no-name', /needs the field metadata\.name in each resource, and a resource in "crossplane\.yaml"/],
  ['crossplane', 'text.txt', /needs a directory as source/],
  ['imgpkg', 'empty', /needs the file \.imgpkg\/images\.yml, which is not in ".*empty"/],
  ['imgpkg', 'text.txt', /needs a directory as source/],
])('%s rejects %s', async (format, path, message) => {
  await write({
    'empty/README': '',
    'text.txt': 'text',
    'kind.yaml': 'apiVersion: v1\nmetadata: {name: a}',
    'version.yaml': 'kind: Task\nmetadata: {name: a}',
    'name.yaml': 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: 1}',
    'many.yaml': Array.from({ length: 21 }, (_, index) => resource('Task', `t${index}`)).join('---\n'),
    'two-packages/crossplane.yaml': resource('Provider', 'a', 'meta.pkg.crossplane.io/v1'),
    'two-packages/sub/crossplane.yaml': resource('Function', 'b', 'meta.pkg.crossplane.io/v1'),
    'no-name/crossplane.yaml': 'apiVersion: meta.pkg.crossplane.io/v1\nkind: Provider\n',
    'twice/1.yaml': resource('Task', 'a'),
    'twice/sub/2.yaml': resource('Task', 'a'),
  });
  await expect(published(format, path)).rejects.toThrow(message);
});

it.each([
  ['tekton', 'p/a.yaml'],
  ['crossplane', 'p'],
  ['imgpkg', 'p'],
])('%s rejects options that the format determines', async (format, path) => {
  await write({ 'p/a.yaml': resource('Task', 'a') });
  await expect(published(format, path, { artifactType: 'a/b' })).rejects.toThrow(/determines `artifactType` itself/);
});
