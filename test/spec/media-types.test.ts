import { describe, expect, it } from 'vitest';
import { isMediaType } from '../../src/spec/index.ts';

describe('isMediaType', () => {
  it('follows RFC 6838, section 4.2', () => {
    expect(
      ['application/vnd.oci.empty.v1+json', 'a/b', `a/${'b'.repeat(127)}`].filter((text) => !isMediaType(text)),
    ).toEqual([]);
    expect(
      ['', 'a', 'a/', '/b', 'a/b/c', 'a b/c', 'a/b;c=d', `a/${'b'.repeat(128)}`, '.a/b'].filter(isMediaType),
    ).toEqual([]);
  });
});
