import { describe, expect, it } from 'vitest';
import { repository, type Repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { plainDescriptor } from '../../src/spec/index.ts';
import { packManifest } from '../../src/transfer/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { GitHubApi, GitHubRegistry } from '../github/github-api.ts';
import { runAction, workspace } from './spawned.ts';

async function push(target: Repository, tag: string, created = '2000-01-01T00:00:00Z'): Promise<string> {
  const manifestAnnotations = { 'org.opencontainers.image.created': created, tag };
  const manifest = plainDescriptor(
    await packManifest(target, '1.1', 'application/vnd.example', { manifestAnnotations }),
  );
  await target.tag(manifest, tag);
  return manifest.digest;
}

async function tagsOf(target: Repository): Promise<readonly string[]> {
  return Array.fromAsync(target.tags());
}

describe('the prune action', () => {
  it('shows what it would delete in the log, the outputs and the summary, and then deletes it', async () => {
    const registry = new MemoryRegistry();
    await using server = await listen(registry);
    const home = repository(registry, 'acme/app');
    const digest = await push(home, 'pr-1');
    await push(home, 'v1');
    await using place = await workspace();
    const inputs = {
      target: `${new URL(server.url).host}/acme/app`,
      'plain-http': 'true',
      'delete-tags': 'pr-*',
      'older-than': '30d',
      summary: 'true',
    };
    const dry = await runAction(place, { ...inputs, 'dry-run': 'true' }, { bundle: 'prune' });
    expect(dry.errors, dry.stdout + dry.stderr).toEqual([]);
    expect(dry.stdout).toMatch(/delete {2}pr-1 {2}sha256:[0-9a-f]{12}… {2}it matches delete-tags, it is old enough/);
    expect(dry.stdout).toMatch(/keep {4}v1 {4}sha256:[0-9a-f]{12}… {2}no rule selects it/);
    expect(dry.outputs).toMatchObject({ 'dry-run': 'true', 'deleted-count': '1', 'kept-count': '1' });
    expect(JSON.parse(dry.outputs['deleted'] ?? '')).toMatchObject([{ kind: 'manifest', digest, tags: ['pr-1'] }]);
    expect(dry.summary).toContain('Would delete 1 item');
    expect(await tagsOf(home)).toEqual(['pr-1', 'v1']);

    const run = await runAction(place, inputs, { bundle: 'prune' });
    expect(run.errors, run.stdout + run.stderr).toEqual([]);
    expect(run.outputs).toMatchObject({ 'dry-run': 'false', 'deleted-count': '1' });
    expect(await tagsOf(home)).toEqual(['v1']);
  });

  it('deletes versions of a package of GitHub, and masks the token (GA-05)', async () => {
    const registry = new GitHubRegistry();
    await using server = await listen(registry);
    await using api = await GitHubApi.start(registry);
    const home = repository(registry, 'acme/app');
    for (const [tag, date] of [
      ['pr-1', '2020-01-01T00:00:00Z'],
      ['pr-2', '2020-02-01T00:00:00Z'],
      ['v1', '2020-03-01T00:00:00Z'],
    ] as const) {
      registry.date = date;
      await push(home, tag, '1970-01-01T00:00:00Z');
    }
    await using place = await workspace();
    const run = await runAction(
      place,
      {
        target: `${new URL(server.url).host}/acme/app`,
        'plain-http': 'true',
        'github-api-url': api.url.href,
        'github-token': api.token,
        'delete-tags': 'pr-*',
        'older-than': '30d',
        'keep-latest': '1',
        summary: 'true',
      },
      { bundle: 'prune' },
    );
    expect(run.errors, run.stdout + run.stderr).toEqual([]);
    expect(await tagsOf(home)).toEqual(['pr-2', 'v1']);
    expect(run.stdout).toContain(`::add-mask::${api.token}`);
    expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, '') + run.summary).not.toContain(api.token);
  });

  it('sets the outputs when it fails after the first deletion', async () => {
    const registry = new GitHubRegistry();
    await using server = await listen(registry);
    let deletions = 0;
    await using api = await GitHubApi.start(registry, {
      script: (method) =>
        method === 'DELETE' && deletions++ === 1 ? { status: 403, body: { message: 'Forbidden' } } : undefined,
    });
    const home = repository(registry, 'acme/app');
    for (const tag of ['pr-1', 'pr-2', 'v1']) await push(home, tag);
    await using place = await workspace();
    const run = await runAction(
      place,
      {
        target: `${new URL(server.url).host}/acme/app`,
        'plain-http': 'true',
        'github-api-url': api.url.href,
        'github-token': api.token,
        'delete-tags': 'pr-*',
      },
      { bundle: 'prune' },
    );
    expect(run.code).toBe(1);
    expect(run.errors).toEqual([
      expect.stringMatching(/1 of 2 items were deleted, and no remaining artifact is damaged/),
    ]);
    expect(run.outputs['deleted-count']).toBe('1');
    expect(await tagsOf(home)).toHaveLength(2);
  });

  it.each([
    [{}, /input "delete-tags": no rule selects anything; give input "delete-tags", input "keep-latest"/],
    [{ 'delete-tags': '*' }, /input "delete-tags": "\*" selects every tag/],
    [{ 'delete-tags': 'a/b' }, /input "delete-tags": "a\/b" is a pattern that no tag matches/],
    [{ 'older-than': '30' }, /input "older-than": "30" is not an age; write a number with a unit/],
    [{ untagged: 'true' }, /input "untagged": a registry does not list manifests without a tag/],
    [{ 'keep-latest': '1', 'github-api-url': 'github.com' }, /input "github-api-url": is not a URL/],
    [
      { 'keep-latest': '1', repository: 'acme/app' },
      /input "repository": "acme\/app" is a part of input "target" for a registry; omit it/,
    ],
  ])('explains the wrong inputs %j', async (inputs, message) => {
    const registry = new MemoryRegistry();
    await using server = await listen(registry);
    const home = repository(registry, 'acme/app');
    await push(home, 'v1');
    await using place = await workspace();
    const target = `${new URL(server.url).host}/acme/app`;
    const run = await runAction(place, { target, 'plain-http': 'true', ...inputs }, { bundle: 'prune' });
    expect(run.code).toBe(1);
    expect(run.errors).toEqual([expect.stringMatching(message)]);
    expect(await tagsOf(home)).toEqual(['v1']);
  });
});
