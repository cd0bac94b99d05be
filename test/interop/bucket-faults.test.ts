import { randomBytes } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { HttpRegistry } from '../../src/client/index.ts';
import { createTransport } from '../../src/http/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { isOciError } from '../../src/spec/index.ts';
import { blobOf, expectBytes, put, putImage, type Image } from '../contract/content.ts';
import { toxiproxy, versitygw, type BucketStore } from './bucket-stores.ts';
import { embedded, type EmbeddedRegistry } from './embedded.ts';

const name = 'acme/app';
const pushes = 24;
const workers = 4;

interface Replica extends AsyncDisposable {
  readonly registry: Registry;
  readonly server: EmbeddedRegistry;
}

/** A replica that reaches the store at `url`, and a client without retries. */
async function replicaAt(store: BucketStore, url: string): Promise<Replica> {
  const server = await embedded(['--storage', 's3://bucket/registry', '--s3-endpoint', url], undefined, store.env);
  const transport = createTransport({ attempts: 1 });
  return {
    server,
    registry: new HttpRegistry(new URL(server.url), { transport: transport.send, attempts: 1 }),
    async [Symbol.asyncDispose]() {
      await transport.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

interface Outcome {
  readonly images: readonly Image[];
  readonly failures: readonly string[];
}

/** Pushes and pulls images. A failure must have a code and a reason. @returns what was acknowledged */
async function pushMany(registry: Registry): Promise<Outcome> {
  const images: Image[] = [];
  const failures: string[] = [];
  const work = async (worker: number): Promise<void> => {
    for (let index = worker; index < pushes; index += workers) {
      try {
        const marker = randomBytes(8).toString('hex');
        await put(registry, name, blobOf(randomBytes(200_000)));
        const image = await putImage(registry, name, marker, [`t${marker}`]);
        images.push(image);
        await expectBytes(registry.getTag(name, `t${marker}`), image.manifest);
      } catch (error) {
        if (!isOciError(error)) throw error;
        expect(['UNAVAILABLE', 'UNREACHABLE', 'TIMEOUT', 'UNKNOWN']).toContain(error.code);
        failures.push(error.message);
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
  return { images, failures };
}

async function checkAll(registry: Registry, { images }: Outcome): Promise<void> {
  for (const { manifest, layer } of images) {
    await expectBytes(registry.getManifest(name, manifest.descriptor.digest), manifest);
    await expectBytes(registry.getBlob(name, layer.descriptor.digest), layer);
  }
}

describe('a replica with faults between it and its store', () => {
  it.each([
    ['latency', { latency: 100, jitter: 50 }, 1],
    ['reset_peer', { timeout: 30 }, 0.3],
    ['limit_data', { bytes: 150_000 }, 0.5],
    ['slicer', { average_size: 200, size_variation: 100, delay: 10 }, 1],
  ] as const)('%s keeps what it acknowledged', async (type, attributes, toxicity) => {
    await using store = await versitygw();
    await using proxy = await toxiproxy(store.url);
    await using replica = await replicaAt(store, proxy.url);
    await proxy.add(type, attributes, toxicity);
    const outcome = await pushMany(replica.registry);
    await proxy.remove(type);
    console.log(`${type}: ${outcome.images.length} acknowledged, ${outcome.failures.length} failures`);
    expect(outcome.images.length).toBeGreaterThan(pushes / 4);
    await checkAll(replica.registry, outcome);
  });

  it('503 SlowDown keeps what it acknowledged', async () => {
    await using store = await versitygw();
    let count = 0;
    const { hostname, port } = new URL(store.url);
    const proxy = createServer((req, res) => {
      if (count++ % 3 === 2) {
        req.resume().once('end', () => res.writeHead(503).end('<Error><Code>SlowDown</Code></Error>'));
        return;
      }
      const { method, url: path, headers } = req;
      const forwarded = request({ hostname, port, method, path, headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      });
      req.pipe(forwarded);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      await using replica = await replicaAt(store, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
      const outcome = await pushMany(replica.registry);
      expect(outcome.failures).toEqual([]);
      await checkAll(replica.registry, outcome);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });

  it('a store that is stopped and started again', async () => {
    await using store = await versitygw();
    await using replica = await replicaAt(store, store.url);
    const before = await pushMany(replica.registry);
    expect(before.failures).toEqual([]);
    const running = pushMany(replica.registry);
    await store.restart();
    const during = await running;
    const after = await pushMany(replica.registry);
    expect(after.failures).toEqual([]);
    for (const outcome of [before, during, after]) await checkAll(replica.registry, outcome);
  });
});
