import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { createIndex, type IndexOptions } from '../../src/operations/index.ts';
import { pushContent, repository, type Registry, type Repository } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { descriptorOf, parseLocation, type Descriptor, type IndexResult } from '../../src/spec/index.ts';
import { fetchMetadata, packManifest } from '../../src/transfer/index.ts';

/** Runs a step before an index is written by digest or by tag, and counts written manifests. */
class HookedRegistry extends MemoryRegistry {
  before: ((isTagged: boolean) => Promise<void>) | undefined;
  pushes = 0;

  override async pushManifest(...args: Parameters<Registry['pushManifest']>): ReturnType<Registry['pushManifest']> {
    this.pushes++;
    const { before } = this;
    this.before = undefined;
    await before?.((args[3]?.tags?.length ?? 0) > 0);
    return super.pushManifest(...args);
  }
}

let directory: string;
let registry: HookedRegistry;
let server: Listening;
let target: string;
let home: Repository;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'append-index-'));
  registry = new HookedRegistry();
  server = await listen(registry);
  target = `${new URL(server.url).host}/acme/app:v1`;
  home = repository(registry, 'acme/app');
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

async function child(platform: string | undefined, content = '', to: Repository = home): Promise<Descriptor> {
  const manifestAnnotations: Record<string, string> = {
    content,
    'org.opencontainers.image.created': '2000-01-01T00:00:00Z',
  };
  if (platform !== undefined) manifestAnnotations['io.oci-artifact.platform'] = platform;
  return packManifest(to, '1.1', 'application/vnd.example', { manifestAnnotations });
}

function append(children: readonly Descriptor[], change: Partial<IndexOptions> = {}): Promise<IndexResult> {
  return createIndex({
    target: parseLocation(target),
    sources: children.map(({ digest }) => ({ kind: 'digest', digest })),
    append: true,
    connection: { plainHttp: true, env: {}, homedir: directory, attempts: 1 },
    ...change,
  });
}

/** Foreign members, an order and a platform that this project does not write. */
async function foreignIndex(children: readonly Descriptor[]): Promise<string> {
  const entries = children.map(({ digest, size, mediaType }, index) => ({
    size,
    'x-own': { z: 1, a: '<&>' },
    platform: { os: 'linux', architecture: ['s390x', 'amd64'][index] },
    digest,
    mediaType,
  }));
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const text = JSON.stringify({
    mediaType,
    'x-top': [1],
    manifests: entries,
    annotations: { kept: 'yes', z: '1' },
    schemaVersion: 2,
  });
  const bytes = Buffer.from(text);
  await pushContent(home, descriptorOf(mediaType, bytes), bytes, { tags: ['v1'] });
  return text;
}

async function read(from: Repository = home): Promise<Record<string, unknown> & { manifests: Descriptor[] }> {
  const bytes = await fetchMetadata(from, await from.resolve('v1'), undefined, {});
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown> & { manifests: Descriptor[] };
}

async function rejects(work: Promise<unknown>, message: RegExp): Promise<void> {
  const before = { index: (await home.resolve('v1').catch(() => undefined))?.digest, pushes: registry.pushes };
  await expect(work).rejects.toThrow(message);
  const after = { index: (await home.resolve('v1').catch(() => undefined))?.digest, pushes: registry.pushes };
  expect(after).toEqual(before);
}

describe('an append to an index', () => {
  it('keeps the entries, annotations and members of the index', async () => {
    const text = await foreignIndex([await child(undefined, 'a'), await child(undefined, 'b')]);
    const before = JSON.parse(text) as Awaited<ReturnType<typeof read>>;
    const added = await child('linux/arm64');
    const result = await append([added], { annotations: { more: 'x' }, tags: ['v1', 'latest'] });
    const { manifests, ...members } = await read();
    expect(manifests.map((each) => JSON.stringify(each))).toEqual([
      ...before.manifests.map((each) => JSON.stringify(each)),
      JSON.stringify({
        mediaType: added.mediaType,
        digest: added.digest,
        size: added.size,
        platform: { architecture: 'arm64', os: 'linux' },
        artifactType: 'application/vnd.example',
      }),
    ]);
    expect(members).toEqual({ ...before, manifests: undefined, annotations: { kept: 'yes', z: '1', more: 'x' } });
    expect(result.children.map(({ digest }) => digest)).toEqual(manifests.map(({ digest }) => digest));
    expect((await home.resolve('latest')).digest).toBe(result.digest);
  });

  it('sets and removes only the given annotations', async () => {
    await foreignIndex([]);
    await append([await child('linux/amd64')], { annotations: { z: '2' }, removeAnnotations: ['kept'] });
    expect((await read())['annotations']).toEqual({ z: '2' });
  });

  it('adds a manifest again for another platform', async () => {
    const { digest } = await child(undefined);
    const sources = (...architectures: readonly string[]): IndexOptions['sources'] =>
      architectures.map((architecture) => ({ kind: 'digest', digest, platform: { os: 'linux', architecture } }));
    await append([], { append: false, sources: sources('amd64') });
    await append([], { sources: sources('amd64', 'arm64') });
    expect((await read()).manifests).toMatchObject(
      ['amd64', 'arm64'].map((architecture) => ({ digest, platform: { os: 'linux', architecture } })),
    );
  });

  it.each(['unknown', undefined])('adds any number of entries of the platform %s, such as attestations', async (os) => {
    const platform = os === undefined ? undefined : { os, architecture: 'unknown' };
    const attestations = await Promise.all(['a', 'b', 'c'].map((content) => child(undefined, content)));
    const sources = attestations.map(({ digest }) => ({ kind: 'digest', digest, platform }) as const);
    await append([], { append: false, sources: sources.slice(0, 1) });
    for (const source of sources.slice(1)) await append([], { sources: [source] });
    const expected = attestations.map(({ digest }) => digest).sort();
    expect((await read()).manifests.map(({ digest }) => digest).sort()).toEqual(expected);
  });

  it('adds an entry once, also one without a platform', async () => {
    const [first, second] = [await child('linux/amd64'), await child(undefined, 'x')];
    await append([first, second], { append: false });
    const { digest } = await append([second]);
    expect((await append([first, second])).digest).toBe(digest);
    expect((await read()).manifests).toHaveLength(2);
  });

  it.each(['linux/amd64', 'linux/arm64/v8', 'windows/amd64:10.0.1'])(
    'replaces an entry of %s only on request',
    async (platform) => {
      const [old, other, replacement] = [
        await child(platform),
        await child('linux/s390x'),
        await child(platform, 'new'),
      ];
      await append([old, other], { append: false });
      await rejects(append([replacement]), /already has sha256:.* for .*; set `replace` to replace it/);
      await append([replacement], { replace: true });
      expect((await read()).manifests.map(({ digest }) => digest)).toEqual([other.digest, replacement.digest]);
    },
  );

  it('sends nothing without an index, and for a tag that is not an index', async () => {
    const other = await child('linux/amd64');
    await rejects(append([other]), /there is no index .*:v1; omit `append` to create it/);
    await home.tag(other, 'v1');
    await rejects(append([await child('linux/arm64')]), /:v1 is a manifest, not an index/);
  });

  it.each([
    ['while the index is stored', false],
    ['while its tag is written', true],
  ])('adds to the index of another run %s', async (_, isLate) => {
    const [first, second, third] = [await child('linux/amd64'), await child('linux/arm64'), await child('linux/s390x')];
    await append([first], { append: false });
    const intervene = async (isTagged: boolean): Promise<void> => {
      if (isTagged === isLate) await append([third]);
      else registry.before = intervene;
    };
    registry.before = intervene;
    await append([second]);
    const digests = (await read()).manifests.map(({ digest }) => digest);
    // A run that moves the tag between the last check and the write is lost: a registry cannot compare and write.
    const expected = isLate ? [first.digest, second.digest] : [first.digest, third.digest, second.digest];
    expect(digests).toEqual(expected);
  });

  it('fails when other runs change the tag again and again', async () => {
    const notices: string[] = [];
    let runs = 0;
    await append([await child('linux/amd64')], { append: false });
    const intervene = async (): Promise<void> => {
      await append([await child(undefined, String(runs++))]);
      registry.before = intervene;
    };
    const second = await child('linux/arm64');
    registry.before = intervene;
    const onEvent: IndexOptions['onEvent'] = (event) => {
      if (event.kind === 'notice') notices.push(event.text);
    };
    const error: unknown = await append([second], { onEvent }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'ALREADY_EXISTS',
      message: expect.stringContaining(`${target}: other runs changed it ${runs} times; let one run at a time append`),
    });
    expect(notices).toHaveLength(runs);
    expect(new Set(notices).size).toBe(runs);
    expect(notices[0]).toContain(`${target} was changed by another run; the manifests are added to sha256:`);
    expect((await read()).manifests).toHaveLength(runs + 1);
  });

  it('appends to an image layout, and copies manifests of other repositories', async () => {
    const [path, other] = [join(directory, 'layout'), join(directory, 'other')];
    const [own, foreign] = [
      await LayoutRepository.open(path, { create: 'in-empty-folder' }),
      await LayoutRepository.open(other, { create: 'in-empty-folder' }),
    ];
    const first = await child('linux/amd64', '', own);
    const added = await child('linux/arm64', '', foreign);
    const layout = { kind: 'layout', path, tag: 'v1' } as const;
    await append([first], { target: layout, append: false });
    const location = { kind: 'layout', path: other, digest: added.digest } as const;
    await append([], { target: layout, sources: [{ kind: 'location', location }] });
    const { manifests } = await read(await LayoutRepository.open(path, { readOnly: true }));
    expect(manifests.map(({ digest }) => digest)).toEqual([first.digest, added.digest]);
  });
});

describe('flatten', () => {
  const bottles = async (): Promise<Descriptor> => {
    const manifests: Descriptor[] = [];
    for (const [index, architecture] of ['amd64', 'arm64'].entries())
      manifests.push({
        ...(await child(`linux/${architecture}`)),
        platform: { os: 'linux', architecture },
        annotations: { 'sh.brew.bottle.digest': `digest ${index}` },
      });
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }));
    const index = descriptorOf('application/vnd.oci.image.index.v1+json', bytes);
    await pushContent(home, index, bytes);
    return index;
  };
  const entriesOf = ({ children }: IndexResult): unknown =>
    children.map(({ platform, annotations }) => [platform?.architecture, annotations?.['sh.brew.bottle.digest']]);

  it('adds the entries of an index with their annotations', async () => {
    const source = await bottles();
    const result = await append([source, await child('linux/riscv64')], { append: false, flatten: true });
    expect(entriesOf(result)).toEqual([
      ['amd64', 'digest 0'],
      ['arm64', 'digest 1'],
      ['riscv64', undefined],
    ]);
  });

  it('appends the entries to an existing index', async () => {
    await append([await child('linux/riscv64')], { append: false });
    const result = await append([await bottles()], { flatten: true });
    expect(entriesOf(result)).toEqual([
      ['riscv64', undefined],
      ['amd64', 'digest 0'],
      ['arm64', 'digest 1'],
    ]);
  });

  it('selects an entry by platform, which must exist', async () => {
    const { digest } = await bottles();
    const only = (architecture: string): Promise<IndexResult> =>
      append([], {
        append: false,
        flatten: true,
        sources: [{ kind: 'digest', digest, platform: { os: 'linux', architecture } }],
      });
    expect(entriesOf(await only('arm64'))).toEqual([['arm64', 'digest 1']]);
    await expect(only('s390x')).rejects.toThrow(/cannot add .* to the index: .* has no entry for linux\/s390x/);
  });

  it('is off by default', async () => {
    const { children } = await append([await bottles()], { append: false });
    expect(children).toHaveLength(1);
  });
});
