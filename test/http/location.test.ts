import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveLocation, sameOrigin, type HttpResponse, type ResolveLocationOptions } from '../../src/http/index.ts';
import { isOciError } from '../../src/spec/index.ts';
import { anyUrl } from '../any-text.ts';
import { findCanaries, newPlainCanary } from '../faults/kit/index.ts';

const session = 'https://registry.test/v2/a/blobs/uploads/';

function responseWith(location: string | undefined, url = session): HttpResponse {
  return {
    status: 202,
    url: new URL(url),
    headers: {
      get: (name) => (name === 'location' ? location : undefined),
      all: (name) => (name === 'location' && location !== undefined ? [location] : []),
    },
    body: { async *[Symbol.asyncIterator]() {}, discard: async () => {} },
  };
}

function resolve(
  location: string | undefined,
  base = 'https://registry.test/',
  options?: ResolveLocationOptions,
): string {
  try {
    return resolveLocation(responseWith(location, new URL('/v2/a/blobs/uploads/', base).href), new URL(base), options)
      .href;
  } catch (error) {
    if (isOciError(error)) return error.code;
    throw error;
  }
}

describe('resolveLocation', () => {
  it.each([
    ['/v2/a/blobs/uploads/1?_state=x', 'https://registry.test/v2/a/blobs/uploads/1?_state=x'],
    ['1', 'https://registry.test/v2/a/blobs/uploads/1'],
    ['?x=1', 'https://registry.test/v2/a/blobs/uploads/?x=1'],
    ['https://registry.test:443/u', 'https://registry.test/u'],
    ['https://REGISTRY.test/u', 'https://registry.test/u'],
    ['/u#fragment', 'https://registry.test/u'],
    [' /u ', 'https://registry.test/u'],
  ])('resolves %j on the registry (RD-01)', (location, expected) => {
    expect(resolve(location)).toBe(expected);
  });

  it.each([
    ['//evil.test/u', 'REDIRECT_REFUSED'],
    [String.raw`/\evil.test/u`, 'REDIRECT_REFUSED'],
    [String.raw`\\evil.test/u`, 'REDIRECT_REFUSED'],
    ['/\t/evil.test/u', 'REDIRECT_REFUSED'],
    ['https://evil.test/u', 'REDIRECT_REFUSED'],
    ['https://registry.test:8443/u', 'REDIRECT_REFUSED'],
    ['https://registry.test./u', 'REDIRECT_REFUSED'],
    ['https://user:pass@registry.test/u', 'REDIRECT_REFUSED'],
    ['https://registry.test@evil.test/u', 'REDIRECT_REFUSED'],
    ['http://registry.test/u', 'REDIRECT_REFUSED'],
    ['javascript:alert(1)', 'REDIRECT_REFUSED'],
    ['file:///etc/passwd', 'REDIRECT_REFUSED'],
    ['', 'PROTOCOL'],
    ['   ', 'PROTOCOL'],
    [undefined, 'PROTOCOL'],
    ['https://', 'PROTOCOL'],
    [`/${'x'.repeat(128 * 1024)}`, 'PROTOCOL'],
  ])('refuses %j (RD-02)', (location, code) => {
    expect(resolve(location)).toBe(code);
  });

  it('accepts 131,072 characters and rejects 131,073 (RD-02)', () => {
    expect(resolve(`/${'x'.repeat(131_071)}`)).toContain('https://registry.test/xxx');
    expect(resolve(`/${'x'.repeat(131_072)}`)).toBe('PROTOCOL');
  });

  it.each([8300, 12_000, 21_000, 100_000])('accepts an upload session in a URL of %d characters', (length) => {
    const location = `/uploads/1?id=${'x'.repeat(length)}`;
    expect(resolve(location)).toBe(`https://registry.test${location}`);
  });

  it('returns a URL on the registry, or an error, for any text (RD-02)', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyUrl,
          fc.string(),
          fc.string().map((text) => `/${text}`),
          fc.string().map((text) => `//${text}`),
        ),
        (location) => {
          const result = resolve(location);
          expect(
            result.startsWith('https://registry.test/') || result === 'PROTOCOL' || result === 'REDIRECT_REFUSED',
          ).toBe(true);
        },
      ),
    );
  });

  it('explains an http Location of a registry behind a TLS proxy (RD-01)', () => {
    expect(() => resolveLocation(responseWith('http://registry.test/u'), new URL(session))).toThrow(
      /registry behind the TLS proxy returns an http Location/,
    );
  });

  it.each([
    ['https://storage.test/u', 'https://storage.test/u'],
    ['http://storage.test/u', 'REDIRECT_REFUSED'],
    ['https://user@storage.test/u', 'REDIRECT_REFUSED'],
    ['https://169.254.169.254/u', 'REDIRECT_REFUSED'],
    ['https://localhost/u', 'REDIRECT_REFUSED'],
  ])('with foreign locations allowed, resolves %s to %s (RD-01)', (location, expected) => {
    expect(resolve(location, 'https://registry.test/', { allowForeign: true })).toBe(expected);
  });

  it.each([
    ['https://storage.test/u', 'https://registry.test', 'https://storage.test/u'],
    ['https://10.0.0.5:9000/u', 'https://registry.test', 'https://10.0.0.5:9000/u'],
    ['http://storage.test/u', 'http://registry.test', 'http://storage.test/u'],
    ['http://storage.test/u', 'https://registry.test', 'REDIRECT_REFUSED'],
    ['https://other.test/u', 'https://registry.test', 'REDIRECT_REFUSED'],
    ['https://a.storage.test/u', 'https://registry.test', 'REDIRECT_REFUSED'],
  ])('with trusted hosts, resolves %s of %s to %s', (location, base, expected) => {
    expect(resolve(location, base, { trustedHosts: ['storage.test', '10.0.0.5'] })).toBe(expected);
  });

  it.each([
    ['http://127.0.0.1/u', false],
    ['https://127.0.0.1:5000/u', false],
    ['http://localhost:5000/u', true],
    ['http://registry.example.com/u', true],
  ])('names the setting of the registry for the location %s, and the option: %s', (location, namesOption) => {
    const base = 'http://127.0.0.1:5000/';
    expect(() => resolveLocation(responseWith(location, base), new URL(base))).toThrow(
      expect.toSatisfy(
        ({ message }: Error) =>
          /correct the public URL of the registry \(http\.host of distribution/.test(message) &&
          message.includes('as a redirect target') === namesOption,
      ),
    );
  });

  it('requires https for a foreign location of an http registry (RD-01)', () => {
    expect(resolve('http://storage.test/u', 'http://registry.test/', { allowForeign: true })).toBe('REDIRECT_REFUSED');
    expect(resolve('https://storage.test/u', 'http://registry.test/', { allowForeign: true })).toBe(
      'https://storage.test/u',
    );
  });

  it('does not show the query of a refused location (AU-15)', () => {
    const canary = newPlainCanary();
    for (const location of [
      `https://evil.test/u?sig=${canary}`,
      `https://u:${canary}@registry.test/`,
      `http://registry.test/?${canary}`,
      `https://:${canary}@/`,
      `https://[?${canary}`,
    ]) {
      expect(() => resolveLocation(responseWith(location), new URL(session))).toThrow(
        expect.toSatisfy(
          (error: unknown) => isOciError(error) && findCanaries([canary], { error, text: inspect(error) }).length === 0,
        ),
      );
    }
  });
});

describe('sameOrigin', () => {
  it('normalises default ports and case', () => {
    expect(sameOrigin(new URL('https://a.test:443/x'), new URL('https://A.test/y'))).toBe(true);
    expect(sameOrigin(new URL('http://a.test:80/x'), new URL('http://a.test/y'))).toBe(true);
    expect(sameOrigin(new URL('http://a.test:443/x'), new URL('https://a.test/y'))).toBe(false);
    expect(sameOrigin(new URL('https://a.test:5000/x'), new URL('https://a.test/y'))).toBe(false);
  });
});
