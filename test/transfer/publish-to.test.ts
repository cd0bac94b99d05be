import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { OciError, type Descriptor, type OciErrorCode, type OperationEvent } from '../../src/spec/index.ts';
import { findTags, publishTo, writeTagsTo, type PublishedTo, type PublishToOptions } from '../../src/transfer/index.ts';
import { indexOf, putImage, putManifest, type Image } from '../contract/content.ts';

const version = 'org.opencontainers.image.version';
let registry: MemoryRegistry;
let source: Repository;
let target: Repository;
let events: OperationEvent[];

beforeEach(() => {
  registry = new MemoryRegistry();
  source = repository(new MemoryRegistry(), 'from/app');
  target = repository(registry, 'to/app');
  events = [];
});

async function image(marker: string, text?: string, subject?: Descriptor): Promise<Image> {
  const from = new MemoryRegistry();
  const annotations = { marker, ...(text === undefined ? {} : { [version]: text }) };
  const built = await putImage(from, 'x', marker, [], { annotations, subject });
  for (const { descriptor, bytes } of [built.config, built.layer, built.manifest])
    await source.push(descriptor, async function* content() {
      yield bytes;
    });
  return built;
}

async function publish(
  { manifest }: Image,
  options: Partial<PublishToOptions> = {},
  text?: string,
): Promise<PublishedTo> {
  const tags = options.tags ?? ['v1'];
  const { ifTagExists } = options;
  const existing = ifTagExists === undefined ? undefined : await findTags(target, tags, { ifTagExists });
  const root = { ...manifest.descriptor, ...(text === undefined ? {} : { annotations: { [version]: text } }) };
  return publishTo(source, root, target, {
    name: 'registry.test/to/app',
    progress: { phase: 'push' },
    onEvent: (event) => void events.push(event),
    existing,
    ...options,
    tags,
  });
}

async function tags(): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for await (const tag of target.tags()) found[tag] = (await target.resolve(tag)).digest;
  return found;
}

const digest = ({ manifest }: Image): string => manifest.descriptor.digest;
const states = (): readonly string[] =>
  events.flatMap((event) => (event.kind === 'tag' ? [`${event.tag} ${event.state}`] : []));

describe('publishTo', () => {
  it('copies content, writes each tag once, and counts what was sent', async () => {
    const one = await image('one');
    const sizes = [one.config, one.layer, one.manifest].map(({ descriptor }) => descriptor.size);
    const sum = sizes.reduce((total, size) => total + size, 0);
    const published = await publish(one, { tags: ['v1', 'v2', 'v1'] });
    expect(published).toEqual({ copied: 3, copiedBytes: sum, companions: [], skipped: undefined });
    expect(await tags()).toEqual({ v1: digest(one), v2: digest(one) });
    expect(states()).toEqual(['v1 written', 'v2 written']);
    expect(events.filter(({ kind }) => kind === 'blob')).toHaveLength(3);
    expect(events.filter((event) => event.kind === 'phase')).toEqual([{ kind: 'phase', phase: 'tag' }]);
    // The progress is that of blobs.
    const progress = events.filter((event) => event.kind === 'progress').map(({ done }) => done);
    expect(progress.at(-1)).toBe(one.config.descriptor.size + one.layer.descriptor.size);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(await publish(one, { tags: ['v3'] })).toMatchObject({ copied: 0, copiedBytes: 0 });
    expect(events.findLast((event) => event.kind === 'blob')).toMatchObject({
      digest: digest(one),
      state: 'exists',
    });
  });

  it('counts a layer that was sent while it was packed', async () => {
    const one = await image('one');
    const { descriptor, bytes } = one.layer;
    await target.push(descriptor, async function* content() {
      yield bytes;
    });
    const published = await publish(one, { hasUploaded: async ({ digest: each }) => each === descriptor.digest });
    const sizes = [one.config, one.layer, one.manifest].map(({ descriptor: { size } }) => size);
    expect(published).toMatchObject({ copied: 3, copiedBytes: sizes.reduce((total, size) => total + size, 0) });
    expect(events).toContainEqual({
      kind: 'blob',
      digest: descriptor.digest,
      size: descriptor.size,
      state: 'uploaded',
    });
  });

  it('copies without tags', async () => {
    const one = await image('one');
    expect(await publish(one, { tags: [] })).toMatchObject({ copied: 3, skipped: undefined });
    expect(await tags()).toEqual({});
    expect(await target.exists(one.manifest.descriptor)).toBe(true);
  });

  it('has no phase of tags in a copy', async () => {
    await publish(await image('one'), { progress: { phase: 'copy', total: 9 } });
    expect(events.filter(({ kind }) => kind === 'phase')).toEqual([]);
    expect(events.find((event) => event.kind === 'progress')).toMatchObject({ phase: 'copy', total: 9 });
  });

  it('mounts content, which does not count in bytes', async () => {
    const one = await image('one');
    for (const { descriptor, bytes } of [one.config, one.layer])
      await repository(registry, 'other/app').push(descriptor, async function* content() {
        yield bytes;
      });
    const published = await publish(one, { mountFrom: () => ['other/app'] });
    expect(published).toMatchObject({ copied: 3, copiedBytes: one.manifest.descriptor.size });
    expect(events.flatMap((event) => (event.kind === 'blob' ? [event.state] : []))).toEqual([
      'mounted',
      'mounted',
      'uploaded',
    ]);
  });

  describe.each(['skip', 'fail', 'overwrite', 'newer'] as const)('with ifTagExists %s', (ifTagExists) => {
    it('writes tags that do not exist, and does not write those with equal content', async () => {
      const one = await image('one', '1.0.0');
      await publish(one, { ifTagExists, tags: ['v1', 'v2'] }, '1.0.0');
      expect(await tags()).toEqual({ v1: digest(one), v2: digest(one) });
      events = [];
      const again = await publish(one, { ifTagExists, tags: ['v1', 'v2', 'v3'] }, '1.0.0');
      expect(states()).toEqual(['v1 unchanged', 'v2 unchanged', 'v3 written']);
      expect(again.skipped).toBeUndefined();
      events = [];
      await publish(one, { ifTagExists, tags: ['v1'] }, '1.0.0');
      expect([states(), events.filter(({ kind }) => kind !== 'tag')]).toEqual([['v1 unchanged'], []]);
    });

    it('treats tags with other content', async () => {
      const [one, two] = [await image('one', '1.9.0'), await image('two', '1.10.0')];
      await publish(one, { tags: ['v1'] });
      events = [];
      const publishing = publish(two, { ifTagExists, tags: ['v1', 'new'] }, '1.10.0');
      if (ifTagExists === 'fail') {
        await expect(publishing).rejects.toMatchObject({
          code: 'ALREADY_EXISTS',
          message: expect.stringMatching(/registry\.test\/to\/app:v1 already points to sha256:.*, not to sha256:/),
        });
        expect(await tags()).toEqual({ v1: digest(one) });
        expect(await target.exists(two.manifest.descriptor)).toBe(false);
        return;
      }
      const { skipped } = await publishing;
      const isMoved = ifTagExists !== 'skip';
      expect(skipped?.digest).toBe(isMoved ? undefined : digest(one));
      expect(await tags()).toEqual({ v1: digest(isMoved ? two : one), new: digest(two) });
      expect(states()).toEqual([isMoved ? 'v1 written' : 'v1 skipped', 'new written']);
    });

    it('moves the moving tags together with the main tag', async () => {
      const [one, two] = [await image('one', '1.0.0'), await image('two', '1.1.0')];
      const movingTags = new Set(['latest']);
      await publish(one, { tags: ['v1', 'latest'] });
      await publish(two, { ifTagExists, tags: ['v2', 'latest'], movingTags }, '1.1.0');
      expect(await tags()).toEqual({ v1: digest(one), v2: digest(two), latest: digest(two) });
      if (ifTagExists !== 'skip') return;
      events = [];
      await publish(await image('three'), { ifTagExists, tags: ['v1', 'latest'], movingTags });
      expect(states()).toEqual(['v1 skipped']);
      expect(await tags()).toMatchObject({ v1: digest(one), latest: digest(two) });
    });
  });

  it.each([
    ['1.0.0', '1.0.1', true],
    ['1.0.0', '1.0.0', false],
    ['1.0.1', '1.0.0', false],
    ['1.10.0', '1.9.0', false],
    [undefined, '1.0.0', true],
    ['1.0.0', undefined, false],
    [undefined, undefined, true],
  ])('with ifTagExists newer, content of the version %s is replaced by %s: %s', async (before, after, isReplaced) => {
    const [one, two] = [await image('one', before), await image('two', after)];
    await publish(one);
    const { skipped } = await publish(two, { ifTagExists: 'newer' }, after);
    expect(await tags()).toEqual({ v1: digest(isReplaced ? two : one) });
    expect(skipped?.digest).toBe(isReplaced ? undefined : digest(one));
  });

  it('writes the main tag after the companions of a recursive copy, and counts them once', async () => {
    const one = await image('one');
    const sbom = await image('sbom', undefined, one.manifest.descriptor);
    await image('signature', undefined, sbom.manifest.descriptor);
    const signatureTag = `${digest(one).replace(':', '-')}.sig`;
    await source.tag(sbom.manifest.descriptor, signatureTag);
    const tag = target.tag.bind(target);
    const order: string[] = [];
    target.tag = async (...parameters) => {
      order.push(parameters[1]);
      return tag(...parameters);
    };
    const { companions } = await publish(one, { recursive: true });
    expect(companions).toMatchObject([
      { tag: '', subject: digest(one) },
      { tag: '', subject: sbom.manifest.descriptor.digest },
    ]);
    expect(order).toEqual([signatureTag]);
    expect(await tags()).toEqual({ v1: digest(one), [signatureTag]: digest(sbom) });
    expect(await Array.fromAsync(await target.predecessors(one.manifest.descriptor))).toHaveLength(1);
  });

  it.each([true, false])('writes no tag when a copy fails (recursive: %s)', async (recursive) => {
    const one = await image('one');
    const before = await image('before');
    await publish(before);
    target.push = async () => Promise.reject(new OciError('DENIED', 'no'));
    await expect(publish(one, { recursive })).rejects.toMatchObject({ code: 'DENIED', origin: 'destination' });
    expect(await tags()).toEqual({ v1: digest(before) });
  });
});

describe('writeTagsTo', () => {
  it('writes each tag once, in order, and lists the written tags in an error', async () => {
    const one = await image('one');
    await publish(one, { tags: [] });
    const options = { name: 'registry.test/to/app', onEvent: (event: OperationEvent) => void events.push(event) };
    events = [];
    await writeTagsTo(target, one.manifest.descriptor, ['b', 'a', 'b'], options);
    expect(states()).toEqual(['b written', 'a written']);
    const push = target.push.bind(target);
    let count = 0;
    target.push = async (...parameters) => {
      if (++count > 2) throw new OciError('DENIED', 'no more tags', { status: 451 });
      return push(...parameters);
    };
    const failure = writeTagsTo(target, one.manifest.descriptor, ['c', 'd', 'e', 'f'], options);
    await expect(failure).rejects.toMatchObject({
      code: 'DENIED',
      status: 451,
      message: expect.stringMatching(
        /^cannot write the tag "e"; registry\.test\/to\/app:c, registry\.test\/to\/app:d already point to sha256:.*: no more/,
      ),
    });
    expect(Object.keys(await tags())).toEqual(['a', 'b', 'c', 'd']);
    const first = writeTagsTo(target, one.manifest.descriptor, ['g'], options);
    await expect(first).rejects.toMatchObject({ code: 'DENIED', message: 'no more tags' });
  });
});

describe('findTags', () => {
  it('returns the descriptor of each tag, and undefined for a missing tag', async () => {
    const one = await image('one', '1.0.0');
    await publish(one);
    const found = await findTags(target, ['v1', 'none', 'v1'], {});
    expect([...found.keys()]).toEqual(['v1', 'none']);
    expect(found.get('v1')).toMatchObject({ digest: digest(one) });
    expect(found.get('v1')?.annotations).toBeUndefined();
    expect(found.get('none')).toBeUndefined();
    const newer = await findTags(target, ['v1'], { ifTagExists: 'newer' });
    expect(newer.get('v1')?.annotations).toMatchObject({ [version]: '1.0.0' });
  });

  it('looks at most five tags up at the same time, each once', async () => {
    let running = 0;
    let highest = 0;
    const asked: string[] = [];
    target.resolve = async (tag) => {
      asked.push(tag);
      highest = Math.max(highest, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      throw new OciError('MANIFEST_UNKNOWN', 'none');
    };
    const names = Array.from({ length: 12 }, (_, index) => `t${index}`);
    expect((await findTags(target, [...names, ...names], {})).size).toBe(12);
    expect([highest, asked.toSorted()]).toEqual([5, names.toSorted()]);
  });

  it.each<[OciErrorCode, boolean]>([
    ['DENIED', true],
    ['UNSUPPORTED', true],
    ['UNKNOWN', true],
    ['UNAUTHORIZED', false],
    ['UNREACHABLE', false],
    ['TOOMANYREQUESTS', false],
  ])('with an answer %s, the tag counts as absent only with overwrite: %s', async (code, isAbsent) => {
    target.resolve = () => Promise.reject(new OciError(code, 'no lookups'));
    for (const ifTagExists of [undefined, 'overwrite'] as const) {
      const finding = findTags(target, ['v1'], { ifTagExists });
      if (isAbsent) expect(await finding).toEqual(new Map([['v1', undefined]]));
      else await expect(finding).rejects.toMatchObject({ code });
    }
    for (const ifTagExists of ['skip', 'fail', 'newer'] as const)
      await expect(findTags(target, ['v1'], { ifTagExists })).rejects.toMatchObject({ code });
  });

  it('stops when it is aborted', async () => {
    const finding = findTags(target, ['v1'], { signal: AbortSignal.abort() });
    await expect(finding).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('an index', () => {
  it('is published with its manifests', async () => {
    const [one, two] = [await image('one'), await image('two')];
    const list = indexOf([one.manifest.descriptor, two.manifest.descriptor]);
    const from = new MemoryRegistry();
    await putImage(from, 'x', 'one', [], { annotations: { marker: 'one' } });
    await putImage(from, 'x', 'two', [], { annotations: { marker: 'two' } });
    await putManifest(from, 'x', list);
    source = repository(from, 'x');
    const published = await publish({ ...one, manifest: list }, { tags: ['all'] });
    // Both manifests share the config.
    expect(published.copied).toBe(6);
    expect(await tags()).toEqual({ all: list.descriptor.digest });
  });
});
