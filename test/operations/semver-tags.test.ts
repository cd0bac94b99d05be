import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { createIndex, publish, type PublishOptions } from '../../src/operations/index.ts';
import { repository, type Registry, type Repository } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { OciError, parseLocation, type Location, type OperationEvent } from '../../src/spec/index.ts';

/** Can refuse lists of tags, and counts written manifests. */
class ListingRegistry extends MemoryRegistry {
  refusal: OciError | undefined;
  pushes = 0;

  override tags(...args: Parameters<MemoryRegistry['tags']>): ReturnType<MemoryRegistry['tags']> {
    if (this.refusal !== undefined) throw this.refusal;
    return super.tags(...args);
  }

  override pushManifest(...args: Parameters<Registry['pushManifest']>): ReturnType<Registry['pushManifest']> {
    this.pushes++;
    return super.pushManifest(...args);
  }
}

let directory: string;
let registry: ListingRegistry;
let server: Listening;
let host: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'semver-tags-'));
  await mkdir(join(directory, 'source'));
  registry = new ListingRegistry();
  server = await listen(registry);
  host = new URL(server.url).host;
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

let count = 0;
const connection = (): PublishOptions['connection'] => ({ plainHttp: true, env: {}, homedir: directory, attempts: 1 });

interface Release {
  readonly notices: readonly string[];
  readonly result: Awaited<ReturnType<typeof publish>>;
}

async function release(version: string | undefined, change: Partial<PublishOptions> = {}): Promise<Release> {
  await writeFile(join(directory, 'source/a.txt'), `content ${++count}`);
  const events: OperationEvent[] = [];
  const result = await publish({
    sourceDir: join(directory, 'source'),
    target: parseLocation(`${host}/acme/bundle`),
    artifactType: 'application/vnd.example',
    outputDir: join(directory, 'output'),
    connection: connection(),
    version,
    semverTags: true,
    onEvent: (event) => events.push(event),
    ...change,
  });
  return { result, notices: events.flatMap((event) => (event.kind === 'notice' ? [event.text] : [])) };
}

async function tagsOf(target: Repository = repository(registry, 'acme/bundle')): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for await (const tag of target.tags()) digests[tag] = (await target.resolve(tag)).digest;
  return digests;
}

describe('semverTags', () => {
  it.each([
    ['1.2.3', ['1.2.3', '1.2', '1', 'latest']],
    ['v1.2.3', ['v1.2.3', 'v1.2', 'v1', 'latest']],
    ['10.20.30+build.7', ['10.20.30_build.7', '10.20', '10', 'latest']],
    ['0.1.0', ['0.1.0', '0.1', '0', 'latest']],
  ])('writes the tags of %s', async (version, expected) => {
    const { result, notices } = await release(version);
    expect(result.tags.map((tag) => tag.slice(tag.lastIndexOf(':') + 1))).toEqual(expected);
    expect(result.reference).toBe(`${host}/acme/bundle:${expected[0]}`);
    expect(await tagsOf()).toEqual(Object.fromEntries(expected.map((tag) => [tag, result.digest])));
    expect(notices).toEqual([]);
  });

  it.each(['1.2.3-rc.1', 'v2.0.0-0', '1.0.0-beta+exp.5'])(
    'writes only the tag of the pre-release %s',
    async (version) => {
      const { result, notices } = await release(version);
      expect(await tagsOf()).toEqual({ [version.replace('+', '_')]: result.digest });
      expect(notices).toEqual([`\`semverTags\`: ${version} is a pre-release, so no other tag moves to it`]);
    },
  );

  it('moves no tag to a lower version, and names each tag that does not move', async () => {
    const high = (await release('1.3.0')).result.digest;
    const { result, notices } = await release('1.2.4');
    expect(await tagsOf()).toEqual({
      '1.3.0': high,
      '1.3': high,
      '1': high,
      latest: high,
      '1.2.4': result.digest,
      '1.2': result.digest,
    });
    expect(notices).toEqual(
      ['1', 'latest'].map(
        (tag) => `\`semverTags\`: ${tag} does not move to 1.2.4, because ${host}/acme/bundle has 1.3.0`,
      ),
    );
    const lowest = await release('1.2.3', { tags: ['latest', 'lts'] });
    expect(Object.keys(await tagsOf())).toEqual(expect.arrayContaining(['1.2.3', 'lts']));
    expect(await tagsOf()).toMatchObject({ latest: high, '1.2': result.digest, lts: lowest.result.digest });
    expect(lowest.notices).toHaveLength(3);
  });

  it.each([
    ['a pre-release', '2.0.0-rc.1'],
    ['a tag that is no version', '2026.01.31'],
    ['a lower version', '1.9.9'],
    ['the same version with other build metadata', '1.10.0_other'],
    ['a digest', `sha256-${'9'.repeat(64)}`],
  ])('moves tags past %s', async (_, existing) => {
    await release(undefined, { semverTags: false, tags: [existing] });
    const { result } = await release('1.10.0');
    expect(await tagsOf()).toMatchObject({ '1.10': result.digest, '1': result.digest, latest: result.digest });
  });

  it('compares versions with and without the prefix v', async () => {
    const { result } = await release('v1.3.0');
    await release('1.2.0');
    expect((await tagsOf())['latest']).toBe(result.digest);
  });

  it('adds the tags to that of the target', async () => {
    const { result } = await release('1.2.3', {
      target: parseLocation(`${host}/acme/bundle:stable`),
      tags: ['stable'],
    });
    expect(result.reference).toBe(`${host}/acme/bundle:stable`);
    expect(Object.keys(await tagsOf()).sort()).toEqual(['1', '1.2', '1.2.3', 'latest', 'stable']);
  });

  it('decides for each target, also for image layouts', async () => {
    const layout = join(directory, 'layout');
    await release('2.0.0', { target: { kind: 'layout', path: layout } });
    const furtherTargets: readonly Location[] = [
      { kind: 'layout', path: layout },
      parseLocation(`${host}/acme/mirror`),
    ];
    const { result, notices } = await release('1.5.0', { furtherTargets });
    expect(await tagsOf()).toHaveProperty('latest', result.digest);
    expect(await tagsOf(repository(registry, 'acme/mirror'))).toHaveProperty('latest', result.digest);
    const tags = await tagsOf(await LayoutRepository.open(layout, { readOnly: true }));
    expect(Object.keys(tags).sort()).toEqual(['1', '1.5', '1.5.0', '2', '2.0', '2.0.0', 'latest']);
    expect(tags['latest']).not.toBe(result.digest);
    expect(notices).toEqual([expect.stringContaining('latest does not move to 1.5.0')]);
  });

  it.each([
    ['DENIED', 'no lists'],
    ['UNSUPPORTED', 'not implemented'],
    ['UNAUTHORIZED', 'log in'],
  ] as const)('sends nothing when the list of tags fails with %s', async (code, reason) => {
    registry.refusal = new OciError(code, reason);
    await expect(release('1.2.3')).rejects.toMatchObject({
      message: expect.stringMatching(
        /^cannot list the tags of .*acme\/bundle, so `semverTags` cannot check .*permit the list/,
      ),
    });
    expect(registry.pushes).toBe(0);
  });

  it('protects the tag of the version with ifTagExists, and not the moving tags', async () => {
    const first = (await release('1.2.3')).result.digest;
    await expect(release('1.2.3', { ifTagExists: 'fail' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await tagsOf()).toEqual({ '1.2.3': first, '1.2': first, '1': first, latest: first });
    const furtherTargets = [parseLocation(`${host}/acme/mirror`)];
    const { result } = await release('1.2.4', { ifTagExists: 'fail', furtherTargets });
    expect(await tagsOf()).toMatchObject({ '1.2.3': first, '1.2': result.digest, latest: result.digest });
    const next = (await release('1.2.5', { ifTagExists: 'fail', furtherTargets })).result.digest;
    const mirrored = await tagsOf(repository(registry, 'acme/mirror'));
    expect(mirrored).toMatchObject({ '1.2.4': result.digest, '1.2.5': next, '1.2': next, latest: next });
  });

  it('moves no tag when the tag of the version is skipped', async () => {
    await release(undefined, { semverTags: false, tags: ['1.2.3'] });
    const { result } = await release('1.2.3', { ifTagExists: 'skip' });
    expect(result.pushed).toBe(false);
    expect(await tagsOf()).toEqual({ '1.2.3': result.digest });
  });

  it.each(['1.2', '1.2.3.4', 'nightly', '01.2.3', '1.2.3-', 'vv1.2.3', '1.2.3_a_b', undefined])(
    'rejects the version %s, and sends nothing',
    async (version) => {
      await expect(release(version)).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringMatching(/^`version`: .*which `semverTags` needs; write for example 1\.2\.3$/),
      });
      expect(registry.pushes).toBe(0);
    },
  );
});

describe('semverTags of an index', () => {
  it('moves no tag to a lower version', async () => {
    const index = async (version: string): Promise<string> => {
      const child = (await release(version, { semverTags: false, tags: [`build-${version}`] })).result;
      const target = parseLocation(`${host}/acme/bundle`);
      const { digest } = await createIndex({
        target,
        sources: [{ kind: 'digest', digest: child.digest }],
        version,
        semverTags: true,
        connection: connection(),
      });
      return digest;
    };
    const [high, low] = [await index('1.3.0'), await index('1.2.0')];
    expect(await tagsOf()).toMatchObject({ '1.3.0': high, latest: high, '1': high, '1.2.0': low, '1.2': low });
  });
});
