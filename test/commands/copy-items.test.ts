import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copy, copySides, type CopySides } from '../../src/commands/copy.ts';
import { readInputs, type RawValues } from '../../src/commands/option.ts';
import { formatLocation } from '../../src/spec/index.ts';

const label = (name: string): string => `input "${name}"`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'copy-items-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function read(raw: RawValues): Promise<CopySides> {
  const context = { label, env: {}, notice: () => undefined };
  return copySides(await readInputs(copy.options, raw, context), context);
}

async function list(content: string, raw: RawValues = {}): Promise<CopySides> {
  const path = join(directory, 'list.txt');
  await writeFile(path, content);
  return read({ source: `@${path}`, ...raw });
}

async function rejects(work: Promise<unknown>, message: RegExp): Promise<void> {
  await expect(work).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringMatching(message) });
}

describe('a list of copies', () => {
  it('has a source and a target on each line, comments and blank lines', async () => {
    const { items, isBulk } = await list(
      '# mirror\r\n\nghcr.io/acme/a:v1 registry.test/a\r\n  oci://ghcr.io/acme/b:v*\tregistry.test/b   # all\n',
    );
    expect(isBulk).toBe(true);
    expect(items.map(({ source, target, name }) => [formatLocation(source), formatLocation(target), name])).toEqual([
      ['ghcr.io/acme/a:v1', 'registry.test/a', expect.stringMatching(/^input "source", file .*list\.txt, line 3$/)],
      ['ghcr.io/acme/b:v*', 'registry.test/b', expect.stringMatching(/, line 4$/)],
    ]);
  });

  it('has paths that contain a number sign', async () => {
    const { items } = await list('./build#7:v1 ./copy#7:v1 # comment\n');
    expect(items.map(({ source, target }) => [formatLocation(source), formatLocation(target)])).toEqual([
      [expect.stringContaining('build#7'), expect.stringContaining('copy#7')],
    ]);
  });

  it.each([
    ['ghcr.io/a/b:v1', /line 1: it has 1 word; write a source and a target/],
    ['\n#\nghcr.io/a/b:v1 ghcr.io/c/d and more', /line 3: it has 4 words/],
    ['ghcr.io/a/b:v1 ghcr.io/c/d\nword ghcr.io/c/e', /line 2: .*names no registry/],
    ['ghcr.io/a/b:v1 ghcr.io/c/d:v*', /line 1: .*is not valid|line 1: /],
    ['ghcr.io/a/b:v* ghcr.io/c/d:v1', /line 1: "ghcr\.io\/c\/d:v1" names one manifest, but several tags are copied/],
    ['me:canary@ghcr.io/a/b ghcr.io/c/d', /^(?!.*canary).*line 1/],
    ['# only a comment\n\n', /list\.txt" has no lines/],
  ])('rejects %j with the line', async (content, message) => {
    await rejects(list(content), message);
  });

  it.each([
    [{ target: 'ghcr.io/a/b' }, /^input "target": it cannot be combined with a list/],
    [{ tags: 'latest' }, /^input "tags": it cannot be combined with a list/],
    [{ 'all-tags': 'true' }, /^input "all-tags": it cannot be combined with a list/],
    [{ source: '@' }, /^input "source": "@" names no file/],
    [{ source: '@/absent/list.txt' }, /^input "source": cannot read \/absent\/list\.txt/],
  ])('rejects %j', async (raw, message) => {
    await rejects(list('ghcr.io/a/b:v1 ghcr.io/c/d', raw), message);
  });

  it('gives explicit credentials to only one registry', async () => {
    const credentials = { 'to-username': 'me', 'to-password': 'p' };
    const lines = (host: string): string => `ghcr.io/a/b:v1 one.test/x\nghcr.io/a/c:v1 ${host}/y\n`;
    await expect(list(lines('one.test'), credentials)).resolves.toMatchObject({ to: { username: 'me' } });
    await rejects(
      list(lines('two.test'), credentials),
      /^input "to-username": it is for one registry, but the list names one\.test, two\.test; log in/,
    );
  });
});

describe('several tags', () => {
  const target = 'registry.test/b';

  it('are those of a pattern, or all', async () => {
    const matching = await read({ source: 'ghcr.io/a/b:v1.*', target });
    expect(matching).toMatchObject({ isBulk: true, plan: { allTags: false }, items: [{ source: { tag: 'v1.*' } }] });
    expect(await read({ source: 'ghcr.io/a/b', target, 'all-tags': 'true' })).toMatchObject({
      isBulk: true,
      plan: { allTags: true },
    });
    expect(await read({ source: 'ghcr.io/a/b', target })).toMatchObject({ isBulk: false });
  });

  it.each([
    [{ source: 'ghcr.io/a/b:v*', target: `${target}:x` }, /^input "target": ".*:x" names one manifest/],
    [{ source: 'ghcr.io/a/b:v*', target, tags: 'x' }, /^input "tags": it cannot be combined with several tags/],
    [
      { source: 'ghcr.io/a/b:v1', target, 'all-tags': 'true' },
      /names a manifest, but input "all-tags" copies all tags/,
    ],
    [
      { source: 'ghcr.io/a/b:v*', target, 'all-tags': 'true' },
      /names a manifest, but input "all-tags" copies all tags/,
    ],
    [{ source: 'ghcr.io/a/b:-*', target }, /has a pattern that no tag matches/],
    [{ source: 'ghcr.io/a/b:v1', target, 'if-tag-exists': 'maybe' }, /^input "if-tag-exists": "maybe"/],
  ])('rejects %j', async (raw, message) => {
    await rejects(read(raw), message);
  });
});
