import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectOptions } from '../../src/connect/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { attach, copy, createIndex, publish, pull } from '../../src/operations/index.ts';
import { repository, type Registry, type Repository } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { digestOf, parseLocation, platformFromText, type Location, type PublishResult } from '../../src/spec/index.ts';
import { listReferrers, packManifest, readManifest, successors } from '../../src/transfer/index.ts';

/** Counts mounts from other repositories. */
class MountCounter extends MemoryRegistry {
  mounts = 0;

  override mountBlob(...args: Parameters<Registry['mountBlob']>): ReturnType<Registry['mountBlob']> {
    if (args[0] !== args[1]) this.mounts++;
    return super.mountBlob(...args);
  }
}

let directory: string;
let server: Listening;
let connection: ConnectOptions;
let registry: MountCounter;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'operations-'));
  await mkdir(join(directory, 'source'));
  await writeFile(join(directory, 'source/a.txt'), 'content');
  registry = new MountCounter();
  server = await listen(registry);
  connection = { plainHttp: true, env: {}, homedir: directory, attempts: 1 };
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

function locationOf(name: string): Location {
  return parseLocation(`${new URL(server.url).host}/${name}`);
}

function repositoryOf(name: string): Repository {
  return repository(registry, name);
}

async function publishSource(name: string): Promise<PublishResult> {
  return publish({
    sourceDir: join(directory, 'source'),
    target: locationOf(name),
    outputDir: join(directory, 'output'),
    connection,
  });
}

describe('publish', () => {
  it('needs only a source and a target', async () => {
    const { digest, artifactType, reference, pushed } = await publishSource('acme/app');
    expect({ artifactType, pushed }).toEqual({ artifactType: 'application/vnd.unknown.artifact.v1', pushed: true });
    expect(reference).toBe(`${new URL(server.url).host}/acme/app:latest`);
    expect((await repositoryOf('acme/app').resolve('latest')).digest).toBe(digest);
  });
});

describe('pull', () => {
  it('restores a published directory', async () => {
    const { digest } = await publishSource('acme/app:v1');
    const outputDir = join(directory, 'pulled');
    const result = await pull({ source: locationOf('acme/app:v1'), outputDir, connection });
    expect(result).toMatchObject({ digest, files: { count: 1, paths: ['a.txt'] }, downloadPath: outputDir });
    expect(await readFile(join(outputDir, 'a.txt'), 'utf8')).toBe('content');
  });
});

describe('copy', () => {
  it.each(['acme/copy', 'acme/copy:v2', 'acme/app'])('to %s with another digest writes nothing', async (name) => {
    await publishSource('acme/app:v1');
    const target = locationOf(`${name}@sha256:${'0'.repeat(64)}`);
    const copying = copy({ source: locationOf('acme/app:v1'), target, from: connection, to: connection });
    await expect(copying).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', origin: 'source' });
    expect(await Array.fromAsync(registry.repositories())).toEqual(['acme/app']);
    expect(await Array.fromAsync(repositoryOf('acme/app').tags())).toEqual(['v1']);
  });

  it('uses the tag of the source by default', async () => {
    const { digest } = await publishSource('acme/app:v1');
    const source = locationOf('acme/app:v1');
    const result = await copy({ source, target: locationOf('acme/copy'), from: connection, to: connection });
    expect(result).toMatchObject({ digest, reference: `${new URL(server.url).host}/acme/copy:v1`, companions: 0 });
    expect((await repositoryOf('acme/copy').resolve('v1')).digest).toBe(digest);
  });

  it('does not write a tag for a target with a digest', async () => {
    const { digest } = await publishSource('acme/app:v1');
    const target = locationOf(`acme/copy@${digest}`);
    const { tags } = await copy({ source: locationOf('acme/app:v1'), target, from: connection, to: connection });
    expect(tags).toEqual([]);
    expect(await Array.fromAsync(repositoryOf('acme/copy').tags())).toEqual([]);
  });
});

describe('a copy with referrers', () => {
  const warningsOf = async (): Promise<readonly string[]> => {
    const warnings: string[] = [];
    await copy({
      source: locationOf('acme/app:v1'),
      target: locationOf('acme/copy:v1'),
      from: connection,
      to: connection,
      recursive: true,
      onEvent: (event) => {
        if (event.kind === 'warning') warnings.push(event.text);
      },
    });
    return warnings;
  };

  it('warns about a referrer that the source lists and does not have', async () => {
    const { digest } = await publishSource('acme/app:v1');
    const absent = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: digestOf('x'), size: 1 } as const;
    const referrers = registry.referrers.bind(registry);
    registry.referrers = async function* (name, subject, options) {
      yield* referrers(name, subject, options);
      if (name === 'acme/app' && subject === digest) yield absent;
    };
    expect(await warningsOf()).toEqual([
      `the source lists ${absent.digest} as a referrer of ${digest} but does not have it; it is not copied`,
    ]);
    expect((await repositoryOf('acme/copy').resolve('v1')).digest).toBe(digest);
  });

  it('warns when it moves a tag of cosign at the target', async () => {
    const { digest } = await publishSource('acme/app:v1');
    const tag = `${digest.replace(':', '-')}.sig`;
    const sign = async (name: string, text: string): Promise<string> => {
      const options = { manifestAnnotations: { text } };
      const manifest = await packManifest(repositoryOf(name), '1.1', 'application/vnd.example', options);
      await repositoryOf(name).tag(manifest, tag);
      return manifest.digest;
    };
    const signature = await sign('acme/app', 'new');
    const previous = await sign('acme/copy', 'old');
    expect(await warningsOf()).toEqual([
      `the tag ${tag} at the target pointed to ${previous} and was moved; that manifest still exists under its digest`,
    ]);
    expect((await repositoryOf('acme/copy').resolve(tag)).digest).toBe(signature);
    expect(await warningsOf()).toEqual([]);
  });
});

describe('a copy within a registry', () => {
  it.each<[string, ConnectOptions, number]>([
    ['mounts blobs with the same account', { username: 'one', password: 'same' }, 2],
    ['does not mount with the account of another user', { username: 'other', password: 'same' }, 0],
    ['does not mount with another password', { username: 'one', password: 'other' }, 0],
    ['does not mount with the token of a job', { githubToken: 'token' }, 0],
  ])('%s', async (_, from, mounts) => {
    const { digest } = await publishSource('acme/app:v1');
    const to = { ...connection, username: 'one', password: 'same' };
    const [source, target] = [locationOf('acme/app:v1'), locationOf('acme/copy:v1')];
    const result = await copy({ source, target, from: { ...connection, ...from }, to });
    expect(result.digest).toBe(digest);
    expect(registry.mounts).toBe(mounts);
    // The layer, the config and the manifest are copied. Only content that was sent counts in bytes.
    const manifest = await repositoryOf('acme/app').resolve('v1');
    const blobs = await successors(repositoryOf('acme/app'), manifest);
    const sent = mounts > 0 ? [manifest] : [manifest, ...blobs];
    expect(result).toMatchObject({ copied: 3, copiedBytes: sent.reduce((sum, { size }) => sum + size, 0) });
  });
});

describe('attach', () => {
  it('adds a referrer with the current time as its creation date', async () => {
    const { digest } = await publishSource('acme/app:v1');
    await writeFile(join(directory, 'sbom.json'), '{}');
    const before = Date.now() - 1000;
    const result = await attach({
      subject: locationOf('acme/app:v1'),
      files: [{ path: join(directory, 'sbom.json'), mediaType: 'application/spdx+json' }],
      artifactType: 'application/spdx+json',
      connection,
    });
    expect(result.subject).toBe(`${new URL(server.url).host}/acme/app@${digest}`);
    const app = repositoryOf('acme/app');
    const [referrer] = await listReferrers(app, await app.resolve('v1'));
    expect(referrer?.digest).toBe(result.digest);
    const created = Date.parse(referrer?.annotations?.['org.opencontainers.image.created'] ?? '');
    expect(created).toBeGreaterThanOrEqual(before);
  });
});

describe('createIndex', () => {
  it('copies manifests of other repositories, and writes the tag of the target', async () => {
    const { digest } = await publishSource('acme/app:v1');
    const { children } = await createIndex({
      target: locationOf('acme/all:v1'),
      sources: [{ kind: 'location', location: locationOf('acme/app:v1'), platform: platformFromText('linux/amd64') }],
      connection,
    });
    expect(children).toMatchObject([{ digest, platform: { os: 'linux', architecture: 'amd64' } }]);
    const all = repositoryOf('acme/all');
    expect(await readManifest(all, await all.resolve('v1'))).toMatchObject({ kind: 'index', manifests: [{ digest }] });
    expect(await all.exists({ ...(await repositoryOf('acme/app').resolve('v1')) })).toBe(true);
  });
});
