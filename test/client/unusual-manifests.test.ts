import { describe, expect, it } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { copy } from '../../src/operations/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import {
  descriptorOf,
  digestOf,
  mediaTypeDockerManifest,
  mediaTypeImageConfig,
  mediaTypeImageIndex,
  mediaTypeImageManifest,
  parseLocation,
  type Digest,
} from '../../src/spec/index.ts';
import { copyGraph, describeChild, build, fetchBytes, pullArtifact, resolve, tag } from '../../src/transfer/index.ts';
import { ScriptedServer } from '../faults/kit/index.ts';
import { temporaryFolder } from '../layout/fixture.ts';
import { pushBlob, send } from '../server/requests.ts';
import { json, name, TestClient, wireError } from './test-client.ts';

const empty = new TextEncoder().encode('{}');
const config = descriptorOf(mediaTypeImageConfig, empty);

interface Served {
  readonly server: ScriptedServer;
  readonly digest: Digest;
}

/** Serves one manifest as `v1` and by its digest, and the empty config. */
async function serve(body: string, contentType: string, headerDigest: string = digestOf(body)): Promise<Served> {
  const server = await ScriptedServer.start();
  const digest = digestOf(body);
  server.on('GET *', { status: 404, headers: json, body: wireError('BLOB_UNKNOWN') });
  server.on('HEAD *', { status: 404 });
  for (const reference of ['v1', headerDigest]) {
    const headers = { 'content-type': contentType, 'docker-content-digest': headerDigest };
    server.on(`GET /v2/*/manifests/${reference}`, { headers, body });
    server.on(`HEAD /v2/*/manifests/${reference}`, {
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    });
  }
  server.on(`GET /v2/*/blobs/${config.digest}`, { body: '{}' });
  return { server, digest };
}

describe('a manifest without a list of content', () => {
  it.each([
    ['layers', mediaTypeImageManifest, { schemaVersion: 2, mediaType: mediaTypeImageManifest, config }],
    ['manifests', mediaTypeImageIndex, { schemaVersion: 2, mediaType: mediaTypeImageIndex }],
    ['media type and layers', mediaTypeImageManifest, { schemaVersion: 2, config }],
  ])('is served and copied unchanged: no %s', async (_, mediaType, value) => {
    const body = JSON.stringify(value);
    const digest = digestOf(body);
    await using server = await listen(new MemoryRegistry());
    await pushBlob(server.url, name, empty);
    const put = await send(server.url, 'PUT', `/v2/${name}/manifests/v1`, {
      headers: { 'content-type': mediaType },
      body,
    });
    expect(put.status).toBe(201);
    await using client = new TestClient(new URL(server.url));
    await using folder = await temporaryFolder();
    const source = repository(client.registry, name);
    const root = await source.resolve('v1');
    for (const destination of [
      repository(new MemoryRegistry(), name),
      await LayoutRepository.open(folder.path, { sync: false }),
    ]) {
      await copyGraph(source, destination, root);
      expect(Buffer.from((await fetchBytes(destination, digest)).bytes).toString()).toBe(body);
    }
  });
});

describe('an OCI manifest without a media type that is served as Docker', () => {
  it.each([
    ['an image', { config }],
    ['an artifact', { config: { ...config, mediaType: 'application/vnd.oci.empty.v1+json' } }],
  ])('is pushed as an OCI manifest: %s', async (_, members) => {
    const body = JSON.stringify({ schemaVersion: 2, ...members, layers: [] });
    const { server, digest } = await serve(body, mediaTypeDockerManifest);
    await using _server = server;
    await using target = await listen(new MemoryRegistry());
    const connection = { plainHttp: true, env: {}, homedir: '/nonexistent', attempts: 1 };
    await copy({
      source: parseLocation(`${server.origin.host}/${name}:v1`),
      target: parseLocation(`${new URL(target.url).host}/${name}:v1`),
      from: connection,
      to: connection,
    });
    const { headers } = await send(target.url, 'HEAD', `/v2/${name}/manifests/${digest}`);
    expect(headers['content-type']).toBe(mediaTypeImageManifest);
  });
});

describe('an image of Docker schema 1', () => {
  const schema1 = { schemaVersion: 1, name: 's', tag: 'v1', architecture: 'amd64', fsLayers: [], history: [] };
  const signedType = 'application/vnd.docker.distribution.manifest.v1+prettyjws';
  const operations: readonly (readonly [string, (source: Repository, outputDir: string) => Promise<unknown>])[] = [
    ['copied', async (source) => copyGraph(source, repository(new MemoryRegistry(), name), await source.resolve('v1'))],
    ['read', (source) => fetchBytes(source, 'v1')],
    ['pulled', (source, outputDir) => pullArtifact(source, 'v1', outputDir)],
    ['tagged', (source) => tag(source, 'v1', 'v2')],
    ['added to an index', async (source) => describeChild(source, await source.resolve('v1'))],
    [
      'a subject',
      async (source) =>
        build(
          { artifactType: 'a/b', config: { kind: 'empty' }, layers: [], subject: await source.resolve('v1') },
          source,
        ),
    ],
  ];
  const forms: readonly (readonly [string, string, string, string])[] = [
    ['signed', JSON.stringify({ ...schema1, signatures: [] }), signedType, digestOf('the payload without signatures')],
    ['unsigned', JSON.stringify(schema1), 'application/vnd.docker.distribution.manifest.v1+json', ''],
    ['served as JSON', JSON.stringify({ ...schema1, signatures: [] }), 'application/json', ''],
  ];
  for (const [form, body, type, headerDigest] of forms) {
    it.each(operations)(`is named when it is %s (${form})`, async (_, run) => {
      const { server } = await serve(body, type, headerDigest || digestOf(body));
      await using _server = server;
      await using client = new TestClient(server.origin);
      await using folder = await temporaryFolder();
      await expect(run(repository(client.registry, name), `${folder.path}/out`)).rejects.toMatchObject({
        code: 'UNSUPPORTED',
        message: expect.stringContaining(
          'Docker schema 1, which is not supported; pull and push it with a newer Docker',
        ),
      });
    });
  }

  it('is resolved and deleted like other manifests', async () => {
    const { server, digest } = await serve(JSON.stringify(schema1), signedType);
    await using _server = server;
    server.on('DELETE *', { status: 202 });
    await using client = new TestClient(server.origin);
    const source = repository(client.registry, name);
    const descriptor = await resolve(source, 'v1');
    expect(descriptor.digest).toBe(digest);
    await source.delete(descriptor);
    expect(server.requests.at(-1)?.path).toBe(`/v2/${name}/manifests/${digest}`);
  });
});

describe('a manifest that is missing by digest', () => {
  const digest = digestOf('missing');
  it('is reported as a manifest by a registry, with and without an error code', async () => {
    await using server = await ScriptedServer.start();
    await using client = new TestClient(server.origin);
    for (const body of [wireError('MANIFEST_UNKNOWN'), wireError('NOT_FOUND'), '']) {
      server.on('GET *', { status: 404, headers: json, body }).on('HEAD *', { status: 404 });
      await expect(repository(client.registry, name).resolve(digest)).rejects.toMatchObject({
        code: 'MANIFEST_UNKNOWN',
        message: expect.stringContaining(`no manifest ${digest} is in ${name}`),
      });
    }
  });

  it('is reported as a manifest by other stores', async () => {
    await using folder = await temporaryFolder();
    const memory = new MemoryRegistry();
    await memory.pushBlob(name, config, async function* () {
      yield empty;
    });
    for (const store of [repository(memory, name), await LayoutRepository.open(folder.path, { sync: false })])
      await expect(store.resolve(digest)).rejects.toMatchObject({
        code: 'MANIFEST_UNKNOWN',
        message: expect.stringContaining(`no manifest ${digest} is in `),
      });
  });

  it('is reported with the repository when that does not exist', async () => {
    await expect(repository(new MemoryRegistry(), name).resolve(digest)).rejects.toMatchObject({
      code: 'NAME_UNKNOWN',
    });
  });
});
