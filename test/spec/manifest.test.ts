import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  artifactTypeOf,
  descriptorOf,
  emptyDescriptor,
  isOciError,
  mediaTypeDockerManifest,
  mediaTypeDockerManifestList,
  mediaTypeImageConfig,
  mediaTypeImageIndex,
  mediaTypeImageManifest,
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

const artifact = { mediaType: 'application/vnd.oci.artifact.manifest.v1+json', artifactType: 'a/b', blobs: [] };

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
    expect(artifactTypeOf(parse({ ...image, artifactType: '' }))).toBe(emptyDescriptor.mediaType);
    expect(successorsOf(parse(index))).toHaveLength(1);
  });

  it.each<[string, unknown, string?]>([
    ['manifests together with layers (MF-07)', { ...image, manifests: [] }],
    ['an index with layers (MF-07)', { ...index, layers: [] }],
    ['an index with a config (MF-07)', { ...index, config: emptyDescriptor }],
    ['an artifact with manifests and layers (MF-07)', { ...artifact, manifests: [], layers: [] }],
    ['an artifact with manifests and a config (MF-07)', { ...artifact, manifests: [], config: emptyDescriptor }],
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
    ['no schema version', { ...image, schemaVersion: undefined }],
    ['another schema version', { ...image, schemaVersion: 1 }],
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

  it.each<[string, object]>([
    ['no layers', { ...image, layers: undefined }],
    ['null as layers', { ...image, layers: null }],
    ['no layers and no media type', { ...image, layers: undefined, mediaType: undefined }],
    ['no layers, as a Docker image', { ...image, layers: undefined, mediaType: mediaTypeDockerManifest }],
  ])('reads a manifest with %s as one with an empty list', (_, value) => {
    expect(parse(value)).toMatchObject({ kind: 'manifest', layers: [] });
  });

  it.each<[string, object]>([
    ['no manifests', { ...index, manifests: undefined }],
    ['null as manifests', { ...index, manifests: null }],
    ['no manifests, as a Docker list', { ...index, manifests: undefined, mediaType: mediaTypeDockerManifestList }],
  ])('reads an index with %s as one with an empty list', (_, value) => {
    expect(parse(value)).toMatchObject({ kind: 'index', manifests: [] });
  });

  const configOf = (mediaType: string): object => ({ ...emptyDescriptor, mediaType });
  const dockerConfig = 'application/vnd.docker.container.image.v1+json';
  it.each<[string, string, object, string]>([
    [
      'an OCI image served as Docker',
      mediaTypeDockerManifest,
      { config: configOf(mediaTypeImageConfig) },
      mediaTypeImageManifest,
    ],
    ['an artifact served as Docker', mediaTypeDockerManifest, {}, mediaTypeImageManifest],
    [
      'a Helm chart served as Docker',
      mediaTypeDockerManifest,
      { config: configOf('application/vnd.cncf.helm.config.v1+json') },
      mediaTypeImageManifest,
    ],
    ['a Docker image', mediaTypeDockerManifest, { config: configOf(dockerConfig) }, mediaTypeDockerManifest],
    [
      'an OCI image with a Docker config',
      mediaTypeImageManifest,
      { config: configOf(dockerConfig) },
      mediaTypeImageManifest,
    ],
    [
      'an OCI image served as JSON',
      'application/json',
      { config: configOf(mediaTypeImageConfig) },
      mediaTypeImageManifest,
    ],
    [
      'an index of OCI images served as Docker',
      mediaTypeDockerManifestList,
      { config: undefined, layers: undefined, manifests: [subject] },
      mediaTypeImageIndex,
    ],
    [
      'a Docker list',
      mediaTypeDockerManifestList,
      { config: undefined, layers: undefined, manifests: [{ ...subject, mediaType: mediaTypeDockerManifest }] },
      mediaTypeDockerManifestList,
    ],
    [
      'an empty Docker list',
      mediaTypeDockerManifestList,
      { config: undefined, layers: undefined, manifests: [] },
      mediaTypeDockerManifestList,
    ],
  ])('determines the type of %s without a media type by its content', (_, announced, members, expected) => {
    expect(parse({ ...image, mediaType: undefined, ...members }, announced).mediaType).toBe(expected);
  });

  it('does not change a stated media type', () => {
    const docker = { ...image, mediaType: mediaTypeDockerManifest, config: configOf(mediaTypeImageConfig) };
    expect(parse(docker, mediaTypeDockerManifest).mediaType).toBe(mediaTypeDockerManifest);
  });

  const schema1 = { schemaVersion: 1, name: 'a', tag: 'v1', fsLayers: [], history: [] };
  it.each<[string, object, string | undefined]>([
    ['signed', { ...schema1, signatures: [] }, 'application/vnd.docker.distribution.manifest.v1+prettyjws'],
    ['unsigned', schema1, 'application/vnd.docker.distribution.manifest.v1+json'],
    ['served as JSON', schema1, 'application/json'],
    ['without a served type', { ...schema1, signatures: [] }, undefined],
  ])('names Docker schema 1: %s', (_, value, mediaType) => {
    expect(() => parse(value, mediaType)).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED',
        message: expect.stringMatching(/Docker schema 1, which is not supported; pull and push it with a newer Docker/),
      }),
    );
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
