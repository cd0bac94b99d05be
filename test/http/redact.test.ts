import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactUrl } from '../../src/http/index.ts';
import { anyUrl } from '../any-text.ts';

describe('redactUrl', () => {
  it.each([
    ['https://ghcr.io/v2/', 'https://ghcr.io/v2/'],
    ['https://u:p@ghcr.io/v2/?a=b#c', 'https://***@ghcr.io/v2/?***'],
    ['/v2/a/blobs/uploads/1?_state=x', '/v2/a/blobs/uploads/1?***'],
    ['https://h/a@b', 'https://h/a@b'],
    ['https://u:p@q@h/', 'https://***@h/'],
    ['https:\\\\u:p@h\\x', 'https:\\\\***@h\\x'],
    ['//u:p@h/x', '//***@h/x'],
    ['not a url', 'not a url'],
    ['https://h/?', 'https://h/'],
    ['https://h/\n::set-output', String.raw`https://h/\n::set-output`],
  ])('formats %s as %s (AU-15)', (url, expected) => {
    expect(redactUrl(url)).toBe(expected);
  });

  it('removes query and user information from any URL (AU-15)', () => {
    fc.assert(
      fc.property(anyUrl, fc.stringMatching(/^[a-z0-9]{4,20}$/), (base, part) => {
        const secret = `SECRET${part}`;
        const url = new URL(base);
        url.username = 'user';
        url.password = secret;
        url.search = `?sig=${secret}`;
        expect(redactUrl(url)).not.toContain(secret);
        expect(redactUrl(url.href)).not.toContain(secret);
        expect(redactUrl(`${url.pathname}${url.search}`)).not.toContain(secret);
        expect(redactUrl(url)).toContain(url.host);
      }),
    );
  });
});
