import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LayoutRegistry, LayoutRepository } from '../../../src/layout/index.ts';
import { MemoryRegistry } from '../../../src/memory/index.ts';
import { prune, PruneError, pruneStorage, type PruneOptions, type PruneResult } from '../../../src/operations/index.ts';
import { pushContent, repository, type Registry, type Repository } from '../../../src/registry/index.ts';
import { listen, type Listening } from '../../../src/server/index.ts';
import {
  descriptorOf,
  digestHex,
  encodeJson,
  isNotFound,
  mediaTypeImageIndex,
  OciError,
  parseLocation,
  plainDescriptor,
  type Descriptor,
  type Digest,
} from '../../../src/spec/index.ts';
import { packManifest } from '../../../src/transfer/index.ts';

const now = Date.UTC(2026, 5, 1);

/** A registry that reports deletions and can fail. */
class PrunedRegistry extends MemoryRegistry {
  readonly deleted: string[] = [];
  /** Runs before the deletion with this number, from 0. */
  beforeDeletion: ((count: number) => Promise<void>) | undefined;
  /** A push of another client. It ends before the next tag is read. */
  push: Promise<unknown> | undefined;
  refusal: OciError | undefined;
  errorWithoutTags: OciError | undefined;
  deletesManifests = true;
  deletesTags = true;
  tagsDeletedByOthers: readonly string[] = [];

  override async deleteManifest(...args: Parameters<Registry['deleteManifest']>): Promise<void> {
    if (this.refusal !== undefined) throw this.refusal;
    if (!this.deletesManifests) throw new OciError('UNSUPPORTED', 'deletion is off');
    const exists = await super.resolveManifest(args[0], args[1]).catch(() => undefined);
    if (exists !== undefined) {
      await this.beforeDeletion?.(this.deleted.length);
      this.deleted.push(args[1]);
    }
    return super.deleteManifest(...args);
  }

  override async resolveTag(...args: Parameters<Registry['resolveTag']>): ReturnType<Registry['resolveTag']> {
    await this.push;
    return super.resolveTag(...args);
  }

  override async *tags(...args: Parameters<Registry['tags']>): AsyncGenerator<string, void, undefined> {
    await this.push;
    const names = await Array.fromAsync(super.tags(...args));
    if (names.length === 0 && this.errorWithoutTags !== undefined) throw this.errorWithoutTags;
    yield* names;
  }

  override async deleteTag(...args: Parameters<Registry['deleteTag']>): Promise<void> {
    if (!this.deletesTags) throw new OciError('UNSUPPORTED', 'tags are not deleted');
    // Another client may be faster.
    if (this.tagsDeletedByOthers.includes(args[1])) await super.deleteTag(...args);
    await super.deleteTag(...args);
  }
}

let directory: string;
let registry: PrunedRegistry;
let home: Repository;
let server: Listening;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'prune-'));
  registry = new PrunedRegistry();
  home = repository(registry, 'acme/app');
  server = await listen(registry);
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

interface Content {
  readonly days?: number;
  readonly subject?: Descriptor;
  readonly children?: readonly Descriptor[];
}

async function push(tags: readonly string[], content: Content = {}, target = home): Promise<Descriptor> {
  const { days, subject, children } = content;
  const date = days === undefined ? '1970-01-01T00:00:00Z' : new Date(now - days * 86_400_000).toISOString();
  const annotations = { 'org.opencontainers.image.created': date, name: tags.join(' ') };
  if (children === undefined) {
    const options = { subject, manifestAnnotations: annotations };
    const manifest = plainDescriptor(await packManifest(target, '1.1', 'application/vnd.example', options));
    for (const tag of tags) await target.tag(manifest, tag);
    return manifest;
  }
  const index = { schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests: children, subject, annotations };
  const bytes = encodeJson(index);
  const descriptor = descriptorOf(mediaTypeImageIndex, bytes);
  await pushContent(target, descriptor, bytes, { tags });
  return descriptor;
}

function run(options: Partial<PruneOptions> = {}): Promise<PruneResult> {
  return prune({
    target: parseLocation(`${new URL(server.url).host}/acme/app`),
    connection: { plainHttp: true, env: {}, homedir: directory },
    now: () => now,
    ...options,
  });
}

async function tagsOf(target = home): Promise<readonly string[]> {
  return Array.fromAsync(target.tags());
}

async function has(digest: Digest, target = home): Promise<boolean> {
  try {
    await target.resolve(digest);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function reasons({ kept }: PruneResult): Readonly<Record<string, string>> {
  return Object.fromEntries(kept.map(({ tags, digest, reason }) => [tags.join(' ') || digest, reason]));
}

describe('the rules', () => {
  it.each([
    ['no rule', {}, /`deleteTags`: no rule selects anything/],
    ['only a rule that is off', { untagged: false }, /no rule selects anything/],
    ['only rules that keep', { keepTags: ['v*'], keepReferrers: true }, /no rule selects anything/],
    ['a pattern for every tag', { deleteTags: ['pr-*', '**'] }, /`deleteTags`: "\*\*" selects every tag/],
    ['no newest artifacts', { keepLatest: 0 }, /`keepLatest`: "0" selects every tag/],
    ['manifests without a tag, in a registry', { untagged: true }, /a registry does not list manifests without a tag/],
  ])('are an error with %s', async (_, rules, message) => {
    await push(['v1']);
    await expect(run(rules)).rejects.toThrow(message);
    expect(await tagsOf()).toEqual(['v1']);
  });

  it.each([':v1', `@sha256:${'0'.repeat(64)}`, `:v1@sha256:${'0'.repeat(64)}`])(
    'apply to a repository, not to one manifest: %s',
    async (suffix) => {
      await push(['v1', 'old']);
      const target = `${new URL(server.url).host}/acme/app${suffix}`;
      await expect(run({ target, deleteTags: ['old'] })).rejects.toThrow(
        /^`target`: ".*" names one manifest; give only the repository/,
      );
      expect(await tagsOf()).toEqual(['old', 'v1']);
    },
  );

  it('keep the newest artifacts, of which several tags count once', async () => {
    await push(['v1', 'v1.0'], { days: 5 });
    await push(['v2', 'v2.0'], { days: 4 });
    await push(['v3', 'latest', 'v3.0'], { days: 3 });
    const result = await run({ keepLatest: 2 });
    expect(await tagsOf()).toEqual(['latest', 'v2', 'v2.0', 'v3', 'v3.0']);
    expect(result.deleted.map(({ tags }) => tags)).toEqual([['v1', 'v1.0']]);
  });

  it('keep artifacts with the date of the last of the newest ones', async () => {
    for (const tag of ['a', 'b', 'c']) await push([tag], { days: 3 });
    await push(['d'], { days: 4 });
    await run({ keepLatest: 1 });
    expect(await tagsOf()).toEqual(['a', 'b', 'c']);
  });

  it('do not count the constant dates of reproducible builds', async () => {
    await push(['old']);
    const result = await run({ olderThanMs: 1 });
    expect(reasons(result)).toEqual({ old: 'its age is unknown' });
    expect(await tagsOf()).toEqual(['old']);
  });

  it('use the time at which a manifest was seen first', async () => {
    const state = join(directory, 'state.json');
    const rules = { olderThanMs: 30 * 86_400_000, state };
    await push(['old']);
    await run({ ...rules, dryRun: true });
    await push(['new']);
    const later = now + 31 * 86_400_000;
    expect((await run({ ...rules, now: () => later })).deleted.map(({ tags }) => tags)).toEqual([['old']]);
    expect(await tagsOf()).toEqual(['new']);
    await run({ ...rules, now: () => later + 1 });
    const { repositories } = JSON.parse(await readFile(state, 'utf8')) as { repositories: Record<string, object> };
    expect(Object.values(repositories).map((dates) => Object.keys(dates))).toEqual([
      [(await home.resolve('new')).digest],
    ]);
  });

  it.each(['', '[]', '{"schemaVersion":2,"repositories":{}}', '{"schemaVersion":1,"repositories":{"a":{"b":1}}}'])(
    'refuse a damaged state: %s',
    async (text) => {
      const state = join(directory, 'state.json');
      await writeFile(state, text);
      await expect(run({ olderThanMs: 1, state })).rejects.toThrow(/was not written by prune, or is damaged/);
    },
  );
});

describe('the references', () => {
  it('keep build tags of a remaining index, except the tags themselves', async () => {
    const children = [await push(['build-1-amd64']), await push(['build-1-arm64'])];
    await push(['v1'], { children });
    const result = await run({ deleteTags: ['build-*'] });
    expect(await tagsOf()).toEqual(['v1']);
    expect(result.deleted.map(({ kind, tags }) => `${kind} ${tags.join()}`)).toEqual([
      'tag build-1-amd64',
      'tag build-1-arm64',
    ]);
    for (const { digest } of children) expect(await has(digest)).toBe(true);
  });

  it('keep build tags of a remaining index where a registry deletes no tags', async () => {
    registry.deletesTags = false;
    const child = await push(['build-1']);
    await push(['v1'], { children: [child] });
    const result = await run({ deleteTags: ['build-*'] });
    expect(await tagsOf()).toEqual(['build-1', 'v1']);
    expect(reasons(result)).toEqual({
      v1: 'no rule selects it',
      'build-1': 'the index v1, which stays, needs it, and the registry cannot delete only a tag',
    });
  });

  it('delete nested indexes, referrers of referrers and cosign tags with their artifact', async () => {
    const leaf = await push([]);
    const inner = await push([], { children: [leaf] });
    const root = await push(['pr-1'], { children: [inner] });
    const sbom = await push([], { subject: root });
    const signature = await push([], { subject: sbom });
    const cosign = await push([`sha256-${digestHex(inner.digest)}.sig`], { days: 1 });
    const kept = await push(['v1']);
    await run({ deleteTags: ['pr-*'] });
    expect(await tagsOf()).toEqual(['v1']);
    for (const { digest } of [root, inner, leaf, sbom, signature, cosign]) expect(await has(digest)).toBe(false);
    expect(await has(kept.digest)).toBe(true);
    // Every prefix of the deletions leaves complete artifacts.
    const at = (node: Descriptor): number => registry.deleted.indexOf(node.digest);
    expect(at(root)).toBeLessThan(Math.min(at(inner), at(sbom)));
    expect(at(inner)).toBeLessThan(at(leaf));
    expect(at(sbom)).toBeLessThan(at(signature));
  });

  it('delete the companion tags of a manifest with a sha512 digest', async () => {
    const bytes = encodeJson({ schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests: [] });
    const root = descriptorOf(mediaTypeImageIndex, bytes, 'sha512');
    await pushContent(home, root, bytes);
    await home.tag(root, 'pr-1');
    const cosign = await push([`sha512-${digestHex(root.digest).slice(0, 64)}.sig`], { days: 1 });
    await push(['v1']);
    await run({ deleteTags: ['pr-*'] });
    expect(await tagsOf()).toEqual(['v1']);
    expect(await has(cosign.digest)).toBe(false);
  });

  it('keep referrers and cosign tags if requested', async () => {
    const root = await push(['pr-1']);
    const sbom = await push([], { subject: root });
    const tag = `sha256-${digestHex(root.digest)}.sig`;
    await push([tag], { days: 1 });
    await run({ deleteTags: ['pr-*'], keepReferrers: true });
    expect(await tagsOf()).toEqual([tag]);
    expect([await has(root.digest), await has(sbom.digest)]).toEqual([false, true]);
  });

  it('keep the subject of a referrer with a remaining tag', async () => {
    const root = await push(['pr-1']);
    await push(['sbom-1'], { subject: root });
    const result = await run({ deleteTags: ['pr-*'] });
    expect(await has(root.digest)).toBe(true);
    expect(result.deleted.map(({ kind }) => kind)).toEqual(['tag']);
  });

  it('leave in a list of referrers only those that stay', async () => {
    const root = await push(['pr-1']);
    const [gone, stays] = [await push([], { subject: root, days: 1 }), await push(['keep-me'], { days: 2 })];
    const tag = `sha256-${digestHex(root.digest)}`;
    await push([tag], { children: [gone, stays] });
    await run({ deleteTags: ['pr-*'] });
    expect(await tagsOf()).toEqual(['keep-me', tag]);
    const list = await home.resolve(tag);
    const { manifests } = (await (await home.fetch(list)).json()) as { manifests: readonly Descriptor[] };
    expect(manifests.map(({ digest }) => digest)).toEqual([stays.digest]);
  });

  it('leave cosign tags of manifests that the repository does not have', async () => {
    const tag = `sha256-${'0'.repeat(64)}.sig`;
    await push([tag, 'pr-1']);
    const result = await run({ deleteTags: ['pr-*'] });
    expect(await tagsOf()).toEqual([tag]);
    expect(reasons(result)[tag]).toMatch(/its subject is not in this repository/);
  });
});

describe('a deletion during the run', () => {
  it.each([[['pr-1']], [['pr-2']], [['pr-1', 'pr-2']]])(
    'of the tags %j by another client does not end the run',
    async (tags) => {
      await push(['pr-1', 'v1'], { days: 1 });
      await push(['pr-2', 'v2'], { days: 2 });
      registry.tagsDeletedByOthers = tags;
      const { deleted } = await run({ deleteTags: ['pr-*'] });
      expect(deleted.flatMap((item) => item.tags).sort()).toEqual(['pr-1', 'pr-2']);
      expect(await tagsOf()).toEqual(['v1', 'v2']);
    },
  );
});

describe('a push during the run', () => {
  it.each<
    [string, (context: { pr1: Descriptor; pr2: Descriptor; child: Descriptor }) => Promise<unknown>, readonly string[]]
  >([
    ['moves a tag', () => push(['pr-2'], { days: 9 }), ['pr-2', 'v1']],
    ['adds a tag', ({ pr2 }) => home.tag(pr2, 'release'), ['pr-2', 'release', 'v1']],
    ['moves another tag', ({ pr2 }) => home.tag(pr2, 'v1'), ['pr-2', 'v1']],
    ['adds an index of a manifest', ({ child }) => push(['multi'], { children: [child] }), ['multi', 'v1']],
    [
      'adds a referrer under a list',
      async ({ pr2 }) => {
        const sbom = await push([], { subject: pr2, days: 8 });
        await push([`sha256-${digestHex(pr2.digest)}`], { children: [sbom] });
      },
      ['pr-2', 'v1'],
    ],
    [
      'pushes a deleted artifact again',
      async ({ pr1, child }) => {
        await push([], { days: 3 });
        await push(['pr-1'], { children: [child] });
        expect(await has(pr1.digest)).toBe(true);
      },
      ['pr-1', 'v1'],
    ],
  ])('wins when it %s', async (_, change, expected) => {
    const child = await push([], { days: 3 });
    const pr1 = await push(['pr-1'], { children: [child] });
    const pr2 = await push(['pr-2'], { children: [child] });
    await push(['v1'], { days: 1 });
    const result = await run({
      deleteTags: ['pr-*'],
      onEvent: ({ kind }) => {
        if (kind === 'line') registry.push ??= change({ pr1, pr2, child });
      },
    });
    expect(registry.push).toBeDefined();
    expect((await tagsOf()).filter((tag) => !tag.startsWith('sha256-'))).toEqual(expect.arrayContaining([...expected]));
    for (const tag of await tagsOf()) await complete(tag);
    expect(result.deleted.map(({ tags }) => tags.join())).toContain('pr-1');
  });
});

/** Reads a manifest and everything below it. */
async function complete(reference: string): Promise<void> {
  const node = await home.resolve(reference);
  const { manifests = [], subject } = (await (await home.fetch(node)).json()) as {
    manifests?: readonly Descriptor[];
    subject?: Descriptor;
  };
  for (const each of manifests) await complete(each.digest);
  if (subject !== undefined) await complete(subject.digest);
}

describe('a registry', () => {
  it('without deletion is reported before anything is deleted', async () => {
    registry.deletesManifests = false;
    await push(['pr-1']);
    await expect(run({ deleteTags: ['pr-*'] })).rejects.toThrow(
      /cannot prune, because the registry does not delete manifests: .*; enable deletion in its configuration/,
    );
    expect(await tagsOf()).toEqual(['pr-1']);
  });

  it('whose credentials may not delete is reported before anything is deleted, and a dry run warns', async () => {
    registry.refusal = new OciError('DENIED', 'only reads');
    await push(['pr-1']);
    const warnings: string[] = [];
    const onEvent: PruneOptions['onEvent'] = (event) => {
      if (event.kind === 'warning') warnings.push(event.text);
    };
    const refused: unknown = await run({ deleteTags: ['pr-*'], onEvent }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'DENIED', message: expect.stringContaining('only reads') });
    expect([refused instanceof PruneError, warnings]).toEqual([false, []]);
    const result = await run({ deleteTags: ['pr-*'], dryRun: true, onEvent });
    expect(result.deleted.map(({ tags }) => tags)).toEqual([['pr-1']]);
    expect(warnings).toEqual([expect.stringMatching(/^a run would fail: .*only reads/)]);
    expect(await tagsOf()).toEqual(['pr-1']);
  });

  it.each(['NAME_UNKNOWN', 'MANIFEST_UNKNOWN'] as const)('may report %s when its last tag is gone', async (code) => {
    const children = [await push([], { days: 1 }), await push([], { days: 2 })];
    await push(['pr-1'], { children });
    registry.errorWithoutTags = new OciError(code, 'no tags');
    const result = await run({ deleteTags: ['pr-*'] });
    expect(result.deleted).toHaveLength(3);
    for (const { digest } of children) expect(await has(digest)).toBe(false);
  });

  it('that fails after some deletions leaves complete artifacts, and the error has what was deleted', async () => {
    const children = [await push([], { days: 1 }), await push([], { days: 2 })];
    for (const tag of ['pr-1', 'pr-2', 'pr-3']) await push([tag], { children });
    registry.beforeDeletion = async (count) => {
      if (count === 2) throw new OciError('DENIED', 'no more', { status: 451, detail: { why: 'law' } });
    };
    const error: unknown = await run({ deleteTags: ['pr-*'] }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PruneError);
    expect(error).toMatchObject({ code: 'DENIED', status: 451, reason: 'DENIED: no more', detail: { why: 'law' } });
    expect((error as PruneError).message).toMatch(/2 of 5 items were deleted, and no remaining artifact is damaged/);
    expect((error as PruneError).result.deleted.map(({ tags }) => tags)).toEqual([['pr-1'], ['pr-2']]);
    expect(await tagsOf()).toEqual(['pr-3']);
    await complete('pr-3');
  });

  it.each([0, 1, 2, 3])('is not damaged by a run that is cancelled after %i deletions', async (limit) => {
    const children = [await push([], { days: 1 }), await push([], { days: 2 })];
    for (const tag of ['pr-1', 'pr-2', 'v1'])
      await push([tag], { children: tag === 'v1' ? children.slice(1) : children });
    const stop = new AbortController();
    registry.beforeDeletion = async (count) => {
      if (count === limit) stop.abort(new OciError('ABORTED', 'cancelled'));
    };
    await run({ deleteTags: ['pr-*'], signal: stop.signal }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'ABORTED' });
    });
    for (const tag of await tagsOf()) await complete(tag);
    expect(await tagsOf()).toContain('v1');
  });
});

describe('an image layout', () => {
  it('that does not exist is an error, and is not created', async () => {
    const target = parseLocation(join(directory, 'layout'));
    await expect(prune({ target, deleteTags: ['pr-*'] })).rejects.toThrow(/does not exist/);
    expect(await readdir(directory)).toEqual([]);
  });

  it('with a damaged manifest is not pruned, because the manifests that it needs are unknown', async () => {
    const layout = await LayoutRepository.open(join(directory, 'layout'));
    const damaged = await push(['v1'], { days: 1 }, layout);
    await push(['pr-1'], { days: 2 }, layout);
    await writeFile(join(layout.path, 'blobs/sha256', digestHex(damaged.digest)), '{}');
    await expect(prune({ target: parseLocation(layout.path), deleteTags: ['pr-*'] })).rejects.toThrow(
      /^cannot prune: \S+ cannot be read, so the manifests that it needs are unknown: .*; delete it, or push it again$/,
    );
    expect((await tagsOf(layout)).toSorted()).toEqual(['pr-1', 'v1']);
  });

  it('loses manifests without a tag, and the blobs that nothing needs', async () => {
    const layout = await LayoutRepository.open(join(directory, 'layout'));
    const overwritten = await push(['v1'], { days: 1 }, layout);
    await push(['v1'], { days: 2 }, layout);
    const target = parseLocation(layout.path);
    const young = await prune({ target, untagged: true });
    expect(reasons(young)[overwritten.digest]).toBe('it was stored recently, and a push may need it');
    const result = await prune({ target, untagged: true, now: () => Date.now() + 2 * 3_600_000, graceMs: 0 });
    expect(result.deleted.map(({ digest }) => digest)).toEqual([overwritten.digest]);
    expect(await Array.fromAsync(layout.tags())).toEqual(['v1']);
    expect(await has(overwritten.digest, layout)).toBe(false);
  });

  it('loses no tags by an age together with untagged', async () => {
    const layout = await LayoutRepository.open(join(directory, 'layout'));
    const overwritten = await push(['v1'], { days: 40 }, layout);
    await push(['v1'], { days: 30 }, layout);
    const rules = { untagged: true, olderThanMs: 1000, graceMs: 0, now: () => Date.now() + 86_400_000 };
    const result = await prune({ target: parseLocation(layout.path), ...rules });
    expect(result.deleted.map(({ digest }) => digest)).toEqual([overwritten.digest]);
    expect(reasons(result)).toEqual({ v1: 'no rule selects it' });
  });

  it.each(['per-repository', 'shared'] as const)('of a server is pruned: %s', async (mode) => {
    const storage = await LayoutRegistry.open(join(directory, 'storage'), { mode });
    const [app, other] = [repository(storage, 'acme/app'), repository(storage, 'acme/other')];
    const shared = await push(['pr-1'], { days: 1 }, app);
    await push(['pr-1'], { days: 1 }, other);
    await push(['v1'], { days: 2 }, app);
    const result = await pruneStorage({ registry: storage, repository: 'acme/app', deleteTags: ['pr-*'], graceMs: 0 });
    expect(result.deleted.map(({ digest }) => digest)).toEqual([shared.digest]);
    expect([await tagsOf(app), await tagsOf(other)]).toEqual([['v1'], ['pr-1']]);
    expect(await has(shared.digest, other)).toBe(true);
  });
});
