import { describe, expect, it } from 'vitest';
import {
  checkPushedManifest,
  descriptorOf,
  digestOf,
  encodeJson,
  mediaTypeImageIndex,
  mediaTypeImageManifest,
  parseManifest,
} from '../../src/spec/index.ts';

const config = descriptorOf('application/vnd.oci.empty.v1+json', Buffer.from('{}'));
const base = { schemaVersion: 2, mediaType: mediaTypeImageManifest, config, layers: [] };

function problemOf(body: unknown, mediaType = mediaTypeImageManifest): string {
  try {
    parseManifest(encodeJson(body), mediaType);
    return '';
  } catch (error) {
    expect(error).toMatchObject({ code: 'MANIFEST_INVALID' });
    return String(error);
  }
}

describe('a descriptor in a manifest', () => {
  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['no media type', { mediaType: undefined }, /has no mediaType/],
    ['an empty media type', { mediaType: '' }, /has no mediaType/],
    ['a number as its media type', { mediaType: 1 }, /has no mediaType/],
    ['no digest', { digest: undefined }, /has no digest/],
    ['a number as its digest', { digest: 1 }, /has no digest/],
    ['another digest', { digest: 'sha256:0' }, /has the invalid digest "sha256:0"/],
    ['a digest in upper case', { digest: config.digest.toUpperCase() }, /has the invalid digest/],
    ['no size', { size: undefined }, /has the size undefined, not a whole number/],
    ['a negative size', { size: -1 }, /has the size -1/],
    ['half a byte', { size: 0.5 }, /has the size 0\.5/],
    ['a size over 2^53-1', { size: 2 ** 53 }, /has the size 9007199254740992/],
    ['a text as its size', { size: '2' }, /has the size 2/],
    ['a text as its urls', { urls: 'https://a' }, /\.urls is not a list of strings/],
    ['a number in its urls', { urls: ['a', 1] }, /\.urls is not a list of strings/],
    ['a list as its annotations', { annotations: [] }, /has annotations that are not an object/],
    [
      'a number in its annotations',
      { annotations: { a: 1 } },
      /has the annotation "a" with a value that is not a string/,
    ],
    ['a null in its annotations', { annotations: { a: null } }, /has the annotation "a"/],
    ['a number as its data', { data: 1 }, /\.data is not a string/],
    ['a text as its platform', { platform: 'linux/amd64' }, /has a platform that is not an object/],
    ['a platform without an os', { platform: { architecture: 'amd64' } }, /has a platform without architecture or os/],
    ['a platform without an architecture', { platform: { os: 'linux' } }, /has a platform without architecture/],
    ['a number as its variant', { platform: { os: 'a', architecture: 'b', variant: 8 } }, /\.platform is not a string/],
    [
      'a text as os.features',
      { platform: { os: 'a', architecture: 'b', 'os.features': 'x' } },
      /\.platform is not a list of strings/,
    ],
    ['a number as its artifact type', { artifactType: 1 }, /\.artifactType is not a string/],
  ])('with %s is refused', (_, change, message) => {
    const changed = { ...config, ...change };
    expect(problemOf({ ...base, layers: [config, changed] })).toMatch(new RegExp(`layers\\[1\\].*${message.source}`));
    expect(problemOf({ ...base, config: changed })).toMatch(message);
    expect(problemOf({ ...base, subject: changed })).toMatch(message);
    const index = { schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests: [changed] };
    expect(problemOf(index, mediaTypeImageIndex)).toMatch(message);
  });

  it.each([
    ['not an object', { layers: ['a'] }, /layers\[0\].* is not an object/],
    ['a list', { layers: [[]] }, /layers\[0\].* is not an object/],
    ['null', { layers: [null] }, /layers\[0\].* is not an object/],
    ['not in a list', { layers: {} }, /"layers" is not a list/],
  ])('is refused when it is %s', (_, change, message) => {
    expect(problemOf({ ...base, ...change })).toMatch(message);
  });

  it('may have null for each optional member', () => {
    const layer = { ...config, urls: null, annotations: null, data: null, platform: null, artifactType: null };
    expect(problemOf({ ...base, layers: [layer], subject: null, annotations: null })).toBe('');
    expect(problemOf({ ...base, layers: null })).toBe('');
  });
});

describe('the form of a manifest', () => {
  it.each<[string, unknown, string]>([
    ['image manifest without config', { ...base, config: undefined }, mediaTypeImageManifest],
    ['image manifest with manifests', { ...base, manifests: [] }, mediaTypeImageManifest],
    ['index with layers', { schemaVersion: 2, manifests: [], layers: [] }, mediaTypeImageIndex],
    ['index with config', { schemaVersion: 2, manifests: [], config }, mediaTypeImageIndex],
    ['index without schemaVersion', { manifests: [] }, mediaTypeImageIndex],
    ['list', [], mediaTypeImageManifest],
    ['text', 'x', mediaTypeImageManifest],
    ['null', null, mediaTypeImageManifest],
  ])('is refused for an %s', (_, body, mediaType) => {
    expect(problemOf(body, mediaType)).not.toBe('');
  });
});

describe('checkPushedManifest', () => {
  const bytes = encodeJson(base);

  it('returns the descriptor with the algorithm of the digest', () => {
    const { descriptor } = checkPushedManifest(bytes, mediaTypeImageManifest, undefined, { tags: ['v1'] });
    expect(descriptor).toEqual({ mediaType: mediaTypeImageManifest, digest: digestOf(bytes), size: bytes.byteLength });
    const sha512 = digestOf(bytes, 'sha512');
    expect(checkPushedManifest(bytes, mediaTypeImageManifest, sha512).descriptor.digest).toBe(sha512);
  });

  it('refuses another digest, invalid tags, and more than 4 MiB', () => {
    const check =
      (...parameters: Parameters<typeof checkPushedManifest>) =>
      () =>
        checkPushedManifest(...parameters);
    expect(check(bytes, mediaTypeImageManifest, digestOf('other'))).toThrow(/its bytes hash to sha256:/);
    expect(check(bytes, mediaTypeImageManifest, undefined, { tags: ['v1', '-x'] })).toThrow(
      expect.objectContaining({ code: 'TAG_INVALID' }),
    );
    const text = JSON.stringify(base);
    const limit = 4 * 1024 * 1024;
    expect(check(Buffer.from(text.padEnd(limit)), mediaTypeImageManifest, undefined)).not.toThrow();
    expect(check(Buffer.from(text.padEnd(limit + 1)), mediaTypeImageManifest, undefined)).toThrow(
      expect.objectContaining({ code: 'SIZE_LIMIT', message: expect.stringContaining('the limit is 4194304') }),
    );
  });

  it.each([
    [3, true],
    [2, false],
  ])('accepts at most maxDescriptors descriptors: %i', (maxDescriptors, isAccepted) => {
    const content = encodeJson({ ...base, layers: [config, config] });
    const check = (): unknown => checkPushedManifest(content, mediaTypeImageManifest, undefined, { maxDescriptors });
    if (isAccepted) expect(check).not.toThrow();
    else expect(check).toThrow(/it has 3 descriptors, and the limit is 2/);
  });
});
