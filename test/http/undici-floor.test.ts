import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

describe('undici', () => {
  it('AU-16 RD-09 is a release with the fixes of 8.5, where proxies kept TLS options and answers could not be smuggled', () => {
    const { version } = createRequire(import.meta.url)('undici/package.json') as { readonly version: string };
    const [major = 0, minor = 0] = version.split('.').map(Number);
    expect(major * 1000 + minor).toBeGreaterThanOrEqual(8 * 1000 + 5);
  });
});
