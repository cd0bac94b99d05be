import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { array, assert, asyncProperty, constantFrom } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { publish, pull, type PublishOptions } from '../../src/operations/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import {
  encodeJson,
  parseManifest,
  type Descriptor,
  type Digest,
  type Location,
  type OperationEvent,
  type PublishResult,
  OciError,
} from '../../src/spec/index.ts';
import { create, items } from '../archive/random-tree.ts';
import { sourceTree, type SourceTree } from '../archive/source-tree.ts';
import { noise } from '../contract/content.ts';

/** Records mounts from other repositories. */
class RecordingRegistry extends MemoryRegistry {
  readonly mounts: Digest[] = [];

  override async mountBlob(...args: Parameters<Registry['mountBlob']>): ReturnType<Registry['mountBlob']> {
    const mounted = await super.mountBlob(...args);
    if (args[0] !== args[1]) this.mounts.push(args[2]);
    return mounted;
  }
}

let tree: SourceTree;
let registry: RecordingRegistry;
let server: Listening;
let events: OperationEvent[];
let runs = 0;

beforeEach(async () => {
  tree = await sourceTree({
    'a/x': noise(300_000, 1),
    'a/y': '1',
    'b/z': noise(200_000, 2),
    'file.bin': noise(100_000, 3),
  });
  await tree.link('b/link', 'z');
  registry = new RecordingRegistry();
  server = await listen(registry);
  events = [];
});
afterEach(async () => {
  await server.close();
  await tree[Symbol.asyncDispose]();
});

function at(repository: string, tag?: string, digest?: Digest): Location {
  return { kind: 'registry', registry: new URL(server.url).host, repository, tag, digest };
}

async function push(change: Partial<PublishOptions> = {}): Promise<PublishResult> {
  events = [];
  return publish({
    sourceDir: tree.path,
    target: at('acme/build', 'v1'),
    artifactType: 'application/vnd.example',
    layers: 'entries',
    outputDir: join(tree.outside, `output-${runs++}`),
    connection: { plainHttp: true, env: {}, homedir: tree.outside, attempts: 1 },
    onEvent: (event) => events.push(event),
    ...change,
  });
}

function notices(): readonly string[] {
  return events.flatMap((event) => (event.kind === 'notice' ? [event.text] : []));
}

function uploads(): readonly Digest[] {
  return events.flatMap((event) => (event.kind === 'blob' && event.state === 'uploaded' ? [event.digest] : []));
}

/** The uploads without the config. */
function layerUploads({ layers }: PublishResult): readonly Digest[] {
  return layers.map(({ digest }) => digest).filter((digest) => uploads().includes(digest));
}

/** Compares the digest with that of a push without reuse. */
async function expectSameDigest({ digest }: PublishResult, change: Partial<PublishOptions> = {}): Promise<void> {
  const other = await push({ target: at('acme/other', 'v1'), reuseFrom: [], ...change });
  expect(other.reusedLayers).toBe(0);
  expect(other.digest).toBe(digest);
}

/** Writes an artifact with other layers. */
async function pushManifest(tag: string, change: (layers: readonly Descriptor[]) => readonly unknown[]): Promise<void> {
  const reader = await registry.getTag('acme/build', 'v1');
  const { mediaType } = reader.descriptor;
  const manifest = parseManifest(await reader.bytes(), mediaType);
  if (manifest.kind !== 'manifest') throw new Error('not a manifest');
  const { kind, ...members } = manifest;
  void kind;
  await registry.pushManifest(
    'acme/build',
    encodeJson({ schemaVersion: 2, ...members, layers: change(manifest.layers) }),
    mediaType,
    { tags: [tag] },
  );
}

describe('reuse-from', () => {
  it('reuses the layers of the main tag that did not change, and sends the others', async () => {
    const first = await push();
    expect(first.layers).toHaveLength(3);
    expect(first).toMatchObject({ reused: false, reusedLayers: 0, reusedSize: 0 });
    expect(layerUploads(first)).toHaveLength(3);
    writeFileSync(tree.in('b/z'), 'changed');
    const second = await push();
    const [one, , three] = second.layers;
    const reusedSize = (one?.size ?? 0) + (three?.size ?? 0);
    expect(second).toMatchObject({ reused: true, reusedLayers: 2, reusedSize, files: first.files });
    expect(layerUploads(second)).toEqual([second.layers[1]?.digest]);
    await expectSameDigest(second);
  });

  it('sends nothing when nothing changed', async () => {
    const first = await push();
    const second = await push();
    expect(second.reusedLayers).toBe(3);
    expect(second.reusedSize).toBe(first.layers.reduce((sum, { size }) => sum + size, 0));
    expect(second.digest).toBe(first.digest);
    expect(uploads()).toEqual([]);
  });

  it.each<readonly [string, Partial<PublishOptions>, number]>([
    ['another compression', { compression: 'zstd' }, 1],
    ['another level of compression', { compressionLevel: 9 }, 1],
    ['another media type', { layerMediaType: 'application/vnd.example.tar+gzip' }, 1],
    ['other annotations', { layerAnnotations: { note: '1' } }, 3],
    ['another artifact type', { artifactType: 'application/vnd.other' }, 3],
    ['no references', { reuseFrom: [] }, 0],
  ])('with %s, the layers with the same bytes are reused', async (_, change, reused) => {
    await push();
    const second = await push(change);
    expect(second.reusedLayers).toBe(reused);
    await expectSameDigest(second, change);
  });

  it('mounts layers of another repository of the registry', async () => {
    const first = await push();
    writeFileSync(tree.in('a/x'), 'changed');
    const second = await push({ target: at('acme/copy', 'v1'), reuseFrom: [at('acme/build', 'v1')] });
    expect(second.reusedLayers).toBe(2);
    expect(registry.mounts).toEqual(expect.arrayContaining(first.layers.slice(1).map(({ digest }) => digest)));
    expect(layerUploads(second)).toEqual([second.layers[0]?.digest]);
  });

  it('does not look into another repository, unless the user names it', async () => {
    await push();
    expect(await push({ target: at('acme/copy', 'v1') })).toMatchObject({ reusedLayers: 0 });
    expect(notices()).toEqual([]);
    expect(registry.mounts).toEqual([]);
  });

  it('reuses the layers of several references', async () => {
    await push({ exclude: ['b'], target: at('acme/build', 'one') });
    await push({ exclude: ['a'], target: at('acme/build', 'two') });
    const both = await push({ reuseFrom: [at('acme/build', 'one'), at('acme/build', 'two')] });
    expect(both.reusedLayers).toBe(3);
  });

  it('gives a notice for a reference that does not exist', async () => {
    const result = await push({ reuseFrom: [at('acme/none', 'v9')] });
    expect(result.reusedLayers).toBe(0);
    expect(notices()).toEqual([expect.stringMatching(/^no layer is reused from .*acme\/none:v9: it does not exist$/)]);
  });

  it('packs and sends a layer whose blob is gone', async () => {
    const first = await push();
    const [gone] = first.layers;
    if (gone === undefined) throw new Error('no layer');
    await registry.deleteBlob('acme/build', gone.digest);
    const second = await push();
    expect(second).toMatchObject({ reusedLayers: 2, digest: first.digest });
    expect(layerUploads(second)).toEqual([gone.digest]);
  });

  it('sends all layers when a reused one disappears before the manifest is written', async () => {
    const first = await push();
    const [gone] = first.layers;
    if (gone === undefined) throw new Error('no layer');
    const pushManifest = registry.pushManifest.bind(registry);
    registry.pushManifest = async (...args) => {
      registry.pushManifest = pushManifest;
      await registry.deleteBlob('acme/build', gone.digest);
      return pushManifest(...args);
    };
    writeFileSync(tree.in('file.bin'), 'changed');
    const second = await push();
    expect(second.reusedLayers).toBe(0);
    expect(notices()).toEqual([expect.stringMatching(/^a reused layer is gone, so all layers are sent: /)]);
    expect(uploads()).toContain(gone.digest);
    await expectSameDigest(second);
  });

  it('names the targets that have the artifact when a further one refuses it', async () => {
    const pushManifest = registry.pushManifest.bind(registry);
    registry.pushManifest = async (...args) => {
      if (args[0] === 'acme/third') throw new OciError('DENIED', 'not there');
      return pushManifest(...args);
    };
    const furtherTargets = [at('acme/second', 'v1'), at('acme/third', 'v1')];
    const error: unknown = await push({ furtherTargets }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'DENIED', status: 403 });
    const { digest } = await registry.resolveTag('acme/second', 'v1');
    const { host } = new URL(server.url);
    expect((error as OciError).message).toContain(
      `cannot publish to ${host}/acme/third:v1; ${host}/acme/build@${digest}, ${host}/acme/second@${digest} already ` +
        'has the artifact: ',
    );
  });

  it('writes all layers to a further target that lacks them', async () => {
    await push();
    const layout = join(tree.outside, 'layout');
    const second = await push({
      furtherTargets: [at('acme/second', 'v1'), { kind: 'layout', path: layout, tag: 'v1', digest: undefined }],
    });
    expect(second.reusedLayers).toBe(3);
    for (const source of [
      at('acme/second', 'v1'),
      { kind: 'layout' as const, path: layout, tag: 'v1', digest: undefined },
    ])
      expect(
        await pull({
          source,
          outputDir: join(tree.outside, `out-${runs++}`),
          connection: { plainHttp: true, env: {}, homedir: tree.outside },
        }),
      ).toMatchObject({ digest: second.digest });
  });

  it('reuses the layers of a layout', async () => {
    const target: Location = { kind: 'layout', path: join(tree.outside, 'layout'), tag: 'v1', digest: undefined };
    const first = await push({ target });
    const second = await push({ target });
    expect(second).toMatchObject({ reusedLayers: 3, digest: first.digest });
  });

  it('a pull refuses a layer whose annotation claims other content', async () => {
    await push();
    await pushManifest('poisoned', ([first, second, ...others]) => [
      // The blob of another directory, with the title and the digests of the first one.
      { ...first, digest: second?.digest, size: second?.size },
      second,
      ...others,
    ]);
    const victim = await push({ target: at('acme/build', 'v2'), reuseFrom: [at('acme/build', 'poisoned')] });
    expect(victim.reusedLayers).toBe(3);
    await expect(
      pull({
        source: at('acme/build', 'v2'),
        outputDir: join(tree.outside, 'out'),
        connection: { plainHttp: true, env: {}, homedir: tree.outside },
      }),
    ).rejects.toThrow(/its uncompressed content is sha256:\w+, but its annotation states sha256/);
  });

  it('is an error with one layer', async () => {
    await expect(push({ layers: 'single', reuseFrom: [at('acme/build', 'v1')] })).rejects.toThrow(
      /`reuseFrom`: ".*acme\/build:v1" has an effect only with several layers; set `layers` to entries or auto/,
    );
  });
});

it('any tree has the same digest with and without reuse', { timeout: 120_000 }, async () => {
  const change = array(constantFrom('one', 'two', 'three'), { maxLength: 3 });
  await assert(
    asyncProperty(
      items,
      items,
      change,
      constantFrom('entries' as const, 'auto' as const),
      async (all, more, names, layers) => {
        await using source = await sourceTree();
        create(source.path, all);
        const options = { sourceDir: source.path, layers, layerSize: 1000, target: at(`acme/tree-${runs}`, 'v1') };
        await push(options);
        for (const name of names) await source.put({ [`${name}/new`]: name });
        if (more.length % 2 === 0) await source.put({ file: 'changed' });
        await expectSameDigest(await push(options), {
          sourceDir: source.path,
          layers,
          layerSize: 1000,
          target: at(`acme/other-${runs}`, 'v1'),
        });
      },
    ),
    { numRuns: 8, seed: 3 },
  );
});

describe('while the earlier manifest is requested', () => {
  it.each([
    ['equal directories', { exclude: ['file.bin'] }, true],
    ['equal directories and files', {}, true],
    ['new layers', { exclude: ['a/y'] }, false],
  ])('hashes %s', async (_, change, isReused) => {
    const earlier = await push(isReused ? change : { layers: 'single' });
    const { promise: hashing, resolve: hash } = Promise.withResolvers<'hashing'>();
    const answer = registry.getTag.bind(registry);
    let first: string | undefined;
    vi.spyOn(registry, 'getTag').mockImplementation(async (...args) => {
      // Without hashing, the request is answered after this time.
      first ??= await Promise.race([hashing, setTimeout(60_000, 'answered')]);
      return answer(...args);
    });
    const again = await push({
      ...change,
      onEvent: (event) => {
        if (event.kind === 'progress' && event.phase === 'package') hash('hashing');
      },
    });
    expect(first).toBe('hashing');
    expect(again.reusedLayers).toBe(isReused ? earlier.layers.length : 0);
    vi.restoreAllMocks();
    await expectSameDigest(again, change);
  });
});
