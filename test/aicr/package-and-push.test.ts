import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from '../../src/streams/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { parseManifest, type Digest, type Manifest } from '../../src/spec/index.ts';
import { CertificateAuthority } from '../faults/kit/index.ts';
import { packageAndPush, packageDirectory, pushFromStore, type PackageOptions } from '../../src/aicr/index.ts';

let directory: string;
let source: string;
let registry: MemoryRegistry;
let server: Listening;
let name: { readonly registry: string; readonly repository: string; readonly tag: string };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'publish-'));
  source = join(directory, 'source');
  await mkdir(join(source, 'sub/deep'), { recursive: true });
  await writeFile(join(source, 'a.txt'), 'a');
  await writeFile(join(source, 'sub/deep/b.txt'), 'b');
  registry = new MemoryRegistry();
  server = await listen(registry);
  name = { registry: new URL(server.url).host, repository: 'nvidia/aicr', tag: 'v1.0.0' };
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

async function manifestOf(storePath: string, digest: Digest): Promise<Manifest> {
  return parseManifest(await readFile(join(storePath, 'blobs/sha256', digest.slice(7))));
}

describe('packageDirectory', () => {
  it('writes a layout below the output directory', async () => {
    const packaged = await packageDirectory({
      ...name,
      sourceDir: source,
      outputDir: directory,
      annotations: { b: '2', a: '1' },
    });
    expect(packaged.storePath).toBe(join(directory, 'oci-layout'));
    expect(packaged.reference).toBe(`${name.registry}/nvidia/aicr:v1.0.0`);
    expect((await readdir(packaged.storePath)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
    const manifest = await manifestOf(packaged.storePath, packaged.digest);
    expect(manifest).toMatchObject({
      kind: 'manifest',
      artifactType: 'application/vnd.nvidia.aicr.artifact',
      annotations: { a: '1', b: '2', 'org.opencontainers.image.created': '1970-01-01T00:00:00Z' },
      layers: [
        {
          mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
          annotations: { 'org.opencontainers.image.title': '.', 'io.deis.oras.content.unpack': 'true' },
        },
      ],
    });
    const index = JSON.parse(await readFile(join(packaged.storePath, 'index.json'), 'utf8')) as {
      manifests: { annotations: Record<string, string> }[];
    };
    expect(index.manifests[0]?.annotations['org.opencontainers.image.ref.name']).toBe('v1.0.0');
  });

  it('gives the timestamp precedence over an annotation', async () => {
    const options: PackageOptions = {
      ...name,
      sourceDir: source,
      outputDir: directory,
      annotations: { 'org.opencontainers.image.created': '2020-01-01T00:00:00Z' },
    };
    const byDefault = await packageDirectory(options);
    expect(
      (await manifestOf(byDefault.storePath, byDefault.digest)).annotations?.['org.opencontainers.image.created'],
    ).toBe('1970-01-01T00:00:00Z');
    const given = await packageDirectory({ ...options, reproducibleTimestamp: '2026-01-31T12:00:00Z' });
    expect((await manifestOf(given.storePath, given.digest)).annotations?.['org.opencontainers.image.created']).toBe(
      '2026-01-31T12:00:00Z',
    );
  });

  it('removes a protocol before the registry', async () => {
    expect(
      (
        await packageDirectory({
          ...name,
          registry: `https://${name.registry}`,
          sourceDir: source,
          outputDir: directory,
        })
      ).reference,
    ).toBe(`${name.registry}/nvidia/aicr:v1.0.0`);
  });

  it.each<[string, Partial<PackageOptions>, string]>([
    ['no tag', { tag: '' }, 'INPUT_INVALID'],
    ['no registry', { registry: '' }, 'INPUT_INVALID'],
    ['no repository', { repository: '' }, 'INPUT_INVALID'],
    ['an invalid host', { registry: 'ho_st' }, 'REFERENCE_INVALID'],
    ['an upper-case repository', { repository: 'NVIDIA/aicr' }, 'NAME_INVALID'],
    ['an illegal tag', { tag: '.v1' }, 'TAG_INVALID'],
    ['an invalid date', { reproducibleTimestamp: 'yesterday' }, 'DATE_INVALID'],
    ['no source', { sourceDir: '/does/not/exist' }, 'INPUT_INVALID'],
    ['a sub-directory that leaves the source', { subDir: '../other' }, 'INPUT_INVALID'],
  ])('refuses %s, and leaves no files', async (_, change, code) => {
    const outputDir = join(directory, 'new/output');
    await expect(packageDirectory({ ...name, sourceDir: source, outputDir, ...change })).rejects.toMatchObject({
      code,
    });
    expect(await readdir(directory)).toEqual(['source']);
  });

  it('packages only a sub-directory, with its path', async () => {
    const whole = await packageDirectory({ ...name, sourceDir: source, outputDir: join(directory, 'one') });
    const part = await packageDirectory({
      ...name,
      sourceDir: source,
      subDir: 'sub',
      outputDir: join(directory, 'two'),
    });
    expect(part.digest).not.toBe(whole.digest);
    await rm(join(source, 'a.txt'));
    expect((await packageDirectory({ ...name, sourceDir: source, outputDir: join(directory, 'three') })).digest).toBe(
      part.digest,
    );
  });
});

describe('pushFromStore', () => {
  it('pushes a packaged layout under its tag', async () => {
    const packaged = await packageDirectory({ ...name, sourceDir: source, outputDir: directory });
    const pushed = await pushFromStore(packaged.storePath, { ...name, plainHttp: true });
    expect(pushed).toEqual({ digest: packaged.digest, reference: packaged.reference });
    expect((await registry.resolveTag('nvidia/aicr', 'v1.0.0')).digest).toBe(packaged.digest);
  });

  it('reports an invalid store, and a missing tag', async () => {
    await expect(pushFromStore(source, { ...name, plainHttp: true })).rejects.toMatchObject({ name: 'OciError' });
    const packaged = await packageDirectory({ ...name, sourceDir: source, outputDir: directory });
    await expect(pushFromStore(packaged.storePath, { ...name, tag: 'other', plainHttp: true })).rejects.toMatchObject({
      name: 'CopyError',
      origin: 'source',
    });
    await expect(pushFromStore(packaged.storePath, { ...name, tag: '', plainHttp: true })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });
});

describe('packageAndPush', () => {
  const target = (): {
    readonly isOci: true;
    readonly registry: string;
    readonly repository: string;
    readonly tag: string;
  } => ({ isOci: true, ...name });

  it('adds the four annotations of AICR bundles by default', async () => {
    const result = await packageAndPush({
      sourceDir: source,
      outputDir: directory,
      reference: target(),
      version: '1.2.3',
      plainHttp: true,
    });
    const bytes = await collect(await registry.getTag('nvidia/aicr', 'v1.0.0'), 10_000, 'manifest');
    expect(parseManifest(bytes).annotations).toEqual({
      'org.opencontainers.image.version': '1.2.3',
      'org.opencontainers.image.vendor': 'NVIDIA',
      'org.opencontainers.image.title': 'AICR Bundle',
      'org.opencontainers.image.source': 'https://github.com/NVIDIA/aicr',
      'org.opencontainers.image.created': '1970-01-01T00:00:00Z',
    });
    expect(result.storePath).toBe(join(directory, 'oci-layout'));
  });

  it('adds no default annotations when annotations are set, also to an empty object', async () => {
    const result = await packageAndPush({
      sourceDir: source,
      outputDir: directory,
      reference: target(),
      annotations: {},
      plainHttp: true,
    });
    expect((await manifestOf(result.storePath, result.digest)).annotations).toEqual({
      'org.opencontainers.image.created': '1970-01-01T00:00:00Z',
    });
  });

  it('has the given artifact type', async () => {
    const artifactType = 'application/vnd.example.bundle';
    const { storePath, digest } = await packageAndPush({
      sourceDir: source,
      outputDir: directory,
      reference: target(),
      artifactType,
      plainHttp: true,
    });
    expect((await manifestOf(storePath, digest)).artifactType).toBe(artifactType);
    expect(
      parseManifest(await collect(await registry.getTag('nvidia/aicr', 'v1.0.0'), 10_000, 'manifest')),
    ).toMatchObject({ artifactType });
  });

  it('pushes to a registry with an unknown certificate only with insecureTls', async () => {
    await using secure = await listen(registry, { tls: new CertificateAuthority().issue() });
    const reference = { ...target(), registry: new URL(secure.url).host };
    const push = (insecureTls?: boolean): ReturnType<typeof packageAndPush> =>
      packageAndPush({ sourceDir: source, outputDir: directory, reference, plainHttp: false, insecureTls });
    await expect(push()).rejects.toMatchObject({ code: 'TLS_FAILED' });
    await expect(push(false)).rejects.toMatchObject({ code: 'TLS_FAILED' });
    const { digest } = await push(true);
    expect((await registry.resolveTag('nvidia/aicr', 'v1.0.0')).digest).toBe(digest);
  });

  it('is cancelled by its signal, like each of its steps, and then pushes nothing', async () => {
    const packaged = await packageDirectory({ ...name, sourceDir: source, outputDir: directory });
    const signal = AbortSignal.abort();
    const other = join(directory, 'other');
    for (const work of [
      () => packageDirectory({ ...name, sourceDir: source, outputDir: other, signal }),
      () => pushFromStore(packaged.storePath, { ...name, plainHttp: true, signal }),
      () => packageAndPush({ sourceDir: source, outputDir: other, reference: target(), plainHttp: true, signal }),
    ])
      await expect(work()).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(registry.resolveTag('nvidia/aicr', 'v1.0.0')).rejects.toMatchObject({ code: 'NAME_UNKNOWN' });
  });

  it('refuses a local path, and a reference without a tag', async () => {
    await expect(
      packageAndPush({ sourceDir: source, reference: { isOci: false, localPath: './x' } }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(packageAndPush({ sourceDir: source, reference: { ...target(), tag: undefined } })).rejects.toThrow(
      'tag is required',
    );
  });
});
