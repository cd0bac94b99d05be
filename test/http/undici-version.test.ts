import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

describe('undici', () => {
  it('has at least version 8.5, which fixes TLS options of proxies and response smuggling (AU-16, RD-09)', () => {
    const { version } = createRequire(import.meta.url)('undici/package.json') as { readonly version: string };
    const [major = 0, minor = 0] = version.split('.').map(Number);
    expect(major * 1000 + minor).toBeGreaterThanOrEqual(8 * 1000 + 5);
  });
});
