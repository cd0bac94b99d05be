import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';
import { publish } from '../../src/operations/index.ts';
import { parseLocation } from '../../src/spec/index.ts';
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

function manifestOf(kind: string, title: string): object {
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
    annotations: { 'org.opencontainers.image.created': '1970-01-01T00:00:00Z' },
  };
}

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

  it.each(['libk8saudit.so', 'json.dylib', 'json.dll'])(
    'rejects the plugin %s and names the tool for it',
    async (name) => {
      await writeFile(join(directory, name), 'ELF');
      await expect(published(name)).rejects.toThrow(/is a plugin of Falco.*falcoctl registry push --type plugin/);
    },
  );

  it('rejects directories, missing files and options that it determines', async () => {
    await mkdir(join(directory, 'd'));
    await writeFile(join(directory, 'a.yaml'), '- rule: a');
    await expect(published('d')).rejects.toThrow(/needs a file as source, and ".*d" is a directory/);
    await expect(published('missing.yaml')).rejects.toThrow(/does not exist/);
    await expect(published('a.yaml', { artifactType: 'a/b' })).rejects.toThrow(/determines artifact-type itself/);
    const plugin = 'application/vnd.cncf.falco.plugin.layer.v1+tar.gz';
    await expect(published('a.yaml', { layerMediaType: plugin })).rejects.toThrow(
      /layer-media-type ".*" is not a type/,
    );
  });
});
