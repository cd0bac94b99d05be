import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchBytes, packManifest, resolve } from '../../src/transfer/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import {
  parseManifest,
  plainDescriptor,
  platformFromText,
  type Descriptor,
  type ImageIndex,
} from '../../src/spec/index.ts';
import { runAction, workspace, type Run, type Workspace } from './spawned.ts';

interface Served extends AsyncDisposable {
  readonly host: string;
  repository(name: string): Repository;
}

async function serve(): Promise<Served> {
  const registry = new MemoryRegistry();
  const server = await listen(registry);
  return {
    host: new URL(server.url).host,
    repository: (name) => repository(registry, name),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function leg(target: Repository, platform: string, tag?: string): Promise<Descriptor> {
  const manifest = plainDescriptor(
    await packManifest(target, '1.1', 'application/vnd.example', {
      manifestAnnotations: { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z', built: platform },
    }),
  );
  if (tag !== undefined) await target.tag(manifest, tag);
  return manifest;
}

function index(place: Workspace, inputs: Readonly<Record<string, string>>): Promise<Run> {
  return runAction(place, { 'plain-http': 'true', ...inputs }, { bundle: 'index' });
}

function succeeded(run: Run): Run {
  expect(run.errors, run.stdout + run.stderr).toEqual([]);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return run;
}

async function indexAt(target: Repository, reference: string): Promise<ImageIndex> {
  const { bytes, descriptor } = await fetchBytes(target, reference);
  const manifest = parseManifest(bytes, descriptor.mediaType);
  if (manifest.kind !== 'index') throw new Error('not an index');
  return manifest;
}

const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/riscv64'];

describe('the index action', () => {
  it('assembles the manifests of four jobs from files with references', async () => {
    await using served = await serve();
    await using place = await workspace();
    const target = served.repository('acme/app');
    const name = `${served.host}/acme/app`;
    const legs = await Promise.all(platforms.map((platform) => leg(target, platform)));
    for (const [at, { digest }] of legs.entries()) {
      await mkdir(join(place.path, `digests/job-${at}`), { recursive: true });
      await writeFile(join(place.path, `digests/job-${at}/reference`), `${name}@${digest}=${platforms[at] ?? ''}\n`);
    }
    const run = succeeded(
      await index(place, {
        target: `oci://${name}:v1`,
        sources: '@digests',
        expect: '4',
        tags: 'latest',
        annotations: 'team=a',
      }),
    );
    const built = await indexAt(target, 'v1');
    expect(built.manifests.map(({ digest, platform }) => [digest, platform?.architecture])).toEqual([
      [legs[0]?.digest, 'amd64'],
      [legs[2]?.digest, 'arm'],
      [legs[1]?.digest, 'arm64'],
      [legs[3]?.digest, 'riscv64'],
    ]);
    expect(built.manifests[0]).toMatchObject({ artifactType: 'application/vnd.example', platform: { os: 'linux' } });
    expect(built.annotations).toMatchObject({
      team: 'a',
      'org.opencontainers.image.source': 'https://github.com/acme/app',
      'org.opencontainers.image.created': '1970-01-01T00:00:00Z',
    });
    const { digest, size } = await target.resolve('latest');
    expect(run.outputs).toMatchObject({
      digest,
      size: String(size),
      reference: `${name}:v1`,
      'pinned-reference': `${name}@${digest}`,
      name,
      tags: `${name}:v1\n${name}:latest`,
      'media-type': 'application/vnd.oci.image.index.v1+json',
      'artifact-type': '',
    });
    expect(JSON.parse(run.outputs['manifests'] ?? '')).toEqual(
      ['linux/amd64', 'linux/arm/v7', 'linux/arm64', 'linux/riscv64'].map((platform, at) => ({
        digest: built.manifests[at]?.digest,
        platform,
        'artifact-type': 'application/vnd.example',
      })),
    );
    expect(await resolve(target, 'v1', { targetPlatform: platformFromText('linux/arm64') })).toMatchObject({
      digest: legs[1]?.digest,
    });
    expect(run.summary).toContain(digest.slice('sha256:'.length));
  });

  it('lists matching tags, except its own tags and those of signatures', async () => {
    await using served = await serve();
    await using place = await workspace();
    const target = served.repository('acme/app');
    const one = await leg(target, 'one', 'v1-amd64');
    await leg(target, 'two', 'v1-arm64');
    await leg(target, 'signature', `sha256-${one.digest.slice(7)}.sig`);
    const inputs = { target: `${served.host}/acme/app:v1-all`, sources: 'v1-*\nsha256-*.sig', expect: '2' };
    const strict = await index(place, inputs);
    expect(strict.errors).toEqual([expect.stringMatching(/^input "sources": "sha256-\*\.sig" matches no tag/)]);
    const first = succeeded(await index(place, { ...inputs, sources: 'v1-*' }));
    const second = succeeded(await index(place, { ...inputs, sources: 'v1-*' }));
    expect(second.outputs).toEqual(first.outputs);
    expect((await indexAt(target, 'v1-all')).manifests).toHaveLength(2);
  });

  it('lists the pinned references of jobs, and mounts content of another repository', async () => {
    await using served = await serve();
    await using place = await workspace();
    const [one, two] = [
      await leg(served.repository('acme/amd64'), 'amd64'),
      await leg(served.repository('acme/arm64'), 'arm64'),
    ];
    const needs = {
      amd64: { outputs: { 'pinned-reference': `${served.host}/acme/amd64@${one.digest}` } },
      arm64: { outputs: { 'pinned-reference': `${served.host}/acme/arm64@${two.digest}` } },
      lint: { outputs: {} },
    };
    const run = succeeded(
      await index(place, { target: `${served.host}/acme/app`, needs: JSON.stringify(needs), expect: '2' }),
    );
    expect(run.outputs['reference']).toBe(`${served.host}/acme/app:latest`);
    const target = served.repository('acme/app');
    for (const node of [one, two]) expect(await target.exists(node)).toBe(true);
    expect(run.stdout).toContain('mounted from another repository');
  });

  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux/arm64', 'linux/arm64/v8'],
    ['linux/amd64/v1', 'linux/x86_64'],
    ['linux/arm', 'linux/arm/v7'],
  ])('warns about two manifests for one platform, %s and %s', async (first, second) => {
    await using served = await serve();
    await using place = await workspace();
    const target = served.repository('acme/app');
    const [one, two] = [await leg(target, 'one'), await leg(target, 'two')];
    const run = succeeded(
      await index(place, {
        target: `${served.host}/acme/app`,
        sources: `${one.digest}=${first}\n${two.digest}=${second}`,
      }),
    );
    expect(run.warnings).toEqual([expect.stringContaining('are both for linux/')]);
  });

  it('fails without a write when there are fewer manifests than expected', async () => {
    await using served = await serve();
    await using place = await workspace();
    const one = await leg(served.repository('acme/one'), 'one');
    const inputs = {
      target: `${served.host}/acme/app:v1`,
      sources: `${served.host}/acme/one@${one.digest}\n${served.host}/acme/one@${one.digest}`,
      expect: '2',
    };
    const run = await index(place, inputs);
    expect(run.code).toBe(1);
    expect(run.errors).toEqual([
      expect.stringMatching(
        /^input "expect": "2" is more than the 1 distinct manifests that were found \(of 2 references, some are equal\)/,
      ),
    ]);
    expect(run.outputs).toEqual({});
    await expect(Array.fromAsync(served.repository('acme/app').tags())).rejects.toMatchObject({ code: 'NAME_UNKNOWN' });
  });

  it('names a missing manifest (CP-08)', async () => {
    await using served = await serve();
    await using place = await workspace();
    const one = await leg(served.repository('acme/app'), 'one');
    const run = await index(place, {
      target: `${served.host}/acme/app:v1`,
      sources: `${one.digest}\n${served.host}/acme/app:absent`,
    });
    expect(run.errors).toEqual([expect.stringMatching(/^input "sources": cannot add .*acme\/app:absent to the index/)]);
    expect(run.left).toEqual([]);
  });

  it('creates a layout, and removes it after a failure', async () => {
    await using served = await serve();
    await using place = await workspace();
    const one = await leg(served.repository('acme/app'), 'one');
    const failed = await index(place, {
      target: './new/layout:v1',
      sources: `${served.host}/acme/app@${one.digest}=linux/amd64`,
      expect: '2',
    });
    expect(failed.code).toBe(1);
    expect(await readdir(place.path)).toEqual([]);
    // A source on this machine needs no setting for plain HTTP.
    const plain = await index(place, {
      target: './new/layout:v1',
      sources: `${served.host}/acme/app@${one.digest}=linux/amd64`,
      retries: '1',
    });
    expect([plain.code, plain.errors]).toEqual([0, []]);
    expect(await readdir(place.path)).toEqual(['new']);
  });
});
