import { createServer, request as httpRequest, type Server } from 'node:http';
import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { must, run, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { distribution, type PeerRegistry } from './registries.ts';

/** A proxy on loopback that records the requests to a registry. */
class RecordingProxy implements AsyncDisposable {
  readonly requests: string[] = [];
  readonly #server: Server;

  private constructor(host: string) {
    const { hostname, port } = new URL(`http://${host}`);
    this.#server = createServer((incoming, outgoing) => {
      this.requests.push(shortened(incoming.method ?? '', incoming.url ?? ''));
      const { method, url: path, headers } = incoming;
      const forwarded = httpRequest({ hostname, port, method, path, headers }, (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      });
      forwarded.once('error', () => outgoing.destroy());
      incoming.pipe(forwarded);
    });
  }

  static async start(host: string): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(host);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get host(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** `HEAD blobs/DIGEST`, `PUT manifests/v1`: without the repository, and without the values that differ between runs. */
function shortened(method: string, url: string): string {
  const path = url
    .replace(/^\/v2\/[a-z]+\/[a-z0-9]+\//, '')
    .replace(/sha256[:-][0-9a-f]{64}/g, 'DIGEST')
    .replace(/(uploads\/)[^?]+.*$/, '$1ID')
    .replace(/\?mount=.*$/, '?mount');
  return `${method} ${path}`;
}

const cli = join(import.meta.dirname, '../../dist/cli.js');

describe('the requests of an operation', () => {
  let registry: PeerRegistry;
  let proxy: RecordingProxy;
  let work: TemporaryDirectory;
  let source: string;

  beforeAll(async () => {
    registry = await distribution();
    proxy = await RecordingProxy.start(registry.host);
    work = await temporaryDirectory();
    source = join(work.path, 'source');
    await mkdir(source);
    for (let index = 0; index < 8; index++) await writeFile(join(source, `file-${index}.txt`), `content ${index}`);
  });
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
    await work[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    proxy.requests.length = 0;
  });

  /** The requests of our command, in byte order, because some are sent at the same time. */
  async function requestsOf(...args: readonly string[]): Promise<readonly string[]> {
    proxy.requests.length = 0;
    await must('node', [cli, ...args, '--plain-http'], { cwd: work.path });
    return proxy.requests.toSorted();
  }

  /** The number of requests of the peer. */
  async function orasRequests(...args: readonly string[]): Promise<number> {
    proxy.requests.length = 0;
    const { code, stderr } = await run('oras', [...args], { cwd: work.path });
    expect(code, stderr).toBe(0);
    return proxy.requests.length;
  }

  const peer = (name: string): string => `${proxy.host}/acme/${name}`;
  const target = (name: string): string => `oci://${peer(name)}`;

  it('a push and a repeated push', async () => {
    const ours = await requestsOf('push', source, target('push:v1'));
    expect(ours).toEqual([
      'HEAD blobs/DIGEST',
      'HEAD blobs/DIGEST',
      'POST blobs/uploads/',
      'POST blobs/uploads/',
      'PUT blobs/uploads/ID',
      'PUT blobs/uploads/ID',
      'PUT manifests/v1',
    ]);
    expect(await requestsOf('push', source, target('push:v1'))).toEqual(['HEAD blobs/DIGEST', 'HEAD manifests/v1']);
    await writeFile(join(source, 'file-0.txt'), 'other content');
    expect(await requestsOf('push', source, target('push:v1'))).toEqual([
      'HEAD blobs/DIGEST',
      'HEAD blobs/DIGEST',
      'HEAD manifests/v1',
      'POST blobs/uploads/',
      'PUT blobs/uploads/ID',
      'PUT manifests/v1',
    ]);
    const theirs = await orasRequests('push', '--plain-http', peer('theirs:v1'), 'source');
    expect(ours.length).toBeLessThanOrEqual(theirs);
  });

  it('a pull', async () => {
    await requestsOf('push', source, target('pull:v1'));
    const ours = await requestsOf('pull', target('pull:v1'), '--output-dir', join(work.path, 'out'));
    expect(ours).toEqual(['GET blobs/DIGEST', 'GET manifests/v1']);
    expect(ours.length).toBeLessThanOrEqual(
      await orasRequests('pull', '--plain-http', '-o', 'their-out', peer('pull:v1')),
    );
  });

  it('a copy in one registry', async () => {
    await requestsOf('push', source, target('from:v1'));
    const ours = await requestsOf('copy', target('from:v1'), target('to:v1'));
    expect(ours).toEqual([
      'GET manifests/v1',
      'HEAD blobs/DIGEST',
      'HEAD blobs/DIGEST',
      'HEAD manifests/DIGEST',
      'POST blobs/uploads/?mount',
      'POST blobs/uploads/?mount',
      'PUT manifests/v1',
    ]);
    const theirs = await orasRequests(
      'copy',
      '--from-plain-http',
      '--to-plain-http',
      peer('from:v1'),
      peer('copied:v1'),
    );
    expect(ours.length).toBeLessThanOrEqual(theirs);
  });

  it('a lookup', async () => {
    await requestsOf('push', source, target('resolve:v1'));
    const ours = await requestsOf('resolve', target('resolve:v1'));
    expect(ours).toEqual(['HEAD manifests/v1']);
    expect(ours.length).toBeLessThanOrEqual(await orasRequests('resolve', '--plain-http', peer('resolve:v1')));
  });

  it('an attachment', async () => {
    await requestsOf('push', source, target('attach:v1'));
    await writeFile(join(work.path, 'sbom.json'), '{"a":1}');
    const ours = await requestsOf(
      'attach',
      target('attach:v1'),
      'sbom.json:application/json',
      '--artifact-type',
      'a/b',
    );
    await writeFile(join(work.path, 'other.json'), '{"b":1}');
    const theirs = await orasRequests(
      'attach',
      '--plain-http',
      '--artifact-type',
      'a/b',
      peer('attach:v1'),
      'other.json:application/json',
    );
    expect(ours).toEqual([
      'GET manifests/DIGEST',
      'GET manifests/DIGEST',
      'HEAD blobs/DIGEST',
      'HEAD blobs/DIGEST',
      'HEAD manifests/v1',
      'POST blobs/uploads/',
      'PUT blobs/uploads/ID',
      'PUT manifests/DIGEST',
      'PUT manifests/DIGEST',
    ]);
    expect(ours.length).toBeLessThanOrEqual(theirs);
  });
});
