import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';

// Much of the time goes into waiting for servers, processes and timers, so more run than there are processors.
export const maxWorkers: number = Math.max(3, availableParallelism());

/** Settings that the quick suite and the one that starts whole programs share. */
export const shared: NonNullable<ViteUserConfig['test']> = {
  pool: 'forks',
  // Real servers, files and processes are under test; on a loaded two-core runner five seconds is too near.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  globalSetup: ['test/built.ts'],
};

/** They look at the memory of their own process, in which nobody else may have left anything. */
const measured: readonly string[] = [
  'test/archive/walk/names.test.ts',
  'test/client/{chunked-upload,content-encoding,large,manifest-reader}.test.ts',
  'test/formats/sif/read-image.test.ts',
  'test/wrappers/pull-through-readers.test.ts',
];

const config: ViteUserConfig = defineConfig({
  test: {
    maxWorkers,
    projects: [
      {
        test: {
          ...shared,
          name: 'quick',
          // Files share a worker's modules: none keeps state in one, and loading all of them anew for each file takes a third of the time.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, 'test/interop/**', 'test/**/*.programs.test.ts', ...measured],
        },
      },
      { test: { ...shared, name: 'measured', include: [...measured] } },
    ],
  },
});

export default config;
