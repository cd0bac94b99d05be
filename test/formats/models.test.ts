import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layOut, selectFormat, type PlanOptions } from '../../src/formats/index.ts';
import { digestOf, type Descriptor } from '../../src/spec/index.ts';
import { buildLayout } from '../../src/transfer/index.ts';
import { pullArtifact } from '../../src/transfer/pull.ts';
import { modelConfigProblem } from './models/model-config.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'models-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** The manifest and the config as JSON, and the paths of the pulled files. */
async function published(format: string, path: string, options: PlanOptions = {}) {
  const source = { path: join(directory, path) };
  const plan = await (await selectFormat(source, format)).plan(source, options);
  const { store, manifest } = await buildLayout(plan, join(directory, 'layout'));
  const read = async (descriptor: Descriptor): Promise<string> =>
    Buffer.from(await (await store.fetch(descriptor)).bytes()).toString();
  const json = JSON.parse(await read(manifest)) as Manifest;
  const out = join(directory, 'out');
  await pullArtifact(store, manifest.digest, out, {
    layOut: (content, readConfig) => layOut(content, { readConfig, reference: { repository: 'acme/m' } }),
  });
  const pulled: Record<string, string> = {};
  for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) pulled[relative(out, file).replaceAll('\\', '/')] = await readFile(file, 'utf8');
  }
  return { manifest: json, config: JSON.parse(await read(json.config)) as Record<string, unknown>, pulled };
}

const some = { digest: expect.stringMatching(/^sha256:/), size: expect.any(Number) };
const created = { 'org.opencontainers.image.created': '1970-01-01T00:00:00Z' };
const base = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', annotations: created };

function fileOf(mediaType: string, path: string, content: string, mode = 420): object {
  const metadata =
    `{"name":"${path}","mode":${mode},"uid":0,"gid":0,"size":${content.length},` +
    '"mtime":"1970-01-01T00:00:00Z","typeflag":48}';
  return {
    mediaType,
    digest: digestOf(Buffer.from(content)),
    size: content.length,
    annotations: {
      ...(mode === 420 ? {} : { 'io.oci-artifact.file.mode': '0755' }),
      'org.cncf.model.file.mediatype.untested': 'false',
      'org.cncf.model.file.metadata+json': metadata,
      'org.cncf.model.filepath': path,
    },
  };
}

describe('modelpack', () => {
  const type = (kind: string, codec = 'raw'): string => `application/vnd.cncf.model.${kind}.v1.${codec}`;

  it('has one layer for each file, sorted by path, with the type of its kind', async () => {
    await write({
      'm/model.safetensors': 'weights',
      'm/config.json': '{}',
      'm/README.md': 'doc',
      'm/src/run.py': 'code',
      'm/.cache/x': 'hidden',
    });
    await chmod(join(directory, 'm/src/run.py'), 0o755);
    const { manifest, config, pulled } = await published('modelpack', 'm', {
      repository: 'acme/tiny',
      version: '1.2.3',
      annotations: { 'org.opencontainers.image.licenses': 'MIT' },
    });
    expect(manifest).toEqual({
      ...base,
      artifactType: 'application/vnd.cncf.model.manifest.v1+json',
      config: { mediaType: 'application/vnd.cncf.model.config.v1+json', ...some },
      layers: [
        fileOf(type('doc'), 'README.md', 'doc'),
        fileOf(type('weight.config'), 'config.json', '{}'),
        fileOf(type('weight'), 'model.safetensors', 'weights'),
        fileOf(type('code'), 'src/run.py', 'code', 493),
      ],
      annotations: { ...created, 'org.opencontainers.image.licenses': 'MIT' },
    });
    expect(config).toEqual({
      descriptor: { createdAt: '1970-01-01T00:00:00Z', name: 'tiny', version: '1.2.3', licenses: ['MIT'] },
      modelfs: { type: 'layers', diffIds: manifest.layers.map(({ digest }) => digest) },
      config: { format: 'safetensors' },
    });
    expect(modelConfigProblem(config)).toBeUndefined();
    expect(pulled).toEqual({
      'README.md': 'doc',
      'config.json': '{}',
      'model.safetensors': 'weights',
      'src/run.py': 'code',
    });
  });

  it.each([
    ['*.bin=' + type('dataset'), 'd.bin', type('dataset')],
    ['d/=' + type('dataset', 'tar'), 'd', type('dataset', 'tar')],
    ['d/=' + type('dataset', 'tar+gzip'), 'd', type('dataset', 'tar+gzip')],
    ['/d/=' + type('code', 'tar+zstd'), 'd', type('code', 'tar+zstd')],
  ])('applies the rule %s', async (rule, path, mediaType) => {
    await write({ 'm/model.gguf': 'GGUF', 'm/d.bin': 'b', 'm/d/deep/a.txt': 'a' });
    const [pattern = '', ruleType = ''] = rule.split('=');
    const { manifest, config, pulled } = await published('modelpack', 'm', {
      mediaTypes: [{ pattern, mediaType: ruleType }],
    });
    const layer = manifest.layers.find(({ annotations }) => annotations?.['org.cncf.model.filepath'] === path);
    expect(layer?.mediaType).toBe(mediaType);
    expect(modelConfigProblem(config)).toBeUndefined();
    const isCompressed = mediaType.includes('+');
    const index = manifest.layers.indexOf(layer as Descriptor);
    const { diffIds } = config['modelfs'] as { readonly diffIds: readonly string[] };
    expect(diffIds[index] === layer?.digest).toBe(!isCompressed);
    expect(pulled).toEqual({ 'model.gguf': 'GGUF', 'd.bin': 'b', 'd/deep/a.txt': 'a' });
  });

  it('follows the links of a download cache', async () => {
    await write({ 'm/blobs/abc': 'weights' });
    await mkdir(join(directory, 'm/snapshot'));
    await symlink('../blobs/abc', join(directory, 'm/snapshot/model.safetensors'));
    const { manifest } = await published('modelpack', 'm', { exclude: ['blobs/'] });
    expect(manifest.layers).toEqual([fileOf(type('weight'), 'snapshot/model.safetensors', 'weights')]);
  });

  it.each([
    ['a file', 'm/model.gguf', {}, /needs a directory as source/],
    ['a directory without weights', 'empty', {}, /needs a model, and ".*empty" has no weights/],
    ['a config', 'm', { config: { kind: 'platform' } }, /determines `config` itself; omit `config`/],
    ['a layer type', 'm', { layerMediaType: 'a/b' }, /determines `layerMediaType` itself/],
    ['a foreign type', 'm', { mediaTypes: [{ pattern: '*.gguf', mediaType: 'a/b' }] }, /not a type of a model/],
    ['a tar type of a file', 'm', { mediaTypes: [{ pattern: '*.gguf', mediaType: type('doc', 'tar') }] }, /an archive/],
  ] as const)('rejects %s', async (_, path, options, message) => {
    await write({ 'm/model.gguf': 'GGUF', 'empty/readme.md': '' });
    await expect(published('modelpack', path, options)).rejects.toThrow(message);
  });
});

describe('docker-model', () => {
  const type = (kind: string): string => `application/vnd.docker.ai.${kind}`;

  it('is one layer for a GGUF file', async () => {
    await write({ 'model.gguf': 'GGUF3' });
    const { manifest, config, pulled } = await published('docker-model', 'model.gguf');
    expect(manifest).toEqual({
      ...base,
      config: { mediaType: type('model.config.v0.1+json'), ...some },
      layers: [fileOf(type('gguf.v3'), 'model.gguf', 'GGUF3')],
    });
    expect(config).toEqual({
      config: { format: 'gguf' },
      descriptor: { created: '1970-01-01T00:00:00Z' },
      rootfs: { type: 'rootfs', diff_ids: [digestOf(Buffer.from('GGUF3'))] },
    });
    expect(pulled).toEqual({ 'model.gguf': 'GGUF3' });
  });

  it('has one layer for each file of a directory', async () => {
    await write({
      'm/model.safetensors': 'w',
      'm/LICENSE': 'l',
      'm/sub/config.json': '{}',
      'm/chat_template.jinja': 'j',
      'm/mmproj-f16.gguf': 'GGUF',
    });
    const { manifest, config } = await published('docker-model', 'm');
    expect(manifest).toEqual({
      ...base,
      config: { mediaType: type('model.config.v0.2+json'), ...some },
      layers: [
        fileOf(type('license'), 'LICENSE', 'l'),
        fileOf(type('chat.template.jinja'), 'chat_template.jinja', 'j'),
        fileOf(type('mmproj'), 'mmproj-f16.gguf', 'GGUF'),
        fileOf(type('safetensors'), 'model.safetensors', 'w'),
        fileOf(type('model.file'), 'sub/config.json', '{}'),
      ],
    });
    expect(config).toMatchObject({ config: { format: 'safetensors' }, rootfs: { type: 'rootfs' } });
  });

  it.each([
    ['a file of another kind', 'readme.md', {}, /needs a model, and ".*readme.md" has no GGUF or DDUF content/],
    ['a GGUF file with other content', 'bad.gguf', {}, /is not a GGUF file/],
    ['a directory without a model', 'd', {}, /has no \*\.gguf, \*\.safetensors or \*\.dduf/],
    ['an artifact type', 'bad.gguf', { artifactType: 'a/b' }, /determines `artifactType` itself/],
    ['an archive', 'bad.gguf', { archive: 'zip' }, /determines `archive` itself/],
  ] as const)('rejects %s', async (_, path, options, message) => {
    await write({ 'readme.md': '', 'bad.gguf': 'ZIP', 'd/readme.md': '' });
    await expect(published('docker-model', path, options)).rejects.toThrow(message);
  });
});

describe('kitops', () => {
  const kitfile = `manifestVersion: 1.0.0
package: {name: tiny, version: 1.2.3}
model:
  name: tiny
  path: ./model/w.gguf
  parts: [{path: parts/lora.bin, type: lora}]
code: [{path: .}]
datasets: [{name: d, path: data/}]
docs: [{path: README.md}]
`;
  const source = {
    'k/Kitfile': kitfile,
    'k/model/w.gguf': 'GGUF',
    'k/model/other': 'o',
    'k/parts/lora.bin': 'l',
    'k/run.py': 'r',
    'k/skip.tmp': 's',
    'k/.kitignore': '*.tmp\n.kitignore\n',
    'k/data/a/b.csv': 'b',
    'k/README.md': 'd',
  };

  it('has an archive for each entry of the Kitfile, and the Kitfile with digests as config', async () => {
    await write(source);
    const { manifest, config, pulled } = await published('kitops', 'k');
    const layer = (kind: string): object => ({ mediaType: `application/vnd.kitops.modelkit.${kind}.v1.tar`, ...some });
    expect(manifest).toEqual({
      ...base,
      artifactType: 'application/vnd.kitops.modelkit.manifest.v1+json',
      config: { mediaType: 'application/vnd.kitops.modelkit.config.v1+json', ...some },
      layers: ['model', 'modelpart', 'code', 'dataset', 'docs'].map(layer),
    });
    // Each file is in only one layer: the sizes are numbers of blocks, without the two blocks at the end.
    expect(manifest.layers.map(({ size }) => size / 512 - 2)).toEqual([3, 3, 7, 5, 2]);
    const digests = manifest.layers.map(({ digest }) => ({ digest, diffId: digest }));
    expect(config).toEqual({
      manifestVersion: '1.0.0',
      package: { name: 'tiny', version: '1.2.3' },
      model: {
        name: 'tiny',
        path: './model/w.gguf',
        parts: [{ path: 'parts/lora.bin', type: 'lora', ...digests[1] }],
        ...digests[0],
      },
      code: [{ path: '.', ...digests[2] }],
      datasets: [{ name: 'd', path: 'data/', ...digests[3] }],
      docs: [{ path: 'README.md', ...digests[4] }],
    });
    expect(pulled).toEqual({
      'model/w.gguf': 'GGUF',
      'model/other': 'o',
      'parts/lora.bin': 'l',
      'run.py': 'r',
      'data/a/b.csv': 'b',
      'README.md': 'd',
    });
  });

  it.each([
    ['no Kitfile', undefined, /needs the file Kitfile/],
    ['a text as model', 'manifestVersion: 1.0.0\nmodel: w\n', /has a model that is not an object; add model\.path/],
    ['no version', 'model: {path: w}', /has no manifestVersion/],
    ['no entry', 'manifestVersion: "1"', /lists no model, code, datasets or docs/],
    ['a missing file', 'manifestVersion: "1"\nmodel: {path: no}', /path "no", which does not exist/],
    ['a path outside', 'manifestVersion: "1"\nmodel: {path: ../w}', /path "\.\.\/w"/],
    ['an entry without path', 'manifestVersion: "1"\ndocs: [{}]', /entry of docs without a path/],
    ['a list that is a text', 'manifestVersion: "1"\ncode: a', /has code that are not a list/],
    ['prompts', 'manifestVersion: "1"\nprompts: []', /has prompts, which are not supported/],
    ['a list', '- a', /is not one YAML document/],
  ])('rejects %s', async (_, text, message) => {
    await write({ 'k/w': 'w', ...(text === undefined ? {} : { 'k/Kitfile': text }) });
    await expect(published('kitops', 'k')).rejects.toThrow(message);
  });

  it.each([
    ['package: {version: 1.2.3}', '1.2.3'],
    ['package: {name: x}', undefined],
    ['package: {version: 3}', undefined],
    ['package: x', undefined],
  ])('has the version of its package: %s', async (text, version) => {
    await write({ 'k/Kitfile': `manifestVersion: "1"\ndocs: [{path: w}]\n${text}\n`, 'k/w': 'w' });
    const source = { path: join(directory, 'k') };
    expect((await (await selectFormat(source, 'kitops')).names?.(source, {}))?.version).toBe(version);
  });

  it('follows links, unless they are to be refused', async () => {
    await write({ 'k/Kitfile': 'manifestVersion: "1"\nmodel: {path: m}\n', 'k/m/a': 'a' });
    await symlink('a', join(directory, 'k/m/link'));
    expect((await published('kitops', 'k')).pulled).toEqual({ 'm/a': 'a', 'm/link': 'a' });
    await expect(published('kitops', 'k', { symlinks: 'error' })).rejects.toThrow(/symbolic link|symlink/);
  });

  it('rejects options that it determines', async () => {
    await write(source);
    await expect(published('kitops', 'k', { compression: 'zstd' })).rejects.toThrow(/determines `compression` itself/);
    await expect(published('kitops', 'k/Kitfile')).rejects.toThrow(/needs a directory/);
  });
});
