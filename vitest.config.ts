import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';

/** Settings that the quick suite and the one that starts whole programs share. */
export const shared: NonNullable<ViteUserConfig['test']> = {
  pool: 'forks',
  // Much of the time goes into waiting for servers, processes and timers, so more run than there are processors.
  maxWorkers: Math.max(3, availableParallelism()),
  // Real servers, files and processes are under test; on a loaded two-core runner five seconds is too near.
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

const config: ViteUserConfig = defineConfig({
  test: {
    ...shared,
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/interop/**', 'test/**/*.programs.test.ts'],
  },
});

export default config;
