import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectOptions } from '../../src/connect/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { attach, type AttachOptions } from '../../src/operations/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { parseLocation, platformFromText, type Descriptor, type Location } from '../../src/spec/index.ts';
import {
  assembleIndex,
  buildLayout,
  listReferrers,
  packManifest,
  pullArtifact,
  readManifest,
} from '../../src/transfer/index.ts';

let directory: string;
let server: Listening;
let app: Repository;
let connection: ConnectOptions;
let subject: Descriptor;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'attach-'));
  const registry = new MemoryRegistry();
  server = await listen(registry);
  app = repository(registry, 'acme/app');
  connection = { plainHttp: true, env: {}, homedir: directory, attempts: 1 };
  subject = await artifact('first');
  await app.tag(subject, 'v1');
  await mkdir(join(directory, 'reports/sub'), { recursive: true });
  await writeFile(join(directory, 'reports/sub/a.txt'), 'a');
  await writeFile(join(directory, 'b.txt'), 'b');
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

function artifact(name: string): Promise<Descriptor> {
  return packManifest(app, '1.1', 'application/vnd.example', { manifestAnnotations: { name } });
}

function at(reference: string): Location {
  return parseLocation(`${new URL(server.url).host}/acme/app${reference}`);
}

function run(reference: string, options: Partial<AttachOptions>): ReturnType<typeof attach> {
  return attach({ subject: at(reference), artifactType: 'application/vnd.example.report', ...options, connection });
}

describe('attach', () => {
  it('attaches only annotations', async () => {
    const result = await run(':v1', { annotations: { note: 'x' } });
    const [referrer] = await listReferrers(app, subject);
    expect(referrer).toMatchObject({ digest: result.digest, annotations: { note: 'x' } });
    expect(await readManifest(app, { ...subject, ...referrer })).toMatchObject({
      config: { mediaType: 'application/vnd.oci.empty.v1+json' },
      layers: [{ mediaType: 'application/vnd.oci.empty.v1+json' }],
    });
  });

  it.each([
    ['a directory', 'reports'],
    ['a directory with a slash at its end', 'reports/'],
    ['a directory with a detour', 'reports/sub/..'],
  ])('packs %s, with its name as the title, and removes the temporary files', async (_, path) => {
    const before = await readdir(tmpdir());
    const result = await run(':v1', { files: [{ path: join(directory, path) }, { path: join(directory, 'b.txt') }] });
    expect(result.layers).toMatchObject([
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        annotations: { 'org.opencontainers.image.title': 'reports', 'io.deis.oras.content.unpack': 'true' },
      },
      { mediaType: 'application/octet-stream', annotations: { 'org.opencontainers.image.title': 'b.txt' } },
    ]);
    await pullArtifact(app, result.digest, join(directory, 'out'));
    expect(await readFile(join(directory, 'out/reports/sub/a.txt'), 'utf8')).toBe('a');
    expect(await readFile(join(directory, 'out/b.txt'), 'utf8')).toBe('b');
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith('oci-attach-') && !before.includes(name));
    expect(left).toEqual([]);
  });

  it('writes tags', async () => {
    const result = await run(':v1', { files: [{ path: join(directory, 'b.txt') }], tags: ['sbom', 'other'] });
    expect((await app.resolve('sbom')).digest).toBe(result.digest);
    expect((await app.resolve('other')).digest).toBe(result.digest);
    expect(result.tags).toHaveLength(2);
    expect((await app.resolve('v1')).digest).toBe(subject.digest);
    const single = await run(':v1', { annotations: { note: 'x' }, tags: ['note'] });
    expect((await app.resolve('note')).digest).toBe(single.digest);
  });

  it.each<[string, Pick<AttachOptions, 'annotations'> & { readonly files?: string }]>([
    ['annotations', { annotations: { note: 'x' } }],
    ['a file', { files: 'b.txt' }],
    ['a directory', { files: 'reports' }],
  ])('attaches %s to each manifest of an index, except attestations', async (_, { files, ...options }) => {
    const second = await artifact('second');
    const attestation = await artifact('attestation');
    const index = await assembleIndex(app, [
      { ...subject, platform: platformFromText('linux/amd64') },
      second,
      { ...attestation, platform: { os: 'unknown', architecture: 'unknown' } },
    ]);
    await app.tag(index, 'all');
    const paths = files === undefined ? [] : [{ path: join(directory, files) }];
    const result = await run(':all', { ...options, files: paths, eachPlatform: true });
    expect(result.attached).toHaveLength(2);
    const [one] = await listReferrers(app, subject);
    const [two] = await listReferrers(app, second);
    expect(new Set(result.attached.map(({ digest }) => digest))).toEqual(new Set([one?.digest, two?.digest]));
    expect(result.digest).toBe(result.attached[0]?.digest);
    expect(await listReferrers(app, attestation)).toEqual([]);
    expect(await listReferrers(app, index)).toEqual([]);
  });

  it('attaches a directory in a layout', async () => {
    const path = join(directory, 'layout');
    const plan = { artifactType: 'a/b', config: { kind: 'empty' }, layers: [] } as const;
    const { store, manifest } = await buildLayout(plan, path, { tags: ['v1'] });
    const { digest } = await run('', {
      subject: parseLocation(`layout:${path}:v1`),
      files: [{ path: join(directory, 'reports') }],
    });
    expect(await listReferrers(store, manifest)).toMatchObject([{ digest }]);
  });

  it.each([
    ['a file', 'reports/sub/b.txt', ['b.txt', 'reports/sub/b.txt']],
    ['a directory', 'other/reports/c.txt', ['reports', 'other/reports']],
    ['a file and a directory', 'other/b.txt/c.txt', ['b.txt', 'other/b.txt']],
  ])('refuses the name of another file for %s', async (_, created, names) => {
    await mkdir(join(directory, created, '..'), { recursive: true });
    await writeFile(join(directory, created), 'other');
    const files = names.map((name) => ({ path: join(directory, name) }));
    await expect(run(':v1', { files })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/^`files`: .* has the same name as .*; rename one, or a pull loses a file/),
    });
    expect(await listReferrers(app, subject)).toEqual([]);
  });

  it.each<[string, Partial<AttachOptions>, RegExp]>([
    [':v1', {}, /^`files`: it is missing; give at least one file, or `annotations`/],
    [':v1', { annotations: { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' } }, /^`files`: it is missing/],
    [':v1', { annotations: { a: '1' }, tags: ['x', 'v1'] }, /^`tags`: "v1" is the tag of the subject/],
    [':v1', { annotations: { a: '1' }, tags: ['x'], eachPlatform: true }, /^`tags`: a tag names one artifact/],
    [':v1', { annotations: { a: '1' }, eachPlatform: true }, /^`eachPlatform`: sha256:.* is not an index/],
    [':v1', { files: [{ path: 'reports', mediaType: 'a/b+zstd' }] }, /names the compression "zstd"/],
    [':v1', { files: [{ path: 'absent' }] }, /absent/],
  ])('rejects %s with %j, and attaches nothing', async (reference, { files, ...options }, message) => {
    const paths = files?.map((file) => ({ ...file, path: join(directory, file.path) }));
    await expect(run(reference, { ...options, files: paths })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
    });
    expect(await listReferrers(app, subject)).toEqual([]);
    expect(await Array.fromAsync(app.tags())).toEqual(['v1']);
  });
});
