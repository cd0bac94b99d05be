import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pruneCommand } from '../../src/commands/prune.ts';
import { pruneSummary, pruneTable } from '../../src/commands/prune-table.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import type { PruneItem, PruneResult } from '../../src/operations/index.ts';
import type { RawValues } from '../../src/commands/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { digestOf, OciError } from '../../src/spec/index.ts';
import { putImage } from '../contract/content.ts';
import { run } from './run.ts';

const context = { label: (name: string): string => name, env: {}, notice: () => {} };

function item(tags: readonly string[], reason: string): PruneItem {
  const digest = digestOf(tags.join());
  return {
    kind: 'manifest',
    digest,
    tags,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: '',
    reason,
  };
}

function result(dryRun: boolean, deleted: readonly PruneItem[], kept: readonly PruneItem[]): PruneResult {
  return { name: 'ghcr.io/acme/app', dryRun, deleted, kept, freedBytes: 0 };
}

it.each([
  ['30d', 30 * 86_400_000],
  ['2w', 14 * 86_400_000],
  ['1d12h', 36 * 3_600_000],
  ['90m', 90 * 60_000],
])('reads the age %s', async (text, ms) => {
  expect(await pruneCommand.options['older-than'].read(text, 'older-than', context)).toBe(ms);
});

it.each(['30', '30 d', '1y', 'd', '-1d', '1.5d', '30s'])('refuses the age "%s"', async (text) => {
  await expect(pruneCommand.options['older-than'].read(text, 'older-than', context)).rejects.toThrow(
    /older-than: ".*" is not an age; write a number with a unit/,
  );
});

it('shows a dry run in aligned columns, and after a run only what stays', () => {
  const [gone, stays] = [item(['pr-1'], 'it matches delete-tags'), item(['v1.0', 'latest'], 'no rule selects it')];
  expect(pruneTable(result(true, [gone], [stays, item([], 'the index v1.0, which stays, needs it')]))).toEqual([
    `delete  pr-1          ${gone.digest.slice(0, 19)}…  it matches delete-tags`,
    `keep    v1.0, latest  ${stays.digest.slice(0, 19)}…  no rule selects it`,
    `keep    (no tag)      ${digestOf('').slice(0, 19)}…  the index v1.0, which stays, needs it`,
  ]);
  expect(pruneTable(result(false, [gone], [stays]))).toHaveLength(1);
});

it('limits the log and the summary of a large repository', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => item([`v${index}`], 'no rule selects it'));
  expect(pruneTable(result(true, many, many))).toHaveLength(2 * 501);
  expect(pruneSummary(result(true, many, many), []).split('\n').length).toBeLessThan(1100);
});

it('escapes foreign text in the summary (GA-04)', () => {
  const summary = pruneSummary(result(false, [item(['a|b<script>'], '**x**')], []), []);
  expect(summary).not.toMatch(/<script>|<b>|\*\*x/);
});

it('leaves an index without the deleted manifests, for programs that read only the files of a layout', async () => {
  const storage = await mkdtemp(join(tmpdir(), 'prune-command-'));
  try {
    const registry = await LayoutRegistry.open(storage);
    await putImage(registry, 'acme/app', 'kept', ['v1']);
    await putImage(registry, 'acme/app', 'pruned', ['pr-1']);
    await run(pruneCommand, { target: storage, repository: 'acme/app', 'delete-tags': 'pr-*' }, {});
    const index = await readFile(join(storage, 'acme/app/index.json'), 'utf8');
    expect(index).toContain('"v1"');
    expect(index).not.toContain('pr-1');
  } finally {
    await rm(storage, { recursive: true });
  }
});

it('accepts patterns that a tag can match, and for a layout also those of other names', async () => {
  const registry = new MemoryRegistry();
  for (const tag of ['v1', 'pr-1', 'pr-10']) await putImage(registry, 'acme/app', tag, [tag]);
  await using server = await listen(registry);
  const target = `${new URL(server.url).host}/acme/app`;
  const raw = { target, 'dry-run': 'true', 'plain-http': 'true' };
  const deleted = (given: RawValues): Promise<unknown> =>
    run(pruneCommand, { ...raw, ...given }).then(({ values }) => values['deleted-count']);
  expect(await deleted({ 'delete-tags': 'pr-?' })).toBe(1);
  expect(await deleted({ 'delete-tags': '?r-*' })).toBe(2);
  expect(await deleted({ 'delete-tags': '*', 'keep-tags': 'pr-1?\n*1' })).toBe(0);
  for (const name of ['delete-tags', 'keep-tags'])
    await expect(deleted({ 'keep-latest': '1', [name]: 'a/b*' })).rejects.toThrow(
      `--${name}: "a/b*" is a pattern that no tag matches; write for example pr-*`,
    );
  const layout = await mkdtemp(join(tmpdir(), 'prune-layout-'));
  try {
    const store = await LayoutRegistry.open(layout);
    await putImage(store, 'acme/app', 'kept', ['v1']);
    const other = { target: layout, repository: 'acme/app', 'delete-tags': 'ghcr.io/a/b:*' };
    expect(await deleted(other)).toBe(0);
  } finally {
    await rm(layout, { recursive: true });
  }
});

it('reports each item with its types and its reason, also when a later deletion fails', async () => {
  const registry = new MemoryRegistry();
  const kept = await putImage(registry, 'acme/app', 'kept', ['v1']);
  const gone = await putImage(registry, 'acme/app', 'gone', ['pr-1']);
  await using server = await listen(registry);
  const target = `${new URL(server.url).host}/acme/app`;
  const raw = { target, 'delete-tags': 'pr-*', 'plain-http': 'true', attempts: '1' };
  const itemOf = ({ manifest }: typeof gone, tag: string, reason: string): object => ({
    kind: 'manifest',
    digest: manifest.descriptor.digest,
    tags: [tag],
    'media-type': manifest.mediaType,
    'artifact-type': 'application/vnd.example.bundle',
    reason,
  });
  const deleted = itemOf(gone, 'pr-1', expect.stringContaining('delete-tags'));
  const dry = await run(pruneCommand, { ...raw, 'dry-run': 'true' });
  expect(dry.values).toEqual({
    name: target,
    'dry-run': true,
    'deleted-count': 1,
    'kept-count': 1,
    deleted: [deleted],
    kept: [itemOf(kept, 'v1', 'no rule selects it')],
  });
  expect(dry.lines.at(-1)).toBe(`would delete 1 item of ${target}; 1 item stays`);
  expect(dry.problem).toBeUndefined();
  await putImage(registry, 'acme/app', 'second', ['pr-2']);
  const deleteManifest = registry.deleteManifest.bind(registry);
  let deletions = 0;
  registry.deleteManifest = async (repository, digest, ...options) => {
    // The run first asks for content that does not exist.
    await registry.resolveManifest(repository, digest);
    if (++deletions > 1) throw new OciError('DENIED', 'no more');
    return deleteManifest(repository, digest, ...options);
  };
  const failed = await run(pruneCommand, raw);
  expect(failed.values).toMatchObject({ 'dry-run': false, 'deleted-count': 1 });
  expect(failed.lines.at(-1)).toContain(`deleted 1 item of ${target}; `);
  expect(failed.problem).toMatch(/^--target: cannot delete the rest of .*1 of 2 items were deleted/);
});
