import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prune, PruneError, type PruneOptions, type PruneResult } from '../../../src/operations/index.ts';
import { pushContent, repository, type Repository } from '../../../src/registry/index.ts';
import { listen, type Listening } from '../../../src/server/index.ts';
import {
  descriptorOf,
  digestHex,
  encodeJson,
  mediaTypeImageIndex,
  parseLocation,
  plainDescriptor,
  type Descriptor,
} from '../../../src/spec/index.ts';
import { packManifest } from '../../../src/transfer/index.ts';
import { GitHubApi, GitHubRegistry, type Answer, type GitHubApiOptions } from '../../github/github-api.ts';

const now = Date.UTC(2026, 5, 1);

let registry: GitHubRegistry;
let server: Listening;
let api: GitHubApi;
beforeEach(async () => {
  registry = new GitHubRegistry();
  server = await listen(registry);
  await start();
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await server.close();
});

async function start(options: GitHubApiOptions = {}): Promise<void> {
  await api?.[Symbol.asyncDispose]();
  api = await GitHubApi.start(registry, options);
}

function home(name = 'acme/app'): Repository {
  return repository(registry, name);
}

async function push(tags: readonly string[], days: number, subject?: Descriptor, name?: string): Promise<Descriptor> {
  registry.date = new Date(now - days * 86_400_000).toISOString();
  const target = home(name);
  const manifestAnnotations = {
    'org.opencontainers.image.created': '1970-01-01T00:00:00Z',
    name: `${tags.join()} ${days}`,
  };
  const manifest = plainDescriptor(
    await packManifest(target, '1.1', 'application/vnd.example', { subject, manifestAnnotations }),
  );
  for (const tag of tags) await target.tag(manifest, tag);
  return manifest;
}

async function pushIndex(tag: string, days: number, manifests: readonly Descriptor[]): Promise<Descriptor> {
  registry.date = new Date(now - days * 86_400_000).toISOString();
  const bytes = encodeJson({ schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests, annotations: { tag } });
  const descriptor = descriptorOf(mediaTypeImageIndex, bytes);
  await pushContent(home(), descriptor, bytes, { tags: [tag] });
  return descriptor;
}

function run(options: Partial<PruneOptions> = {}, name = 'acme/app'): Promise<PruneResult> {
  return prune({
    target: parseLocation(`${new URL(server.url).host}/${name}`),
    connection: { plainHttp: true, env: {}, homedir: '/nonexistent', githubToken: api.token, attempts: 3 },
    gitHubApi: api.url,
    now: () => now,
    ...options,
  });
}

function digests(name = 'acme/app'): readonly string[] {
  return (registry.versions.get(name) ?? []).map(({ digest }) => digest);
}

function reasons({ kept }: PruneResult): Readonly<Record<string, string>> {
  return Object.fromEntries(kept.map(({ tags, digest, reason }) => [tags.join(' ') || digest, reason]));
}

describe('a package of GitHub', () => {
  it.each(['Organization', 'User'] as const)('of an owner of the type %s loses old versions', async (ownerType) => {
    await start({ ownerType });
    const stays = await push(['v2'], 3);
    await push(['v1'], 40);
    const result = await run({ olderThanMs: 30 * 86_400_000 });
    expect(result.deleted.map(({ tags }) => tags)).toEqual([['v1']]);
    expect(digests()).toEqual([stays.digest]);
  });

  it('is changed with the password before the token of the workflow', async () => {
    await push(['v1'], 1);
    await push(['pr-1'], 2);
    const connection = { plainHttp: true, env: {}, homedir: '/nonexistent', username: 'me', attempts: 1 };
    const wrong = { ...connection, password: 'other', githubToken: api.token };
    await expect(run({ deleteTags: ['pr-*'], connection: wrong })).rejects.toThrow();
    expect(digests()).toHaveLength(2);
    await run({ deleteTags: ['pr-*'], connection: { ...connection, password: api.token, githubToken: 'other' } });
    expect(digests()).toHaveLength(1);
  });

  it('keeps an old version that was pushed again a short time ago', async () => {
    const again = await push(['v1'], 40);
    await push(['v2'], 35);
    registry.date = new Date(now - 86_400_000).toISOString();
    await home().tag(again, 'v1');
    const result = await run({ olderThanMs: 30 * 86_400_000 });
    expect(result.deleted.map(({ tags }) => tags)).toEqual([['v2']]);
    expect(digests()).toEqual([again.digest]);
  });

  it('of a repository, with a slash in its name, on an Enterprise server', async () => {
    await start({ prefix: '/api/v3' });
    await push(['v1'], 1, undefined, 'acme/tools/app');
    await push(['pr-1'], 2, undefined, 'acme/tools/app');
    await run({ deleteTags: ['pr-*'] }, 'acme/tools/app');
    expect(digests('acme/tools/app')).toHaveLength(1);
    expect(api.requests).toContain('GET /api/v3/orgs/acme/packages/container/tools%2Fapp/versions?per_page=100');
  });

  it('keeps the versions that an index needs, also with a selected tag', async () => {
    const children = [await push(['build-1'], 2), await push(['build-2'], 2)];
    const index = await pushIndex('v1', 1, children);
    const result = await run({ deleteTags: ['build-*'] });
    expect(result.deleted).toEqual([]);
    expect(reasons(result)).toEqual({
      v1: 'no rule selects it',
      'build-1': 'the index v1, which stays, needs it, and the registry cannot delete only a tag',
      'build-2': 'the index v1, which stays, needs it, and the registry cannot delete only a tag',
    });
    expect(digests()).toEqual([index.digest, ...children.map(({ digest }) => digest).toReversed()]);
  });

  it('loses versions without a tag, with all that belongs to a deleted version', async () => {
    const root = await push(['pr-1'], 9);
    const sbom = await push([], 9, root);
    const list = await pushIndex(`sha256-${digestHex(root.digest)}`, 9, [sbom]);
    const signature = await push([`sha256-${digestHex(root.digest)}.sig`], 8);
    const orphan = await push([], 7);
    const young = await push([], 0);
    const stays = await push(['v1'], 6);
    const result = await run({ deleteTags: ['pr-*'], untagged: true });
    expect(new Set(result.deleted.map(({ digest }) => digest))).toEqual(
      new Set([root, sbom, list, signature, orphan].map(({ digest }) => digest)),
    );
    expect(digests()).toEqual([stays.digest, young.digest]);
  });

  it('is read in pages, with one request of the API for each', async () => {
    await start({ pageSize: 3 });
    for (let index = 0; index < 10; index++) await push([`v${index}`], index + 1);
    await run({ keepLatest: 8, dryRun: true });
    expect(api.requests).toHaveLength(1 + 4);
    expect(digests()).toHaveLength(10);
    await run({ keepLatest: 8 });
    // Two requests for each deletion.
    expect(api.requests).toHaveLength(2 * (1 + 4) + 2 * 2);
    expect(digests()).toHaveLength(8);
  });

  it('keeps its last version with a tag, which GitHub does not delete', async () => {
    await push(['pr-1'], 3);
    const newest = await push(['pr-2'], 2);
    await push(['pr-3'], 4);
    const result = await run({ deleteTags: ['pr-*'] });
    expect(digests()).toEqual([newest.digest]);
    expect(reasons(result)['pr-2']).toMatch(/GitHub does not delete the last version with a tag/);
  });

  it('keeps a version that GitHub refuses to delete, with its manifests', async () => {
    const message = 'Publicly visible package versions with more than 5000 downloads cannot be deleted.';
    const child = await push([], 3);
    const index = await pushIndex('pr-1', 3, [child]);
    await push(['pr-2'], 3);
    await push(['v1'], 1);
    const refused = registry.versions.get('acme/app')?.find(({ digest }) => digest === index.digest)?.id;
    await start({
      script: (method, path): Answer | undefined =>
        method === 'DELETE' && path.endsWith(`/${refused}`) ? { status: 400, body: { message } } : undefined,
    });
    const warnings: string[] = [];
    const result = await run({
      deleteTags: ['pr-*'],
      onEvent: (event) => {
        if (event.kind === 'warning') warnings.push(event.text);
      },
    });
    expect(result.deleted.map(({ tags }) => tags)).toEqual([['pr-2']]);
    expect(digests()).toEqual(expect.arrayContaining([index.digest, child.digest]));
    expect(reasons(result)['pr-1']).toBe(message);
    expect(warnings).toEqual([expect.stringContaining(message)]);
  });

  it.each<[string, (tag: Descriptor) => Promise<unknown>, boolean]>([
    ['gets another tag', (version) => home().tag(version, 'release'), true],
    ['gets a tag that moves', (version) => home().tag(version, 'v1'), true],
    ['loses its tag', () => push(['pr-2'], 0), true],
    ['becomes part of an index', (version) => pushIndex('multi', 0, [version]), true],
  ])('keeps a version that, during the run, %s', async (_, change, stays) => {
    const version = await push(['pr-2'], 3);
    // The newest version is deleted first.
    await push(['pr-1'], 3);
    await push(['v1'], 1);
    let changed: Promise<unknown> | undefined;
    const original = registry.tags.bind(registry);
    registry.tags = async function* (...args) {
      await changed;
      yield* original(...args);
    };
    await run({
      deleteTags: ['pr-*'],
      onEvent: ({ kind }) => {
        if (kind === 'line') changed ??= change(version);
      },
    });
    await changed;
    expect(digests().includes(version.digest)).toBe(stays);
  });
});

describe('the API of GitHub', () => {
  it.each<[string, Answer]>([
    [
      'Retry-After',
      { status: 403, headers: { 'retry-after': '0' }, body: { message: 'You have exceeded a secondary rate limit.' } },
    ],
    ['429', { status: 429, headers: { 'retry-after': '0' }, body: { message: 'Too many requests' } }],
    [
      'x-ratelimit-reset',
      {
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1000' },
        body: { message: 'API rate limit exceeded for installation ID 1.' },
      },
    ],
    ['502', { status: 502, body: { message: 'Server Error' } }],
  ])('is asked again after a limit: %s', async (_, answer) => {
    await push(['pr-1'], 3);
    await push(['v1'], 1);
    const limited = new Set([2, 4]);
    await start({ script: (_method, _path, count) => (limited.delete(count) ? answer : undefined) });
    const result = await run({ deleteTags: ['pr-*'] });
    expect(result.deleted).toHaveLength(1);
    expect(limited.size).toBe(0);
  });

  it('ends the run with what was deleted if the limit ends too late', async () => {
    for (const tag of ['pr-1', 'pr-2', 'pr-3', 'v1']) await push([tag], 3);
    let deletions = 0;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3000) };
    const body = { message: 'API rate limit exceeded for installation ID 1.' };
    await start({
      script: (method) => (method === 'DELETE' && deletions++ === 1 ? { status: 403, headers, body } : undefined),
    });
    const error: unknown = await run({ deleteTags: ['pr-*'] }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PruneError);
    expect(error).toMatchObject({ code: 'TOOMANYREQUESTS' });
    expect((error as PruneError).message).toMatch(/1 of 3 items were deleted.*longer than the limit of 900 s/);
    expect(digests()).toHaveLength(3);
  });

  it.each<[string, Answer, RegExp]>([
    [
      'no package',
      { status: 404, body: { message: 'Package not found.' } },
      /answered 404: Package not found\.\. Check the name/,
    ],
    [
      'no permission',
      { status: 403, body: { message: 'Resource not accessible by integration' } },
      /403: Resource not accessible by integration\. .*packages: write/,
    ],
    ['a wrong token', { status: 401, body: { message: 'Bad credentials' } }, /401: Bad credentials/],
    ['another answer', { status: 200, body: { message: 'x' } }, /the answer of GitHub is malformed/],
    ['an answer of a proxy', { status: 418, body: ['no'] }, /answered 418.*Check the name, and use a token/],
    [
      'pages that do not end',
      { status: 200, body: [], headers: { link: '<?per_page=100>; rel="next"' } },
      /cannot list the versions of the package acme\/app: the pages do not end/,
    ],
  ])('fails before anything is deleted: %s', async (_, answer, message) => {
    await push(['pr-1'], 3);
    await push(['v1'], 3);
    await start({ script: (_method, path) => (path.includes('/packages/') ? answer : undefined) });
    await expect(run({ deleteTags: ['pr-*'] })).rejects.toThrow(message);
    expect(digests()).toHaveLength(2);
  });

  it.each([
    [409, 'Conflict', 'UNKNOWN'],
    [403, 'You need the role Admin', 'DENIED'],
    [401, 'Bad credentials', 'UNAUTHORIZED'],
  ])('ends the run when a deletion is answered with %i', async (status, message, code) => {
    await push(['pr-1'], 3);
    await push(['v1'], 3);
    await start({ script: (method) => (method === 'DELETE' ? { status, body: { message } } : undefined) });
    await expect(run({ deleteTags: ['pr-*'] })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(
        new RegExp(
          `cannot delete version \\d+ of the package acme/app: .* answered ${status}: ${message}\\. Check the`,
        ),
      ),
    });
    expect(digests()).toHaveLength(2);
  });

  it('may report that a version was already deleted', async () => {
    await push(['pr-1'], 3);
    await push(['v1'], 3);
    await start({ script: (method) => (method === 'DELETE' ? { status: 404, body: {} } : undefined) });
    expect((await run({ deleteTags: ['pr-*'] })).deleted.map(({ tags }) => tags)).toEqual([['pr-1']]);
  });

  it('needs a token', async () => {
    await push(['v1'], 3);
    const connection = { plainHttp: true, env: {}, homedir: '/nonexistent' };
    await expect(run({ deleteTags: ['pr-*'], connection })).rejects.toThrow(/there is no token; set github-token/);
    expect(api.requests).toEqual([]);
  });

  it('does not appear with its token in an error (AU-15)', async () => {
    await push(['v1'], 3);
    await start({ script: () => ({ status: 401, body: { message: `Bad credentials ${api.token}` } }) });
    const secrets: string[] = [];
    const connection = {
      plainHttp: true,
      env: {},
      homedir: '/nonexistent',
      githubToken: api.token,
      onSecret: (secret: string) => void secrets.push(secret),
    };
    await expect(run({ deleteTags: ['pr-*'], connection })).rejects.not.toThrow(api.token);
    expect(secrets).toContain(api.token);
  });
});
