import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { copy, copyAll, CopyAllError, type CopyAllOptions, type CopyItem } from '../../src/operations/index.ts';
import { repository, type Registry, type Repository } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { OciError, parseLocation, plainDescriptor, type CopyResult, type Descriptor } from '../../src/spec/index.ts';
import { packManifest } from '../../src/transfer/index.ts';

/** Refuses a tag, and counts written manifests and lists of tags. */
class TargetRegistry extends MemoryRegistry {
  refusedTag = '';
  pushes = 0;

  override pushManifest(...args: Parameters<Registry['pushManifest']>): ReturnType<Registry['pushManifest']> {
    this.pushes++;
    if (this.refusedTag !== '' && args[3]?.tags?.includes(this.refusedTag) === true)
      return Promise.reject(new OciError('DENIED', 'no such tag here'));
    return super.pushManifest(...args);
  }
}

let directory: string;
let source: MemoryRegistry;
let target: TargetRegistry;
let servers: readonly Listening[];
let from: string;
let to: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'copy-all-'));
  [source, target] = [new MemoryRegistry(), new TargetRegistry()];
  servers = [await listen(source), await listen(target)];
  [from, to] = servers.map(({ url }) => `${new URL(url).host}/acme/app`) as [string, string];
});
afterEach(async () => {
  for (const server of servers) await server.close();
  await rm(directory, { recursive: true });
});

async function publish(
  tag: string,
  name = 'acme/app',
  registry: Registry = source,
  content = 'content',
): Promise<Descriptor> {
  const home = repository(registry, name);
  const manifest = plainDescriptor(
    await packManifest(home, '1.1', 'application/vnd.example', {
      manifestAnnotations: { tag, name, content, 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' },
    }),
  );
  await home.tag(manifest, tag);
  return manifest;
}

async function tagsOf(home: Repository = repository(target, 'acme/app')): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for await (const tag of home.tags()) digests[tag] = (await home.resolve(tag)).digest;
  return digests;
}

function item(one: string, other: string, name?: string): CopyItem {
  return { source: parseLocation(one), target: parseLocation(other), name };
}

function pattern(tag: string): CopyItem {
  return { source: { ...parseLocation(from), tag }, target: parseLocation(to) };
}

const connection = { plainHttp: true, env: {}, homedir: '/nonexistent', attempts: 1 };

function run(items: readonly CopyItem[], change: Partial<CopyAllOptions> = {}): Promise<readonly CopyResult[]> {
  return copyAll({ items, from: connection, to: connection, ...change });
}

async function failure(work: Promise<unknown>): Promise<OciError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OciError);
  return error as OciError;
}

const fallbackTag = `sha256-${'a'.repeat(64)}`;

describe('copyAll', () => {
  beforeEach(async () => {
    for (const tag of ['v1.0', 'v1.1', 'v2.0', 'latest', fallbackTag, `${fallbackTag}.sig`]) await publish(tag);
  });

  it.each([
    ['v*', ['v1.0', 'v1.1', 'v2.0']],
    ['v1.?', ['v1.0', 'v1.1']],
    ['*', ['latest', 'v1.0', 'v1.1', 'v2.0']],
    ['la*t', ['latest']],
  ])('copies the tags that match %s', async (tag, expected) => {
    const results = await run([pattern(tag)]);
    const all = await tagsOf(repository(source, 'acme/app'));
    expect(await tagsOf()).toEqual(Object.fromEntries(expected.map((each) => [each, all[each]])));
    expect(results.map(({ reference }) => reference)).toEqual(expected.map((each) => `${to}:${each}`));
  });

  it('copies all tags with allTags, except the fallback tags of referrers', async () => {
    await run([item(from, to)], { allTags: true });
    const { [fallbackTag]: _, ...expected } = await tagsOf(repository(source, 'acme/app'));
    expect(await tagsOf()).toEqual(expected);
  });

  it('needs a tag to copy', async () => {
    await packManifest(repository(source, 'acme/empty'), '1.1', 'application/vnd.example');
    const empty = item(from.replace('/app', '/empty'), to, 'items[0]');
    await expect(run([item(`${from}:v1.0`, to), empty], { allTags: true })).rejects.toThrow(
      /^items\[0\]: ".*acme\/empty" has no tags to copy/,
    );
    await expect(run([pattern('none-*')])).rejects.toThrow(/^`source`: ".*acme\/app:none-\*" matches no tag/);
    await expect(tagsOf()).rejects.toMatchObject({ code: 'NAME_UNKNOWN' });
  });

  it('copies all tags to an image layout and back', async () => {
    const path = join(directory, 'layout');
    await run([{ source: parseLocation(from), target: { kind: 'layout', path } }], { allTags: true });
    await run([{ source: { kind: 'layout', path, tag: 'v*' }, target: parseLocation(to) }]);
    const all = await tagsOf(repository(source, 'acme/app'));
    expect(await tagsOf()).toEqual({ 'v1.0': all['v1.0'], 'v1.1': all['v1.1'], 'v2.0': all['v2.0'] });
    expect(Object.keys(await tagsOf(await LayoutRepository.open(path, { readOnly: true })))).toHaveLength(5);
  });

  it('copies items between several repositories', async () => {
    const other = await publish('x', 'acme/other');
    const results = await run([
      item(`${from}:v1.0`, `${to}:one`),
      item(`${from.replace('/app', '/other')}:x`, to.replace('/app', '/other')),
      item(`${from}@${other.digest}`.replace('/app', '/other'), to.replace('/app', '/third')),
    ]);
    expect(Object.keys(await tagsOf())).toEqual(['one']);
    expect(await tagsOf(repository(target, 'acme/other'))).toEqual({ x: other.digest });
    expect(results[2]).toMatchObject({ digest: other.digest, tags: [] });
  });

  it.each([
    [
      'a source that does not exist',
      () => item(`${from}:absent`, `${to}:x`, 'line 2'),
      /^line 2: cannot copy .*absent to/,
    ],
    ['a pattern without a match', () => ({ ...pattern('w*'), name: 'line 2' }), /^line 2: .* matches no tag/],
    [
      'a missing repository',
      () => item(`${from}/none:v*`.replace(':v*', ':v1'), to, 'line 2'),
      /^line 2: cannot copy /,
    ],
    [
      'a tag that is written twice',
      () => item(`${from}:v1.1`, `${to}:v1.0`, 'line 2'),
      /^line 2: .* is also the target of/,
    ],
  ])('sends nothing for %s', async (_, bad, message) => {
    const error = await failure(run([item(`${from}:v1.0`, to, 'line 1'), bad()]));
    expect(error.message).toMatch(message);
    expect(target.pushes).toBe(0);
  });

  it('stops at a failure, and names the item and the finished copies', async () => {
    target.refusedTag = 'v1.1';
    const error = await failure(run([pattern('v*')]));
    expect(error).toBeInstanceOf(CopyAllError);
    expect(error).toMatchObject({
      code: 'DENIED',
      copies: [{ reference: `${to}:v1.0` }],
      message: expect.stringMatching(/^cannot copy .*:v1\.1 to .* \(1 of 3 were copied before\): .*no such tag here/),
    });
    expect(Object.keys(await tagsOf())).toEqual(['v1.0']);
  });

  it('reports each copy', async () => {
    const seen: string[] = [];
    await run([pattern('v1*')], { onCopied: ({ source: each }) => seen.push(each) });
    expect(seen).toEqual([`${from}:v1.0`, `${from}:v1.1`]);
  });
});

describe('ifTagExists of a copy', () => {
  beforeEach(async () => {
    await publish('v1');
    await publish('v2');
  });

  it.each(['copy', 'copyAll'] as const)('skips a tag with other content: %s', async (kind) => {
    const existing = await publish('v1', 'acme/app', target, 'other');
    const results =
      kind === 'copyAll'
        ? await run([pattern('v*')], { ifTagExists: 'skip' })
        : [await copy({ ...item(`${from}:v1`, to), from: connection, to: connection, ifTagExists: 'skip' })];
    expect(results[0]).toMatchObject({
      skipped: true,
      digest: existing.digest,
      artifactType: 'application/vnd.example',
    });
    expect((await tagsOf())['v1']).toBe(existing.digest);
    if (kind === 'copyAll') expect(results[1]).toMatchObject({ skipped: false, reference: `${to}:v2` });
  });

  it.each([
    ['1.0.0', '1.1.0', true],
    ['1.9.0', '1.10.0', true],
    ['1.1.0', '1.0.0', false],
  ])('with newer, content of the version %s is replaced by %s: %s', async (before, after, isReplaced) => {
    const [existing, copied] = await Promise.all(
      (
        [
          [target, before],
          [source, after],
        ] as const
      ).map(async ([registry, version]) => {
        const home = repository(registry, 'acme/app');
        const manifestAnnotations = { 'org.opencontainers.image.version': version };
        const manifest = await packManifest(home, '1.1', 'application/vnd.example', { manifestAnnotations });
        await home.tag(manifest, 'nightly');
        return manifest.digest;
      }),
    );
    const options = { from: connection, to: connection, ifTagExists: 'newer' } as const;
    const { skipped } = await copy({ ...item(`${from}:nightly`, to), ...options });
    expect(skipped).toBe(!isReplaced);
    expect(await tagsOf()).toEqual({ nightly: isReplaced ? copied : existing });
  });

  it('fails for a tag with other content, and accepts equal content', async () => {
    await run([pattern('v*')], { ifTagExists: 'fail' });
    await run([pattern('v*')], { ifTagExists: 'fail' });
    const changed = await failure(run([item(`${from}:v1`, `${to}:v2`)], { ifTagExists: 'fail' }));
    expect(changed.code).toBe('ALREADY_EXISTS');
    expect(await tagsOf()).toEqual(await tagsOf(repository(source, 'acme/app')));
  });
});
