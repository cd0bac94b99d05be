import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  artifactTypeOf,
  descriptorOf,
  emptyDescriptor,
  isOciError,
  parseManifest,
  requiredContentOf,
  successorsOf,
} from '../../src/spec/index.ts';

const layer = descriptorOf('application/octet-stream', Buffer.from('layer'));
const subject = descriptorOf('application/vnd.oci.image.manifest.v1+json', Buffer.from('subject'));
const image = {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: emptyDescriptor,
  layers: [layer],
};
const index = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [subject] };

function parse(value: unknown, mediaType?: string): ReturnType<typeof parseManifest> {
  return parseManifest(Buffer.from(JSON.stringify(value)), mediaType);
}

describe('parseManifest', () => {
  it('parses images, indexes and their successors', () => {
    const manifest = parse({ ...image, subject, artifactType: 'application/vnd.example' });
    expect(manifest.kind).toBe('manifest');
    expect(successorsOf(manifest).map((node) => node.digest)).toEqual([
      subject.digest,
      emptyDescriptor.digest,
      layer.digest,
    ]);
    expect(requiredContentOf(manifest).map((node) => node.digest)).toEqual([emptyDescriptor.digest, layer.digest]);
    expect(artifactTypeOf(manifest)).toBe('application/vnd.example');
    expect(successorsOf(parse(index))).toHaveLength(1);
  });

  it.each<[string, unknown, string?]>([
    ['manifests together with layers (MF-07)', { ...image, manifests: [] }],
    ['an index with layers (MF-07)', { ...index, layers: [] }],
    ['an index with a config (MF-07)', { ...index, config: emptyDescriptor }],
    ['another type than announced (MF-07)', image, 'application/vnd.oci.image.index.v1+json'],
    [
      'an index without a media type that was announced as an image (MF-07)',
      { schemaVersion: 2, manifests: [] },
      'application/vnd.oci.image.manifest.v1+json',
    ],
    ['a negative size (MF-05)', { ...image, layers: [{ ...layer, size: -1 }] }],
    ['a fractional size (MF-05)', { ...image, layers: [{ ...layer, size: 1.5 }] }],
    ['a size in a string (MF-05)', { ...image, layers: [{ ...layer, size: '5' }] }],
    ['a size over 2^53 (MF-05)', { ...image, layers: [{ ...layer, size: 2 ** 53 + 2 }] }],
    ['a weak digest (MF-04)', { ...image, layers: [{ ...layer, digest: 'md5:d41d8cd98f00b204e9800998ecf8427e' }] }],
    ['no schema version', { ...image, schemaVersion: 1 }],
    ['annotations that are not strings', { ...image, annotations: { a: 1 } }],
    ['a list', []],
    ['null', null],
  ])('rejects %s', (_, value, mediaType) => {
    expect(() => parse(value, mediaType)).toThrow(expect.objectContaining({ code: 'MANIFEST_INVALID' }));
  });

  it('rejects a size that JSON parses as infinite (MF-05)', () => {
    const text = JSON.stringify(image).replace(`"size":${layer.size}`, '"size":1e400');
    expect(() => parseManifest(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'MANIFEST_INVALID' }));
  });

  it('uses the media type of the manifest when the announced one is generic (MF-08)', () => {
    const bare = { ...image, mediaType: undefined };
    expect(parse(image, 'application/json').kind).toBe('manifest');
    expect(parse(bare, 'application/vnd.oci.image.manifest.v1+json; charset=utf-8').kind).toBe('manifest');
    expect(parse(bare).kind).toBe('manifest');
    expect(parse({ ...index, mediaType: undefined }).kind).toBe('index');
    expect(parse(image, 'APPLICATION/VND.OCI.IMAGE.MANIFEST.V1+JSON').kind).toBe('manifest');
  });

  it('throws only MANIFEST_INVALID for arbitrary bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          try {
            parseManifest(bytes);
          } catch (error) {
            expect(isOciError(error, 'MANIFEST_INVALID')).toBe(true);
          }
        },
      ),
    );
  });
});
