import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/interop/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['test/interop/setup.ts'],
    // Each test runs whole programs. More than two workers disturb the timing on two processors.
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 900_000,
  },
});

export default config;
