import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArtifactCache, type CacheOptions, type CachedRepository } from '../../src/artifact-cache/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { digestHex, isOciError, type Descriptor } from '../../src/spec/index.ts';
import { noise, putImage, blobOf, put, readAll, type Image } from '../contract/content.ts';
import { recordCalls } from '../wrappers/fake-registries.ts';

const name = 'acme/app';
const start = Date.parse('2026-01-31T12:00:00Z');

let root: string;
let path: string;
let registry: MemoryRegistry;
let origin: { readonly registry: Registry; readonly calls: string[] };
let image: Image;
let large: Descriptor;
let warnings: { readonly text: string; readonly cause: unknown }[];
let now: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cached-repository-'));
  path = join(root, 'cache');
  registry = new MemoryRegistry();
  origin = recordCalls(registry);
  image = await putImage(registry, name, 'one', ['v1']);
  large = (await put(registry, name, blobOf(noise(300_000, 1)))).descriptor;
  warnings = [];
  now = start;
});
afterEach(() => rm(root, { recursive: true, force: true }));

function open(options: CacheOptions = {}): Promise<ArtifactCache> {
  const onWarning = (text: string, cause: unknown): void => void warnings.push({ text, cause });
  return ArtifactCache.open(path, { onWarning, now: () => now, ...options });
}

function through(cache: ArtifactCache, host = 'registry.test', from = origin.registry): CachedRepository {
  return cache.repository(from, { registry: host, repository: name });
}

async function read(repository: CachedRepository, target: Descriptor): Promise<Uint8Array> {
  return readAll(await repository.fetch(target));
}

const fileOf = ({ digest }: Descriptor): string => join(path, 'blobs/sha256', digestHex(digest));

/** Number of downloads of blobs and manifests. */
const downloads = (): number => origin.calls.filter((call) => /^get(?!Tag)/.test(call)).length;

describe('a repository that is read through the cache', () => {
  it('works after the empty directory of the locks was lost, for example in a cache of a workflow', async () => {
    await read(through(await open()), large);
    await rm(join(path, '.locks'), { recursive: true });
    expect(Buffer.from(await read(through(await open()), image.layer.descriptor))).toEqual(
      Buffer.from(image.layer.bytes),
    );
    expect(warnings).toEqual([]);
    expect(await readdir(path)).toContain('.locks');
  });

  it('downloads content once, and reports the progress of the download', async () => {
    const repository = through(await open());
    const progress: number[] = [];
    const onProgress = (done: number, total: number): void => {
      expect(total).toBe(300_000);
      progress.push(done);
    };
    const expected = await readAll(await registry.getBlob(name, large.digest));
    expect(await readAll(await repository.fetch(large, { onProgress }))).toEqual(expected);
    expect(progress.at(-1)).toBe(300_000);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    progress.length = 0;
    for (const each of [repository, through(await open())])
      expect(await readAll(await each.fetch(large, { onProgress }))).toEqual(expected);
    expect([progress, downloads()]).toEqual([[], 1]);
    expect(await readFile(await repository.blobPath(large, { onProgress }))).toEqual(Buffer.from(expected));
    expect(await repository.blobPath(large)).toBe(fileOf(large));
    const { manifest } = image;
    for (let count = 0; count < 2; count++)
      expect(Buffer.compare(await read(repository, manifest.descriptor), manifest.bytes)).toBe(0);
    expect(downloads()).toBe(2);
    expect(warnings).toEqual([]);
  });

  it('downloads content once for parallel reads, also of two caches in one directory', async () => {
    const [first, second] = [through(await open()), through(await open())];
    const contents = await Promise.all([first, first, second, second].map((each) => read(each, large)));
    for (const content of contents) expect(content.byteLength).toBe(300_000);
    expect(downloads()).toBe(1);
  });

  it('asks the registry for each tag, and not for a digest in the cache', async () => {
    const repository = through(await open());
    const { descriptor } = image.manifest;
    expect(await repository.resolve('v1')).toMatchObject({ digest: descriptor.digest });
    await read(repository, descriptor);
    const other = await putImage(registry, name, 'two', ['v1']);
    expect(await repository.resolve('v1')).toMatchObject({ digest: other.manifest.descriptor.digest });
    origin.calls.length = 0;
    expect(await repository.resolve(descriptor.digest)).toMatchObject(descriptor);
    expect(await repository.exists(descriptor)).toBe(true);
    expect(origin.calls).toEqual([]);
    expect(await repository.exists(blobOf('absent').descriptor)).toBe(false);
  });

  it.each([
    ['changed', 'DIGEST_MISMATCH', async (file: string) => writeFile(file, Buffer.alloc(300_000, 1))],
    ['cut', 'SIZE_MISMATCH', async (file: string) => truncate(file, 299_999)],
  ] as const)('downloads %s content again, with a warning', async (_, code, damage) => {
    const repository = through(await open());
    await read(repository, large);
    await damage(fileOf(large));
    const expected = await readAll(await registry.getBlob(name, large.digest));
    expect(await read(repository, large)).toEqual(expected);
    expect(Buffer.compare(await readFile(fileOf(large)), expected)).toBe(0);
    expect(downloads()).toBe(2);
    expect(warnings[0]?.text).toMatch(/^cannot use the cache .*; the content comes from the registry$/);
    expect(isOciError(warnings[0]?.cause, code)).toBe(true);
    const { length } = warnings;
    await read(repository, large);
    expect([downloads(), warnings.length]).toEqual([2, length]);
  });

  it('does not serve the content of another registry or repository', async () => {
    const cache = await open();
    await read(through(cache), large);
    await read(through(cache), image.manifest.descriptor);
    const empty = new MemoryRegistry();
    for (const host of ['registry.test:5000', 'other.test', '[::1]:5000']) {
      const other = through(cache, host, empty);
      expect(await other.exists(image.manifest.descriptor)).toBe(false);
      await expect(read(other, image.manifest.descriptor)).rejects.toMatchObject({ name: 'OciError' });
    }
    // The case of a host does not matter.
    expect(await through(cache, 'Registry.Test', empty).exists(image.manifest.descriptor)).toBe(true);
  });

  it('has errors of the registry, and stops when the call is aborted', async () => {
    const repository = through(await open());
    const absent = blobOf('absent').descriptor;
    await expect(read(repository, absent)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    await expect(repository.blobPath(absent)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    const signal = AbortSignal.abort();
    await expect(repository.fetch(large, { signal })).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(repository.blobPath(large, { signal })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await (await open()).list()).toEqual([]);
  });
});

describe('the entries of a cache', () => {
  async function three(cache: ArtifactCache): Promise<readonly Descriptor[]> {
    const repository = through(cache);
    const blobs: Descriptor[] = [];
    for (const text of ['a', 'b', 'c']) {
      const { descriptor } = await put(registry, name, blobOf(Buffer.alloc(1000, text)));
      now += 1000;
      await read(repository, descriptor);
      blobs.push(descriptor);
    }
    return blobs;
  }
  const digestsOf = (entries: readonly { readonly digest: string }[]): readonly string[] =>
    entries.map(({ digest }) => digest);

  it('are listed with the time of their last use, and with what their manifest says about them', async () => {
    const cache = await open();
    const repository = through(cache);
    const title = 'org.opencontainers.image.title';
    const { manifest, layer } = await putImage(registry, name, 'titled', [], {
      layers: [{ ...image.layer.descriptor, mediaType: 'application/vnd.example', annotations: { [title]: 'a.txt' } }],
    });
    await read(repository, image.layer.descriptor);
    expect(await cache.list()).toEqual([
      {
        digest: image.layer.descriptor.digest,
        size: image.layer.bytes.byteLength,
        usedAt: start,
        mediaType: undefined,
        title: undefined,
        repositories: [],
      },
    ]);
    now += 60_000;
    await read(repository, manifest.descriptor);
    expect(await cache.list()).toMatchObject([
      { digest: manifest.descriptor.digest, usedAt: now, repositories: [`registry.test/${name}`] },
      { digest: image.layer.descriptor.digest, usedAt: start, mediaType: 'application/vnd.example', title: 'a.txt' },
    ]);
    now += 60_000;
    await repository.blobPath(image.layer.descriptor);
    expect((await cache.list())[0]).toMatchObject({ digest: image.layer.descriptor.digest, usedAt: now });
    expect(layer.descriptor.digest).not.toBe(image.layer.descriptor.digest);
  });

  it.each([
    [3000, []],
    [2999, ['a']],
    [2000, ['a']],
    [1999, ['a', 'b']],
    [0, ['a', 'b', 'c']],
  ] as const)('are evicted above %i bytes, the least recently used first', async (maxBytes, evicted) => {
    const cache = await open();
    const blobs = await three(cache);
    const expected = blobs.slice(0, evicted.length).map(({ digest }) => digest);
    expect(digestsOf(await cache.trim(maxBytes))).toEqual(expected);
    const kept = blobs.slice(evicted.length).map(({ digest }) => digest);
    expect(digestsOf(await cache.list())).toEqual(kept.toReversed());
    expect((await readdir(join(path, 'blobs/sha256'))).filter((each) => !each.startsWith('.')).sort()).toEqual(
      kept.map(digestHex).sort(),
    );
  });

  it('are not evicted when the caller needs one of them, or when the call is aborted', async () => {
    const cache = await open();
    const [a, b, c] = await three(cache);
    await expect(cache.trim(0, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await cache.list()).toHaveLength(3);
    expect(digestsOf(await cache.trim(1000, { keep: a?.digest }))).toEqual([b?.digest, c?.digest]);
    expect(digestsOf(await cache.list())).toEqual([a?.digest]);
    expect(digestsOf(await cache.clean())).toEqual([a?.digest]);
    expect(await cache.list()).toEqual([]);
  });

  it('are evicted when a new one exceeds the limit of the cache', async () => {
    const cache = await open({ maxBytes: 2000 });
    const [, b, c] = await three(cache);
    expect(digestsOf(await cache.list())).toEqual([c?.digest, b?.digest]);
    expect(await readdir(join(path, '.locks'))).toEqual([]);
  });

  it('are removed when they are damaged', async () => {
    const cache = await open();
    const [a, b, c] = await three(cache);
    if (a === undefined || b === undefined) throw new Error('there are three blobs');
    expect(await cache.verify()).toEqual([]);
    await writeFile(fileOf(b), Buffer.alloc(1000));
    await truncate(fileOf(a), 0);
    expect(digestsOf(await cache.verify()).toSorted()).toEqual([a.digest, b.digest].sort());
    expect(digestsOf(await cache.list())).toEqual([c?.digest]);
    const before = downloads();
    await read(through(cache), b);
    expect(downloads()).toBe(before + 1);
  });

  it.each([
    ['has other bytes', (file: string, size: number) => writeFile(file, Buffer.alloc(size))],
    ['is truncated', (file: string) => truncate(file, 10)],
    ['is missing', (file: string) => rm(file)],
  ] as const)('are listed and evicted also when a manifest %s', async (_, damage) => {
    const { descriptor } = image.manifest;
    const repository = through(await open());
    await read(repository, descriptor);
    now += 60_000;
    await read(repository, image.layer.descriptor);
    await damage(fileOf(descriptor), descriptor.size);
    const cache = await open();
    expect(digestsOf(await cache.list())).toContain(image.layer.descriptor.digest);
    expect(digestsOf(await cache.clean())).toContain(image.layer.descriptor.digest);
    expect(await cache.list()).toEqual([]);
  });

  it('name each repository that has a manifest once', async () => {
    const cache = await open();
    for (const host of ['registry.test', 'mirror.test', 'registry.test'])
      await read(through(cache, host), image.manifest.descriptor);
    const [entry] = await cache.list();
    expect(entry?.repositories.toSorted()).toEqual([`mirror.test/${name}`, `registry.test/${name}`]);
  });
});

describe('the directory of a cache', () => {
  it('is tagged, and its locks are private', async () => {
    const cache = await open();
    expect(cache.path).toBe(path);
    const tag = await readFile(join(path, 'CACHEDIR.TAG'), 'utf8');
    expect(tag).toMatch(/^Signature: 8a477f597d28d172789f06886806bc55\n# /);
    if (process.platform !== 'win32') expect((await stat(join(path, '.locks'))).mode & 0o777).toBe(0o700);
    expect((await ArtifactCache.open(path, { create: false })).path).toBe(path);
  });

  it.each([
    ['has other files', async () => writeFile(join(path, 'mine.txt'), '1'), 'INPUT_INVALID', /no CACHEDIR\.TAG/],
    [
      'has a tag of another kind',
      async () => writeFile(join(path, 'CACHEDIR.TAG'), 'x'),
      'INPUT_INVALID',
      /no CACHEDIR/,
    ],
    [
      'is a file',
      async () => rm(path, { recursive: true }).then(() => writeFile(path, '1')),
      'INPUT_INVALID',
      /is a file/,
    ],
  ] as const)('is refused when it %s, and is not changed', async (_, prepare, code, message) => {
    await mkdir(path);
    await prepare();
    const before = await readdir(root, { recursive: true });
    for (const create of [true, false, undefined]) {
      const failure = await open({ create }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code, message: expect.stringMatching(message), detail: { input: 'cache' } });
    }
    expect(await readdir(root, { recursive: true })).toEqual(before);
  });

  it.each([
    ['locks', async () => mkdir(join(path, '.locks'))],
    ['the temporary file of its tag', async () => writeFile(join(path, '.CACHEDIR.TAG.123.abc.tmp'), 'Sig')],
  ])('is completed after an interruption that left only %s', async (_, prepare) => {
    await mkdir(path);
    await prepare();
    await read(through(await open()), large);
    expect(await readdir(path)).toEqual(expect.arrayContaining(['CACHEDIR.TAG', 'index.json', 'oci-layout']));
  });

  it('has one place for a registry, in any case of its name', async () => {
    const cache = await open();
    for (const host of ['registry.test', 'Registry.Test', 'REGISTRY.TEST'])
      await read(through(cache, host), image.manifest.descriptor);
    const entries = (await cache.list()).filter(({ digest }) => digest === image.manifest.descriptor.digest);
    expect(entries.map(({ repositories }) => repositories)).toEqual([[`registry.test/${name}`]]);
    await read(through(cache, 'OTHER.TEST'), image.manifest.descriptor);
    const entry = (await cache.list()).find(({ digest }) => digest === image.manifest.descriptor.digest);
    expect(entry?.repositories).toEqual([`registry.test/${name}`, `other.test/${name}`]);
  });

  it('is created unless the caller forbids it', async () => {
    await expect(open({ create: false })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(open({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await readdir(root)).toEqual([]);
    await mkdir(path);
    await expect(open({ create: false })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await open();
    expect(await readdir(path)).toEqual(expect.arrayContaining(['CACHEDIR.TAG', 'index.json', 'oci-layout']));
  });
});
