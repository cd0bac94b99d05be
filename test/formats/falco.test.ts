import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { publish } from '../../src/operations/index.ts';
import { listen } from '../../src/server/index.ts';
import { parseLocation, type Annotations, type Descriptor } from '../../src/spec/index.ts';
import { buildLayout } from '../../src/transfer/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'falco-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** The manifest, the config and the content of the layer. */
async function published(name: string, options: PlanOptions = {}) {
  const source = { path: join(directory, name) };
  const plan = await (await selectFormat(source, 'falco')).plan(source, options);
  const { store, manifest, config, layers } = await buildLayout(plan, join(directory, 'layout'));
  const bytes = async (descriptor = manifest): Promise<Buffer> =>
    Buffer.from(await (await store.fetch(descriptor)).bytes());
  return {
    manifest: JSON.parse((await bytes()).toString()) as unknown,
    config: JSON.parse((await bytes(config)).toString()) as unknown,
    archive: gunzipSync(await bytes(layers[0]?.descriptor)),
  };
}

const some = { digest: expect.stringMatching(/^sha256:/), size: expect.any(Number) };

const created = { 'org.opencontainers.image.created': '1970-01-01T00:00:00Z' };

function manifestOf(kind: string, title: string, annotations: Annotations = created): object {
  return {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: `application/vnd.cncf.falco.${kind}.config.v1+json`, ...some },
    layers: [
      {
        mediaType: `application/vnd.cncf.falco.${kind}.layer.v1+tar.gz`,
        ...some,
        annotations: { 'org.opencontainers.image.title': title },
      },
    ],
    annotations,
  };
}

const linux = { architecture: 'amd64', os: 'linux' };

describe('falco', () => {
  it('packs a rules file, with the versions that it needs in the config', async () => {
    const rules = [
      '- required_engine_version: 31',
      '- required_plugin_versions:',
      '  - name: k8saudit',
      '    version: 0.7.0',
      '    alternatives:',
      '    - {name: k8saudit-gke, version: 0.1.0}',
      '    - {name: k8saudit-eks, version: 0.4.0}',
      '  - {name: json, version: 0.7.0}',
      '- rule: a',
    ].join('\n');
    await writeFile(join(directory, 'my_rules.yaml'), rules);
    const options = { repository: 'acme/rules/k8s', version: '1.2.3' };
    const { manifest, config, archive } = await published('my_rules.yaml', options);
    expect(manifest).toEqual(manifestOf('rulesfile', 'my_rules.tar.gz'));
    expect(config).toEqual({
      name: 'k8s',
      version: '1.2.3',
      dependencies: [
        { name: 'json', version: '0.7.0' },
        {
          name: 'k8saudit',
          version: '0.7.0',
          alternatives: [
            { name: 'k8saudit-eks', version: '0.4.0' },
            { name: 'k8saudit-gke', version: '0.1.0' },
          ],
        },
      ],
      requirements: [{ name: 'engine_version_semver', version: '0.31.0' }],
    });
    expect(archive.toString('latin1', 0, 14)).toBe('my_rules.yaml\0');
    expect(archive.toString('latin1', 512, 512 + rules.length)).toBe(rules);
  });

  it('has the last part of the target as the name in the config', async () => {
    await writeFile(join(directory, 'a.yaml'), '- rule: a');
    const { config } = await publish({
      format: 'falco',
      sourceDir: join(directory, 'a.yaml'),
      target: parseLocation('oci://registry.example/acme/rules/k8s'),
      push: false,
      outputDir: join(directory, 'out'),
    });
    const hex = config.digest.replace('sha256:', '');
    const blob = await readFile(join(directory, 'out/oci-layout/blobs/sha256', hex), 'utf8');
    expect(JSON.parse(blob)).toEqual({ name: 'k8s' });
  });

  it('leaves out what is not known', async () => {
    await writeFile(join(directory, 'a.yml'), '- rule: a\n- required_engine_version: 0.26.0\n');
    expect((await published('a.yml')).config).toEqual({
      requirements: [{ name: 'engine_version_semver', version: '0.26.0' }],
    });
  });

  const rulesType = 'application/vnd.cncf.falco.rulesfile.layer.v1+tar.gz';
  it.each([
    ['an archive as an asset', 'data.tar.gz', {}, 'asset', 'data.tar.gz'],
    ['an archive as rules', 'data.tar.gz', { layerMediaType: rulesType }, 'rulesfile', 'data.tar.gz'],
    ['another file as an asset', 'data.json', {}, 'asset', 'data.tar.gz'],
    [
      'a YAML file as an asset',
      'any.yaml',
      { layerMediaType: rulesType.replace('rulesfile', 'asset') },
      'asset',
      'any.tar.gz',
    ],
  ])('publishes %s', async (_, name, options, kind, title) => {
    await writeFile(join(directory, 'data.tar.gz'), gzipSync('tar'));
    await writeFile(join(directory, 'data.json'), '{}');
    await writeFile(join(directory, 'any.yaml'), 'a: b');
    const { manifest, config, archive } = await published(name, options);
    expect(manifest).toEqual(manifestOf(kind, title));
    expect(config).toEqual({});
    expect(archive.toString('latin1', 0, name.length)).toBe(name.endsWith('.gz') ? 'tar' : name);
  });

  it.each([
    ['a: b', /is not a list of rules/],
    ['- a', /is not a list of rules/],
    ['', /has no rules/],
    ['a: [', /is not valid YAML/],
    ['- required_engine_version: [1]', /required_engine_version that is not a version/],
    ['- required_plugin_versions: a', /required_plugin_versions that are not a list/],
    ['- required_plugin_versions: [{name: a}]', /an entry of required_plugin_versions without/],
    ['- required_plugin_versions: [{name: a, version: 0.1.0, alternatives: [{}]}]', /an entry of alternatives without/],
  ])('rejects the rules %j', async (text, message) => {
    await writeFile(join(directory, 'a.yaml'), text);
    await expect(published('a.yaml')).rejects.toThrow(message);
  });

  it('rejects directories, missing files and options that it determines', async () => {
    await mkdir(join(directory, 'd'));
    await writeFile(join(directory, 'a.yaml'), '- rule: a');
    await expect(published('a.yaml', { platform: linux })).rejects.toThrow(/determines `platform` itself/);
    await expect(published('missing.yaml')).rejects.toThrow(/does not exist/);
    await expect(published('a.yaml', { artifactType: 'a/b' })).rejects.toThrow(/determines `artifactType` itself/);
    const plugin = 'application/vnd.cncf.falco.plugin.layer.v1+tar.gz';
    await expect(published('a.yaml', { layerMediaType: plugin })).rejects.toThrow(
      /`layerMediaType` ".*" is not a type/,
    );
  });
});

/** The manifests of an index, with the names and contents of the archives. */
async function publishedPlugins(name: string, options: PlanOptions = {}) {
  const source = { path: join(directory, name) };
  const plan = await (await selectFormat(source, 'falco')).plan(source, options);
  const { store, manifest } = await buildLayout(plan, join(directory, 'layout'));
  const json = async (descriptor: Descriptor): Promise<Record<string, unknown>> =>
    JSON.parse(Buffer.from(await (await store.fetch(descriptor)).bytes()).toString()) as Record<string, unknown>;
  const index = (await json(manifest)) as { readonly manifests: readonly Descriptor[] };
  const plugins = [];
  for (const entry of index.manifests) {
    const content = (await json(entry)) as { readonly config: Descriptor; readonly layers: readonly [Descriptor] };
    const archive = gunzipSync(await (await store.fetch(content.layers[0])).bytes());
    plugins.push({ manifest: content, config: await json(content.config), archive: archive.toString('latin1') });
  }
  return { index, plugins };
}

describe('plugins of falco', () => {
  const config = 'application/vnd.cncf.falco.plugin.config.v1+json';
  const pluginType = 'application/vnd.cncf.falco.plugin.layer.v1+tar.gz';
  const entryOf = (os: string, architecture: string, annotations: Annotations = created): object => ({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    ...some,
    annotations,
    platform: { architecture, os },
    artifactType: config,
  });

  it('are an index with one manifest for each platform, from directories and from file names', async () => {
    const archive = gzipSync('tar');
    await mkdir(join(directory, 'dist/linux-amd64'), { recursive: true });
    await mkdir(join(directory, 'dist/darwin_arm64'));
    await writeFile(join(directory, 'dist/linux-amd64/libacme.so'), 'ELF');
    await writeFile(join(directory, 'dist/linux-amd64/README.md'), 'text');
    await writeFile(join(directory, 'dist/darwin_arm64/libacme.dylib'), 'Mach-O');
    await writeFile(join(directory, 'dist/acme-1.2.3-linux-aarch64.tar.gz'), archive);
    await writeFile(join(directory, 'dist/SHA256SUMS'), 'text');
    const options = { repository: 'plugins/acme', version: '1.2.3', annotations: { a: 'b' } };
    const { index, plugins } = await publishedPlugins('dist', options);
    const annotations = { a: 'b', ...created };
    expect(index).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        entryOf('linux', 'arm64', annotations),
        entryOf('darwin', 'arm64', annotations),
        entryOf('linux', 'amd64', annotations),
      ],
      annotations: { a: 'b' },
    });
    expect(plugins.map(({ manifest }) => manifest)).toEqual(
      ['acme-1.2.3-linux-aarch64.tar.gz', 'libacme.tar.gz', 'libacme.tar.gz'].map((title) =>
        manifestOf('plugin', title, annotations),
      ),
    );
    for (const plugin of plugins) expect(plugin.config).toEqual({ name: 'acme', version: '1.2.3' });
    const contents = plugins.map((plugin) => [plugin.archive.split('\0')[0], plugin.archive.slice(512, 515)]);
    expect(contents).toEqual([
      ['tar', ''],
      ['libacme.dylib', 'Mac'],
      ['libacme.so', 'ELF'],
    ]);
  });

  it.each<[string, string, PlanOptions, object]>([
    ['a library', 'libacme.so', { platform: linux }, entryOf('linux', 'amd64')],
    ['a library with a platform in its name', 'libacme-linux-x86_64.so', {}, entryOf('linux', 'amd64')],
    ['an archive', 'acme.tar.gz', { platform: linux, layerMediaType: pluginType }, entryOf('linux', 'amd64')],
    ['an archive with a platform', 'acme.tar.gz', { platform: linux }, entryOf('linux', 'amd64')],
    ['an archive named as a plugin', 'a.linux_arm64.tgz', { layerMediaType: pluginType }, entryOf('linux', 'arm64')],
    ['a platform with a variant', 'libacme.so', { platform: { ...linux, variant: 'v2' } }, entryOf('linux', 'amd64')],
    [
      'the platform as a default annotation',
      'libacme.so',
      { platform: linux, annotations: { 'io.oci-artifact.platform': 'linux/amd64' } },
      entryOf('linux', 'amd64'),
    ],
  ])('are an index also for one file: %s', async (_, name, options, entry) => {
    await writeFile(join(directory, name), name.includes('gz') ? gzipSync('tar') : 'ELF');
    const { index, plugins } = await publishedPlugins(name, options);
    expect(index).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [entry],
    });
    expect(plugins).toHaveLength(1);
  });

  it('have their tag at the index', async () => {
    await mkdir(join(directory, 'd/linux-amd64'), { recursive: true });
    await writeFile(join(directory, 'd/linux-amd64/libacme.so'), 'ELF');
    const registry = new MemoryRegistry();
    const server = await listen(registry);
    try {
      const target = parseLocation(`oci://${new URL(server.url).host}/plugins/acme:1.2.3`);
      const connection = { plainHttp: true, env: {}, homedir: directory };
      const outputDir = join(directory, 'out');
      const options = { format: 'falco', sourceDir: join(directory, 'd'), target, outputDir, connection };
      const { digest, mediaType } = await publish(options);
      expect(mediaType).toBe('application/vnd.oci.image.index.v1+json');
      expect((await registry.resolveTag('plugins/acme', '1.2.3')).digest).toBe(digest);
      expect((await publish(options)).digest).toBe(digest);
    } finally {
      await server.close();
    }
  });

  it.each(['libk8saudit.so', 'json.dylib', 'json-1.2.dll'])('need a platform: %s', async (name) => {
    await writeFile(join(directory, name), 'ELF');
    await expect(published(name)).rejects.toThrow(/is a plugin of Falco without a platform; set `platform`/);
    await mkdir(join(directory, 'd'));
    await writeFile(join(directory, 'd', name), 'ELF');
    await expect(published('d')).rejects.toThrow(/the plugin ".*" has no platform; move it to a directory/);
  });

  it.each<[string, readonly string[], PlanOptions, RegExp]>([
    ['no plugin', ['a.yaml'], {}, /needs a file, or a directory with plugins, as source, and ".*" has no plugin/],
    ['an empty directory of a platform', ['linux-amd64/README'], {}, /has no plugin/],
    [
      'two plugins for a platform',
      ['linux-amd64/a.so', 'b-linux-x86_64.so'],
      {},
      /"b-linux-x86_64\.so" and "linux-amd64\/a\.so" are both plugins for linux\/amd64; remove one/,
    ],
    ['two plugins in a directory', ['linux-amd64/a.so', 'linux-amd64/b.so'], {}, /are both plugins for linux\/amd64/],
    ['an unknown architecture', ['a-linux-1.so'], {}, /"a-linux-1\.so" has no platform/],
    ['a platform for all', ['linux-amd64/a.so'], { platform: linux }, /determines `platform` itself; omit `platform`/],
    ['another media type', ['linux-amd64/a.so'], { layerMediaType: 'a/b' }, /`layerMediaType` "a\/b" is not a type/],
  ])('reject a directory with %s', async (_, names, options, message) => {
    for (const name of names) {
      await mkdir(dirname(join(directory, 'd', name)), { recursive: true });
      await writeFile(join(directory, 'd', name), 'ELF');
    }
    await expect(published('d', options)).rejects.toThrow(message);
  });
});
