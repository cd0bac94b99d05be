import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { annotate } from '../../src/commands/annotate.ts';
import { index } from '../../src/commands/create-index.ts';
import type { RawValues } from '../../src/commands/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import type { Annotations, Descriptor, Digest } from '../../src/spec/index.ts';
import { putImage, readAll, type Image } from '../contract/content.ts';
import { run, type Run } from './run.ts';

const name = 'acme/app';
let registry: MemoryRegistry;
let server: Listening;
let place: string;
let amd64: Image;
let arm64: Image;

beforeEach(async () => {
  registry = new MemoryRegistry();
  server = await listen(registry);
  place = `${new URL(server.url).host}/${name}`;
  amd64 = await putImage(registry, name, 'amd64', ['build-1-amd64']);
  arm64 = await putImage(registry, name, 'arm64', ['build-1-arm64']);
});
afterEach(() => server.close());

const digestOf = ({ manifest }: Image): Digest => manifest.descriptor.digest;

interface Stored {
  readonly digest: string;
  readonly manifests: readonly (Descriptor & { readonly annotations?: Annotations })[];
  readonly annotations: Annotations;
  readonly artifactType?: string;
}

async function stored(tag: string): Promise<Stored> {
  const reader = await registry.getTag(name, tag);
  const { digest } = reader.descriptor;
  return { ...(JSON.parse(Buffer.from(await readAll(reader)).toString()) as Stored), digest };
}

function assemble(raw: RawValues, env?: Readonly<Record<string, string>>): Promise<Run> {
  return run(index, { target: `${place}:v1`, 'plain-http': 'true', ...raw }, env);
}

const both = (): string => `${digestOf(amd64)}=linux/amd64\n${digestOf(arm64)}=linux/arm64/v8`;

describe('index', () => {
  it('assembles manifests with their platforms, and has them in its outputs', async () => {
    const { texts, lines, summary, log } = await assemble({ sources: both(), tags: 'latest' });
    const list = await stored('v1');
    expect(list.manifests.map(({ digest, platform }) => [digest, platform])).toEqual([
      [digestOf(amd64), { architecture: 'amd64', os: 'linux' }],
      [digestOf(arm64), { architecture: 'arm64', os: 'linux', variant: 'v8' }],
    ]);
    expect((await stored('latest')).digest).toBe(list.digest);
    expect(texts).toMatchObject({
      digest: list.digest,
      reference: `${place}:v1`,
      tags: `${place}:v1\n${place}:latest`,
    });
    expect(JSON.parse(texts['manifests'] ?? '')).toEqual([
      { digest: digestOf(amd64), platform: 'linux/amd64', 'artifact-type': 'application/vnd.example.bundle' },
      { digest: digestOf(arm64), platform: 'linux/arm64/v8', 'artifact-type': 'application/vnd.example.bundle' },
    ]);
    expect(lines.slice(0, 2)).toEqual([`assembled 2 manifests as ${place}:v1`, `  digest     ${list.digest}`]);
    expect(lines.slice(2).map((line) => line.trim().split(/\s+/))).toEqual([
      ['linux/amd64', digestOf(amd64)],
      ['linux/arm64/v8', digestOf(arm64)],
    ]);
    expect(summary).toContain('Assembled');
    expect(log[0]).toBe('phase: Index');
  });

  it('has the annotations of the workflow, its own ones, a date and an artifact type', async () => {
    const env = { GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: 'a'.repeat(40), SOURCE_DATE_EPOCH: '1700000000' };
    const raw = { version: '1.2.3', annotations: 'one=1\norg.opencontainers.image.revision=' };
    await assemble({ sources: both(), 'artifact-type': 'application/vnd.example.list', ...raw }, env);
    const { annotations, artifactType } = await stored('v1');
    expect([annotations, artifactType]).toEqual([
      {
        one: '1',
        'org.opencontainers.image.created': '2023-11-14T22:13:20Z',
        'org.opencontainers.image.source': 'https://github.com/acme/app',
        'org.opencontainers.image.version': '1.2.3',
      },
      'application/vnd.example.list',
    ]);
  });

  it.each([
    [{ version: '1.2.3+a' }, ['1.2.3_a']],
    [{ tags: 'x y', version: '1.2.3' }, ['x', 'y']],
    [{}, ['latest']],
    [{ version: 'v1.2.3', 'semver-tags': 'true' }, ['latest', 'v1', 'v1.2', 'v1.2.3']],
  ])('writes the tags of %j without a tag in the target', async (raw, tags) => {
    await assemble({ target: place, sources: both(), ...raw });
    const written = await Array.fromAsync(registry.tags(name));
    expect(written.filter((tag) => !tag.startsWith('build-'))).toEqual(tags);
  });

  it('reads a pattern of tags, and the outputs of other jobs', async () => {
    await assemble({ sources: 'build-1-*' });
    const digests = (await stored('v1')).manifests.map(({ digest }) => digest);
    expect(digests.toSorted()).toEqual([digestOf(amd64), digestOf(arm64)].toSorted());
    const needs = JSON.stringify({
      one: { outputs: { 'pinned-reference': `${place}@${digestOf(arm64)}` } },
      two: { outputs: { other: 'x' } },
      three: { outputs: { 'pinned-reference': `  ${place}@${digestOf(amd64)} \n` } },
    });
    await assemble({ target: `${place}:v2`, needs });
    expect((await stored('v2')).manifests.map(({ digest }) => digest).toSorted()).toEqual(
      [digestOf(amd64), digestOf(arm64)].toSorted(),
    );
  });

  it('writes nothing with fewer manifests than expected, or without a source', async () => {
    await expect(assemble({ sources: both(), expect: '3' })).rejects.toThrow(/--expect/);
    await expect(assemble({ sources: '' })).rejects.toThrow(/^--sources/);
    await expect(assemble({ sources: 'none-*' })).rejects.toThrow(/^--sources/);
    await expect(assemble({ sources: `sha256:${'0'.repeat(64)}` })).rejects.toThrow(/^--sources/);
    await expect(stored('v1')).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
    await assemble({ sources: both(), expect: '2' });
  });

  it('adds to an index with append, and replaces a platform only with replace', async () => {
    await assemble({ sources: `${digestOf(amd64)}=linux/amd64`, annotations: 'kept=1' });
    const { lines } = await assemble({ sources: `${digestOf(arm64)}=linux/arm64`, append: 'true' });
    expect(lines[0]).toBe(`updated 2 manifests as ${place}:v1`);
    const before = await stored('v1');
    expect(before.manifests.map(({ digest }) => digest)).toEqual([digestOf(amd64), digestOf(arm64)]);
    expect(before.annotations).toMatchObject({ kept: '1' });
    const newer = await putImage(registry, name, 'newer');
    const again = { sources: `${digestOf(newer)}=linux/arm64`, append: 'true' };
    await expect(assemble(again)).rejects.toThrow(/linux\/arm64/);
    expect((await stored('v1')).digest).toBe(before.digest);
    await expect(assemble({ ...again, append: 'false', replace: 'true' })).rejects.toThrow(/^--replace: .*--append/);
    await assemble({ ...again, replace: 'true' });
    expect((await stored('v1')).manifests.map(({ digest }) => digest).toSorted()).toEqual(
      [digestOf(amd64), digestOf(newer)].toSorted(),
    );
  });

  it('adds the entries of an index with flatten', async () => {
    await assemble({ target: `${place}:inner`, sources: both() });
    await assemble({ target: `${place}:nested`, sources: `${place}:inner` });
    expect((await stored('nested')).manifests.map(({ digest }) => digest)).toEqual([(await stored('inner')).digest]);
    await assemble({ target: `${place}:flat`, sources: `${place}:inner`, flatten: 'true' });
    expect((await stored('flat')).manifests.map(({ platform }) => platform?.architecture)).toEqual(['amd64', 'arm64']);
    await assemble({ target: `${place}:one`, sources: `${place}:inner=linux/arm64/v8`, flatten: 'true' });
    expect((await stored('one')).manifests.map(({ digest }) => digest)).toEqual([digestOf(arm64)]);
  });

  it.each([
    ['append', 'true'],
    ['replace', 'true'],
    ['flatten', 'true'],
    ['expect', '2'],
    ['annotations', 'a=b'],
    ['artifact-type', 'a/b'],
    ['timestamp', '2026-01-31T12:00:00Z'],
  ])('rejects %s with join', async (option, value) => {
    const joining = assemble({ sources: both(), join: 'true', [option]: value });
    await expect(joining).rejects.toThrow(new RegExp(`^--${option}: it has no effect with --join`));
  });

  it('reads the references of a file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'index-files-'));
    try {
      await writeFile(join(directory, 'list.txt'), `${place}@${digestOf(amd64)}\n`);
      await assemble({ sources: `@${directory}/list.txt` });
      expect((await stored('v1')).manifests.map(({ digest }) => digest)).toEqual([digestOf(amd64)]);
      await expect(assemble({ sources: `@${directory}/none.txt` })).rejects.toThrow(/^--sources/);
      await mkdir(join(directory, 'list.d/inner'), { recursive: true });
      await expect(assemble({ sources: `@${directory}/list.d` })).rejects.toThrow(/^--sources: .* names no file; /);
      await writeFile(join(directory, 'list.d/inner/arm'), `\n ${place}@${digestOf(arm64)}\n`);
      // A pattern names files, and a directory all files below it.
      await assemble({ sources: `@${directory}/list.*`, target: `${place}:pattern` });
      expect((await stored('pattern')).manifests.map(({ digest }) => digest)).toEqual([digestOf(amd64)]);
      await assemble({ sources: `@${directory}`, target: `${place}:all` });
      expect((await stored('all')).manifests.map(({ digest }) => digest)).toEqual(
        expect.arrayContaining([digestOf(amd64), digestOf(arm64)]),
      );
      await writeFile(join(directory, 'list.empty'), '\n \n');
      await expect(assemble({ sources: `@${directory}/list.*` })).rejects.toThrow(
        /^--sources: .*list\.empty" is empty/,
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe('annotate', () => {
  const edit = (reference: string, raw: RawValues): Promise<Run> =>
    run(annotate, { reference: `${place}${reference}`, 'plain-http': 'true', ...raw });

  it('writes a manifest with other annotations, and moves only the tags that are given', async () => {
    const { texts, lines } = await edit(':build-1-amd64', { annotations: 'one=1', remove: 'org.example.marker' });
    expect(texts).toMatchObject({
      'previous-digest': digestOf(amd64),
      reference: `${place}@${texts['digest']}`,
      tags: '',
    });
    expect(lines).toEqual([
      `annotated ${place}@${texts['digest']}`,
      `  digest     ${texts['digest']}`,
      `  previous   ${digestOf(amd64)}`,
    ]);
    expect((await stored('build-1-amd64')).digest).toBe(digestOf(amd64));
    await edit(':build-1-amd64', { annotations: 'one=1', remove: 'org.example.marker', tags: 'x y' });
    expect((await stored('x')).annotations).toEqual({ one: '1' });
    expect((await stored('y')).digest).toBe(texts['digest']);
    const moved = await edit(':build-1-amd64', { annotations: 'one=1', 'move-tag': 'true' });
    expect((await stored('build-1-amd64')).digest).toBe(moved.texts['digest']);
    expect(moved.texts['tags']).toBe(`${place}:build-1-amd64`);
  });

  it('edits each manifest of an index with each-platform', async () => {
    await assemble({ sources: both() });
    const before = await stored('v1');
    const { lines } = await edit(':v1', { annotations: 'one=1', 'each-platform': 'true', 'move-tag': 'true' });
    const after = await stored('v1');
    expect(after.annotations).toMatchObject({ one: '1' });
    expect(after.manifests.map(({ platform }) => platform)).toEqual(before.manifests.map(({ platform }) => platform));
    for (const [at, { digest }] of after.manifests.entries()) {
      const manifest = JSON.parse(
        Buffer.from(await readAll(await registry.getManifest(name, digest))).toString(),
      ) as Stored;
      expect(manifest.annotations).toMatchObject({ one: '1', 'org.example.marker': ['amd64', 'arm64'][at] });
      expect(lines).toContain(`             ${before.manifests[at]?.digest} -> ${digest}`);
    }
    expect(lines).toContain('  children   2 manifests');
  });

  it('rejects a key that is set and removed, and a tag to move without a tag', async () => {
    await expect(edit(':build-1-amd64', { annotations: 'a=1', remove: 'a' })).rejects.toThrow(/"a"/);
    const byDigest = edit(`@${digestOf(amd64)}`, { annotations: 'a=1', 'move-tag': 'true' });
    await expect(byDigest).rejects.toThrow(/--move-tag/);
    await expect(edit(':build-1-amd64', {})).rejects.toThrow(/^--annotations/);
    await expect(edit(':build-1-amd64', { annotations: 'a=1', tags: '-x' })).rejects.toThrow(/^--tags/);
    expect((await stored('build-1-amd64')).digest).toBe(digestOf(amd64));
  });
});
