import { describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import type { BlobReader, BlobWriter, Registry } from '../../src/registry/index.ts';
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
  type Descriptor,
} from '../../src/spec/index.ts';
import { expectCode } from './content.ts';

/** A registry that answers whatever it is asked with one error. */
class FailingRegistry implements Registry {
  readonly #error: OciError;

  constructor(error: OciError) {
    this.#error = error;
  }

  getBlob(): Promise<BlobReader> {
    return Promise.reject(this.#error);
  }
  getBlobRange(): Promise<BlobReader> {
    return Promise.reject(this.#error);
  }
  getManifest(): Promise<BlobReader> {
    return Promise.reject(this.#error);
  }
  getTag(): Promise<BlobReader> {
    return Promise.reject(this.#error);
  }
  resolveBlob(): Promise<Descriptor> {
    return Promise.reject(this.#error);
  }
  resolveManifest(): Promise<Descriptor> {
    return Promise.reject(this.#error);
  }
  resolveTag(): Promise<Descriptor> {
    return Promise.reject(this.#error);
  }
  pushBlob(): Promise<Descriptor> {
    return Promise.reject(this.#error);
  }
  pushBlobChunked(): Promise<BlobWriter> {
    return Promise.reject(this.#error);
  }
  pushBlobChunkedResume(): Promise<BlobWriter> {
    return Promise.reject(this.#error);
  }
  mountBlob(): Promise<Descriptor> {
    return Promise.reject(this.#error);
  }
  pushManifest(): Promise<Descriptor> {
    return Promise.reject(this.#error);
  }
  deleteBlob(): Promise<void> {
    return Promise.reject(this.#error);
  }
  deleteManifest(): Promise<void> {
    return Promise.reject(this.#error);
  }
  deleteTag(): Promise<void> {
    return Promise.reject(this.#error);
  }
  tags(): AsyncIterable<string> {
    return this.#failing();
  }
  referrers(): AsyncIterable<Descriptor> {
    return this.#failing();
  }
  repositories(): AsyncIterable<string> {
    return this.#failing();
  }

  #failing(): AsyncIterable<never> {
    return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(this.#error) }) };
  }
}

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

/** What a client may ask, and whether the answer has a body that can hold a detail. */
const questions: readonly (readonly [string, (registry: Registry) => Promise<unknown>, 'body' | 'head'])[] = [
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

/**
 * What a registry throws arrives on the other side of the wire as it was: code, status, detail, and the wire form of a code that is
 * none of ours.
 *
 * @param serve makes a client of a server of the registry given; neither may try again
 */
export function wireErrorContract(
  title: string,
  serve: (registry: Registry) => Promise<{ readonly registry: Registry; close(): Promise<void> }>,
): void {
  const ask = async (error: OciError, work: (registry: Registry) => Promise<unknown>): Promise<OciError> => {
    const served = await serve(new FailingRegistry(error));
    try {
      return await expectCode(work(served.registry), error.code);
    } finally {
      await served.close();
    }
  };

  describe(`errors over the wire: ${title}`, () => {
    for (const [method, work, kind] of questions) {
      it(`every code survives ${method}`, async () => {
        const detail = { digest, of: [1, 'two', null] };
        for (const code of ociErrorCodes) {
          const arrived = await ask(new OciError(code, `thrown as ${code}`, { detail }), work);
          expect([arrived.code, arrived.status, arrived.wireCode]).toEqual([code, statusOf(code), code]);
          if (kind === 'body') expect(arrived.detail, code).toEqual(detail);
        }
      });
    }

    it('a status of its own survives', async () => {
      for (const [, work] of questions) {
        const arrived = await ask(new OciError('DENIED', 'too many to name', { status: 451 }), work);
        expect([arrived.code, arrived.status]).toEqual(['DENIED', 451]);
      }
    });

    it('a code that is none of ours becomes UNKNOWN and keeps its wire form', async () => {
      for (const [, work] of questions) {
        const arrived = await ask(
          new OciError('UNKNOWN', 'short and stout', { status: 418, wireCode: 'TEAPOT' }),
          work,
        );
        expect([arrived.code, arrived.status, arrived.wireCode]).toEqual(['UNKNOWN', 418, 'TEAPOT']);
      }
    });

    it('the words survive beside the code', async () => {
      const arrived = await ask(new OciError('MANIFEST_BLOB_UNKNOWN', 'push the layer first'), (registry) =>
        registry.getTag(name, 'v1'),
      );
      expect(arrived.message).toContain('push the layer first');
      expect(arrived.message).toContain('v1');
    });
  });
}
