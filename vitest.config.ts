import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/interop/**'],
    pool: 'forks',
    // Real servers, files and processes are under test; on a loaded two-core runner five seconds is too near.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});

export default config;
