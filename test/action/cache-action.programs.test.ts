import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheRegistry, type CacheRegistry } from '../operations/cache/cache-place.ts';
import { parseBlocks, runAction, workspace, type Run, type RunOptions, type Workspace } from './spawned.ts';

const inputs = (registry: Pick<CacheRegistry, 'host'>, more: Readonly<Record<string, string>> = {}) => ({
  path: 'node_modules\n~/.npm\n',
  key: 'npm-1',
  repository: `${registry.host}/acme/app/cache`,
  'plain-http': 'true',
  attempts: '1',
  ...more,
});

async function write(place: Workspace, text = 'content'): Promise<void> {
  for (const path of [join(place.path, 'node_modules/a/index.js'), join(place.home, '.npm/b')]) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** The files of another runner. */
async function clear(place: Workspace): Promise<void> {
  for (const path of [place.path, place.home, place.runnerTemp]) {
    await rm(path, { recursive: true });
    await mkdir(path);
  }
}

/** Runs the step of the end of the job, with the state of the first step. */
function post(
  place: Workspace,
  first: Run,
  given: Readonly<Record<string, string>>,
  options: RunOptions = {},
): Promise<Run> {
  const state = Object.entries(parseBlocks(first.stateFile)).map(([name, value]) => [`STATE_${name}`, value]);
  return runAction(place, given, {
    ...options,
    bundle: 'cache-post',
    env: { ...options.env, ...Object.fromEntries(state) },
  });
}

const cache = (place: Workspace, given: Readonly<Record<string, string>>): Promise<Run> =>
  runAction(place, given, { bundle: 'cache' });

describe('the cache action', () => {
  it('saves after a miss, restores in another job, and then saves nothing', async () => {
    await using registry = await cacheRegistry();
    await using place = await workspace();
    const first = await cache(place, inputs(registry));
    expect(first.outputs).toEqual({
      'cache-hit': '',
      'cache-primary-key': 'npm-1',
      'cache-matched-key': '',
      'verified-by': '[]',
    });
    expect([first.code, first.warnings, first.errors]).toEqual([0, [], []]);
    await write(place);
    // The key of the first step counts.
    const saved = await post(place, first, inputs(registry, { key: 'npm-2' }));
    expect(saved.stdout).toMatch(/saved npm-1 in .* \(2 files, /);
    await clear(place);
    const second = await cache(place, inputs(registry));
    expect(second.outputs).toEqual({
      'cache-hit': 'true',
      'cache-primary-key': 'npm-1',
      'cache-matched-key': 'npm-1',
      'verified-by': '[]',
    });
    expect(await readFile(join(place.path, 'node_modules/a/index.js'), 'utf8')).toBe('content');
    expect(await readFile(join(place.home, '.npm/b'), 'utf8')).toBe('content');
    registry.requests.length = 0;
    expect((await post(place, second, inputs(registry))).stdout).toContain('was found, so nothing is saved');
    expect(registry.requests).toEqual([]);
  });

  it('restores by a prefix, and saves only changed layers under the new key', async () => {
    await using registry = await cacheRegistry();
    await using place = await workspace();
    await write(place);
    await runAction(place, inputs(registry), { bundle: 'cache-save' });
    await clear(place);
    const given = inputs(registry, { key: 'npm-2', 'restore-keys': 'yarn-\nnpm-' });
    const restored = await cache(place, given);
    expect(restored.outputs).toEqual({
      'cache-hit': 'false',
      'cache-primary-key': 'npm-2',
      'cache-matched-key': 'npm-1',
      'verified-by': '[]',
    });
    expect((await post(place, restored, given)).stdout).toMatch(/saved npm-2 .* 2 of 3 layers unchanged/);
  });

  it('sets a variable of the job for save-always', async () => {
    await using registry = await cacheRegistry();
    await using place = await workspace();
    expect((await cache(place, inputs(registry))).envFile).toBe('');
    const run = await cache(place, inputs(registry, { 'save-always': 'true' }));
    expect(parseBlocks(run.envFile)).toEqual({ OCI_ARTIFACT_CACHE_SAVE_ALWAYS: 'true' });
  });

  it('looks up without a download, and fails on a miss only when asked', async () => {
    await using registry = await cacheRegistry();
    await using place = await workspace();
    await write(place);
    await runAction(place, inputs(registry), { bundle: 'cache-save' });
    await clear(place);
    const lookup = await runAction(place, inputs(registry, { 'lookup-only': 'true' }), { bundle: 'cache-restore' });
    expect([lookup.code, lookup.outputs['cache-hit']]).toEqual([0, 'true']);
    await expect(readFile(join(place.home, '.npm/b'))).rejects.toThrow();
    const strict = inputs(registry, { key: 'none', 'fail-on-cache-miss': 'true' });
    const missed = await runAction(place, strict, { bundle: 'cache-restore' });
    expect([missed.code, missed.outputs['cache-hit']]).toEqual([1, '']);
    expect(missed.errors).toEqual([
      expect.stringMatching(/no cache entry was found for the key none .*fail-on-cache-miss/),
    ]);
  });

  it('without the registry only warns, unless a miss must fail', async () => {
    await using place = await workspace();
    await write(place);
    const registry = { host: '127.0.0.1:9' };
    for (const bundle of ['cache', 'cache-restore', 'cache-save']) {
      const run = await runAction(place, inputs(registry), { bundle });
      expect([run.code, run.errors], bundle).toEqual([0, []]);
      expect(run.warnings, bundle).toEqual([
        expect.stringMatching(/^cannot (?:restore|save) the cache: .*127\.0\.0\.1:9/),
      ]);
    }
    const first = await cache(place, inputs(registry));
    const last = await post(place, first, inputs(registry));
    expect([last.code, last.errors, last.warnings.length]).toEqual([0, [], 1]);
    const strict = await cache(place, inputs(registry, { 'fail-on-cache-miss': 'true' }));
    expect([strict.code, strict.errors.length]).toEqual([1, 1]);
  });

  it.each([
    ['a key with a comma', { key: 'a,b' }, /input "key": "a,b" contains a comma/],
    ['a long key', { key: 'k'.repeat(513) }, /input "key": .* is longer than 512 characters/],
    ['no path', { path: ' \n' }, /input "path": it is missing/],
    ['only an exclusion', { path: '!a' }, /input "path": it names no path/],
    ['a repository with a tag', { repository: 'ghcr.io/a/b:v1' }, /input "repository": .* is not a repository/],
    ['a layout', { repository: './layout' }, /input "repository": .* is not a repository/],
    ['a wrong flag', { 'lookup-only': 'maybe' }, /input "lookup-only": .* is not a boolean/],
  ])('%s is one error', async (_, wrong, message) => {
    await using place = await workspace();
    const run = await cache(place, inputs({ host: 'localhost:9' }, wrong));
    expect(run.code).toBe(1);
    expect(run.errors).toEqual([expect.stringMatching(message)]);
  });

  it('keeps the entry of the first of two jobs, and both succeed', async () => {
    await using registry = await cacheRegistry();
    await using one = await workspace();
    await using other = await workspace();
    await write(one, 'one');
    await write(other, 'other');
    const runs = [one, other].map(async (place) => runAction(place, inputs(registry), { bundle: 'cache-save' }));
    for (const run of await Promise.all(runs)) expect([run.code, run.errors, run.warnings]).toEqual([0, [], []]);
    const later = await runAction(one, inputs(registry), { bundle: 'cache-save' });
    expect(later.stdout).toContain('already has an entry for npm-1');
  });

  it('leaves no entry and no files when it is cancelled', async () => {
    await using registry = await cacheRegistry();
    await using place = await workspace();
    await write(place);
    await writeFile(join(place.path, 'node_modules/big'), Buffer.alloc(200_000_000, 'x'));
    let isCancelled = false;
    const run = await runAction(place, inputs(registry), {
      bundle: 'cache-save',
      onOutput: (stdout, child) => {
        if (!isCancelled && stdout.includes('Save the cache')) isCancelled = child.kill('SIGINT');
      },
    });
    expect(run.code).toBe(1);
    expect(run.left).toEqual([]);
    expect(registry.requests.filter((request) => request.startsWith('PUT manifests/'))).toEqual([]);
  });
});
