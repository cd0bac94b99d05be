import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/interop/**'],
    pool: 'forks',
    // Much of the time goes into waiting for servers, processes and timers, so more run than there are processors.
    maxWorkers: Math.max(3, availableParallelism()),
    // Real servers, files and processes are under test; on a loaded two-core runner five seconds is too near.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});

export default config;
