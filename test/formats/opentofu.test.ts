import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { buildLayout } from '../../src/transfer/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'opentofu-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), name.endsWith('.zip') ? `PK\u0003\u0004${name}` : name);
  }
}

/** The manifest or index as JSON, the tags of the format, and a function that reads content. */
async function published(format: string, path: string, options: PlanOptions = {}) {
  const source = { path: join(directory, path) };
  const selected = await selectFormat(source, format);
  const names = await selected.names?.(source, options);
  const { store, manifest } = await buildLayout(await selected.plan(source, options), join(directory, 'layout'));
  const read = async (descriptor: typeof manifest): Promise<Buffer> =>
    Buffer.from(await (await store.fetch(descriptor)).bytes());
  return { tags: names?.tags, json: JSON.parse((await read(manifest)).toString()), read };
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const annotations = { 'org.opencontainers.image.created': '1970-01-01T00:00:00Z' };
const some = { digest: expect.stringMatching(/^sha256:/), size: expect.any(Number) };
const emptyConfig = {
  mediaType: 'application/vnd.oci.empty.v1+json',
  digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  size: 2,
  data: 'e30=',
};

describe('opentofu-module', () => {
  it.each(['main.tf', 'main.tofu', 'modules/a/main.tf.json'])('is one zip with %s', async (file) => {
    await write(`module/${file}`);
    const { json, read } = await published('opentofu-module', 'module');
    expect(json).toEqual({
      schemaVersion: 2,
      mediaType: manifestType,
      artifactType: 'application/vnd.opentofu.modulepkg',
      config: emptyConfig,
      layers: [
        {
          mediaType: 'archive/zip',
          ...some,
          annotations: {
            'io.oci-artifact.content.unpack': 'zip',
            'org.opencontainers.image.title': 'archive.zip',
          },
        },
      ],
      annotations,
    });
    expect((await read(json.layers[0])).toString('latin1')).toMatch(new RegExp(`^PK\u0003\u0004[^]*${file}`));
  });

  it.each([
    ['a directory without configuration', ['readme.md'], 'module', {}, /no file \*\.tf or \*\.tofu/],
    ['a file', ['main.tf'], 'module/main.tf', {}, /needs a directory/],
    ['a level', ['main.tf'], 'module', { compressionLevel: 9 }, /`compressionLevel`: .*has no effect on a zip/],
    ['an archive', ['main.tf'], 'module', { archive: 'zip' }, /determines `archive` itself; omit `archive`/],
    ['a config', ['main.tf'], 'module', { config: { kind: 'platform' } }, /determines `config` itself/],
  ] as const)('rejects %s', async (_, files, path, options, message) => {
    await write(...files.map((file) => `module/${file}`));
    await expect(published('opentofu-module', path, options)).rejects.toThrow(message);
  });
});

describe('opentofu-provider', () => {
  const file = (version: string, platform: string, provider = 'web'): string =>
    `terraform-provider-${provider}_${version}_${platform}.zip`;

  it('is an index of the unchanged packages', async () => {
    const files = [file('1.2.3+b1', 'darwin_arm64'), file('1.2.3+b1', 'linux_amd64')];
    await write(...files.map((name) => `release/${name}`), 'release/SHA256SUMS', 'release/manifest.json');
    const { tags, json, read } = await published('opentofu-provider', 'release');
    expect(tags).toEqual(['1.2.3_b1']);
    const entry = (os: string, architecture: string): object => ({
      mediaType: manifestType,
      ...some,
      artifactType: 'application/vnd.opentofu.provider-target',
      platform: { architecture, os },
    });
    expect(json).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      artifactType: 'application/vnd.opentofu.provider',
      manifests: [entry('darwin', 'arm64'), entry('linux', 'amd64')],
      annotations,
    });
    for (const [index, name] of files.entries()) {
      const content = `PK\u0003\u0004release/${name}`;
      expect(JSON.parse((await read(json.manifests[index])).toString())).toEqual({
        schemaVersion: 2,
        mediaType: manifestType,
        artifactType: 'application/vnd.opentofu.provider-target',
        config: emptyConfig,
        layers: [
          {
            mediaType: 'archive/zip',
            digest: digestOf(Buffer.from(content)),
            size: content.length,
            annotations: { 'org.opencontainers.image.title': name },
          },
        ],
        annotations,
      });
    }
  });

  it.each([
    ['no package', ['readme.md'], /has no package of an OpenTofu provider/],
    ['another name', ['terraform-provider-web_1.2_linux_amd64.zip'], /is not named as a package/],
    ['two versions', [file('1.0.0', 'linux_amd64'), file('1.0.1', 'linux_arm64')], /packages of different releases/],
    ['two providers', [file('1.0.0', 'a_b'), file('1.0.0', 'linux_arm64', 'db')], /packages of different releases/],
  ])('rejects %s', async (_, files, message) => {
    await write(...files.map((name) => `release/${name}`));
    await expect(published('opentofu-provider', 'release')).rejects.toThrow(message);
  });

  it('rejects a package that is not a zip, another version, and options that it determines', async () => {
    const name = `release/${file('1.0.0', 'linux_amd64')}`;
    await write(name);
    await expect(published('opentofu-provider', 'release', { version: '1.0.1' })).rejects.toThrow(/which is 1\.0\.0/);
    await expect(published('opentofu-provider', 'release', { archive: 'zip' })).rejects.toThrow(/determines `archive`/);
    await writeFile(join(directory, name), 'ELF');
    await expect(published('opentofu-provider', 'release')).rejects.toThrow(/is not a zip/);
  });
});

describe('archive: zip', () => {
  it.each([
    ['zstd', { compression: 'zstd' }, /`compression`: "zstd" has no effect on a zip/],
    ['no compression', { compression: 'none' }, /`compression`: "none" has no effect on a zip/],
    ['a level', { compressionLevel: 1 }, /`compressionLevel`: "1" has no effect on a zip/],
    ['a type of a tar', { layerMediaType: 'application/x.tar+gzip' }, /names a tar or a compression/],
    [
      'an image config',
      { config: { kind: 'image' }, platform: { os: 'linux', architecture: 'amd64' } },
      /an image cannot have a zip as layer/,
    ],
  ] as const)('rejects %s', async (_, options, message) => {
    await write('tree/a');
    await expect(published('directory', 'tree', { archive: 'zip', ...options })).rejects.toThrow(message);
  });

  it.each(['flux', 'image', 'opa', 'trivy-db'])('is rejected by %s', async (format) => {
    await write('tree/data.json', 'tree/trivy.db');
    const platform = format === 'image' ? { os: 'linux', architecture: 'amd64' } : undefined;
    await expect(published(format, 'tree', { archive: 'zip', platform })).rejects.toThrow(
      /determines `archive` itself/,
    );
  });
});
