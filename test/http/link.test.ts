import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNextLink, type HttpResponse } from '../../src/http/index.ts';
import { isOciError } from '../../src/spec/index.ts';

function page(...links: readonly string[]): HttpResponse {
  return {
    status: 200,
    url: new URL('https://registry.test/v2/a/tags/list?n=2'),
    headers: { get: () => links.join(', '), all: (name) => (name === 'link' ? links : []) },
    body: { async *[Symbol.asyncIterator]() {}, discard: async () => {} },
  };
}

function next(...links: readonly string[]): string | undefined {
  try {
    return parseNextLink(page(...links))?.href;
  } catch (error) {
    if (isOciError(error)) return error.code;
    throw error;
  }
}

describe('parseNextLink', () => {
  it.each([
    [['</v2/a/tags/list?n=2&last=b>; rel="next"'], 'https://registry.test/v2/a/tags/list?n=2&last=b'],
    [['</p2>;rel=next'], 'https://registry.test/p2'],
    [['</p2>; REL="NEXT"'], 'https://registry.test/p2'],
    [['</p2>; rel="prev next"'], 'https://registry.test/p2'],
    [['</p1>; rel="prev", </p2>; rel="next"'], 'https://registry.test/p2'],
    [['</p1>; rel="prev"', '</p2>; rel="next"'], 'https://registry.test/p2'],
    [['</p,1>; title="a, <b>; rel=\\"next\\""; rel="prev", </p2>; title="x"; rel="next"'], 'https://registry.test/p2'],
    [['</p2>; rel="next"; rel="prev"'], 'https://registry.test/p2'],
    [['<?last=b>; rel="next"'], 'https://registry.test/v2/a/tags/list?last=b'],
    [['</p2>; rel="prev"; rel="next"'], undefined],
    [['</p1>; rel="last"'], undefined],
    [['</p1>'], undefined],
    [['</p1>; rel="nextish"'], undefined],
    [['/p1; rel="next"'], undefined],
    [['</p1; rel="next"'], undefined],
    [[''], undefined],
    [[], undefined],
    [['<https://evil.test/p2>; rel="next"'], 'REDIRECT_REFUSED'],
    [['<//evil.test/p2>; rel="next"'], 'REDIRECT_REFUSED'],
    [[String.raw`</\evil.test/p2>; rel="next"`], 'REDIRECT_REFUSED'],
    [['<http://registry.test/p2>; rel="next"'], 'REDIRECT_REFUSED'],
    [['<https://u:p@registry.test/p2>; rel="next"'], 'REDIRECT_REFUSED'],
    [['<https://169.254.169.254/latest>; rel="next"'], 'REDIRECT_REFUSED'],
    [['<>; rel="next"'], 'PROTOCOL'],
  ] as const)('finds the next page in %j: %s (RD-05)', (links, expected) => {
    expect(next(...links)).toBe(expected);
  });

  it('names the reason why a link is refused', () => {
    const refusal =
      (target: string): unknown =>
      () =>
        parseNextLink(page(`<${target}>; rel="next"`));
    expect(refusal('http://registry.test/p2')).toThrow(
      /it changes from https to http; the registry behind the TLS proxy returns an http Link/,
    );
    expect(refusal('https://evil.test/p2?token=secret-1')).toThrow(/: it is on another origin, https:\/\/evil\.test$/);
  });

  it.each([9000, 21_000, 100_000])('accepts a next page with a URL of %d characters', (length) => {
    const target = `/p2?last=${'x'.repeat(length)}`;
    expect(next(`<${target}>; rel="next"`)).toBe(`https://registry.test${target}`);
  });

  it('parses any text, and repetitive text in linear time (RD-05)', () => {
    // In quadratic time, this text exceeds the time limit of the test.
    const repetitive = ['</a>;', '<', ';rel="'].map((part) => part.repeat(100_000)).join('');
    expect(next(repetitive)).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => {
        const result = next(`<${text}>; rel="next"`, text);
        expect(
          result === undefined ||
            result === 'PROTOCOL' ||
            result === 'REDIRECT_REFUSED' ||
            result.startsWith('https://registry.test/'),
        ).toBe(true);
      }),
    );
  });
});
