import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { createIndex, type IndexOptions, type IndexSource } from '../../src/operations/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { parseLocation, type Descriptor, type IndexResult } from '../../src/spec/index.ts';
import { packManifest } from '../../src/transfer/index.ts';

let directory: string;
let registry: MemoryRegistry;
let server: Listening;
let app: Repository;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'create-index-'));
  registry = new MemoryRegistry();
  server = await listen(registry);
  app = repository(registry, 'acme/app');
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

async function artifact(to: Repository, name: string, tag: string): Promise<Descriptor> {
  const manifest = await packManifest(to, '1.1', 'application/vnd.example', { manifestAnnotations: { name } });
  await to.tag(manifest, tag);
  return manifest;
}

function create(tag: string, sources: readonly IndexSource[], more: Partial<IndexOptions> = {}): Promise<IndexResult> {
  return createIndex({
    target: parseLocation(`${new URL(server.url).host}/acme/app:${tag}`),
    sources,
    connection: { plainHttp: true, env: {}, homedir: directory, attempts: 1 },
    ...more,
  });
}

const digestsOf = (manifests: readonly { readonly digest: string }[]): readonly string[] =>
  manifests.map(({ digest }) => digest).toSorted();

describe('createIndex', () => {
  it.each([
    [3, ['v1-a', 'v1-b'], '2 distinct'],
    [2, ['v1-a', 'v1-a'], '1 distinct manifests that were found (of 2 references, some are equal)'],
    [4, ['v1-*'], '2 distinct'],
  ])('writes no index with fewer than the expected %d manifests of %j', async (expected, patterns, message) => {
    await artifact(app, 'a', 'v1-a');
    await artifact(app, 'b', 'v1-b');
    const sources = patterns.map((pattern) => ({ kind: 'tags', pattern }) as const);
    await expect(create('v1', sources, { expect: expected })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining(message),
    });
    expect(await Array.fromAsync(app.tags())).toEqual(['v1-a', 'v1-b']);
  });

  it('warns about manifests for the same platform', async () => {
    const digests: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const manifestAnnotations = { name, 'io.oci-artifact.platform': 'linux/amd64' };
      const manifest = await packManifest(app, '1.1', 'application/vnd.example', { manifestAnnotations });
      await app.tag(manifest, `v1-${name}`);
      digests.push(manifest.digest);
    }
    const warnings: string[] = [];
    await create('v1', [{ kind: 'tags', pattern: 'v1-?' }], {
      onEvent: (event) => {
        if (event.kind === 'warning') warnings.push(event.text);
      },
    });
    const [first, ...others] = digests.toSorted();
    expect(warnings).toEqual(
      others.map((other) => `${first} and ${other} are both for linux/amd64; clients select the first`),
    );
  });

  it('reports each tag that it writes, the main one first', async () => {
    await artifact(app, 'a', 'v1-a');
    const states: string[] = [];
    const onEvent: IndexOptions['onEvent'] = (event) => {
      if (event.kind === 'tag') states.push(`${event.tag} ${event.state}`);
    };
    const sources: readonly IndexSource[] = [{ kind: 'tags', pattern: 'v1-a' }];
    await create('v1', sources, { tags: ['v1', 'latest'], onEvent });
    expect(states).toEqual(['v1 written', 'latest written']);
  });

  it('accepts the expected number of manifests, and more', async () => {
    await artifact(app, 'a', 'v1-a');
    await artifact(app, 'b', 'v1-b');
    for (const expected of [1, 2]) {
      const { children } = await create('v1', [{ kind: 'tags', pattern: 'v1-?' }], { expect: expected });
      expect(children).toHaveLength(2);
    }
  });

  it.each([
    ['its main tag', 'v1', undefined],
    ['another tag', 'latest', ['latest', 'v1', 'v1.0']],
  ])('does not contain its previous version when a pattern matches %s', async (_, tag, tags) => {
    const expected = [await artifact(app, 'a', 'v1-a'), await artifact(app, 'b', 'v1-b')];
    const sources: readonly IndexSource[] = [{ kind: 'tags', pattern: 'v1*' }];
    const first = await create(tag, sources, { tags });
    const second = await create(tag, sources, { tags });
    expect(digestsOf(second.children)).toEqual(digestsOf(expected));
    expect(second.digest).toBe(first.digest);
  });

  it.each(['*', '*a*', 'sha*'])('does not contain signatures and referrers whose tags match %s', async (pattern) => {
    const expected = await artifact(app, 'a', 'sha-1');
    const digestTag = expected.digest.replace(':', '-');
    for (const end of ['', '.sig', '.att', '.sbom']) await artifact(app, `the tag ${end}`, `${digestTag}${end}`);
    const { children } = await create('all', [{ kind: 'tags', pattern }]);
    expect(digestsOf(children)).toEqual([expected.digest]);
  });

  it.each(['acme/one', 'acme/two', 'other/app'])('copies a manifest of %s with its content', async (name) => {
    const { digest } = await artifact(repository(registry, name), name, 'v1');
    const location = parseLocation(`${new URL(server.url).host}/${name}:v1`);
    await create('all', [{ kind: 'location', location }]);
    await expect(app.resolve(digest)).resolves.toMatchObject({ digest });
  });

  it('reports the blobs that it copies, and none that exist', async () => {
    const other = repository(registry, 'acme/other');
    await artifact(other, 'one', 'v1');
    const sources: readonly IndexSource[] = [
      { kind: 'location', location: parseLocation(`${new URL(server.url).host}/acme/other:v1`) },
    ];
    const states: string[] = [];
    const onEvent: IndexOptions['onEvent'] = (event) => {
      if (event.kind === 'blob') states.push(event.state);
    };
    await create('all', sources, { onEvent });
    expect(states).toContain('mounted');
    states.length = 0;
    await create('again', sources, { onEvent });
    expect(states).toEqual([]);
  });
});
