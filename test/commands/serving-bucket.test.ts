import { afterAll, describe, expect, it } from 'vitest';
import { serveRegistry, type ServePlan } from '../../src/commands/serving.ts';
import { connectRegistry } from '../../src/connect/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { openFakeStore } from '../bucket/fake-store.ts';
import { blobOf, expectBytes, noise, putImage } from '../contract/content.ts';
import { send } from '../server/requests.ts';

const store = await openFakeStore();
afterAll(() => store[Symbol.asyncDispose]());

const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'secret', AWS_ENDPOINT_URL: store.url };
const label = (name: string): string => `--${name}`;

function planFor(prefix: string, changes: Partial<ServePlan> = {}): ServePlan {
  return {
    address: '127.0.0.1',
    port: 0,
    hostNames: [],
    bucket: { url: `s3://bucket/${prefix}`, redirect: false },
    layout: 'per-repository',
    readOnly: false,
    immutable: false,
    allowSparse: false,
    insecureAnonymous: false,
    page: false,
    ...changes,
  };
}

const open = (plan: ServePlan): ReturnType<typeof serveRegistry> => serveRegistry(plan, { label, connection: { env } });

describe('registries that serve the same bucket', () => {
  it.each([
    ['PATCH and PUT', 2],
    ['PUT with the content', 0],
    ['PATCH, PUT with the last chunk', 1],
  ])('continue an upload with %s', async (_, patches) => {
    await using first = await open(planFor(`patches${patches}`));
    await using second = await open(planFor(`patches${patches}`));
    const servers = [second, first, second];
    const bytes = noise(30_000, patches + 1);
    const chunks = [bytes.subarray(0, 10_000), bytes.subarray(10_000, 20_000), bytes.subarray(20_000)].slice(
      -patches - 1,
    );
    const blob = blobOf(Buffer.concat(chunks));
    let location = String((await send(first.url, 'POST', '/v2/acme/app/blobs/uploads/')).headers['location']);
    let offset = 0;
    for (const [index, chunk] of chunks.entries()) {
      const server = servers[index] ?? first;
      const isLast = index === chunks.length - 1;
      const path = isLast ? `${location}?digest=${blob.descriptor.digest}` : location;
      const range = `${offset}-${offset + chunk.byteLength - 1}`;
      const reply = await send(server.url, isLast ? 'PUT' : 'PATCH', path, {
        body: chunk,
        headers: isLast && patches === 0 ? {} : { 'content-range': range },
      });
      expect(reply.status).toBe(isLast ? 201 : 202);
      offset += chunk.byteLength;
      if (isLast) break;
      location = String(reply.headers['location']);
      const status = await send((servers[index + 1] ?? first).url, 'GET', location);
      expect(status.headers['upload-offset']).toBe(String(offset));
    }
    await using connection = await connectRegistry(first.url);
    await expectBytes(connection.registry.getBlob('acme/app', blob.descriptor.digest), blob);
    expect([...store.objects.keys()].filter((key) => key.startsWith(`patches${patches}/uploads/`))).toEqual([]);
  });

  it('redirect downloads of blobs on request, with and without a prefix', async () => {
    for (const prefix of [undefined, 'acme']) {
      await using writer = await open(planFor('redirect'));
      await using connection = await connectRegistry(writer.url);
      const { layer } = await putImage(connection.registry, 'acme/app', 'one', ['v1']);
      const bucket = { url: 's3://bucket/redirect', redirect: true };
      await using serving = await open(planFor('redirect', { bucket, prefix }));
      const name = prefix === undefined ? 'acme/app' : 'app';
      const path = `/v2/${name}/blobs/${layer.descriptor.digest}`;
      const reply = await send(serving.url, 'GET', path);
      expect(reply.status).toBe(307);
      const location = new URL(String(reply.headers['location']));
      expect(location.origin).toBe(store.url);
      expect(location.searchParams.get('X-Amz-Expires')).toBe('900');
      expect(Buffer.from(await (await fetch(location)).arrayBuffer())).toEqual(Buffer.from(layer.bytes));
      expect((await send(serving.url, 'HEAD', path)).status).toBe(200);
      expect((await send(serving.url, 'GET', `/v2/${name}/blobs/${digestOf('absent')}`)).status).toBe(404);
    }
  });

  it.each<[string, Partial<ServePlan>, number]>([
    ['read-only', { readOnly: true }, 405],
    ['immutable', { immutable: true }, 201],
    ['with a quota', { quota: 1 }, 413],
  ])('can be %s', async (title, changes, status) => {
    await using serving = await open(planFor(title.replaceAll(' ', '-'), changes));
    const bytes = Buffer.from('content');
    const path = `/v2/acme/app/blobs/uploads/?digest=${digestOf(bytes)}`;
    expect((await send(serving.url, 'POST', path, { body: bytes })).status).toBe(status);
  });

  it('cache an upstream in the bucket', async () => {
    await using upstream = await open(planFor('upstream'));
    const source = await connectRegistry(upstream.url);
    const { manifest, layer } = await putImage(source.registry, 'acme/app', 'one', ['v1']);
    await source.close();
    const registry = new URL(upstream.url).host;
    const plan = planFor('mirror', { upstream: { registry, plainHttp: true } });
    {
      await using mirror = await open(plan);
      await using connection = await connectRegistry(mirror.url);
      await expectBytes(connection.registry.getTag('acme/app', 'v1'), manifest);
      await expectBytes(connection.registry.getBlob('acme/app', layer.descriptor.digest), layer);
    }
    const hex = layer.descriptor.digest.slice('sha256:'.length);
    expect(store.objects.has(`mirror/content/acme/app!/blobs/sha256/${hex}`)).toBe(true);
  });

  it('count their content', async () => {
    await using serving = await open(planFor('inventory'));
    await using connection = await connectRegistry(serving.url);
    await putImage(connection.registry, 'acme/app', 'one', ['v1', 'v2']);
    await serving.close();
    expect(await serving.inventory()).toMatchObject({ repositories: 1, tags: 2, blobs: 3 });
  });
});
