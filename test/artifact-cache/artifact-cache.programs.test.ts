import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pullArtifact } from '../../src/transfer/index.ts';
import { connectRepository } from '../../src/connect/index.ts';
import { pull, openSifCache, pullToFile, uploadImage, type SifCache } from '../../src/sif/index.ts';
import { digestHex, digestOf } from '../../src/spec/index.ts';
import { temporaryPlace, uniqueImage, type Place } from '../formats/sif/image.ts';
import { storeManifest, testRegistry, type TestRegistry } from '../formats/sif/registry.ts';
import { ArtifactCache } from '../../src/artifact-cache/index.ts';

// Windows has no permission bits and requires privileges for links.
const posix = process.platform !== 'win32';

/** Uploads a different image for each name. */
async function uploadImages(
  place: Place,
  registry: TestRegistry,
  names: readonly string[],
  size?: number,
): Promise<readonly { readonly ref: string; readonly image: Buffer }[]> {
  const images: { ref: string; image: Buffer }[] = [];
  for (const name of names) {
    const image = uniqueImage(size);
    const ref = `${registry.host}/a/${name}:v1`;
    await uploadImage(await place.file(`${name}.sif`, image), ref, registry.options);
    images.push({ ref, image });
  }
  return images;
}

function blobPath(cache: SifCache, content: Uint8Array): string {
  return join(cache.path, 'blobs/sha256', digestHex(digestOf(content)));
}

/** Changes one bit of a file. */
async function flipBit(path: string, at: number): Promise<void> {
  await using file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  await file.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
}

function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length !== 1) throw new Error(`${items.length} items, where one was expected`);
  return item;
}

describe('artifact cache', () => {
  it('returns a pulled artifact as a file and as a path without a second download', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const { ref, image } = only(await uploadImages(place, registry, ['app']));
    const cache = await openSifCache(join(place.path, 'cache'));
    const to = join(place.path, 'to.sif');
    const progress: number[] = [];
    expect(
      await pullToFile(cache, to, ref, undefined, { ...registry.options, onProgress: (done) => progress.push(done) }),
    ).toBe(to);
    expect(await readFile(to)).toEqual(image);
    expect(progress.at(-1)).toBe(image.byteLength);
    if (posix) expect((await stat(to)).mode & 0o777).toBe(0o755);
    // A second object for the same directory, as in another process.
    const otherCache = await openSifCache(join(place.path, 'cache'));
    await pullToFile(otherCache, to, ref, undefined, registry.options);
    const path = await pull(otherCache, ref, undefined, registry.options);
    expect(path).toBe(blobPath(cache, image));
    expect(await readFile(path)).toEqual(image);
    if (posix) expect((await stat(path)).mode & 0o111).toBe(0o111);
    expect(registry.downloads()).toBe(1);
  });

  it('reads stored content by digest without the registry', async () => {
    await using place = await temporaryPlace();
    const cache = await openSifCache(join(place.path, 'cache'));
    let pinned = '';
    const image = uniqueImage();
    {
      await using registry = await testRegistry();
      const path = await place.file('app.sif', image);
      const { manifest } = await uploadImage(path, `${registry.host}/a/app`, registry.options);
      pinned = `${registry.host}/a/app@${manifest.digest}`;
      await pull(cache, pinned, undefined, registry.options);
    }
    const to = join(place.path, 'to.sif');
    await pullToFile(cache, to, pinned, undefined, { plainHttp: true, env: {}, homedir: place.path, attempts: 1 });
    expect(await readFile(to)).toEqual(image);
  });

  it('detects a damaged byte and repairs it with one download (DL-01, ST-05)', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const { ref, image } = only(await uploadImages(place, registry, ['app'], 600_000));
    const directory = join(place.path, 'cache');
    const path = await pull(await openSifCache(directory), ref, undefined, registry.options);
    for (const [index, at] of [40_000, 0, image.byteLength - 1].entries()) {
      await flipBit(path, at);
      const warnings: string[] = [];
      const cache = await openSifCache(directory, { onWarning: (text) => warnings.push(text) });
      const to = join(place.path, `to-${index}.sif`);
      if (index === 1) expect(await readFile(await pull(cache, ref, undefined, registry.options))).toEqual(image);
      await pullToFile(cache, to, ref, undefined, registry.options);
      expect(await readFile(to)).toEqual(image);
      expect(await readFile(path)).toEqual(image);
      expect(registry.downloads()).toBe(index + 2);
      expect(warnings).toEqual([expect.stringContaining(digestHex(digestOf(image)))]);
    }
    // A different size is also detected.
    await writeFile(path, Buffer.concat([image, Buffer.from('x')]));
    expect(await readFile(await pull(await openSifCache(directory), ref, undefined, registry.options))).toEqual(image);
    await writeFile(path, image.subarray(1));
    expect(await readFile(await pull(await openSifCache(directory), ref, undefined, registry.options))).toEqual(image);
  });

  it('repairs a damaged manifest', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const image = uniqueImage();
    const { manifest } = await uploadImage(
      await place.file('app.sif', image),
      `${registry.host}/a/app`,
      registry.options,
    );
    const directory = join(place.path, 'cache');
    const ref = `${registry.host}/a/app@${manifest.digest}`;
    await pull(await openSifCache(directory), ref, undefined, registry.options);
    const path = join(directory, 'blobs/sha256', digestHex(manifest.digest));
    const before = await readFile(path);
    await flipBit(path, 20);
    await pull(await openSifCache(directory), ref, undefined, registry.options);
    expect(await readFile(path)).toEqual(before);
  });

  it('evicts the least recently used entries above its limit, and fetches them again on use', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const images = await uploadImages(place, registry, ['one', 'two', 'three', 'four'], 100_000);
    const [one, two, three, four] = images;
    if (one === undefined || two === undefined || three === undefined || four === undefined)
      throw new Error('there are four images');
    let time = Date.now();
    // Space for three images and their manifests.
    const cache = await openSifCache(join(place.path, 'cache'), {
      maxBytes: 3 * one.image.byteLength + 10_000,
      now: () => (time += 1000),
    });
    const has = async (): Promise<readonly boolean[]> => {
      const digests = new Set((await cache.list()).map(({ digest }) => digest));
      return images.map(({ image }) => digests.has(digestOf(image)));
    };
    for (const { ref } of [one, two, three]) await pull(cache, ref, undefined, registry.options);
    expect(await has()).toEqual([true, true, true, false]);
    await pull(cache, one.ref, undefined, registry.options);
    await pull(cache, four.ref, undefined, registry.options);
    expect(await has()).toEqual([true, false, true, true]);
    expect(registry.downloads()).toBe(4);
    expect(await readFile(await pull(cache, two.ref, undefined, registry.options))).toEqual(two.image);
    expect(registry.downloads()).toBe(5);
    expect(await has()).toEqual([true, true, false, true]);
    const total = (await cache.list()).reduce((sum, { size }) => sum + size, 0);
    expect(total).toBeLessThanOrEqual(3 * one.image.byteLength + 10_000);
  });

  it('does not evict the entry that it just fetched, even if the entry exceeds the limit', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const [one, two] = await uploadImages(place, registry, ['one', 'two']);
    if (one === undefined || two === undefined) throw new Error('there are two images');
    const cache = await openSifCache(join(place.path, 'cache'), { maxBytes: 10 });
    await pull(cache, one.ref, undefined, registry.options);
    expect(await readFile(await pull(cache, two.ref, undefined, registry.options))).toEqual(two.image);
    expect(await readdir(join(cache.path, 'blobs/sha256'))).toEqual([digestHex(digestOf(two.image))]);
  });

  it('lists, verifies and removes entries', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const [one, two] = await uploadImages(place, registry, ['one', 'two']);
    if (one === undefined || two === undefined) throw new Error('there are two images');
    let time = Date.now();
    const cache = await openSifCache(join(place.path, 'cache'), { now: () => (time += 1000) });
    await pull(cache, one.ref, undefined, registry.options);
    await pull(cache, two.ref, undefined, registry.options);
    const entries = await cache.list();
    const name = registry.host.replace(':', '_');
    expect(entries.map(({ title, repositories }) => title ?? repositories.join())).toEqual([
      'two.sif',
      `${name}/a/two`,
      'one.sif',
      `${name}/a/one`,
    ]);
    expect(entries[0]).toMatchObject({
      digest: digestOf(two.image),
      size: two.image.byteLength,
      mediaType: 'application/vnd.sylabs.sif.layer.v1.sif',
    });
    expect(await cache.verify()).toEqual([]);
    await flipBit(blobPath(cache, one.image), 5);
    expect(await cache.verify()).toEqual([expect.objectContaining({ digest: digestOf(one.image), title: 'one.sif' })]);
    expect(await cache.verify()).toEqual([]);
    expect(await cache.list()).toHaveLength(3);
    expect(await cache.clean()).toHaveLength(3);
    expect(await cache.list()).toEqual([]);
    expect(JSON.parse(await readFile(join(cache.path, 'index.json'), 'utf8'))).toMatchObject({ manifests: [] });
    expect(await readFile(await pull(cache, one.ref, undefined, registry.options))).toEqual(one.image);
  });

  it('caches pulls of any kind of artifact', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const layers = ['a', 'b'].map((name) => ({
      content: Buffer.from(`content of ${name}`),
      mediaType: 'text/plain',
      annotations: { 'org.opencontainers.image.title': `${name}.txt` },
    }));
    await storeManifest(registry.store, 'a/files', 'v1', { layers });
    const cache = await ArtifactCache.open(join(place.path, 'cache'));
    for (const out of ['first', 'second']) {
      await using connection = await connectRepository(`${registry.host}/a/files:v1`, registry.options);
      await pullArtifact(cache.repository(connection.registry, connection.reference), 'v1', join(place.path, out));
      expect(await readFile(join(place.path, out, 'b.txt'), 'utf8')).toBe('content of b');
    }
    expect(registry.downloads()).toBe(2);
  });

  it('stores the same image of two registries once', async () => {
    await using place = await temporaryPlace();
    await using first = await testRegistry();
    await using second = await testRegistry();
    const path = await place.file('app.sif', uniqueImage());
    const cache = await openSifCache(join(place.path, 'cache'));
    for (const registry of [first, second]) {
      await uploadImage(path, `${registry.host}/a/app`, registry.options);
      await pull(cache, `${registry.host}/a/app`, undefined, registry.options);
    }
    expect(first.downloads() + second.downloads()).toBe(1);
    const manifest = (await cache.list()).find(({ repositories }) => repositories.length > 0);
    expect(manifest?.repositories.toSorted()).toEqual(
      [first, second].map(({ host }) => `${host.replace(':', '_')}/a/app`).toSorted(),
    );
    expect(await cache.clean()).toHaveLength(2);
    expect(await cache.list()).toEqual([]);
  });

  it('rejects a directory with other content', async () => {
    await using place = await temporaryPlace();
    const photos = join(place.path, 'photos');
    await mkdir(photos);
    await writeFile(join(photos, 'holiday.jpg'), 'x');
    await expect(openSifCache(photos)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('CACHEDIR.TAG'),
    });
    await expect(openSifCache(join(photos, 'holiday.jpg'))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(openSifCache(join(place.path, 'none'), { create: false })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await readdir(place.path)).toEqual(['photos']);
    await mkdir(join(place.path, 'empty'));
    const cache = await openSifCache(join(place.path, 'empty'));
    expect(await readFile(join(cache.path, 'CACHEDIR.TAG'), 'latin1')).toMatch(
      /^Signature: 8a477f597d28d172789f06886806bc55\n/,
    );
  });

  it.runIf(posix)('is readable only by its user', async () => {
    await using place = await temporaryPlace();
    const cache = await openSifCache(join(place.path, 'cache'));
    expect((await stat(cache.path)).mode & 0o077).toBe(0);
  });

  it.runIf(posix)('rejects a symbolic link in place of a blob (ST-10)', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const { ref, image } = only(await uploadImages(place, registry, ['app']));
    const cache = await openSifCache(join(place.path, 'cache'));
    const path = await pull(cache, ref, undefined, registry.options);
    await rm(path);
    await symlink(await place.file('elsewhere', image), path);
    await expect(pull(cache, ref, undefined, registry.options)).rejects.toMatchObject({
      code: 'FILE_SYSTEM',
      message: expect.stringContaining('symbolic link'),
    });
  });

  it('reads from the registry and warns when it cannot store content', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const { ref, image } = only(await uploadImages(place, registry, ['app']));
    const warnings: string[] = [];
    const cache = await openSifCache(join(place.path, 'cache'), { onWarning: (text) => warnings.push(text) });
    // The directory of incomplete blobs.
    await rm(join(cache.path, '.staging'), { recursive: true, force: true });
    await writeFile(join(cache.path, '.staging'), '');
    const to = join(place.path, 'to.sif');
    await pullToFile(cache, to, ref, undefined, registry.options);
    expect(await readFile(to)).toEqual(image);
    expect(warnings.join()).toContain(cache.path);
    await expect(pull(cache, ref, undefined, registry.options)).rejects.toMatchObject({
      code: 'FILE_SYSTEM',
      message: expect.stringContaining('disable the cache'),
    });
  });

  it('stops waiting for the lock when the call is aborted', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const { ref, image } = only(await uploadImages(place, registry, ['app']));
    const cache = await openSifCache(join(place.path, 'cache'));
    // A process on another machine has the lock.
    const lock = join(cache.path, '.locks', `sha256-${digestHex(digestOf(image))}.lock`);
    await writeFile(lock, JSON.stringify({ token: 'x', pid: 1, host: 'elsewhere' }));
    const to = join(place.path, 'to.sif');
    const waiting = pullToFile(cache, to, ref, undefined, { ...registry.options, signal: AbortSignal.timeout(300) });
    await expect(waiting).rejects.toMatchObject({ code: 'TIMEOUT' });
    await rm(lock);
    await pullToFile(cache, to, ref, undefined, registry.options);
    expect(registry.downloads()).toBe(1);
  });

  it('downloads an image once for several processes', async () => {
    await using place = await temporaryPlace();
    await using registry = await testRegistry();
    const { ref, image } = only(await uploadImages(place, registry, ['app'], 1_000_000));
    const count = 3;
    const children = Array.from({ length: count }, (_, index) =>
      spawn(
        process.execPath,
        [join(import.meta.dirname, 'puller.ts'), join(place.path, 'cache'), ref, join(place.path, `to-${index}.sif`)],
        { stdio: ['pipe', 'pipe', 'inherit'] },
      ),
    );
    await Promise.all(children.map((child) => once(child.stdout, 'data')));
    // All start at the same time.
    for (const child of children) child.stdin.end();
    const codes = await Promise.all(
      children.map(async (child) => ((await once(child, 'close')) as [number | null])[0]),
    );
    expect(codes).toEqual(Array.from({ length: count }, () => 0));
    for (let index = 0; index < count; index++)
      expect(await readFile(join(place.path, `to-${index}.sif`))).toEqual(image);
    expect(registry.downloads()).toBe(1);
  });
});
