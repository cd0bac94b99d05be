import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  apiHost,
  asciiHostHint,
  formatOutputTarget,
  formatReference,
  isRegistryHost,
  isRepositoryName,
  isTag,
  parseOutputTarget,
  parseLocation,
  parseReference,
  withTag,
} from '../../src/spec/index.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('parseReference', () => {
  it.each([
    ['ghcr.io/acme/bundle:v1', { registry: 'ghcr.io', repository: 'acme/bundle', tag: 'v1', digest: undefined }],
    [
      'oci://localhost:5000/test/bundle',
      { registry: 'localhost:5000', repository: 'test/bundle', tag: undefined, digest: undefined },
    ],
    ['oras://GHCR.IO/acme/x:V1', { registry: 'ghcr.io', repository: 'acme/x', tag: 'V1', digest: undefined }],
    [`ghcr.io/a/b:t@${digest}`, { registry: 'ghcr.io', repository: 'a/b', tag: 't', digest }],
    ['alpine', { registry: 'docker.io', repository: 'library/alpine', tag: undefined, digest: undefined }],
    [`alpine@${digest}`, { registry: 'docker.io', repository: 'library/alpine', tag: undefined, digest }],
    ['acme/tool:1', { registry: 'docker.io', repository: 'acme/tool', tag: '1', digest: undefined }],
    [
      'index.docker.io/acme/tool',
      { registry: 'docker.io', repository: 'acme/tool', tag: undefined, digest: undefined },
    ],
    ['[::1]:5000/a', { registry: '[::1]:5000', repository: 'a', tag: undefined, digest: undefined }],
    ['localhost/a:b', { registry: 'localhost', repository: 'a', tag: 'b', digest: undefined }],
  ])('parses %s', (text, expected) => {
    expect(parseReference(text)).toEqual(expected);
  });

  it.each([
    '',
    'ghcr.io/',
    'ghcr.io/Acme/x',
    'ghcr.io/a:',
    'ghcr.io/a:.x',
    'ghcr.io/a//b',
    'ghcr.io/a/../b',
    'ghcr.io/a@sha256:00',
    'host:99999/a',
    'ho st.io/a',
    `ghcr.io/${'a'.repeat(256)}`,
    'ghcr.io/a:b\n',
  ])('rejects %j', (text) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ name: 'OciError' }));
  });

  it('never includes user information in an error (AU-14)', () => {
    for (const text of [
      'user:canary@ghcr.io/a/b',
      'ghcr.io/user:canary@host',
      'oci://user:canary@ghcr.io/a/b:v1',
      'user:canary@ghcr.io',
      'user:p@canary@ghcr.io/a/b',
      'user:@canary@ghcr.io/a/b:v1',
      `user:p@canary/@ghcr.io/a/b@sha256:${'0'.repeat(64)}`,
    ]) {
      for (const parse of [parseReference, parseOutputTarget]) {
        try {
          parse(text.startsWith('oci://') ? text : `oci://${text}`);
          expect.unreachable('it was accepted');
        } catch (error) {
          expect(inspect(error, { depth: 10 })).not.toContain('canary');
          expect(error).toMatchObject({ code: 'REFERENCE_INVALID' });
        }
      }
    }
  });

  it('suggests the lower-case form when only the case is wrong', () => {
    expect(() => parseReference('ghcr.io/Acme/Bundle:v1')).toThrow('acme/bundle');
  });

  it('parses the output of formatReference', () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8}){0,2}$/);
    const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,30}$/), { nil: undefined });
    fc.assert(
      fc.property(
        fc.constantFrom('ghcr.io', 'localhost:5000', '127.0.0.1:80', 'docker.io'),
        fc.array(name, { minLength: 2, maxLength: 4 }),
        tag,
        (registry, segments, tagName) => {
          const reference = { registry, repository: segments.join('/'), tag: tagName, digest: undefined };
          expect(parseReference(formatReference(reference))).toEqual(reference);
        },
      ),
    );
  });
});

describe('internationalised host names', () => {
  it.each([
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example:5000', 'xn--bcher-kva.example:5000'],
    ['registry.bücher.example:80', 'registry.xn--bcher-kva.example:80'],
    ['пример.рф', 'xn--e1afmkfd.xn--p1ai'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah'],
    ['ｇｈｃｒ.io', 'ghcr.io'],
  ])('are an error that names the ASCII form: %s', (host, ascii) => {
    const message = `"${host}" is not a registry host; write its ASCII form "${ascii}"`;
    expect(() => parseReference(`${host}/a:v1`)).toThrow(message);
    expect(() => parseLocation(`oci://${host}/a:v1`)).toThrow(message);
    expect(asciiHostHint(host)).toBe(`; write its ASCII form "${ascii}"`);
  });

  it.each(['ghcr.io', 'a b', '', 'ü:99999', 'bücher.example:x', 'a@ü.example', 'ü/x', 'ü%', '\u0000ü', 'ü ü'])(
    'have no hint for %j, which is not a host name',
    (text) => {
      expect(asciiHostHint(text)).toBe('');
    },
  );
});

describe('parseOutputTarget', () => {
  it('parses a target without a scheme as a local path', () => {
    expect(parseOutputTarget('./out')).toEqual({ isOci: false, localPath: './out' });
    expect(formatOutputTarget({ isOci: false, localPath: './out' })).toBe('./out');
    expect(withTag(parseOutputTarget('/tmp/x'), 'v1')).toEqual({ isOci: false, localPath: '/tmp/x' });
  });

  it('parses a repository after oci://', () => {
    const target = parseOutputTarget('oci://ghcr.io/nvidia/bundles:v1.0.0');
    expect(target).toEqual({ isOci: true, registry: 'ghcr.io', repository: 'nvidia/bundles', tag: 'v1.0.0' });
    expect(formatOutputTarget(target)).toBe('oci://ghcr.io/nvidia/bundles:v1.0.0');
    expect(formatOutputTarget(withTag(target, 'v2'))).toBe('oci://ghcr.io/nvidia/bundles:v2');
    expect(formatOutputTarget(parseOutputTarget('oci://localhost:5000/test/bundle'))).toBe(
      'oci://localhost:5000/test/bundle',
    );
  });

  it('rejects a digest, upper-case letters and an empty reference', () => {
    expect(() => parseOutputTarget(`oci://ghcr.io/a/b@${digest}`)).toThrow('digest follows from the content');
    expect(() => parseOutputTarget('oci://ghcr.io/Acme/b')).toThrow('acme/b');
    expect(() => parseOutputTarget('oci://')).toThrow();
  });
});

describe('isRepositoryName, isTag and isRegistryHost', () => {
  it('accept only names of the specification', () => {
    expect(['a', 'a/b', 'a__b', 'a.b-c_d', 'a---b', '0'].filter((name) => !isRepositoryName(name))).toEqual([]);
    expect(
      ['', 'A', 'a/', '/a', 'a//b', 'a..b', 'a_-b', '-a', 'a_', 'a/../b', 'a b', 'a\n'].filter(isRepositoryName),
    ).toEqual([]);
    expect(['a', '_a', 'A.b-c', 'a'.repeat(128)].filter((tag) => !isTag(tag))).toEqual([]);
    expect(['', '.a', '-a', 'a'.repeat(129), 'a/b', 'a:b', 'a\n'].filter(isTag)).toEqual([]);
    expect(
      ['localhost', 'ghcr.io', 'a.b:5000', '127.0.0.1', '[::1]:80'].filter((host) => !isRegistryHost(host)),
    ).toEqual([]);
    expect(
      ['', 'a_b', 'a:', 'a:0', 'a:65536', 'a/b', 'user@a', '-a', 'a-', 'a..b', 'a\r\nb'].filter(isRegistryHost),
    ).toEqual([]);
  });
});

describe('apiHost', () => {
  it('returns the API host of Docker Hub for its references', () => {
    expect(['docker.io', 'index.docker.io', 'ghcr.io'].map(apiHost)).toEqual([
      'registry-1.docker.io',
      'registry-1.docker.io',
      'ghcr.io',
    ]);
  });
});
