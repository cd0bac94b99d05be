import { execFileSync } from 'node:child_process';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArtifactCache } from '../../src/artifact-cache/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { noise } from '../contract/content.ts';
import type { OperationEvent, PublishResult } from '../../src/spec/index.ts';
import { publish, type PublishOptions } from '../../src/operations/index.ts';

let directory: string;
let source: string;
let cache: string;
let events: OperationEvent[];
let runs = 0;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'packing-'));
  source = join(directory, 'source');
  cache = join(directory, 'cache');
  events = [];
  await mkdir(join(source, 'sub/deep'), { recursive: true });
  await writeFile(join(source, 'a.txt'), 'first');
  await writeFile(join(source, 'sub/b.bin'), noise(600_000, 3));
  await writeFile(join(source, 'sub/deep/c.txt'), 'c');
  await symlink('a.txt', join(source, 'link'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function run(change: Partial<PublishOptions> = {}): Promise<PublishResult> {
  const outputDir = join(directory, `output-${runs++}`);
  return publish({
    sourceDir: source,
    target: { kind: 'layout', path: join(outputDir, 'layout') },
    tags: ['v1'],
    artifactType: 'application/vnd.example',
    outputDir,
    connection: {},
    packingCache: { directory: cache },
    onEvent: (event) => events.push(event),
    ...change,
  });
}

const uncached = (change: Partial<PublishOptions> = {}): Promise<PublishResult> =>
  run({ ...change, packingCache: undefined });
const warnings = (): string[] => events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));

/** The parts of a result that describe the artifact, without paths and durations. */
function artifactOf({
  reference: _reference,
  storePath: _storePath,
  durationMs: _durationMs,
  reused: _reused,
  reusedLayers: _reusedLayers,
  reusedSize: _reusedSize,
  targets: _targets,
  ...rest
}: PublishResult): unknown {
  return rest;
}

async function blobIn(folder: string, digest: string): Promise<string> {
  return join(folder, 'blobs/sha256', digest.slice(7));
}

describe('the packing cache', () => {
  const gzip = { compression: 'gzip' } as const;
  it.each<[string, readonly Partial<PublishOptions>[]]>([
    ['gzip and zstd', [gzip, { compression: 'zstd' }]],
    ['three levels of gzip', [gzip, { ...gzip, compressionLevel: 0 }, { ...gzip, compressionLevel: 9 }]],
    ['zstd and none', [{ compression: 'zstd' }, { compression: 'none' }]],
  ])('keeps the layers of one source apart: %s', async (_, changes) => {
    for (const change of [...changes, ...changes]) {
      const { layerDigest, mediaType } = await uncached(change);
      expect(await run(change)).toMatchObject({ layerDigest, mediaType });
    }
  });

  it.each<[string, Partial<PublishOptions>]>([
    ['gzip', {}],
    ['gzip at a level', { compressionLevel: 1 }],
    ['zstd', { compression: 'zstd' }],
    ['none', { compression: 'none' }],
    ['gzip, unpacked and compared', { packingCache: { directory: '', shared: true } }],
  ])('provides the layer of an unchanged source: %s', async (_, change) => {
    const options =
      change.packingCache === undefined
        ? change
        : { ...change, packingCache: { ...change.packingCache, directory: cache } };
    const first = await run(options);
    // Dates do not matter.
    await utimes(join(source, 'a.txt'), 1, 1);
    const second = await run(options);
    expect([first.reused, second.reused]).toEqual([false, true]);
    expect(artifactOf(second)).toEqual(artifactOf(first));
    expect(artifactOf(second)).toEqual(artifactOf(await uncached(change.packingCache === undefined ? change : {})));
    expect(events.flatMap((event) => (event.kind === 'line' ? [event.text] : []))).toEqual([
      `the source did not change: reused the layer from the cache ${cache}`,
    ]);
    expect(warnings()).toEqual([]);
    for await (const damaged of (await LayoutRepository.open(second.storePath)).scrub())
      expect(damaged).toBeUndefined();
  });

  it.each([
    ['a zip', { archive: 'zip' }, 1],
    ['a zip of a sub-directory', { archive: 'zip', subDir: 'sub' }, 1],
    ['zips of several directories', { archive: 'zip', files: [{ path: 'sub' }, { path: 'sub/deep' }] }, 1],
    ['a zip without a cache', { archive: 'zip', packingCache: undefined }, 0],
    ['a tar', {}, 0],
  ] as const)('is reported as unused for %s', async (_, change, count) => {
    await run(change);
    const notices = events.flatMap((event) => (event.kind === 'notice' ? [event.text] : []));
    expect(notices.filter((text) => text.includes('the cache has no effect on a zip'))).toHaveLength(count);
  });

  it('has separate entries for level, compression, exclusion and part of the source', async () => {
    await run();
    for (const change of [
      { compressionLevel: 6 },
      { compression: 'none' },
      { exclude: ['a.txt'] },
      { subDir: 'sub' },
      { symlinks: 'follow' },
    ] as const) {
      expect(artifactOf(await run(change))).toEqual(artifactOf(await uncached(change)));
      expect((await run(change)).reused).toBe(true);
    }
    expect((await run()).reused).toBe(true);
  });

  it('provides the layer of a push, which does not send content twice', async () => {
    const registry = new MemoryRegistry();
    await using server = await listen(registry);
    const options = {
      target: { kind: 'registry', registry: new URL(server.url).host, repository: 'acme/bundle', tag: 'v1' },
      connection: { plainHttp: true, env: {}, homedir: directory },
    } as const;
    const first = await run(options);
    const second = await run({ ...options, annotations: { a: 'b' } });
    expect([second.reused, second.layerDigest]).toEqual([true, first.layerDigest]);
    expect((await registry.resolveTag('acme/bundle', 'v1')).digest).toBe(second.digest);
    expect(
      events.flatMap((event) => (event.kind === 'blob' ? [event.state] : [])).filter((state) => state === 'exists'),
    ).toHaveLength(2);
  });

  // All changes that make another artifact, as steps of a user.
  const changes = {
    byte: async (path) => {
      const bytes = await readFile(path);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      await writeFile(path, bytes);
    },
    size: (path) => writeFile(path, 'x', { flag: 'a' }),
    mode: (path) => chmod(path, 0o700),
    name: (path) => rename(path, `${path}~`),
    removed: (path) => unlink(path),
    kind: async (path) => {
      await unlink(path);
      await mkdir(path);
    },
    link: async () => {
      await unlink(join(source, 'link'));
      await symlink('sub/b.bin', join(source, 'link'));
    },
    directory: () => mkdir(join(source, 'sub/new')),
    'directory mode': () => chmod(join(source, 'sub/deep'), 0o711),
  } as const satisfies Readonly<Record<string, (path: string) => Promise<unknown>>>;

  it('detects every changed byte, size, mode, name, kind and link, but not dates', { timeout: 120_000 }, async () => {
    await run();
    const original = join(directory, 'original');
    await cp(source, original, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    const names = Object.keys(changes) as (keyof typeof changes)[];
    const check = async (name: keyof typeof changes, file: string): Promise<void> => {
      await rm(source, { recursive: true });
      await cp(original, source, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
      await changes[name](join(source, file));
      for (const path of ['a.txt', 'sub/b.bin', 'sub/deep/c.txt'])
        await utimes(join(source, path), 1, 1).catch(() => undefined);
      const result = await run();
      expect(artifactOf(result), `${name} of ${file}`).toEqual(artifactOf(await uncached()));
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.constantFrom('a.txt', 'sub/b.bin', 'sub/deep/c.txt'), check),
      { numRuns: 5 },
    );
    for (const name of names) await check(name, 'sub/deep/c.txt');
    expect(warnings()).toEqual([]);
  });

  it.each(['flip', 'cut', 'empty'])(
    'detects a damaged layer (%s), warns, packs again and repairs the cache (GA-08)',
    async (how) => {
      const first = await run();
      const path = await blobIn(cache, first.layerDigest);
      const bytes = await readFile(path);
      await unlink(path);
      if (how === 'flip') bytes[1000] = (bytes[1000] ?? 0) ^ 1;
      await writeFile(path, how === 'flip' ? bytes : bytes.subarray(0, how === 'cut' ? 1000 : 0));
      const second = await run();
      expect(second.reused).toBe(false);
      expect(artifactOf(second)).toEqual(artifactOf(first));
      expect(warnings()).toHaveLength(how === 'flip' ? 1 : 0);
      for await (const damaged of (await LayoutRepository.open(second.storePath)).scrub())
        expect(damaged).toBeUndefined();
      expect((await run()).reused).toBe(true);
    },
  );

  it.each(['manifest', 'index.json'])('detects a damaged %s (GA-08)', async (what) => {
    const first = await run();
    const { manifests } = JSON.parse(await readFile(join(cache, 'index.json'), 'utf8')) as {
      manifests: { digest: string }[];
    };
    const path = what === 'manifest' ? await blobIn(cache, manifests[0]?.digest ?? '') : join(cache, 'index.json');
    const text = await readFile(path, 'utf8');
    await unlink(path);
    await writeFile(path, what === 'manifest' ? text.replace('layers', 'lawyer') : text.slice(0, 50));
    const second = await run();
    expect(second.reused).toBe(false);
    expect(artifactOf(second)).toEqual(artifactOf(first));
    expect(warnings().length).toBeGreaterThan(0);
  });

  it('detects an entry with the wrong layer in a shared cache (GA-08)', async () => {
    const good = await run();
    await writeFile(join(source, 'a.txt'), 'wrong');
    const evil = await run();
    await writeFile(join(source, 'a.txt'), 'first');
    // An attack: the name of the good content points to the manifest of other content.
    const index = join(cache, 'index.json');
    const document = JSON.parse(await readFile(index, 'utf8')) as {
      manifests: { digest: string; size: number; annotations?: Record<string, string> }[];
    };
    const packed = document.manifests.filter(
      ({ annotations }) => annotations?.['org.opencontainers.image.ref.name']?.startsWith('packed:') === true,
    );
    const [one, other] = packed;
    expect(packed).toHaveLength(2);
    if (one !== undefined && other !== undefined)
      [one.digest, one.size, other.digest, other.size] = [other.digest, other.size, one.digest, one.size];
    await writeFile(index, JSON.stringify(document));
    const result = await run({ packingCache: { directory: cache, shared: true } });
    expect([result.reused, result.layerDigest]).toEqual([false, good.layerDigest]);
    expect(result.layerDigest).not.toBe(evil.layerDigest);
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain('unpacks to');
  });

  it('evicts the least recently used layer, and does not store a layer larger than the limit', async () => {
    const small = { directory: cache, maxBytes: 1_000_000 };
    const first = await run({ packingCache: small });
    await writeFile(join(source, 'sub/b.bin'), noise(600_000, 4));
    const second = await run({ packingCache: small });
    const left = (await (await ArtifactCache.open(cache)).list()).map(({ digest }) => digest);
    expect([
      left.includes(first.layerDigest as (typeof left)[0]),
      left.includes(second.layerDigest as (typeof left)[0]),
    ]).toEqual([false, true]);
    await writeFile(join(source, 'large'), noise(1_100_000, 5));
    expect((await run({ packingCache: small })).reused).toBe(false);
    expect((await run({ packingCache: small })).reused).toBe(false);
    await rm(join(source, 'large'));
    expect((await run({ packingCache: small })).reused).toBe(true);
    expect(warnings()).toEqual([]);
  });

  it('serves several runs at the same time', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => run()));
    expect(new Set(results.map(({ digest }) => digest)).size).toBe(1);
    expect((await run()).reused).toBe(true);
    expect(warnings()).toEqual([]);
  });

  it('refuses a directory with other content, and continues when the directory cannot be created', async () => {
    await expect(run({ packingCache: { directory: join(source, 'sub') } })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    await writeFile(join(directory, 'file'), '');
    expect((await run({ packingCache: { directory: join(directory, 'file/below') } })).reused).toBe(false);
    expect(warnings()).toHaveLength(1);
  });

  it('is not packaged when it is inside the source (PK-06)', async () => {
    const inside = { packingCache: { directory: join(source, 'cache') } };
    const elsewhere = await uncached();
    expect((await run(inside)).layerDigest).toBe(elsewhere.layerDigest);
    expect((await run(inside)).reused).toBe(true);
    expect((await readdir(join(source, 'cache'))).length).toBeGreaterThan(0);
  });

  it('reports errors of the source as packing does (PK-04)', async () => {
    await run();
    await unlink(join(source, 'link'));
    execFileSync('mkfifo', [join(source, 'link')]);
    await expect(run()).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});
