import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';
import { buildLayout } from '../../src/transfer/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'feature-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}

async function published(path: string, options: PlanOptions = {}): Promise<Record<string, unknown>> {
  const source = { path: join(directory, path) };
  const format = await selectFormat(source, 'devcontainer-feature');
  const names = await format.names?.(source, options);
  const { store, manifest, layers } = await buildLayout(await format.plan(source, options), join(directory, 'layout'));
  const text = Buffer.from(await (await store.fetch(manifest)).bytes()).toString();
  const [layer] = layers;
  const tar = layer === undefined ? undefined : await (await store.fetch(layer.descriptor)).bytes();
  return { names, manifest: JSON.parse(text) as unknown, tar };
}

const metadata = '{ "id": "color", "version": "1.2.3" }\n';

it.each<[string, object]>([
  ['ghcr.io', { 'com.github.package.type': 'devcontainer_feature' }],
  ['example.com', {}],
])('has the manifest of the dev container CLI on %s', async (registry, own) => {
  await write({ 'color/devcontainer-feature.json': metadata, 'color/install.sh': '#!/bin/sh\n', 'color/lib/a': 'a' });
  const { names, manifest, tar } = await published('color', { registry });
  expect(names).toEqual({ repository: 'color', version: '1.2.3', tags: ['1.2.3', '1.2', '1', 'latest'] });
  expect(manifest).toEqual({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.devcontainers',
      digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      size: 2,
    },
    layers: [
      {
        mediaType: 'application/vnd.devcontainers.layer.v1+tar',
        digest: expect.stringMatching(/^sha256:/) as string,
        size: expect.any(Number) as number,
        annotations: expect.objectContaining({
          'org.opencontainers.image.title': 'devcontainer-feature-color.tgz',
        }) as object,
      },
    ],
    annotations: {
      'dev.containers.metadata': '{"id":"color","version":"1.2.3"}',
      'org.opencontainers.image.created': '1970-01-01T00:00:00Z',
      ...own,
    },
  });
  expect(entryNames(tar as Uint8Array)).toEqual([
    '.',
    './devcontainer-feature.json',
    './install.sh',
    './lib',
    './lib/a',
  ]);
});

/** The names in an uncompressed archive whose files have at most one block. */
function entryNames(tar: Uint8Array): readonly string[] {
  const names: string[] = [];
  for (let at = 0; (tar[at] ?? 0) !== 0; at += 512) {
    const header = Buffer.from(tar.subarray(at, at + 512));
    names.push(header.toString('latin1', 0, header.indexOf(0)));
    if (Number.parseInt(header.toString('latin1', 124, 135), 8) > 0) at += 512;
  }
  return names;
}

it('gives a pre-release no moving tags', async () => {
  await write({ 'devcontainer-feature.json': '{"id":"a","version":"2.0.0-rc.1"}', 'install.sh': '' });
  expect(await published('')).toMatchObject({ names: { tags: ['2.0.0-rc.1'] } });
});

it.each<[string, Readonly<Record<string, string>>, PlanOptions, RegExp]>([
  ['a directory without metadata', { 'install.sh': '' }, {}, /needs the file devcontainer-feature\.json, which is not/],
  ['a directory without install.sh', { 'devcontainer-feature.json': metadata }, {}, /needs the file install\.sh/],
  [
    'text that is not JSON',
    { 'devcontainer-feature.json': '// a' },
    {},
    /cannot parse ".*feature\.json": it is not JSON/,
  ],
  ['a list', { 'devcontainer-feature.json': '[]' }, {}, /is not a JSON object/],
  ['no id', { 'devcontainer-feature.json': '{"version":"1.0.0"}' }, {}, /feature\.json" has no id; add/],
  ['an upper-case id', { 'devcontainer-feature.json': '{"id":"Color"}' }, {}, /has the id "Color", which is not valid/],
  ['a path as id', { 'devcontainer-feature.json': '{"id":"a/b"}' }, {}, /has the id "a\/b"/],
  ['no version', { 'devcontainer-feature.json': '{"id":"a"}' }, {}, /has no version; add a semantic version/],
  ['a short version', { 'devcontainer-feature.json': '{"id":"a","version":"1.0"}' }, {}, /has the version "1\.0"/],
  ['build metadata', { 'devcontainer-feature.json': '{"id":"a","version":"1.0.0+b"}' }, {}, /version "1\.0\.0\+b"/],
  ['another version', { 'devcontainer-feature.json': metadata, 'install.sh': '' }, { version: '2.0.0' }, /is 1\.2\.3;/],
  ['a fixed option', { 'devcontainer-feature.json': metadata }, { artifactType: 'a/b' }, /omit `artifactType`/],
])('rejects %s', async (_, files, options, message) => {
  await write({
    'x/README': '',
    ...Object.fromEntries(Object.entries(files).map(([key, text]) => [`x/${key}`, text])),
  });
  await expect(published('x', options)).rejects.toThrow(message);
});

it('rejects a file as source', async () => {
  await write({ 'feature.tgz': '' });
  await expect(published('feature.tgz')).rejects.toThrow(/needs a directory as source/);
});
