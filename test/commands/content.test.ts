import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attach } from '../../src/commands/attach.ts';
import { cache } from '../../src/commands/cache.ts';
import { copy } from '../../src/commands/copy.ts';
import { gc } from '../../src/commands/gc.ts';
import { pull } from '../../src/commands/pull.ts';
import { push } from '../../src/commands/push.ts';
import type { Command, RawValues } from '../../src/commands/index.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { blobOf, put, putImage } from '../contract/content.ts';
import { withMethods } from '../wrappers/fake-registries.ts';
import { run, type Run } from './run.ts';

let root: string;
let registry: MemoryRegistry;
let server: Listening;
let host: string;
/** Method and path of each request. */
let requests: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'command-runs-'));
  await mkdir(join(root, 'source/sub'), { recursive: true });
  await writeFile(join(root, 'source/a.txt'), 'first');
  await writeFile(join(root, 'source/sub/b.log'), 'second');
  registry = new MemoryRegistry();
  requests = [];
  server = await listen(registry, { onAccess: ({ method, path }) => void requests.push(`${method} ${path}`) });
  ({ host } = new URL(server.url));
});
afterEach(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

const artifactType = 'application/vnd.example.bundle';

function on(command: Command, raw: RawValues, env?: Readonly<Record<string, string>>): Promise<Run> {
  return run(command, { 'plain-http': 'true', ...raw }, env);
}

function pushSource(reference: string, raw: RawValues = {}, env?: Readonly<Record<string, string>>): Promise<Run> {
  const target = `oci://${host}/${reference}`;
  return on(push, { 'source-dir': join(root, 'source'), target, 'artifact-type': artifactType, ...raw }, env);
}

async function tagsOf(repository: string): Promise<readonly string[]> {
  return Array.fromAsync(registry.tags(repository));
}

describe('push', () => {
  it('has the names and sizes of the artifact in its outputs', async () => {
    const { texts, summary } = await pushSource('acme/app:v1', { tags: 'latest' });
    const manifest = await registry.resolveTag('acme/app', 'v1');
    const name = `${host}/acme/app`;
    const pinned = `${name}@${manifest.digest}`;
    expect(texts).toMatchObject({
      digest: manifest.digest,
      reference: `${name}:v1`,
      'pinned-reference': pinned,
      tags: `${name}:v1\n${name}:latest`,
      'artifact-type': artifactType,
      size: String(manifest.size),
      pushed: 'true',
      references: `${name}:v1`,
      digests: manifest.digest,
    });
    expect((await registry.resolveBlob('acme/app', texts['layer-digest'] as never)).size).toBe(
      Number(texts['layer-size']),
    );
    expect(texts['content-digest']).not.toBe(texts['layer-digest']);
    expect(summary).toContain(pinned);
  });

  it.each<[string, RawValues, readonly string[]]>([
    ['excludes paths', { exclude: '*.log' }, ['a.txt', 'sub']],
    ['packages a sub-directory', { 'sub-dir': 'sub' }, ['sub', 'sub/b.log']],
    ['packages all', {}, ['a.txt', 'sub', 'sub/b.log']],
  ])('%s', async (_, raw, names) => {
    await pushSource('acme/app:v1', raw);
    await on(pull, { reference: `${host}/acme/app:v1`, 'output-dir': join(root, 'out') });
    expect((await readdir(join(root, 'out'), { recursive: true })).sort()).toEqual(names);
  });

  it('sends nothing with push set to false', async () => {
    const { texts } = await pushSource('acme/app:v1', { push: 'false', 'output-dir': join(root, 'layout') });
    expect([texts['pushed'], requests]).toEqual(['false', []]);
    expect(texts['store-path']?.startsWith(join(root, 'layout'))).toBe(true);
    expect((await stat(texts['store-path'] ?? '')).isDirectory()).toBe(true);
  });

  it('keeps the layout in a given output directory, and its other files', async () => {
    const output = join(root, 'output');
    await mkdir(output);
    await writeFile(join(output, 'mine'), 'mine');
    for (const version of ['v1', 'v2']) {
      const { texts } = await pushSource(`acme/app:${version}`, { 'output-dir': output });
      const path = texts['store-path'] ?? '';
      expect(path.startsWith(output)).toBe(true);
      expect(await readdir(path)).toContain('index.json');
      expect(await readFile(join(output, 'mine'), 'utf8')).toBe('mine');
    }
  });

  it('writes its layout below the temporary directory of the runner, and removes it after a failure', async () => {
    await mkdir(join(root, 'temporary'));
    const env = { RUNNER_TEMP: join(root, 'temporary') };
    registry.pushManifest = () => Promise.reject(new Error('no manifests'));
    await expect(pushSource('acme/app:v1', { retries: '1' }, env)).rejects.toThrow(/500/);
    expect(await readdir(join(root, 'temporary'))).toEqual([]);
  });

  it('adds annotations of the workflow, its own ones, and its date', async () => {
    const env = { GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: 'a'.repeat(40) };
    const raw = { annotations: 'one=1', timestamp: '2026-01-31T12:00:00Z' };
    await pushSource('acme/app:v1', raw, env);
    const { texts } = await on(pull, { reference: `${host}/acme/app:v1`, 'output-dir': join(root, 'out') });
    expect(JSON.parse(texts['annotations'] ?? '')).toMatchObject({
      one: '1',
      'org.opencontainers.image.created': '2026-01-31T12:00:00Z',
      'org.opencontainers.image.revision': 'a'.repeat(40),
      'org.opencontainers.image.source': 'https://github.com/acme/app',
    });
  });
});

describe('pull', () => {
  let reference: string;
  let digest: string;
  beforeEach(async () => {
    ({ digest = '' } = (await pushSource('acme/app:v1')).texts);
    reference = `${host}/acme/app:v1`;
  });
  const into = (raw: RawValues = {}): Promise<Run> => on(pull, { reference, 'output-dir': join(root, 'out'), ...raw });

  it('has the digest and the written files in its outputs', async () => {
    const { texts, lines } = await into();
    expect(texts).toMatchObject({
      digest,
      reference,
      'pinned-reference': `${host}/acme/app@${digest}`,
      'artifact-type': artifactType,
      'download-path': join(root, 'out'),
    });
    expect(JSON.parse(texts['files'] ?? '')).toEqual(['a.txt', 'sub/b.log']);
    expect(await readFile(join(root, 'out/sub/b.log'), 'utf8')).toBe('second');
    expect(lines).toEqual([expect.stringMatching(/^pulled .* \(2 files, \d+ B downloaded\)$/)]);
  });

  it('writes only the included files', async () => {
    const { texts } = await into({ include: '*.log' });
    expect(JSON.parse(texts['files'] ?? '')).toEqual(['sub/b.log']);
    expect(await readdir(join(root, 'out'))).toEqual(['sub']);
  });

  it('fails before any download when the digest is not the expected one', async () => {
    await expect(into({ 'expected-digest': `sha256:${'0'.repeat(64)}` })).rejects.toThrow(/expected-digest/);
    expect(requests.filter((each) => each.startsWith('GET') && each.includes('/blobs/'))).toEqual([]);
    await into({ 'expected-digest': digest });
  });

  it('does not replace a file when overwrite is false', async () => {
    await mkdir(join(root, 'out'));
    await writeFile(join(root, 'out/a.txt'), 'mine');
    await expect(into({ overwrite: 'false' })).rejects.toThrow(/a\.txt/);
    expect(await readFile(join(root, 'out/a.txt'), 'utf8')).toBe('mine');
    expect(await readdir(join(root, 'out'))).toEqual(['a.txt']);
    await into();
    expect(await readFile(join(root, 'out/a.txt'), 'utf8')).toBe('first');
  });

  it('refuses more than the maximum size, and writes nothing', async () => {
    await expect(into({ 'max-unpacked-size': '10B' })).rejects.toThrow(/max-unpacked-size/);
    expect(await readdir(root)).toEqual(['source']);
    await into({ 'max-unpacked-size': '11B' });
  });

  it('downloads nothing again with incremental', async () => {
    expect((await into({ incremental: 'true' })).lines[0]).not.toContain('unchanged');
    requests.length = 0;
    const { lines, texts } = await into({ incremental: 'true' });
    expect(lines).toEqual([expect.stringMatching(/0 B downloaded, 1 layer unchanged/)]);
    expect(JSON.parse(texts['files'] ?? '')).toEqual(['a.txt', 'sub/b.log']);
    expect(requests.filter((each) => each.startsWith('GET') && each.includes('/blobs/'))).toEqual([]);
  });

  it('uses the first reference that exists', async () => {
    const { texts, log } = await into({ reference: `${host}/acme/app:none`, fallback: [reference] });
    expect(texts).toMatchObject({ digest, reference });
    expect(log).toContain(`line: ${host}/acme/app:none does not exist`);
    expect(log).toContain(`line: pulling ${reference}`);
  });

  it('pulls the highest version that matches a pattern, also of a fallback', async () => {
    for (const tag of ['v1.2', 'v1.10']) await pushSource(`acme/app:${tag}`);
    const expected = `${host}/acme/app:v1.10`;
    expect((await into({ reference: `${host}/acme/app:v1.*` })).texts['reference']).toBe(expected);
    const fallback = [`${host}/acme/app:v9.*`, `${host}/acme/app:v1.1?`];
    expect((await into({ reference: `${host}/acme/app:none`, fallback })).texts['reference']).toBe(expected);
    await expect(into({ reference: `${host}/acme/app:-*` })).rejects.toThrow(
      /^--reference: .*a pattern that no tag matches/,
    );
  });

  it('reads content from its cache directory, which the commands for caches list, verify and clean', async () => {
    const directory = join(root, 'cache');
    const { list, verify, clean } = cache.commands;
    if (list === undefined || verify === undefined || clean === undefined) throw new Error('the commands exist');
    const about = (command: Command, raw: RawValues = {}): Promise<Run> => run(command, { directory, ...raw });
    await expect(about(list)).rejects.toThrow(/^--directory: .* is not a cache/);
    await into({ 'cache-directory': directory });
    requests.length = 0;
    await rm(join(root, 'out'), { recursive: true });
    await into({ 'cache-directory': directory });
    expect(requests.filter((each) => each.startsWith('GET'))).toEqual([]);
    const { texts, values, lines } = await about(list);
    const entries = values['entries'] as readonly { readonly digest: string; readonly size: number }[];
    expect(entries.map((entry) => entry.digest)).toContain(digest);
    const bytes = entries.reduce((sum, { size }) => sum + size, 0);
    expect(texts).toMatchObject({ count: String(entries.length), bytes: String(bytes) });
    expect(lines).toHaveLength(entries.length + 1);
    expect(await about(verify)).toMatchObject({ values: { damaged: [] }, problem: undefined });

    const layer = entries.find((entry) => entry.digest !== digest);
    const path = join(directory, 'blobs', (layer?.digest ?? '').replace(':', '/'));
    await writeFile(path, 'x'.repeat(layer?.size ?? 0));
    const damaged = await about(verify);
    expect(damaged.values['damaged']).toEqual([expect.objectContaining({ digest: layer?.digest })]);
    expect(damaged.problem).toMatch(/^1 damaged blob removed from/);
    expect((await about(list)).values['entries']).toHaveLength(entries.length - 1);

    const kept = await about(clean, { 'max-size': '1GiB' });
    expect(kept.values).toMatchObject({ count: 0, bytes: 0, removed: [] });
    const removed = await about(clean);
    expect(removed.values).toMatchObject({ count: entries.length - 1 });
    expect((await about(list)).values['entries']).toEqual([]);
  });
});

describe('copy', () => {
  beforeEach(async () => {
    await pushSource('acme/app:v1', { tags: 'v2' });
    await putImage(registry, 'acme/app', 'other', ['v3']);
  });
  const copyTo = (target: string, raw: RawValues = {}): Promise<Run> =>
    on(copy, { source: `${host}/acme/app:v1`, target: target && `${host}/${target}`, ...raw });

  it('adds up several copies, and names each', async () => {
    const { texts, lines, summary } = await copyTo('mirror/app', { source: `${host}/acme/app:v*` });
    expect(await tagsOf('mirror/app')).toEqual(['v1', 'v2', 'v3']);
    const references = ['v1', 'v2', 'v3'].map((tag) => `${host}/mirror/app:${tag}`);
    expect(texts['references']).toBe(references.join('\n'));
    expect(texts['digests']?.split('\n')).toHaveLength(3);
    expect(texts['skipped-references']).toBe('');
    // The first and the third copy have a layer, a config and a manifest. Nothing is sent for the second one.
    expect(texts).toMatchObject({ copied: '6', reference: references[0], companions: '0' });
    expect(Number(texts['copied-bytes'])).toBeGreaterThan(0);
    for (const reference of references) expect(lines.join('\n')).toContain(reference);
    expect(summary).toContain('Copied 3 artifacts');
  });

  it.each(['skip', 'fail'] as const)('does not replace a tag with if-tag-exists %s', async (ifTagExists) => {
    const before = (await putImage(registry, 'mirror/app', 'before', ['v1'])).manifest.descriptor.digest;
    const copying = copyTo('mirror/app', { source: `${host}/acme/app:v*`, 'if-tag-exists': ifTagExists });
    if (ifTagExists === 'fail') {
      await expect(copying).rejects.toThrow(/--if-tag-exists is "fail", and .*mirror\/app:v1 already points to/);
      expect(await tagsOf('mirror/app')).toEqual(['v1']);
    } else {
      const { texts, log } = await copying;
      expect(texts['skipped-references']).toBe(`${host}/mirror/app:v1`);
      expect(log).toContainEqual(expect.stringMatching(/^line: skipped .*:v1 to /));
      expect(await tagsOf('mirror/app')).toEqual(['v1', 'v2', 'v3']);
    }
    expect((await registry.resolveTag('mirror/app', 'v1')).digest).toBe(before);
  });

  it('names the finished copies after a failure', async () => {
    const list = join(root, 'list.txt');
    const refusing = withMethods(registry, {
      pushManifest: (repository, ...rest) =>
        repository === 'mirror/b'
          ? Promise.reject(new OciError('DENIED', 'not here'))
          : registry.pushManifest(repository, ...rest),
    });
    await using target = await listen(refusing);
    const line = (tag: string, name: string): string =>
      `${host}/acme/app:${tag} ${new URL(target.url).host}/mirror/${name}`;
    await writeFile(list, `# copies\n${line('v1', 'a')} # one\n\n${line('v2', 'b')}\n${line('v3', 'c')}\n`);
    const { texts, problem } = await on(copy, { source: `@${list}` });
    expect(texts['references']).toBe(`${new URL(target.url).host}/mirror/a:v1`);
    expect(problem).toMatch(/^--source, file .*list\.txt, line 4: .*not here/);
    for (const name of ['mirror/b', 'mirror/c']) expect(await tagsOf(name).catch(() => [])).toEqual([]);
  });

  it('copies all tags, additional tags, and referrers with recursive', async () => {
    await copyTo('mirror/all', { source: `${host}/acme/app`, 'all-tags': 'true' });
    expect(await tagsOf('mirror/all')).toEqual(['v1', 'v2', 'v3']);
    await copyTo('mirror/tags:one', { tags: 'two three' });
    expect(await tagsOf('mirror/tags')).toEqual(['one', 'three', 'two']);
    const subject = await registry.resolveTag('acme/app', 'v1');
    await putImage(registry, 'acme/app', 'referrer', [], { subject });
    const { texts, lines } = await copyTo('mirror/recursive', { recursive: 'true' });
    expect(texts['companions']).toBe('1');
    expect(lines).toContain('  referrers  1 manifest (with signatures)');
    const referrers = async (name: string): Promise<number> =>
      (await Array.fromAsync(registry.referrers(name, subject.digest))).length;
    expect(await referrers('mirror/recursive')).toBe(1);
    await copyTo('mirror/plain');
    expect(await referrers('mirror/plain')).toBe(0);
  });

  it('fails for a target with another digest, and writes nothing', async () => {
    await expect(copyTo(`mirror/app@sha256:${'0'.repeat(64)}`)).rejects.toThrow(/the target requires sha256:0000/);
    await expect(tagsOf('mirror/app')).rejects.toMatchObject({ code: 'NAME_UNKNOWN' });
  });
});

describe('attach', () => {
  it('adds files with their media types, annotations and tags to the subject', async () => {
    await pushSource('acme/app:v1');
    const subject = await registry.resolveTag('acme/app', 'v1');
    await writeFile(join(root, 'sbom.json'), '{}');
    const { texts, lines } = await on(attach, {
      subject: `${host}/acme/app:v1`,
      files: `${join(root, 'sbom.json')}:application/json`,
      'artifact-type': 'application/spdx+json',
      annotations: 'one=1',
      tags: 'sbom',
    });
    const pinned = `${host}/acme/app@${subject.digest}`;
    expect(texts).toMatchObject({
      subject: pinned,
      'artifact-type': 'application/spdx+json',
      digests: texts['digest'],
    });
    expect(lines).toEqual([`attached 1 file (2 B) to ${pinned}`, `  referrer   ${texts['references']}`]);
    const [referrer] = await Array.fromAsync(registry.referrers('acme/app', subject.digest));
    expect(referrer).toMatchObject({ digest: texts['digest'], annotations: { one: '1' } });
    expect((await registry.resolveTag('acme/app', 'sbom')).digest).toBe(texts['digest']);
    await on(pull, { reference: `${host}/acme/app:sbom`, 'output-dir': join(root, 'out') });
    expect(await readdir(join(root, 'out'))).toEqual(['sbom.json']);
  });
});

describe('gc', () => {
  it('shows what it would delete, and deletes blobs that are older than the grace', async () => {
    const storage = join(root, 'storage');
    const stored = await LayoutRegistry.open(storage, { sync: false });
    const { layer } = await putImage(stored, 'acme/app', 'kept', ['v1']);
    const unused = await put(stored, 'acme/app', blobOf('nothing refers to this'));
    const { manifest } = await putImage(stored, 'acme/app', 'untagged');
    const { digest, size } = unused.descriptor;
    const collect = (raw: RawValues): Promise<Run> => run(gc, { storage, ...raw });
    expect((await collect({})).values).toMatchObject({ count: 0, bytes: 0, 'dry-run': false });
    const dry = await collect({ grace: '0', 'dry-run': 'true' });
    expect(dry.texts).toMatchObject({ count: '1', bytes: String(size), 'dry-run': 'true' });
    expect(dry.lines.at(-1)).toBe(`would delete 1 blob, ${size} B`);
    expect((await stored.resolveBlob('acme/app', digest)).size).toBe(size);
    const { values, lines } = await collect({ grace: '0' });
    expect(values['deleted']).toEqual([{ digest, size }]);
    expect(lines).toEqual([`${digest}  ${size} B`, `deleted 1 blob, ${size} B`]);
    await expect(stored.resolveBlob('acme/app', digest)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    const untagged = await collect({ grace: '0', untagged: 'true' });
    expect(untagged.values['deleted']).toContainEqual(expect.objectContaining({ digest: manifest.descriptor.digest }));
    expect((await stored.resolveBlob('acme/app', layer.descriptor.digest)).size).toBeGreaterThan(0);
    await expect(collect({ layout: 'shared' })).rejects.toThrow(/^--/);
    await expect(run(gc, { storage: join(root, 'none') })).rejects.toThrow(/^--storage: /);
  });
});
