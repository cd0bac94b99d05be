import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';
import { buildLayout } from '../../src/transfer/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'compose-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}

async function manifestOf(path: string, files?: readonly string[], options: PlanOptions = {}): Promise<unknown> {
  const source = { path: join(directory, path), files: files?.map((each) => ({ path: each })) };
  const plan = await (await selectFormat(source, 'compose')).plan(source, options);
  const { store, manifest } = await buildLayout(plan, join(directory, 'layout'));
  return JSON.parse(Buffer.from(await (await store.fetch(manifest)).bytes()).toString()) as unknown;
}

const app = 'services: {web: {image: nginx}}\n';
const emptyJson = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

function layer(content: string, annotations: object, kind = 'file+yaml'): object {
  return {
    mediaType: `application/vnd.docker.compose.${kind}`,
    digest: expect.stringMatching(/^sha256:/),
    size: content.length,
    annotations: { ...annotations, 'com.docker.compose.version': '5.5.0' },
    data: Buffer.from(content).toString('base64'),
  };
}

const manifest = {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  artifactType: 'application/vnd.docker.compose.project',
  config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: emptyJson, size: 2, data: 'e30=' },
  annotations: { 'org.opencontainers.image.created': '2026-11-29T10:00:00Z' },
};
const timestamp = '2026-11-29T10:00:00Z';

it.each(['app', 'app/compose.yaml'])('has the Compose file of %s, also in the manifest', async (path) => {
  await write({ 'app/compose.yaml': app, 'app/.env': 'A=1' });
  expect(await manifestOf(path, undefined, { timestamp })).toEqual({
    ...manifest,
    layers: [layer(app, { 'com.docker.compose.file': 'compose.yaml' })],
  });
});

it('has the override of a directory', async () => {
  await write({ 'docker-compose.yml': app, 'docker-compose.override.yml': app });
  expect(await manifestOf('')).toMatchObject({
    layers: ['docker-compose.yml', 'docker-compose.override.yml'].map((name) =>
      layer(app, { 'com.docker.compose.file': name }),
    ),
  });
});

it.each(['.env', '.env.local', 'app.env'])('has the env file %s', async (name) => {
  await write({ 'compose.yaml': app, [name]: 'A=1' });
  const { layers } = (await manifestOf('', ['compose.yaml', name], { timestamp })) as {
    layers: { annotations: object }[];
  };
  expect(layers[1]?.annotations).toMatchObject({ 'com.docker.compose.envfile': name });
});

it('has Compose files, the files that they include or extend, and env files, in this order', async () => {
  const main = 'include: [./db.yml]\nservices: {web: {extends: {file: base.yaml, service: web}}}\n';
  await write({ 'app.env': 'A=1', 'base.yaml': app, 'db.yml': app, 'main.yaml': main });
  expect(await manifestOf('', ['app.env', '*.{yaml,yml}'], { timestamp })).toEqual({
    ...manifest,
    layers: [
      layer(main, { 'com.docker.compose.file': 'main.yaml' }),
      layer(app, { 'com.docker.compose.file': 'base.yaml', 'com.docker.compose.extends': 'true' }),
      layer(app, { 'com.docker.compose.file': 'db.yml', 'com.docker.compose.extends': 'true' }),
      layer('A=1', { 'com.docker.compose.envfile': 'app.env' }, 'envfile'),
    ],
  });
});

it('accepts a file whose services extend each other', async () => {
  const own = 'services: {a: {image: x}, b: {extends: {file: ./compose.yaml, service: a}}}';
  await write({ 'compose.yaml': own });
  expect(await manifestOf('')).toMatchObject({ layers: [layer(own, { 'com.docker.compose.file': 'compose.yaml' })] });
});

it('has the config of earlier versions with image-spec 1.0', async () => {
  await write({ 'compose.yaml': app });
  const { artifactType: _, ...rest } = manifest;
  expect(await manifestOf('', undefined, { timestamp, imageSpec: '1.0' })).toEqual({
    ...rest,
    config: { mediaType: 'application/vnd.docker.compose.config.empty.v1+json', digest: emptyJson, size: 2 },
    layers: [layer(app, { 'com.docker.compose.file': 'compose.yaml' })],
  });
});

it.each(['oci://example.com/app', 'https://github.com/a/b.git', 'git@github.com:a/b.git', '${FILE}'])(
  'accepts an include of %s',
  async (include) => {
    await write({ 'compose.yaml': JSON.stringify({ include: [include] }) });
    expect(await manifestOf('')).toMatchObject({ layers: [{ size: expect.any(Number) as number }] });
  },
);

const include = 'include: [{path: [other.yaml, ../up.yaml]}]';
const extension = 'services: {a: {extends: {file: lib/base.yaml}}}';
it.each<[string, string, readonly string[] | undefined, RegExp]>([
  ['a directory without a Compose file', 'empty', undefined, /needs the file compose\.yaml, which is not in ".*empty"/],
  ['a missing path', 'missing', undefined, /missing.*does not exist/],
  ['text that is not YAML', 'bad.yaml', undefined, /bad\.yaml" is not valid YAML/],
  ['a file without services', 'list.yaml', undefined, /list\.yaml" is not a Compose file: it has neither services nor/],
  ['an unrelated file', 'empty/README', undefined, /README" is not a file of the format "compose"/],
  ['only env files', '', ['a/x.env'], /needs a Compose file; add one to `files`/],
  ['files of equal names', '', ['a/x.env', 'b/x.env'], /"b\/x\.env" has the same name as "a\/x\.env"/],
  ['an included file', 'include.yaml', undefined, /include\.yaml" refers to the file "other\.yaml"/],
  ['an extended file', 'extends.yaml', undefined, /extends\.yaml" refers to the file "lib\/base\.yaml"/],
  ['an extended file in a directory', '', ['extends.yaml', 'lib/base.yaml'], /put it next to the Compose file/],
  ['a cycle', '', ['x.yaml', 'y.yaml'], /include each other/],
  ['a pattern without matches', '', ['*.none'], /\*\.none/],
])('rejects %s', async (_, path, files, message) => {
  await write({
    'empty/README': '',
    'bad.yaml': 'a: [',
    'list.yaml': '[a]',
    'a/x.env': '',
    'b/x.env': '',
    'lib/base.yaml': app,
    'include.yaml': include,
    'extends.yaml': extension,
    'x.yaml': 'include: [y.yaml]',
    'y.yaml': 'include: [x.yaml]',
  });
  await expect(manifestOf(path, files)).rejects.toThrow(message);
});

it('rejects options that it determines itself', async () => {
  await write({ 'compose.yaml': app });
  await expect(manifestOf('', undefined, { layerMediaType: 'text/plain' })).rejects.toThrow(/`layerMediaType`/);
});
