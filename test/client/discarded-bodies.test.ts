import { describe, expect, it } from 'vitest';
import type { HttpRegistry } from '../../src/client/index.ts';
import { pushUnlessExists, repository } from '../../src/registry/index.ts';
import { once } from '../../src/streams/index.ts';
import { blobOf, noise } from '../contract/content.ts';
import { eventually } from '../eventually.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { manifestWith, name, TestClient } from './test-client.ts';

const blob = blobOf(noise(1000, 1));
const { digest } = blob.descriptor;
const manifest = manifestWith('x');

/** An answer with a body that the client does not need. A transport does not reuse the connection of a longer body. */
function long(status: number, headers: Readonly<Record<string, string>> = {}): Step {
  return { status, headers: { 'content-type': 'application/octet-stream', ...headers }, body: noise(200_000, 2) };
}

const opened = long(202, { location: '/upload/1' });
const pushBlob = (registry: HttpRegistry): Promise<unknown> =>
  registry.pushBlob(name, blob.descriptor, () => once(blob.bytes), { isAbsent: true });

const cases: readonly (readonly [
  title: string,
  steps: Readonly<Record<string, Step>>,
  work: (registry: HttpRegistry) => Promise<unknown>,
])[] = [
  ['a push of a blob', { 'POST *': opened, 'PUT *': long(201) }, pushBlob],
  ['a refused push of a blob', { 'POST *': opened, 'PUT *': long(403), 'DELETE *': long(204) }, pushBlob],
  ['a mount', { 'POST *': long(201) }, (registry) => registry.mountBlob('acme/source', name, digest, { size: 1000 })],
  [
    'a mount by a push',
    { 'POST *': long(201) },
    (registry) =>
      pushUnlessExists(repository(registry, name, { looksUpOnPush: true }), blob.descriptor, () => once(blob.bytes), {
        mountFrom: 'acme/source',
      }),
  ],
  [
    'a cancelled upload',
    { 'POST *': opened, 'DELETE *': long(204) },
    async (registry) => (await registry.pushBlobChunked(name)).cancel(),
  ],
  ['the deletion of a blob', { 'DELETE *': long(202) }, (registry) => registry.deleteBlob(name, digest)],
  ['the deletion of a tag', { 'DELETE *': long(202) }, (registry) => registry.deleteTag(name, 'v1')],
  [
    'a push of a manifest',
    { 'PUT *': long(201) },
    (registry) => registry.pushManifest(name, manifest.bytes, 'application/vnd.oci.image.manifest.v1+json'),
  ],
  ['a refused request', { '* *': long(403) }, (registry) => registry.getBlob(name, digest)],
  [
    'a download of other content',
    { '* *': long(200, { 'docker-content-digest': manifest.digest }) },
    (registry) => registry.getBlob(name, digest),
  ],
  ['a blob that is not read', { '* *': long(200) }, async (registry) => (await registry.getBlob(name, digest)).close()],
];

describe('the connection', () => {
  it.each(cases)('is closed or reused after %s whose answers have a body', async (_, steps, work) => {
    await using server = await ScriptedServer.start();
    for (const [request, step] of Object.entries(steps)) server.on(request, step);
    await using client = new TestClient(server.origin);
    await work(client.registry).catch(() => undefined);
    expect(server.requests.length).toBeGreaterThan(0);
    await eventually(() => server.openConnections === 0, 'the end of the connections');
  });
});
