import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { copy, copyAll, createIndex, pull } from '../../src/operations/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { parseLocation, type Descriptor, type Location } from '../../src/spec/index.ts';
import type { Verification } from '../../src/verification/index.ts';
import { newKeys, pushArtifact, pushManifest, signUnderTag, signWithBundle } from '../verification/signed.ts';

const keys = newKeys();
const verify: Verification = { policy: { kind: 'key', key: keys.publicKey } };
const connection = { plainHttp: true };

let directory: string;
let registry: MemoryRegistry;
let server: Listening;
/** The requests to the server: method and route. */
let requests: string[];
let home: Repository;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'verify-test-'));
  registry = new MemoryRegistry();
  requests = [];
  server = await listen(registry, {
    onAccess: ({ method, path }) => {
      requests.push(`${method} ${path}`);
    },
  });
  home = repository(registry, 'acme/app');
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

function at(reference: string, name = 'acme/app'): Location {
  return parseLocation(`${new URL(server.url).host}/${name}${reference}`);
}

async function artifact(text: string, tag: string): Promise<Descriptor> {
  return pushManifest(home, {
    artifactType: 'application/vnd.example.app',
    layers: [
      {
        mediaType: 'text/plain',
        content: Buffer.from(text),
        annotations: { 'org.opencontainers.image.title': 'a.txt' },
      },
    ],
    tags: [tag],
  });
}

describe('pull with verification', () => {
  it('writes a signed artifact, and reads it by the verified digest', async () => {
    const { digest } = await artifact('content', 'v1');
    await signWithBundle(home, await home.resolve('v1'), keys);
    const outputDir = join(directory, 'out');
    const result = await pull({ source: at(':v1'), outputDir, connection, verify });
    expect(result).toMatchObject({ digest, verifiedBy: [{ kind: 'key', digest }] });
    expect(await readFile(join(outputDir, 'a.txt'), 'utf8')).toBe('content');
    const tags = requests.filter((request) => request.endsWith('/manifests/v1'));
    expect(tags).toHaveLength(1);
    const layer = (await layerOf(digest)).digest;
    expect(requests.findIndex((request) => request.includes('/referrers/'))).toBeLessThan(
      requests.findIndex((request) => request.endsWith(`/blobs/${layer}`)),
    );
  });

  it('reads the manifest that it verified, also after the tag moved', async () => {
    const signed = await artifact('content', 'v1');
    await signUnderTag(home, signed, keys);
    const other = await artifact('moved', 'v2');
    const resolve = home.resolve.bind(home);
    let moved = false;
    registry.getTag = async (name, tag, options) => {
      const reader = await MemoryRegistry.prototype.getTag.call(registry, name, tag, options);
      if (tag === 'v1' && !moved) {
        moved = true;
        await home.tag(await resolve(other.digest), 'v1');
      }
      return reader;
    };
    const outputDir = join(directory, 'out');
    expect(await pull({ source: at(':v1'), outputDir, connection, verify })).toMatchObject({ digest: signed.digest });
    expect(moved).toBe(true);
    expect(await readFile(join(outputDir, 'a.txt'), 'utf8')).toBe('content');
  });

  it('downloads and writes nothing without a valid signature', async () => {
    await signWithBundle(home, await artifact('content', 'v1'), newKeys());
    const outputDir = join(directory, 'out');
    await expect(pull({ source: at(':v1'), outputDir, connection, verify })).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: expect.stringMatching(/^cannot verify 127.*\/acme\/app:v1 \(sha256:\w+\): .*does not match/) as string,
    });
    expect(await readdir(directory)).toEqual([]);
    const { digest } = await layerOf((await home.resolve('v1')).digest);
    expect(requests.filter((request) => request.includes(digest))).toEqual([]);
  });
});

describe('copy with verification', () => {
  it('copies a signed artifact, and nothing without a valid signature', async () => {
    const signed = await artifact('signed', 'v1');
    await signUnderTag(home, signed, keys);
    await artifact('unsigned', 'v2');
    const options = { from: connection, to: connection, verify };
    const copied = await copy({ ...options, source: at(':v1'), target: at(':v1', 'acme/prod'), recursive: true });
    expect(copied).toMatchObject({ digest: signed.digest, companions: 1, verifiedBy: [{ digest: signed.digest }] });
    const layout = join(directory, 'layout');
    await expect(copy({ ...options, source: at(':v2'), target: parseLocation(`${layout}:v2`) })).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
      origin: 'source',
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it('of several artifacts writes nothing unless all are signed', async () => {
    await signUnderTag(home, await artifact('signed', 'v1'), keys);
    const unsigned = await artifact('unsigned', 'v2');
    const items = [{ source: { ...at(''), tag: 'v*' }, target: at('', 'acme/prod') }];
    const options = { from: connection, to: connection, verify, items };
    await expect(copyAll(options)).rejects.toMatchObject({ code: 'VERIFICATION_FAILED', copies: [] });
    expect(requests.filter((request) => /^(?:PUT|POST)/.test(request))).toEqual([]);
    await signUnderTag(home, unsigned, keys);
    expect(await copyAll(options)).toMatchObject([{ verifiedBy: [{}] }, { verifiedBy: [{ digest: unsigned.digest }] }]);
  });
});

describe('index with verification', () => {
  it('contains only signed manifests, and is not written otherwise', async () => {
    const signed = await pushArtifact(home, 'signed');
    await signWithBundle(home, signed, keys);
    const unsigned = await pushArtifact(home, 'unsigned');
    const sources = [signed, unsigned].map(({ digest }) => ({ kind: 'digest', digest }) as const);
    await expect(createIndex({ target: at(':all'), sources, connection, verify })).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
    });
    expect(requests.filter((request) => request.startsWith('PUT'))).toEqual([]);
    const index = await createIndex({ target: at(':all'), sources: sources.slice(0, 1), connection, verify });
    expect(index).toMatchObject({ children: [{ digest: signed.digest }], verifiedBy: [{ digest: signed.digest }] });
  });
});

async function layerOf(digest: string): Promise<Descriptor> {
  const manifest = await (await home.fetch(await home.resolve(digest))).json();
  return (manifest as { readonly layers: readonly [Descriptor] }).layers[0];
}
