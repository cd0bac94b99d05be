import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheRepository } from '../../src/commands/job-cache-options.ts';
import { cacheRestore, cacheSave } from '../../src/commands/job-cache.ts';
import type { RawValues } from '../../src/commands/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { run, type Run } from './run.ts';

let root: string;
let server: Listening;
let repository: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'job-cache-'));
  for (const name of ['work/tools', 'temp']) await mkdir(join(root, name), { recursive: true });
  await writeFile(join(root, 'work/tools/a'), 'content of a');
  server = await listen(new MemoryRegistry());
  repository = `${new URL(server.url).host}/acme/app/cache`;
});
afterEach(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

function on(command: typeof cacheSave | typeof cacheRestore, raw: RawValues = {}): Promise<Run> {
  const given = { path: 'tools', key: 'npm-1', repository, 'plain-http': 'true', attempts: '1', ...raw };
  return run(command, given, {
    GITHUB_WORKSPACE: join(root, 'work'),
    RUNNER_TEMP: join(root, 'temp'),
  });
}

/** The text of a summary without markup. */
function textOf(summary: string): string {
  return summary
    .replaceAll(/<[^>]+>|\*\*/g, '')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

describe('a step that saves a cache', () => {
  it('reports the entry and what was sent', async () => {
    const { lines, summary, texts, log } = await on(cacheSave);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^saved npm-1 in ${repository} \\(1 file, [1-9][\\d.,]* \\w+ sent, 0 of 2 layers unchanged\\)$`),
      ),
    ]);
    const pinned = texts['pinned-reference'] ?? '';
    expect(pinned).toMatch(new RegExp(`^${repository}@sha256:[0-9a-f]{64}$`));
    expect(textOf(summary)).toContain('Saved in the cache npm-1');
    expect(textOf(summary)).toContain(`| Pinned | ${pinned} |`);
    expect(textOf(summary)).toMatch(/\| Size \| 1 file, 2 layers, 0 unchanged, .* sent \|/);
    expect(log).toContain('phase: Save the cache');
  });

  it('reports an existing entry, of which nothing is replaced or sent', async () => {
    const first = await on(cacheSave);
    await writeFile(join(root, 'work/tools/a'), 'other content');
    const { lines, summary, texts } = await on(cacheSave);
    expect(lines).toEqual([`${repository} already has an entry for npm-1, which is not replaced`]);
    expect(texts).toEqual(first.texts);
    expect(textOf(summary)).toContain('Already in the cache: npm-1');
    expect(textOf(summary)).toContain(`| Pinned | ${texts['pinned-reference'] ?? ''} |`);
    expect(textOf(summary)).not.toContain('| Size');
  });

  it('only warns when the registry fails, without a reference', async () => {
    await server.close();
    const { lines, summary, texts, log } = await on(cacheSave);
    expect([lines, summary, texts]).toEqual([[], '', { 'pinned-reference': '' }]);
    expect(log.filter((entry) => entry.startsWith('warning: '))).toEqual([
      expect.stringMatching(/^warning: cannot save the cache: /),
    ]);
  });

  it.each<[RawValues, RegExp]>([
    [{ key: 'a,b' }, /^--key: "a,b" contains a comma/],
    [{ repository: 'ghcr.io/acme/app:v1' }, /^--repository: .* is not a repository in a registry/],
  ])('fails with %j', async (raw, message) => {
    await expect(on(cacheSave, raw)).rejects.toThrow(message);
  });
});

describe('a step that restores a cache', () => {
  it('reports the entry with the key', async () => {
    await on(cacheSave);
    await rm(join(root, 'work/tools'), { recursive: true });
    const { lines, summary, texts, problem } = await on(cacheRestore, { 'fail-on-cache-miss': 'true' });
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^restored the cache entry npm-1 in ${repository} \\([1-9].*\\)$`)),
    ]);
    expect(texts).toMatchObject({ 'cache-hit': 'true', 'cache-primary-key': 'npm-1', 'cache-matched-key': 'npm-1' });
    expect(textOf(summary)).toContain('Restored from the cache npm-1');
    expect(textOf(summary)).toContain(`| Repository | ${repository} |`);
    expect(textOf(summary)).toContain('| Key | npm-1 |');
    expect(problem).toBeUndefined();
    expect(await readFile(join(root, 'work/tools/a'), 'utf8')).toBe('content of a');
  });

  it('reports the key of an entry with a prefix, and does not write files for a lookup', async () => {
    await on(cacheSave);
    await writeFile(join(root, 'work/tools/a'), 'mine');
    const raw = { key: 'npm-2', 'restore-keys': 'npm-', 'lookup-only': 'true' };
    const { lines, summary, texts } = await on(cacheRestore, raw);
    expect(lines).toEqual([expect.stringMatching(/^found the cache entry npm-1 in /)]);
    expect(texts).toMatchObject({ 'cache-hit': 'false', 'cache-primary-key': 'npm-2', 'cache-matched-key': 'npm-1' });
    expect(textOf(summary)).toContain('Found in the cache npm-1');
    expect(textOf(summary)).toContain('| Key | npm-1 |');
    expect(await readFile(join(root, 'work/tools/a'), 'utf8')).toBe('mine');
  });

  it.each([
    ['false', undefined],
    ['true', /^no cache entry was found for the key npm-1 in .*, and --fail-on-cache-miss is true$/],
  ])('without an entry fails only with fail-on-cache-miss: %s', async (fail, problem) => {
    const found = await on(cacheRestore, { 'fail-on-cache-miss': fail });
    expect(found.lines).toEqual([`no cache entry was found for the key npm-1 in ${repository}`]);
    expect(found.texts).toMatchObject({ 'cache-hit': '', 'cache-matched-key': '' });
    expect(found.summary).toBe('');
    if (problem === undefined) expect(found.problem).toBeUndefined();
    else expect(found.problem).toMatch(problem);
  });

  it('is a miss with a warning when the registry fails', async () => {
    await server.close();
    const found = await on(cacheRestore);
    expect(found.texts).toMatchObject({ 'cache-hit': '', 'cache-matched-key': '' });
    expect(found.log).toContainEqual(expect.stringMatching(/^warning: cannot restore the cache: /));
  });
});

describe('the default repository of a cache', () => {
  const context = (env: Readonly<Record<string, string>>) => ({ label: (name: string) => name, env, notice: () => {} });

  it('is below the name of the repository of the workflow, in lower case', () => {
    expect(cacheRepository(undefined, context({ GITHUB_REPOSITORY: 'Acme/App' }))).toMatchObject({
      registry: 'ghcr.io',
      repository: 'acme/app/cache',
    });
  });

  it('does not exist outside of a workflow', () => {
    for (const env of [{}, { GITHUB_REPOSITORY: '' }])
      expect(() => cacheRepository(undefined, context(env))).toThrow(
        /^repository: it is missing, and GITHUB_REPOSITORY is not set/,
      );
  });
});
