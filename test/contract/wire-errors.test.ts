import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpRegistry } from '../../src/client/index.ts';
import { createTransport } from '../../src/http/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import {
  descriptorOf,
  digestOf,
  emptyDescriptor,
  encodeJson,
  mediaTypeImageManifest,
  mediaTypeOctetStream,
  OciError,
  ociErrorCodes,
  plainDescriptor,
  statusOf,
} from '../../src/spec/index.ts';
import { once } from '../../src/streams/index.ts';
import { brokenRegistry } from '../wrappers/fake-registries.ts';
import { expectCode } from './content.ts';

const name = 'acme/bundle';
const digest = digestOf('some content');
const manifest = encodeJson({
  schemaVersion: 2,
  mediaType: mediaTypeImageManifest,
  artifactType: 'application/vnd.example.bundle',
  config: plainDescriptor(emptyDescriptor),
  layers: [],
});
const blob = new TextEncoder().encode('some content');

/** Calls of a client. The reply to a `head` call has no body, so it cannot contain a detail. */
const calls: readonly (readonly [string, (registry: Registry) => Promise<unknown>, 'body' | 'head'])[] = [
  ['getBlob', (registry) => registry.getBlob(name, digest), 'body'],
  ['getBlobRange', (registry) => registry.getBlobRange(name, digest, 1, 2), 'body'],
  ['getManifest', (registry) => registry.getManifest(name, digest), 'body'],
  ['getTag', (registry) => registry.getTag(name, 'v1'), 'body'],
  ['resolveBlob', (registry) => registry.resolveBlob(name, digest), 'head'],
  ['resolveManifest', (registry) => registry.resolveManifest(name, digest), 'head'],
  ['resolveTag', (registry) => registry.resolveTag(name, 'v1'), 'head'],
  [
    'pushBlob',
    (registry) => registry.pushBlob(name, descriptorOf(mediaTypeOctetStream, blob), () => once(blob)),
    'body',
  ],
  ['pushBlobChunked', (registry) => registry.pushBlobChunked(name), 'body'],
  [
    'pushManifest',
    (registry) => registry.pushManifest(name, manifest, mediaTypeImageManifest, { tags: ['v1'] }),
    'body',
  ],
  ['deleteBlob', (registry) => registry.deleteBlob(name, digest), 'body'],
  ['deleteManifest', (registry) => registry.deleteManifest(name, digest), 'body'],
  ['deleteTag', (registry) => registry.deleteTag(name, 'v1'), 'body'],
  ['tags', (registry) => Array.fromAsync(registry.tags(name)), 'body'],
  ['referrers', (registry) => Array.fromAsync(registry.referrers(name, digest)), 'body'],
  ['repositories', (registry) => Array.fromAsync(registry.repositories()), 'body'],
];

const transport = createTransport({ attempts: 1 });
let failure = new OciError('UNKNOWN', 'not set');
let server: Listening;
beforeAll(async () => {
  server = await listen(brokenRegistry(() => failure));
});
afterAll(async () => {
  await transport.close();
  await server.close();
});

/** Calls a client of a server whose registry fails with `error`. The client does not retry. */
async function failOverHttp(error: OciError, call: (registry: Registry) => Promise<unknown>): Promise<OciError> {
  failure = error;
  const client = new HttpRegistry(new URL(server.url), { transport: transport.send, attempts: 1 });
  return await expectCode(call(client), error.code);
}

describe('errors over HTTP', () => {
  for (const [method, call, kind] of calls) {
    it(`preserves every error code, status and detail in ${method}`, async () => {
      const detail = { digest, of: [1, 'two', null] };
      for (const code of ociErrorCodes) {
        const received = await failOverHttp(new OciError(code, `thrown as ${code}`, { detail }), call);
        expect([received.code, received.status, received.wireCode]).toEqual([code, statusOf(code), code]);
        if (kind === 'body') expect(received.detail, code).toEqual(detail);
      }
    });
  }

  it('preserves a status that differs from the default of the code', async () => {
    for (const [, call] of calls) {
      const received = await failOverHttp(
        new OciError('DENIED', 'not available for legal reasons', { status: 451 }),
        call,
      );
      expect([received.code, received.status]).toEqual(['DENIED', 451]);
    }
  });

  it('maps an unknown code to UNKNOWN and preserves its wire code', async () => {
    const error = new OciError('UNKNOWN', 'unknown error', { status: 418, wireCode: 'TEAPOT' });
    for (const [, call] of calls) {
      const received = await failOverHttp(error, call);
      expect([received.code, received.status, received.wireCode]).toEqual(['UNKNOWN', 418, 'TEAPOT']);
    }
  });

  it('preserves the message', async () => {
    const error = new OciError('MANIFEST_BLOB_UNKNOWN', 'push the layer first');
    const received = await failOverHttp(error, (registry) => registry.getTag(name, 'v1'));
    expect(received.message).toContain('push the layer first');
    expect(received.message).toContain('v1');
  });
});
