import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/interop/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['test/interop/setup.ts'],
    // The peers are whole programs; two at a time is what a two-core machine carries without timing noise.
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 900_000,
  },
});

export default config;
