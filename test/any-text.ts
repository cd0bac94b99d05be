import * as fc from 'fast-check';

const latin = fc.integer({ min: 0, max: 0x2ff });
const anyCodePoint = fc.integer({ min: 0, max: 0x10_ff_ff });

/**
 * Text of any code points, also control characters and lone surrogates. `unit: 'binary'` of fast-check and its URLs
 * first build tables of all code points, which takes a second in each worker.
 */
export const anyText: fc.Arbitrary<string> = fc.string({
  unit: fc.oneof(latin, anyCodePoint).map((point) => String.fromCodePoint(point)),
});

/** A URL of any host, port and path, without query, fragment and user information. */
export const anyUrl: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('http', 'https'), fc.webAuthority({ withPort: true }), fc.array(anyText))
  .map(([scheme, authority, path]) => {
    const segments = path.map((segment) => `/${encodeURIComponent(segment.toWellFormed())}`);
    return `${scheme}://${authority}${segments.join('')}`;
  });
