import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectFormat } from '../../src/formats/index.ts';
import { digestOf, type Descriptor } from '../../src/spec/index.ts';
import { buildLayout } from '../../src/transfer/index.ts';

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'homebrew-')), 'bottles');
  await mkdir(directory);
});
afterEach(() => rm(dirname(directory), { recursive: true }));

const archive = gzipSync('tar');
const file = 'a--1.0.arm64_sequoia.bottle.tar.gz';
const tab = { arch: 'arm64', built_on: { os: 'Macintosh', os_version: 'macOS 15' } };

function bottleJson(change: object = {}, tag: object = {}): object {
  const entry = { local_filename: file, sha256: digestOf(archive).slice(7), tab, installed_size: 5, ...tag };
  return {
    'acme/tap/a@1': {
      formula: { name: 'a@1', pkg_version: '1.0', desc: 'A', license: 'MIT', homepage: 'https://a.example' },
      bottle: { rebuild: 0, date: '2026-11-29T10:00:00Z', tags: { arm64_sequoia: entry }, ...change },
    },
  };
}

async function published(json?: object, content: Uint8Array = archive) {
  if (json !== undefined) await writeFile(join(directory, 'a.bottle.json'), JSON.stringify(json));
  for (const path of [directory, join(directory, '..')]) await writeFile(join(path, file), content);
  const source = { path: directory };
  const format = await selectFormat(source, 'homebrew');
  const names = await format.names?.(source, {});
  const plan = await format.plan(source, { repository: 'acme/tap' });
  const { store, manifest } = await buildLayout(plan, join(directory, 'layout'));
  const read = async (descriptor: Descriptor) =>
    JSON.parse(Buffer.from(await (await store.fetch(descriptor)).bytes()).toString());
  return { names, index: await read(manifest), read };
}

const some = { digest: expect.stringMatching(/^sha256:/), size: expect.any(Number) };

describe('homebrew', () => {
  it('is an index with a manifest for each bottle', async () => {
    const { names, index, read } = await published(bottleJson());
    expect(names).toEqual({ repository: 'a/1', tags: ['1.0'] });
    const platform = { architecture: 'arm64', os: 'darwin', 'os.version': 'macOS 15' };
    const own = {
      'org.opencontainers.image.ref.name': '1.0.arm64_sequoia',
      'sh.brew.bottle.digest': digestOf(archive).slice(7),
      'sh.brew.bottle.size': String(archive.length),
      'sh.brew.bottle.installed_size': '5',
      'sh.brew.license': 'MIT',
      'sh.brew.tab': JSON.stringify(tab),
    };
    const common = {
      'com.github.package.type': 'homebrew_bottle',
      'org.opencontainers.image.created': '2026-11-29T10:00:00Z',
      'org.opencontainers.image.description': 'A',
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.ref.name': '1.0',
      'org.opencontainers.image.title': 'acme/tap/a@1',
      'org.opencontainers.image.url': 'https://a.example',
      'org.opencontainers.image.vendor': 'acme',
      'org.opencontainers.image.version': '1.0',
    };
    const [entry] = index.manifests;
    // Each entry names the type of its config.
    const artifactType = 'application/vnd.oci.image.config.v1+json';
    expect(index).toEqual({
      schemaVersion: 2,
      manifests: [
        { mediaType: 'application/vnd.oci.image.manifest.v1+json', ...some, artifactType, platform, annotations: own },
      ],
      annotations: common,
    });
    const manifest = await read(entry);
    expect(manifest).toEqual({
      schemaVersion: 2,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...some },
      layers: [
        {
          mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
          ...some,
          annotations: { 'org.opencontainers.image.title': file },
        },
      ],
      annotations: { ...common, ...own, 'org.opencontainers.image.title': 'acme/tap/a@1 1.0.arm64_sequoia' },
    });
    expect(await read(manifest.config)).toEqual({
      ...platform,
      rootfs: { type: 'layers', diff_ids: [digestOf(Buffer.from('tar'))] },
    });
  });

  const entryOf = (tag: object): object => ({
    local_filename: file,
    sha256: digestOf(archive).slice(7),
    ...tag,
  });

  it('has the platform of a bottle, and for Linux its requirements', async () => {
    const builtOn = {
      os: 'Linux',
      os_version: 'Ubuntu 22.04.4 LTS',
      oldest_cpu_family: 'core2',
      glibc_version: '2.35',
    };
    const linux = entryOf({ tab: { arch: 'x86_64', built_on: builtOn } });
    const mac = entryOf({ tab: { arch: 'arm64', built_on: { ...builtOn, os: 'Macintosh', os_version: 'macOS 15' } } });
    const { index } = await published(bottleJson({ tags: { x86_64_linux: linux, arm64_sequoia: mac } }));
    const [first, second] = index.manifests as readonly Descriptor[];
    expect(first?.platform).toEqual({ architecture: 'amd64', os: 'linux', 'os.version': 'Ubuntu 22.04.4' });
    expect(first?.annotations).toMatchObject({
      'sh.brew.bottle.cpu.variant': 'core2',
      'sh.brew.bottle.glibc.version': '2.35',
    });
    expect(second?.platform).toEqual({ architecture: 'arm64', os: 'darwin', 'os.version': 'macOS 15' });
    expect(Object.keys(second?.annotations ?? {}).filter((key) => /cpu|glibc/.test(key))).toEqual([]);
  });

  it.each([
    ['arm64_sonoma', { architecture: 'arm64', os: 'darwin' }],
    ['sonoma', { architecture: 'amd64', os: 'darwin' }],
    ['x86_64_linux', { architecture: 'amd64', os: 'linux' }],
    ['arm64_linux', { architecture: 'arm64', os: 'linux' }],
    ['all', undefined],
  ])('has the platform of the tag %s without details of the build', async (tag, platform) => {
    const { index } = await published(bottleJson({ tags: { [tag]: entryOf({}) } }));
    expect(index.manifests[0].platform).toEqual(platform);
    expect(index.manifests[0].annotations['org.opencontainers.image.ref.name']).toBe(`1.0.${tag}`);
  });

  it('lists the programs of a bottle', async () => {
    const { index } = await published(bottleJson({}, { path_exec_files: ['bin/a', 'bin/b'] }));
    expect(index.manifests[0].annotations['sh.brew.path_exec_files']).toBe('bin/a,bin/b');
  });

  it('rejects a file that is not JSON', async () => {
    await writeFile(join(directory, 'a.bottle.json'), '{');
    await expect(published()).rejects.toThrow(/a\.bottle\.json" is not JSON; write it with brew bottle --json/);
  });

  it('has the rebuild in the tag and in the name of a bottle', async () => {
    const { names, index } = await published(bottleJson({ rebuild: 2 }));
    expect(names?.tags).toEqual(['1.0-2']);
    expect(index.manifests[0].annotations['org.opencontainers.image.ref.name']).toBe('1.0.arm64_sequoia.2');
  });

  it.each([
    ['gtk+@3', 'gtkx/3'],
    ['libsigc++', 'libsigcxx'],
    ['python@3.12', 'python/3.12'],
    ['Upper', 'upper'],
  ])('of the formula %s has the repository %s', async (formula, expected) => {
    const json = JSON.parse(JSON.stringify(bottleJson()).replaceAll('a@1', formula)) as object;
    expect((await published(json)).names?.repository).toBe(expected);
  });

  it.each(['other', 'version'] as const)('rejects bottles of another %s', async (difference) => {
    const [name, version] = difference === 'other' ? ['acme/tap/b', '1.0'] : ['acme/tap/a@1', '1.1'];
    const other = { [name]: { formula: { name: 'a@1', pkg_version: version }, bottle: { tags: {} } } };
    await writeFile(join(directory, 'b.bottle.json'), JSON.stringify(other));
    await expect(published(bottleJson())).rejects.toThrow(
      /"a\.bottle\.json" and "b\.bottle\.json" are bottles of diff/,
    );
  });

  it.each([
    ['no JSON file', undefined, archive, /has no file \*\.bottle\.json/],
    ['JSON of another kind', { a: {} }, archive, /has no formula with bottle\.tags/],
    ['another checksum', bottleJson({}, { sha256: '00' }), archive, /has not the checksum in its JSON file/],
    ['no checksum', bottleJson({}, { sha256: undefined }), archive, /no sha256 in arm64_sequoia/],
    [
      'a bottle in another directory',
      bottleJson({}, { local_filename: `../${file}` }),
      archive,
      new RegExp(`^(?!.*is published).*\\.\\./${file}`),
    ],
    ['content that is not gzip', bottleJson(), Buffer.from('tar'), /is not a \.tar\.gz archive/],
  ] as const)('rejects %s', async (_, json, content, message) => {
    await expect(published(json, content)).rejects.toThrow(message);
  });
});
