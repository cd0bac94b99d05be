import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attach } from '../../src/commands/attach.ts';
import { copy } from '../../src/commands/copy.ts';
import { pull } from '../../src/commands/pull.ts';
import { push } from '../../src/commands/push.ts';
import type { Command, RawValues } from '../../src/commands/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { isDigest, type Annotations, type Descriptor } from '../../src/spec/index.ts';
import { indexOf, putImage, putManifest, readAll } from '../contract/content.ts';
import { run, type Run } from './run.ts';

let root: string;
let registry: MemoryRegistry;
let server: Listening;
let host: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'command-options-'));
  await mkdir(join(root, 'source'));
  await writeFile(join(root, 'source/a.txt'), 'first');
  registry = new MemoryRegistry();
  server = await listen(registry);
  ({ host } = new URL(server.url));
});
afterEach(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

const artifactType = 'application/vnd.example.bundle';

function on(command: Command, raw: RawValues): Promise<Run> {
  return run(command, { 'plain-http': 'true', ...raw });
}

function pushSource(raw: RawValues = {}): Promise<Run> {
  const target = `oci://${host}/acme/app:v1`;
  return on(push, { 'source-dir': join(root, 'source'), target, 'artifact-type': artifactType, ...raw });
}

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly (Descriptor & { readonly annotations?: Annotations })[];
  readonly annotations: Annotations;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
}

async function manifestOf(reference: string): Promise<Manifest> {
  const reader = isDigest(reference)
    ? await registry.getManifest('acme/app', reference)
    : await registry.getTag('acme/app', reference);
  return JSON.parse(Buffer.from(await readAll(reader)).toString()) as Manifest;
}

async function configOf({ config }: Manifest): Promise<unknown> {
  return JSON.parse(Buffer.from(await readAll(await registry.getBlob('acme/app', config.digest))).toString());
}

const tags = async (): Promise<readonly string[]> => Array.fromAsync(registry.tags('acme/app'));

describe('the options of push', () => {
  it.each([
    ['zstd', 'application/vnd.oci.image.layer.v1.tar+zstd'],
    ['none', 'application/vnd.oci.image.layer.v1.tar'],
    ['gzip', 'application/vnd.oci.image.layer.v1.tar+gzip'],
  ])('select the compression %s', async (compression, mediaType) => {
    const { texts } = await pushSource({ compression });
    const { layers } = await manifestOf('v1');
    expect(layers.map((layer) => layer.mediaType)).toEqual([mediaType]);
    expect(texts['layer-digest'] === texts['content-digest']).toBe(compression === 'none');
  });

  it('set media types, annotations of the layer, and the config of an image', async () => {
    await pushSource({
      'artifact-type': '',
      config: 'image',
      platform: 'linux/arm64/v8',
      labels: 'team=a',
      'layer-annotations': 'layer=1',
      'layer-media-type': 'application/vnd.example.layer',
    });
    const manifest = await manifestOf('v1');
    expect(manifest.layers).toMatchObject([
      { mediaType: 'application/vnd.example.layer', annotations: { layer: '1' } },
    ]);
    expect(await configOf(manifest)).toMatchObject({
      os: 'linux',
      architecture: 'arm64',
      variant: 'v8',
      config: { Labels: { team: 'a' } },
    });
  });

  it('publish files with their own media types and names', async () => {
    await writeFile(join(root, 'source/b.json'), '{}');
    await pushSource({ files: 'a.txt:text/plain\nb.json', 'media-types': '*.json=application/json' });
    const title = 'org.opencontainers.image.title';
    expect((await manifestOf('v1')).layers.map((layer) => [layer.mediaType, layer.annotations?.[title]])).toEqual([
      ['text/plain', 'a.txt'],
      ['application/json', 'b.json'],
    ]);
  });

  it('refer to a subject, without a default tag', async () => {
    await pushSource();
    const subject = await registry.resolveTag('acme/app', 'v1');
    const { texts } = await pushSource({ target: `oci://${host}/acme/app`, subject: 'v1', 'image-spec': 'v1.1' });
    const { digest } = texts;
    if (!isDigest(digest ?? '')) throw new Error('a push has a digest');
    expect((await manifestOf(digest ?? '')).subject).toMatchObject({ digest: subject.digest });
    expect([texts['tags'], await tags()]).toEqual(['', ['v1']]);
    await expect(pushSource({ subject: 'v1' })).rejects.toThrow(/^--subject: "v1" is also a tag to write/);
  });

  it.each(['skip', 'fail'])('do not move an existing tag with if-tag-exists %s', async (ifTagExists) => {
    const { texts: before } = await pushSource();
    await writeFile(join(root, 'source/a.txt'), 'second');
    const again = pushSource({ 'if-tag-exists': ifTagExists });
    if (ifTagExists === 'fail')
      await expect(again).rejects.toThrow(/^--if-tag-exists is "fail", and .*already points to/);
    else expect((await again).texts).toMatchObject({ pushed: 'false', digest: before['digest'] });
    expect((await registry.resolveTag('acme/app', 'v1')).digest).toBe(before['digest']);
  });

  it('push by digest, by version, and to further targets', async () => {
    const { log, texts } = await pushSource({ 'push-by-digest': 'true', tags: 'x' });
    expect(texts).toMatchObject({ tags: '', reference: texts['pinned-reference'] });
    expect(log).toContainEqual(expect.stringMatching(/^notice: --push-by-digest: no tags are written, not even v1, x/));
    await expect(tags()).resolves.toEqual([]);
    await pushSource({ target: `oci://${host}/acme/app`, version: '1.2.3+a' });
    expect(await tags()).toEqual(['1.2.3_a']);
    const target = [`oci://${host}/acme/app:v2`, `oci://${host}/other/app:v3`];
    const { texts: both } = await pushSource({ target });
    expect(both['references']).toBe(`${host}/acme/app:v2\n${host}/other/app:v3`);
    expect((await registry.resolveTag('other/app', 'v3')).digest).toBe(both['digest']);
  });

  it('split the source into layers', async () => {
    await mkdir(join(root, 'source/dir'));
    await writeFile(join(root, 'source/dir/b.txt'), 'second');
    await pushSource({ layers: 'entries' });
    expect((await manifestOf('v1')).layers.length).toBeGreaterThan(1);
    await expect(pushSource({ 'layer-size': '1MiB' })).rejects.toThrow(/^--layer-size: /);
  });

  it.each([
    ['gzip', '10'],
    ['zstd', '0'],
    ['zstd', '20'],
    ['none', '1'],
  ])('reject the level of %s %s', async (compression, level) => {
    await expect(pushSource({ compression, 'compression-level': level })).rejects.toThrow(/^--compression-level: /);
  });
});

describe('the options of pull', () => {
  const into = (raw: RawValues): Promise<Run> =>
    on(pull, { reference: `${host}/acme/app:v1`, 'output-dir': join(root, 'out'), ...raw });

  it('select a platform, layers and the config', async () => {
    await writeFile(join(root, 'source/b.json'), '{}');
    await writeFile(join(root, 'config.json'), '{"a":1}');
    const files = 'a.txt:text/plain\nb.json:application/json';
    const config = `${join(root, 'config.json')}:application/vnd.example.config`;
    await pushSource({ files, config });
    const { texts } = await into({ layers: 'a.txt', 'config-output': join(root, 'pulled.json') });
    expect(JSON.parse(texts['files'] ?? '')).toEqual(['a.txt']);
    expect(await readFile(join(root, 'pulled.json'), 'utf8')).toBe('{"a":1}');
    await expect(into({ layers: 'none' })).rejects.toThrow(/^--layers: no layer/);

    const { manifest } = await putImage(registry, 'acme/app', 'other');
    const descriptor = await registry.resolveTag('acme/app', 'v1');
    const list = indexOf([
      { ...manifest.descriptor, platform: { os: 'linux', architecture: 'amd64' } },
      { ...descriptor, platform: { os: 'linux', architecture: 'arm64' } },
    ]);
    await putManifest(registry, 'acme/app', list, 'all');
    const reference = `${host}/acme/app:all`;
    await expect(into({ reference })).rejects.toThrow(/^--platform: |give a platform/);
    const selected = await into({ reference, platform: 'linux/arm64' });
    expect(JSON.parse(selected.texts['files'] ?? '')).toEqual(['a.txt', 'b.json']);
    expect(selected.texts['digest']).toBe(list.descriptor.digest);
  });

  it('keep the stored permissions', async () => {
    if (process.platform === 'win32') return;
    await chmod(join(root, 'source/a.txt'), 0o666);
    await pushSource({ modes: 'keep' });
    const before = process.umask(0o027);
    try {
      await into({});
      expect((await stat(join(root, 'out/a.txt'))).mode & 0o777).toBe(0o640);
      await into({ 'preserve-permissions': 'true' });
      expect((await stat(join(root, 'out/a.txt'))).mode & 0o777).toBe(0o666);
    } finally {
      process.umask(before);
    }
  });
});

describe('the options of copy and attach', () => {
  it('select the manifest of a platform', async () => {
    const images = [await putImage(registry, 'acme/app', 'one'), await putImage(registry, 'acme/app', 'two')];
    const list = indexOf(
      images.map(({ manifest: { descriptor } }, index) =>
        Object.assign({ platform: { os: 'linux', architecture: ['amd64', 'arm64'][index] ?? '' } }, descriptor),
      ),
    );
    await putManifest(registry, 'acme/app', list, 'all');
    const source = `${host}/acme/app:all`;
    const { texts } = await on(copy, { source, target: `${host}/mirror/app:arm`, platform: 'linux/arm64' });
    expect(texts['digest']).toBe(images[1]?.manifest.descriptor.digest);
    expect((await registry.resolveTag('mirror/app', 'arm')).digest).toBe(texts['digest']);
    const attached = await on(attach, {
      subject: source,
      annotations: 'a=1',
      'artifact-type': 'application/vnd.example.eol',
      'each-platform': 'true',
    });
    expect(attached.texts['digests']?.split('\n')).toHaveLength(2);
    for (const { manifest } of images)
      expect(await Array.fromAsync(registry.referrers('acme/app', manifest.descriptor.digest))).toHaveLength(1);
  });

  it('connect to each side with its own settings', async () => {
    await pushSource();
    const sides = { source: `${host}/acme/app:v1`, target: `${host}/mirror/app` };
    await run(copy, { ...sides, 'from-plain-http': 'true', 'to-plain-http': 'true' });
    const withTls = run(copy, { ...sides, 'from-plain-http': 'true', 'to-plain-http': 'false', retries: '1' });
    await expect(withTls).rejects.toThrow(/^--target: |--to-/);
  });
});
