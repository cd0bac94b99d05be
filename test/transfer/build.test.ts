import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpRegistry } from '../../src/client/index.ts';
import { createTransport } from '../../src/http/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Storage } from '../../src/registry/index.ts';
import { once } from '../../src/streams/index.ts';
import { listen } from '../../src/server/index.ts';
import {
  descriptorOf,
  digestHex,
  digestOf,
  emptyDescriptor,
  parseManifest,
  plainDescriptor,
  type Descriptor,
  type ImageManifest,
} from '../../src/spec/index.ts';
import {
  build,
  buildLayout,
  describedFile,
  describeFile,
  packManifest,
  type ArtifactPlan,
  type BuildOptions,
} from '../../src/transfer/index.ts';

const created = { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' };
const artifactType = 'application/vnd.example';
const empty: ArtifactPlan = { artifactType, config: { kind: 'empty' }, layers: [] };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'build-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

function memory(): ReturnType<typeof repository> {
  return repository(new MemoryRegistry(), 'a/b');
}

async function manifestOf(store: Storage, descriptor: Descriptor): Promise<ImageManifest> {
  const manifest = parseManifest(await (await store.fetch(plainDescriptor(descriptor))).bytes());
  if (manifest.kind !== 'manifest') throw new Error('it is not an image manifest');
  return manifest;
}

async function built(plan: ArtifactPlan, options?: BuildOptions): Promise<ImageManifest> {
  const store = memory();
  return manifestOf(store, (await build(plan, store, options)).manifest);
}

describe('the manifest', () => {
  it('refers to its subject with media type, digest and size only', async () => {
    const store = memory();
    const subject = await packManifest(store, '1.1', 'application/vnd.example', { manifestAnnotations: created });
    const path = await file('sbom.json', '{}');
    const layer = await describeFile(path, 'application/spdx+json');
    const { manifest: referrer } = await build(
      {
        artifactType: 'application/spdx+json',
        config: { kind: 'empty' },
        layers: [describedFile(path, layer)],
        subject,
        annotations: { ...created, by: 'us' },
      },
      store,
    );
    expect(await manifestOf(store, referrer)).toMatchObject({
      artifactType: 'application/spdx+json',
      subject: plainDescriptor(subject),
      layers: [
        {
          mediaType: 'application/spdx+json',
          digest: digestOf('{}'),
          size: 2,
          annotations: { 'org.opencontainers.image.title': 'sbom.json' },
        },
      ],
      annotations: { ...created, by: 'us' },
    });
    expect(await store.predecessors(subject)).toMatchObject([
      { digest: referrer.digest, artifactType: 'application/spdx+json' },
    ]);
  });

  it('has the same digest for the same plan, in every store', async () => {
    const plan: ArtifactPlan = { ...empty, annotations: created };
    const { manifest } = await build(plan, memory());
    expect((await build(plan, memory())).manifest.digest).toBe(manifest.digest);
    expect((await buildLayout(plan, join(directory, 'layout'))).manifest.digest).toBe(manifest.digest);
  });

  it('gets the requested tags', async () => {
    const store = memory();
    const { manifest } = await build(empty, store, { tags: ['v1', 'latest'] });
    for (const tag of ['v1', 'latest']) expect((await store.resolve(tag)).digest).toBe(manifest.digest);
  });

  it('refuses a blob as its subject', async () => {
    const subject = descriptorOf('application/octet-stream', Buffer.from('x'));
    await expect(build({ ...empty, subject }, memory())).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('requires an artifact type with an empty config', async () => {
    await expect(build({ ...empty, artifactType: undefined }, memory())).rejects.toMatchObject({
      code: 'ARTIFACT_TYPE_MISSING',
    });
  });

  it('refuses an artifact type that is not a media type', async () => {
    await expect(build({ ...empty, artifactType: 'word' }, memory())).rejects.toMatchObject({
      code: 'MEDIA_TYPE_INVALID',
    });
  });
});

describe('layers', () => {
  it('have the descriptors of their bytes or existing content', async () => {
    const existing = descriptorOf('text/plain', Buffer.from('existing'));
    const store = memory();
    await store.push(existing, () => once(Buffer.from('existing')));
    const { layers } = await build(
      {
        ...empty,
        layers: [
          { kind: 'bytes', bytes: Buffer.from('new'), mediaType: 'text/plain', annotations: { a: 'b' } },
          { kind: 'descriptor', descriptor: existing },
        ],
      },
      store,
    );
    expect(layers.map(({ descriptor }) => descriptor)).toEqual([
      { ...descriptorOf('text/plain', Buffer.from('new')), annotations: { a: 'b' } },
      existing,
    ]);
  });

  it('are stored and reported once for equal content', async () => {
    const paths = [await file('a', 'same'), await file('b', 'same'), await file('c', 'other')];
    const layers = await Promise.all(
      paths.map(async (path) => describedFile(path, await describeFile(path, 'text/plain'))),
    );
    const store = memory();
    const states: string[] = [];
    const onFile: BuildOptions['onFile'] = ({ digest }, state) =>
      states.push(`${digest === digestOf('same') ? 'same' : 'other'} ${state}`);
    const plan = { ...empty, layers };
    expect((await manifestOf(store, (await build(plan, store, { onFile })).manifest)).layers).toHaveLength(3);
    expect(states.splice(0).sort()).toEqual(['other uploaded', 'same uploaded']);
    await build(plan, store, { onFile });
    expect(states.sort()).toEqual(['other exists', 'same exists']);
  });

  it('are packed from a directory into an image layout', async () => {
    await mkdir(join(directory, 'source'));
    await writeFile(join(directory, 'source/a'), 'content');
    const plan: ArtifactPlan = {
      ...empty,
      layers: [
        {
          kind: 'directory',
          annotations: {},
          pack: {
            sourceDir: join(directory, 'source'),
            exclude: [],
            symlinks: 'preserve',
            allowOutsideLinks: false,
            modes: 'keep',
            compression: 'none',
          },
        },
      ],
    };
    const { layers, store } = await buildLayout(plan, join(directory, 'layout'));
    expect(layers).toMatchObject([
      {
        descriptor: {
          mediaType: 'application/vnd.oci.image.layer.v1.tar',
          annotations: { 'io.deis.oras.content.digest': layers[0]?.descriptor.digest },
        },
        files: 1,
        reused: false,
      },
    ]);
    expect(layers[0]?.contentDigest).toBe(layers[0]?.descriptor.digest);
    expect(store.path).toBe(join(directory, 'layout'));
    await expect(build(plan, memory())).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('repair a damaged blob in an image layout', async () => {
    const path = await file('a', 'content');
    const descriptor = await describeFile(path, 'text/plain');
    const plan: ArtifactPlan = { ...empty, layers: [describedFile(path, descriptor)] };
    const layout = join(directory, 'layout');
    await buildLayout(plan, layout);
    const blob = join(layout, 'blobs/sha256', digestHex(descriptor.digest));
    await writeFile(blob, 'CONTENT');
    const store = await LayoutRepository.open(layout);
    await build(plan, store);
    expect(await readFile(blob, 'utf8')).toBe('content');
  });
});

describe('the config', () => {
  it('is the empty object by default', async () => {
    expect((await built(empty)).config).toEqual(emptyDescriptor);
  });

  it('can be embedded in the manifest', async () => {
    const config = {
      kind: 'bytes',
      bytes: Buffer.from('{"a":1}'),
      mediaType: 'application/vnd.example.config',
    } as const;
    const descriptor = descriptorOf(config.mediaType, config.bytes);
    expect((await built({ ...empty, config })).config).toEqual(descriptor);
    expect((await built({ ...empty, config: { ...config, embed: true } })).config).toEqual({
      ...descriptor,
      data: Buffer.from('{"a":1}').toString('base64'),
    });
  });

  it('has no title when it comes from a file', async () => {
    const config = { kind: 'file', path: await file('config.json', '{}'), mediaType: 'application/json' } as const;
    expect((await built({ ...empty, artifactType: undefined, config })).config).toEqual(
      descriptorOf('application/json', Buffer.from('{}')),
    );
  });

  it('has the platform and the digests of the uncompressed layers for an image', async () => {
    const plan: ArtifactPlan = {
      config: { kind: 'image' },
      layers: [{ kind: 'bytes', bytes: Buffer.from('layer'), mediaType: 'application/vnd.oci.image.layer.v1.tar' }],
      annotations: created,
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    };
    const store = memory();
    const { config } = await manifestOf(store, (await build(plan, store)).manifest);
    expect(config.mediaType).toBe('application/vnd.oci.image.config.v1+json');
    expect(await (await store.fetch(config)).json()).toEqual({
      created: '2000-01-01T00:00:00Z',
      architecture: 'arm64',
      os: 'linux',
      variant: 'v8',
      config: {},
      rootfs: { type: 'layers', diff_ids: [digestOf('layer')] },
    });
    await expect(build({ ...plan, platform: undefined }, store)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('a file as a layer', () => {
  it('is described in chunks, also when it is large or empty', async () => {
    const content = Buffer.alloc(3 * 1024 * 1024 + 7, 'abc');
    expect(await describeFile(await file('large.bin', content), 'application/octet-stream')).toMatchObject({
      digest: digestOf(content),
      size: content.byteLength,
    });
    expect(await describeFile(await file('empty', ''), 'text/plain')).toMatchObject({ size: 0 });
  });

  it('must be a regular file', async () => {
    await mkdir(join(directory, 'folder'));
    await expect(describeFile(join(directory, 'folder'), 'text/plain')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('is a directory'),
    });
    await expect(describeFile(join(directory, 'absent'), 'text/plain')).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
    await expect(describeFile(await file('x', 'x'), 'plain')).rejects.toMatchObject({ code: 'MEDIA_TYPE_INVALID' });
  });

  // Windows does not allow such file names.
  it.runIf(process.platform !== 'win32')('must have a name that every reader accepts (MF-11)', async () => {
    await expect(describeFile(await file(String.raw`a\b`, 'x'), 'text/plain')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('backslash'),
    });
  });

  it.each([
    ['longer', 'content and more'],
    ['shorter', 'con'],
    ['different', 'CONTENT'],
  ])('is refused and not stored when its content becomes %s', async (_, changed) => {
    await using server = await listen(new MemoryRegistry());
    const transport = createTransport();
    const remote = repository(new HttpRegistry(new URL(server.url), { transport: transport.send, attempts: 1 }), 'a/b');
    const path = await file('notes.txt', 'content');
    const descriptor = await describeFile(path, 'text/plain');
    await writeFile(path, changed);
    for (const store of [memory(), remote]) {
      const plan: ArtifactPlan = { ...empty, layers: [describedFile(path, descriptor)] };
      await expect(build(plan, store)).rejects.toMatchObject({ code: 'FILE_CHANGED' });
      expect(await store.exists(descriptor)).toBe(false);
    }
    await transport.close();
  });

  it('is no longer read after an abort', async () => {
    const path = await file('notes.txt', 'content');
    await expect(describeFile(path, 'text/plain', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});
