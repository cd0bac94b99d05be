import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { attach, copy, createIndex, pull } from '../../src/operations/index.ts';
import { repository } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { encodeJson, isRecord, parseLocation, type Annotations, type Digest } from '../../src/spec/index.ts';
import { storeImage } from '../layout/fixture.ts';

/** Layouts as other tools write them. */
let directory: string;
let path: string;
let server: Listening;
let registry: MemoryRegistry;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'foreign-layouts-'));
  path = join(directory, 'layout');
  registry = new MemoryRegistry();
  server = await listen(registry);
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

const connection = { plainHttp: true, env: {}, attempts: 1 };

/** Writes a layout with one manifest for each entry, and these annotations in `index.json`. */
async function layoutOf(...entries: readonly Annotations[]): Promise<readonly Digest[]> {
  const layout = await LayoutRepository.open(path);
  const digests: Digest[] = [];
  for (const index of entries.keys())
    digests.push((await storeImage(layout, `manifest ${index}`)).manifest.descriptor.digest);
  const file = join(path, 'index.json');
  const document: unknown = JSON.parse(await readFile(file, 'utf8'));
  const manifests: unknown = isRecord(document) ? document['manifests'] : [];
  for (const [index, entry] of (manifests as object[]).entries()) Object.assign(entry, { annotations: entries[index] });
  await writeFile(file, encodeJson({ schemaVersion: 2, manifests }));
  return digests;
}

function refName(name: string): Annotations {
  return { 'org.opencontainers.image.ref.name': name };
}

/** As buildx and containerd write an entry. */
function named(full: string, short: string): Annotations {
  return { 'io.containerd.image.name': full, ...refName(short) };
}

/** The digest that a copy from the layout writes, and its tags. */
async function copied(source: string, target = 'acme/copy'): Promise<{ digest: Digest; tags: readonly string[] }> {
  const host = new URL(server.url).host;
  const result = await copy({
    source: parseLocation(source),
    target: parseLocation(`${host}/${target}`),
    to: connection,
  });
  expect((await repository(registry, 'acme/copy').resolve(result.digest)).digest).toBe(result.digest);
  return { digest: result.digest, tags: await Array.fromAsync(repository(registry, 'acme/copy').tags()) };
}

describe('a layout with one manifest', () => {
  it.each<readonly [string, Annotations, string, readonly string[]]>([
    ['no name', {}, '', ['latest']],
    ['a tag', refName('v1'), '', ['v1']],
    ['a full reference as its name', refName('docker.io/acme/a:v1'), '', ['v1']],
    ['a full reference as its name', refName('docker.io/acme/a:v1'), ':docker.io/acme/a:v1', ['v1']],
    ['a full reference as its name', refName('localhost:5000/a:v1'), ':localhost:5000/a:v1', ['v1']],
    ['a full reference as its name', refName('docker.io/acme/a:v1'), ':v1', ['v1']],
    ["containerd's name", { 'io.containerd.image.name': 'ghcr.io/acme/a:v2' }, '', ['v2']],
    ["containerd's name", { 'io.containerd.image.name': 'ghcr.io/acme/a:v2' }, ':ghcr.io/acme/a:v2', ['v2']],
    ["containerd's name", { 'io.containerd.image.name': 'ghcr.io/acme/a:v2' }, ':v2', ['v2']],
    ['both names', named('docker.io/acme/a:v1', 'v1'), ':v1', ['v1']],
    ['both names', named('docker.io/acme/a:v1', 'v1'), ':docker.io/acme/a:v1', ['v1']],
    ['both names', named('docker.io/acme/a:v1', 'docker.io/acme/a:v1'), ':docker.io/acme/a:v1', ['v1']],
  ])('with %s %j is found as layout%s', async (_, annotations, suffix, tags) => {
    const [digest] = await layoutOf(annotations);
    expect(await copied(`${path}${suffix}`)).toEqual({ digest, tags });
  });

  it('needs no tag for a pull, an attach and an index', async () => {
    const [digest] = await layoutOf({});
    const source = parseLocation(path);
    const layer = pull({ source, outputDir: join(directory, 'out') });
    // The test layer is not an archive, so the pull fails after it has resolved the manifest.
    await expect(layer).rejects.not.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
    const index = await createIndex({
      target: parseLocation(`${join(directory, 'index')}:v1`),
      sources: [{ kind: 'location', location: source }],
    });
    expect(index.children.map((child) => child.digest)).toEqual([digest]);
    await writeFile(join(directory, 'sbom.json'), '{}');
    const files = [{ path: join(directory, 'sbom.json'), mediaType: 'application/json' }];
    const { subject } = await attach({ subject: source, files, artifactType: 'application/json' });
    expect(subject).toBe(`${path}@${digest}`);
    // A referrer is not a second choice.
    expect((await copied(path)).digest).toBe(digest);
  });

  it('keeps the tags of the target', async () => {
    const [digest] = await layoutOf(refName('docker.io/acme/a:v1'));
    expect(await copied(path, 'acme/copy:v7')).toEqual({ digest, tags: ['v7'] });
  });

  it('keeps a full reference as the name in another layout', async () => {
    const [digest] = await layoutOf(refName('docker.io/acme/a:v1'));
    const other = join(directory, 'other');
    await copy({ source: parseLocation(path), target: parseLocation(other) });
    const layout = await LayoutRepository.open(other);
    expect(await Array.fromAsync(layout.tags())).toEqual(['docker.io/acme/a:v1']);
    expect((await layout.resolve('docker.io/acme/a:v1')).digest).toBe(digest);
  });
});

describe('a layout with several manifests', () => {
  it('prefers the tag latest', async () => {
    const [, digest] = await layoutOf(refName('v1'), refName('latest'));
    expect((await copied(path)).digest).toBe(digest);
  });

  it('does not count parts of an index, referrers and tags made of digests', async () => {
    const layout = await LayoutRepository.open(path);
    const parts = [await storeImage(layout, 'one', ['one']), await storeImage(layout, 'two', ['two'])];
    const { digest } = await createIndex({
      target: parseLocation(`${path}:v1`),
      sources: parts.map(({ manifest }) => ({ kind: 'digest', digest: manifest.descriptor.digest })),
    });
    for (const tag of ['one', 'two']) await layout.untag(tag);
    await storeImage(layout, 'signature', [`sha256-${'0'.repeat(64)}.sig`]);
    expect(await copied(path)).toEqual({ digest, tags: ['v1'] });
  });

  it.each<readonly [string, readonly Annotations[], string, RegExp]>([
    ['no names', [{}, {}], '', /has no tag latest; it has sha256:\w+ without a name, sha256:\w+ without a name; give/],
    ['tags', [refName('v1'), refName('v2')], '', /no tag latest; it has v1 \(sha256:\w+\), v2 \(sha256:\w+\); give/],
    ['tags', [refName('v1'), refName('v2')], ':v3', /has no tag v3; it has v1 \(sha256:\w+\), v2 \(sha256:/],
    ['one tag', [refName('v1')], ':v3', /has no tag v3; it has v1 \(sha256:\w+\); give one of its names or a digest/],
    ['one tag', [refName('v1')], ':latest', /has no tag latest; it has v1 \(sha256:/],
    [
      'full references with one tag',
      [refName('docker.io/acme/a:v1'), refName('docker.io/acme/b:v1')],
      ':v1',
      /has no tag v1; it has docker\.io\/acme\/a:v1 \(sha256:\w+\), docker\.io\/acme\/b:v1 \(sha256:/,
    ],
  ])('with %s names them: %j, %j', async (_, entries, suffix, message) => {
    const [digest] = await layoutOf(...entries);
    const failure = copied(`${path}${suffix}`);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toThrow(`as in ${path}@${digest}`);
  });

  it('lists at most ten manifests', async () => {
    await layoutOf(...Array.from({ length: 13 }, () => ({})));
    await expect(copied(path)).rejects.toThrow(/ and 3 more; give/);
  });
});

it.each([
  ['a missing directory', 'missing', /the image layout .*missing does not exist/],
  ['a directory without a layout', '.', /is not an OCI image layout: it has no file oci-layout/],
  ['an empty layout', 'empty', /has no tag latest; it has no manifests/],
])('reports %s', async (_, name, message) => {
  await mkdir(join(directory, 'empty'));
  await LayoutRepository.open(join(directory, 'empty'));
  await expect(copied(join(directory, name))).rejects.toThrow(message);
});

it('removes both names of a manifest together', async () => {
  const [first] = await layoutOf(named('docker.io/acme/a:v1', 'v1'), {});
  const layout = await LayoutRepository.open(path);
  await layout.untag('v1');
  expect(await Array.fromAsync(layout.tags())).toEqual([]);
  expect((await layout.resolve(first ?? '')).digest).toBe(first);
  expect(await readFile(join(path, 'index.json'), 'utf8')).not.toContain('docker.io');
});

describe('a tar archive of a layout', () => {
  beforeEach(async () => {
    await mkdir(join(directory, 'tmp'));
    for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, join(directory, 'tmp'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    expect(await readdir(join(directory, 'tmp'))).toEqual([]);
  });

  const archive = (): string => join(directory, 'image.tar');

  /** Writes the files of the layout to an archive, as `docker save` does. */
  async function writeArchive(compressed = false, root = path): Promise<void> {
    const tar = pack();
    const names = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    for (const entry of names) {
      const file = join(entry.parentPath, entry.name);
      tar.entry({ name: relative(root, file).replaceAll('\\', '/') }, await readFile(file));
    }
    tar.finalize();
    await pipeline(tar, compressed ? createGzip() : new PassThrough(), createWriteStream(archive()));
  }

  it.each([
    ['', false, {}, 'latest'],
    [':v1', false, refName('v1'), 'v1'],
    [':docker.io/acme/a:v1', false, named('docker.io/acme/a:v1', 'v1'), 'v1'],
    [':v1', true, named('docker.io/acme/a:v1', 'v1'), 'v1'],
  ])('is read as image.tar%s, compressed: %s', async (suffix, compressed, annotations, tag) => {
    const [digest] = await layoutOf(annotations);
    await writeArchive(compressed);
    expect(await copied(`${archive()}${suffix}`)).toEqual({ digest, tags: [tag] });
  });

  it('names the archive when it has no such manifest', async () => {
    const [digest] = await layoutOf(refName('v1'));
    await writeArchive();
    await expect(copied(`${archive()}:v2`)).rejects.toThrow(
      `the image layout ${archive()} has no tag v2; it has v1 (${digest}); ` +
        `give one of its names or a digest, as in ${archive()}@${digest}`,
    );
  });

  it('cannot be changed', async () => {
    await layoutOf({});
    await writeArchive();
    const files = [{ path: archive(), mediaType: 'application/x-tar' }];
    await expect(
      attach({ subject: parseLocation(archive()), files, artifactType: 'application/x-tar' }),
    ).rejects.toThrow(/it is a file; unpack a tar archive of a layout first: mkdir DIR && tar -xf .*image\.tar -C DIR/);
  });

  it.each([
    [
      'another archive',
      { 'a.txt': 'text' },
      /image\.tar does not contain an OCI image layout: it has no file oci-layout/,
    ],
    [
      'an archive of older Docker',
      { 'manifest.json': '[]', 'a/layer.tar': '' },
      /skopeo copy docker-archive:.*image\.tar/,
    ],
  ])('is not %s', async (_, files, message) => {
    const root = join(directory, 'other');
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), content);
    }
    await writeArchive(false, root);
    await expect(copied(archive())).rejects.toThrow(message);
  });

  it.each([
    ['text', 'not an archive'],
    ['an empty file', ''],
    ['a truncated archive', 'blobs'.padEnd(700, '\0')],
  ])('is not %s', async (_, content) => {
    await writeFile(archive(), content);
    await expect(copied(archive())).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});
